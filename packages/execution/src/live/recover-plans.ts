import type { SizeMicros } from "@augury/core";
import type { IntentEntry, OrderRequest } from "@augury/model";

type Planned = Extract<IntentEntry, { kind: "planned" }>;
type Prepared = Extract<IntentEntry, { kind: "prepared" }>;
type Closed = Extract<IntentEntry, { kind: "closed" }>;

/** An order of a plan: one of its legs, or one that trades a leg back. */
export interface PlannedOrder {
  readonly request: OrderRequest;
  /** What it filled in all; left out as long as that has to be found out. */
  readonly filled?: SizeMicros;
}

/** A plan that had not ended, with those of its orders that were written down before they were sent. */
export interface RecoveredPlan {
  readonly planned: Planned;
  readonly orders: readonly PlannedOrder[];
}

/** What a log holds of a plan that has not ended. */
export interface PlanEntries {
  readonly planned: Planned;
  readonly orders: { readonly prepared: Prepared; closed?: Closed }[];
}

/** Returns what a log says of plans that have not ended, with all their orders. */
export function recoverPlans(entries: Iterable<IntentEntry>): RecoveredPlan[] {
  return planEntries(entries).map(({ orders, planned }) => ({
    planned,
    orders: orders.map(({ closed, prepared: { request } }) => ({ request, ...(closed && { filled: closed.filled }) })),
  }));
}

/** Returns the same as the log has it. */
export function planEntries(entries: Iterable<IntentEntry>): PlanEntries[] {
  const plans = new Map<string, PlanEntries>();
  const byIntent = new Map<number, PlanEntries>();
  const byKey = new Map<string, PlanEntries["orders"][number]>();
  for (const entry of entries) {
    if (entry.kind === "planned") {
      const plan = { planned: entry, orders: [] };
      plans.set(entry.key, plan);
      byIntent.set(entry.legs[0]?.intentId ?? 0, plan);
    } else if (entry.kind === "ended") plans.delete(entry.key);
    else if (entry.kind === "prepared") {
      const known = byKey.get(entry.key);
      // Given up once and alive after all: its outcome is open again.
      if (known) delete known.closed;
      else {
        const order = { prepared: entry };
        byKey.set(entry.key, order);
        byIntent.get(entry.request.intentId)?.orders.push(order);
      }
    } else if (entry.kind === "closed") {
      const order = byKey.get(entry.key);
      if (order) order.closed = entry;
    }
  }
  return [...plans.values()];
}
