import type { ChainMemory, PlannedEntry } from "./chain-memory.ts";
import type { PlanSaid, Reconciled } from "./crash-job.ts";
import type { WorldOrder } from "./crash-world.ts";
import type { LifeNotes } from "./judge-life.ts";

/** What became of plans is what the venue's books say of their orders, and nothing was traded back twice. */
export function judgePlans(
  orders: ReadonlyMap<string, WorldOrder>,
  { plans }: Reconciled,
  name: string,
  { findings, memory, tally }: LifeNotes,
): void {
  for (const plan of memory.plans) {
    const sold = endsOf(plan, orders, memory).filter(({ filled, unwound }) => unwound > filled);
    findings.expect(sold.length === 0, `${name}: nothing is traded back twice`, `${plan.key}: ${JSON.stringify(sold)}`);
  }
  for (const plan of memory.owedPlans) {
    const its = plans.filter(({ intent }) => intent === intentOf(plan));
    findings.expect(its.length === 1, `${name}: ${plan.key} ends once`, `${its.length} times`);
    const [said] = its;
    if (!said) continue;
    tally.plans[said.outcome] = (tally.plans[said.outcome] ?? 0) + 1;
    judgeEnd(said, endsOf(plan, orders, memory), `${name}: ${plan.key}`, { plan, findings });
  }
}

function judgeEnd(
  { legs, outcome }: PlanSaid,
  ends: PlanSaid["legs"],
  name: string,
  { findings, plan }: Pick<LifeNotes, "findings"> & { readonly plan: PlannedEntry },
): void {
  const [ours, theirs] = [JSON.stringify(legs), JSON.stringify(ends)];
  findings.expect(ours === theirs, `${name} ends as at the venue`, `ours ${ours}, there ${theirs}`);
  // There is always somebody to trade with.
  const mayHold = plan.plan.onFailure === "hold";
  findings.expect(mayHold || outcome !== "held", `${name} is traded back`, `${outcome}: ${ours}`);
}

/** What the venue's books say that a plan's legs filled, and what of it was traded back. */
function endsOf(
  plan: PlannedEntry,
  orders: ReadonlyMap<string, WorldOrder>,
  { prepared }: ChainMemory,
): PlanSaid["legs"] {
  const own = prepared.filter(({ request }) => request.intentId === intentOf(plan));
  const sum = (some: typeof own) => some.reduce((all, { key }) => all + (orders.get(key)?.filled ?? 0), 0);
  return plan.legs.map(({ leg }) => ({
    filled: sum(own.filter(({ request }) => request.leg === leg)),
    unwound: sum(own.filter(({ request }) => request.unwinds === leg)),
  }));
}

function intentOf({ legs }: PlannedEntry): number {
  return legs[0]?.intentId ?? 0;
}
