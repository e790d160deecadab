import { type FaultPlan, FaultyExchange, LegWorld } from "@augury/execution";
import type { Findings } from "./findings.ts";
import type { Proof } from "./proof.ts";

const SEEDS = 10_000;
const STEPS = 1_000;
const SAY_EVERY = 2_500;

const STORM: FaultPlan = {
  requestLost: 0.1,
  replyLost: 0.2,
  eventLost: 0.2,
  eventRepeated: 0.3,
  listingIncomplete: 0.3,
  refused: 0.05,
  crash: 0,
  delayMsMax: 400,
};
/** Half the seeds also kill the process, about four times each; half of them in the midst of intents of several legs. */
const CRASHES: FaultPlan = { ...STORM, crash: 0.004 };
const LEG_CRASHES: FaultPlan = {
  ...STORM,
  requestLost: 0.02,
  replyLost: 0.05,
  refused: 0.3,
  crash: 0.002,
  legs: 0.05,
  snapshotMs: 500,
};
const PLANS = [STORM, CRASHES, STORM, LEG_CRASHES] as const;
/** How often, from 0 to 1, the process of a world of legs dies at a point of its work. */
const MORTALITY = 0.02;

/** Orders at a venue behind a bad network, on virtual time. */
export const orders: Proof = {
  name: "orders",
  summary:
    "under lost, late and repeated news and crashes nothing is sent twice, no order is lost, no fill or amendment missed; no intent of several legs loses more than was stated",
  run: async ({ times = SEEDS, seed, say }, findings) => {
    const sums = {
      orders: 0,
      batches: 0,
      amendments: 0,
      termsCompared: 0,
      legRuns: 0,
      unknownOutcomes: 0,
      crashes: 0,
      legsRecovered: 0,
      unwoundAfterDeath: 0,
    };
    for (let at = 0; at < times; at++) {
      const plan = PLANS[at % PLANS.length] ?? STORM;
      const { problem, ...counts } = new FaultyExchange(seed + at, plan).run(STEPS);
      findings.equal(problem, undefined, `seed ${seed + at}: our belief is the venue's`);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += counts[name];
      if ((at + 1) % SAY_EVERY === 0) say(`${at + 1} seeds, ${sums.orders} orders`);
    }
    findings.row(
      "seeds",
      "orders at the venue",
      "batches",
      "amendments",
      "terms compared",
      "intents of legs",
      "unknown outcomes",
      "crashes",
      "plans taken over",
      "traded back after",
    );
    findings.row(times, ...Object.values(sums));
    findings.expect(Math.min(...Object.values(sums)) > 0, "the faults happened, to batches and amendments too");
    proveLegs({ times, seed, mortality: 0 }, findings);
    proveLegs({ times, seed, mortality: MORTALITY }, findings);
  },
};

interface LegWorlds {
  readonly times: number;
  readonly seed: number;
  readonly mortality: number;
}

/** Intents of two to six legs at a venue where each of them may do anything, and whoever carries them out may die. */
function proveLegs({ mortality, seed, times }: LegWorlds, findings: Findings): void {
  const outcomes = { complete: 0, whole_sets: 0, unwound: 0, held: 0 };
  let unwindOrders = 0;
  let lateFills = 0;
  let deaths = 0;
  let unwoundAfterDeath = 0;
  for (let at = 0; at < times; at++) {
    const { problem, report, ...run } = new LegWorld(seed + at, mortality).run();
    findings.equal(problem, undefined, `seed ${seed + at}: the legs keep to their plan and to the stated loss`);
    if (report) outcomes[report.outcome]++;
    unwindOrders += report?.unwindOrders ?? 0;
    lateFills += run.lateFills;
    deaths += run.deaths;
    unwoundAfterDeath += run.unwoundAfterDeath;
  }
  findings.row(
    "intents",
    "complete",
    "whole sets",
    "traded back",
    "held",
    "orders trading back",
    "late fills",
    "deaths",
  );
  findings.row(times, ...Object.values(outcomes), unwindOrders, lateFills, deaths);
  const met = Math.min(...Object.values(outcomes), unwindOrders, lateFills);
  findings.expect(times < 1_000 || met > 0, "every end was met, and late fills");
  if (mortality === 0) return;
  findings.row("traded back after a death", unwoundAfterDeath);
  findings.expect(times < 1_000 || unwoundAfterDeath > 0, "whoever came after a death traded back");
}
