import type { InstrumentTable, IntentEntry, OrderRequest, ReasonCode, VenueName } from "@augury/model";
import type { TakenPlan } from "../legs/leg-runs.ts";
import type { KeptPlan, PlanKeeper } from "../legs/plan-keeper.ts";
import { type PlannedOrder, recoverPlans } from "./recover-plans.ts";

/** A venue's log as plans need it, and what its core knows of orders. */
export interface PlanDesk {
  readonly venue: VenueName;
  /** What the log held when it was opened. */
  readonly entries: readonly IntentEntry[];
  writeDown(entry: IntentEntry): boolean;
  owes(intentId: number, leg: number): boolean;
}

type Planned = TakenPlan["planned"];

/**
 * Plans in the logs of the venues that their legs trade at:
 *
 * 1. A plan stands in each of these logs before the first of its legs leaves, whichever that is.
 * 2. It ends in each of them. One that a log has and another has not any more was ending when its process died: what was decided then holds.
 * 3. So does what has filled when a venue of the plan is not traded on in this run: nobody knows what became of its legs.
 */
export class LivePlans implements PlanKeeper {
  /** What a process before this one had not ended. */
  readonly recovered: readonly TakenPlan[];
  private readonly unended = new Map<number, Planned>();

  constructor(
    private readonly table: InstrumentTable,
    private readonly desks: readonly PlanDesk[],
    /** The engine's process: names its plans. */
    private readonly processId: string,
  ) {
    this.recovered = takePlans(desks);
    for (const { planned } of this.recovered) this.unended.set(intentOf(planned), planned);
  }

  open({ legs, plan, risk }: KeptPlan, plannedUs: number): ReasonCode | "none" {
    const venues = [...new Set(legs.flatMap(({ instrument }) => this.table.at(instrument)?.venue ?? []))];
    const desks = this.desks.filter(({ venue }) => venues.includes(venue));
    if (desks.length < venues.length) return "no_live_key";
    const { intentId } = legs[0] as OrderRequest;
    const key = `plan ${this.processId} ${intentId}`;
    const planned = { kind: "planned", key, plan, legs, risk, venues, plannedUs } as const;
    this.unended.set(intentId, planned);
    if (desks.every((desk) => desk.writeDown(planned))) return "none";
    this.close(intentId);
    return "restart";
  }

  close(intentId: number): void {
    const planned = this.unended.get(intentId);
    if (!planned) return;
    this.unended.delete(intentId);
    for (const desk of this.desks)
      if (planned.venues.includes(desk.venue)) desk.writeDown({ kind: "ended", key: planned.key });
  }

  owes(intentId: number, leg: number): boolean {
    return this.desks.some((desk) => desk.owes(intentId, leg));
  }
}

/** Brings together what the logs have of each plan. */
function takePlans(desks: readonly PlanDesk[]): TakenPlan[] {
  const plans = new Map<string, { planned: Planned; orders: PlannedOrder[]; at: VenueName[] }>();
  for (const { entries, venue } of desks)
    for (const { orders, planned } of recoverPlans(entries)) {
      const known = plans.get(planned.key) ?? { planned, orders: [], at: [] };
      known.orders.push(...orders);
      known.at.push(venue);
      plans.set(planned.key, known);
    }
  return [...plans.values()].map(({ at, orders, planned }) => {
    const missing = planned.venues.filter((venue) => !at.includes(venue));
    const absent = missing.filter((venue) => desks.every((desk) => desk.venue !== venue));
    const unknown = whyUnknown(absent, orders.length > 0 ? missing : []);
    return { planned, orders, ...(unknown !== undefined && { unknown }) };
  });
}

function whyUnknown(absent: readonly VenueName[], over: readonly VenueName[]): string | undefined {
  if (absent.length > 0) return `${absent.join(" and ")} is not traded on in this run`;
  return over.length > 0 ? `it had ended at ${over.join(" and ")}` : undefined;
}

function intentOf({ legs }: Planned): number {
  return (legs[0] as OrderRequest).intentId;
}
