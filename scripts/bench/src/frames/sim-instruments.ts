import { type Instrument, InstrumentTable, NO_FEES, uniformTicks } from "@augury/model";
import type { KalshiExchange } from "@augury/venue-kalshi/sim";
import type { PolymarketExchange } from "@augury/venue-polymarket/sim";

/** 0.01 contract. */
const SIZE_STEP = 10_000;

/** What the engine would learn of a fake Polymarket's markets by REST, as an instrument table: two mirrored tokens a market. */
export function polymarketInstruments(exchange: PolymarketExchange): InstrumentTable {
  const list = exchange.markets.flatMap(({ spec }): Instrument[] =>
    spec.tokens.map((venueId, token) => ({
      ...common(spec.question, spec.conditionId),
      index: 0,
      bookIndex: 0,
      venue: "polymarket",
      venueId,
      outcome: token === 0 ? "yes" : "no",
      outcomeName: spec.outcomes[token],
      ticks: uniformTicks(spec.step),
      negRisk: spec.event.negRisk,
    })),
  );
  return new InstrumentTable(
    list.map((instrument, index) => ({ ...instrument, index, bookIndex: index, mirrorIndex: index ^ 1 })),
  );
}

/** The same for a fake Kalshi: NO reads the book of YES. */
export function kalshiInstruments(exchange: KalshiExchange): InstrumentTable {
  const list = exchange.markets.flatMap(({ spec }): Instrument[] =>
    (["yes", "no"] as const).map((outcome) => ({
      ...common(spec.title, spec.ticker),
      index: 0,
      bookIndex: 0,
      venue: "kalshi",
      venueId: spec.ticker,
      outcome,
      outcomeName: outcome,
      ticks: [...spec.bands],
      negRisk: false,
    })),
  );
  return new InstrumentTable(
    list.map((instrument, index) => ({ ...instrument, index, bookIndex: index & ~1, mirrorIndex: index ^ 1 })),
  );
}

function common(title: string, marketId: string) {
  return {
    marketId,
    title,
    orderSizeMin: 5_000_000,
    sizeStep: SIZE_STEP,
    fees: NO_FEES,
    groupId: "",
    groupAugmented: false,
  };
}
