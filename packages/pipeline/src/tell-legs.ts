import type { LegReport } from "@augury/execution";
import type { InstrumentTable, OrderReport } from "@augury/model";
import type { TakeNote } from "./live/live-note.ts";

/** Tells a person of a fill that came too late for its intent to do something about it. */
export function tellLateFill(
  { fillSize, instrument, intentId, leg }: OrderReport,
  table: InstrumentTable,
  note: TakeNote,
): void {
  const { venue = "polymarket", venueId = `${instrument}` } = table.at(instrument) ?? {};
  const detail = `order ${leg} of intent ${intentId} filled ${fillSize} more on ${venueId} after the intent had ended: it is held`;
  note({ level: "warn", venue, what: "legs", detail });
}

/** Tells a person of an intent of which a leg failed: what it might have lost, what was traded back, and what is still there. */
export function tellLegs(
  { intentId, legs, outcome, risk, unwindCost, unwindOrders }: LegReport,
  table: InstrumentTable,
  note: TakeNote,
): void {
  if (outcome === "complete") return;
  const sizes = legs
    .filter(({ filled }) => filled > 0)
    .map(({ excess, filled, instrument, unwound }) => {
      const title = table.at(instrument)?.venueId ?? `${instrument}`;
      return `${title}: filled ${filled}, traded back ${unwound}, beyond whole sets ${excess}`;
    });
  note({
    level: outcome === "held" ? "warn" : "audit",
    venue: table.at(legs[0]?.instrument ?? 0)?.venue ?? "polymarket",
    what: "legs",
    detail:
      `intent ${intentId} ended as ${outcome}; at worst ${risk.heldLoss} µ$ held, ${risk.unwindLoss} µ$ traded back; ` +
      `${unwindOrders} orders traded back and gave away ${unwindCost} µ$ at most; ${sizes.join("; ") || "nothing filled"}`,
  });
}
