import type { HeldReason, LegReport, TakenPlan } from "@augury/execution";
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

/** Tells a person of intents that a process before this one had not ended: what is beyond whole sets may be traded back soon. */
export function tellTakenPlans(plans: readonly TakenPlan[], note: TakeNote): void {
  for (const { orders, planned } of plans) {
    const { intentId } = planned.legs[0] ?? {};
    const then = planned.plan.onFailure === "unwind" ? "is traded back" : "is held";
    const detail =
      `intent ${intentId} of ${planned.legs.length} legs had not ended, ${orders.length} of its orders may have left: ` +
      `once their outcome is certain, what is beyond whole sets ${then}`;
    note({ level: "warn", venue: planned.venues[0] ?? "polymarket", what: "legs taken over", detail });
  }
}

const HELD: Readonly<Record<HeldReason, string>> = {
  plan: "as the plan says",
  stopped: "it was stopped",
  unknown: "not all that became of it is known here",
  no_instrument: "this run does not have the instrument",
  too_little: "too little for an order",
  no_tries: "no order that tried found enough",
  no_book: "without a live book, or the account compared",
  no_time: "its time was over",
};

/**
 * Tells a person of an intent of which a leg failed: what it might have lost, what was traded back, and what is still there and why. Of one that
 * was taken over from a process that died everything is told, for the audit.
 */
export function tellLegs(report: LegReport, table: InstrumentTable, note: TakeNote): void {
  const { intentId, isRecovered, legs, outcome, risk, unknown, unwindCost, unwindOrders } = report;
  if (outcome === "complete" && !isRecovered) return;
  const sizes = legs
    .filter(({ filled }) => filled > 0)
    .map(({ excess, filled, held, instrument, unwound }) => {
      const title = table.at(instrument)?.venueId ?? `${instrument}`;
      const why = held ? ` (${HELD[held]})` : "";
      return `${title}: filled ${filled}, traded back ${unwound}, beyond whole sets ${excess}${why}`;
    });
  const origin = isRecovered ? "taken over from a process that died, " : "";
  note({
    level: outcome === "held" && !isRecovered ? "warn" : "audit",
    venue: table.at(legs[0]?.instrument ?? 0)?.venue ?? "polymarket",
    what: "legs",
    detail:
      `intent ${intentId}, ${origin}ended as ${outcome}${unknown === undefined ? "" : `: ${unknown}`}; ` +
      `at worst ${risk.heldLoss} µ$ held, ${risk.unwindLoss} µ$ traded back; ` +
      `${unwindOrders} orders traded back and gave away ${unwindCost} µ$ at most; ${sizes.join("; ") || "nothing filled"}`,
  });
}
