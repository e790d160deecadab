import { type Instrument, InstrumentTable, uniformTicks } from "@augury/model";
import type { World } from "@augury/sim";

const MICROS = 1_000_000;

/** The instruments of a simulated world as its metadata would make them: Polymarket's tokens first, then Kalshi's outcomes. */
export function worldTable({ universe }: World): InstrumentTable {
  const list: Instrument[] = [];
  for (const { spec } of universe.polymarket) {
    for (const [at, token] of spec.tokens.entries()) {
      const index = list.length;
      list.push({
        index,
        venue: "polymarket",
        venueId: token,
        marketId: spec.conditionId,
        outcome: at === 0 ? "yes" : "no",
        mirrorIndex: at === 0 ? index + 1 : index - 1,
        bookIndex: index,
        title: spec.question,
        outcomeName: spec.outcomes[at] ?? "",
        ticks: uniformTicks(spec.step),
        orderSizeMin: spec.minOrderSize * MICROS,
        sizeStep: 10_000,
        fees: { rounding: "polymarket", takerPpm: Math.round(spec.feeRate * MICROS), makerPpm: 0, exponent: 1 },
        negRisk: spec.event.negRisk,
        groupId: spec.event.negRiskMarketId,
        groupAugmented: spec.event.negRiskAugmented,
        ...(spec.event.negRisk ? { groupSize: marketsOf(universe, spec.event.id) } : {}),
      });
    }
  }
  for (const { spec } of universe.kalshi) {
    const bookIndex = list.length;
    for (const outcome of ["yes", "no"] as const) {
      const index = list.length;
      list.push({
        index,
        venue: "kalshi",
        venueId: spec.ticker,
        marketId: spec.ticker,
        outcome,
        mirrorIndex: outcome === "yes" ? index + 1 : index - 1,
        bookIndex,
        title: spec.title,
        outcomeName: outcome,
        ticks: [...spec.bands],
        orderSizeMin: 10_000,
        sizeStep: 10_000,
        fees: { rounding: "kalshi", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
        negRisk: false,
        groupId: "",
        groupAugmented: false,
      });
    }
  }
  return new InstrumentTable(list);
}

function marketsOf(universe: World["universe"], event: string): number {
  return universe.polymarket.filter(({ spec }) => spec.event.id === event).length;
}
