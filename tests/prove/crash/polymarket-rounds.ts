import type { PriceTicks } from "@augury/core";
import type { LegPlan } from "@augury/model";
import type { CrashTrader } from "./crash-trader.ts";
import type { LifePlans } from "./life-plans.ts";

const UNWIND: LegPlan = { onFailure: "unwind", sequence: "together", bandTicks: 600, legMs: 100 };
const HOLD: LegPlan = { ...UNWIND, onFailure: "hold", sequence: "one_by_one" };
/** Takes all that it wants of either outcome, and rests far from the market. */
const TAKES = 5_300;
const RESTS = 4_000;

/** Pairs of both outcomes: one whose second leg is not filled in time and whose first is traded back, then one that fills, or is held. */
export async function planSome(trader: CrashTrader, plans: LifePlans, round: number): Promise<void> {
  await pair(trader, plans, { stage: "plan", plan: UNWIND, second: RESTS });
  if (round % 2 === 0) await pair(trader, plans, { stage: "whole", plan: UNWIND, second: TAKES });
  else await pair(trader, plans, { stage: "held", plan: HOLD, second: RESTS });
}

interface Pair {
  readonly stage: string;
  readonly plan: LegPlan;
  /** Limit of the second leg. */
  readonly second: number;
}

async function pair(trader: CrashTrader, plans: LifePlans, { plan, second, stage }: Pair): Promise<void> {
  // Each leg has a size of its own; the intent's name is the first one's.
  const [intentId, other] = [trader.take(), trader.take()];
  const legs = [
    trader.wish(intentId, { price: TAKES as PriceTicks }),
    { ...trader.wish(other, { instrument: 1, price: second as PriceTicks }), intentId, leg: 1 },
  ];
  await trader.during(stage, async () => {
    plans.start(legs, plan);
    await trader.until(() => plans.openCount === 0);
  });
}
