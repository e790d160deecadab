import { MICROS } from "@augury/core";
import { InstrumentTable, NO_FEES, uniformTicks } from "@augury/model";

const CENT = 100;
/** Hundredths of a contract. */
const SIZE_STEP = MICROS / 100;

/**
 * Returns the instruments of a recording that comes without metadata: one YES book per ticker, in order of appearance. The grid is a
 * cent; a finer one shows in the snapshots themselves.
 */
export function kalshiInstruments(tickers: Iterable<string>): InstrumentTable {
  return new InstrumentTable(
    [...new Set(tickers)].map((ticker, index) => ({
      index,
      venue: "kalshi",
      venueId: ticker,
      marketId: ticker,
      outcome: "yes",
      bookIndex: index,
      title: ticker,
      outcomeName: "Yes",
      ticks: uniformTicks(CENT),
      orderSizeMin: SIZE_STEP,
      sizeStep: SIZE_STEP,
      fees: NO_FEES,
      negRisk: false,
      groupId: "",
      groupAugmented: false,
    })),
  );
}
