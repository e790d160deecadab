import { expect, test } from "bun:test";
import { FaultyExchange } from "./faulty-exchange.ts";
import type { FaultPlan } from "./faulty-network.ts";

const CALM: FaultPlan = {
  requestLost: 0,
  replyLost: 0,
  eventLost: 0,
  eventRepeated: 0,
  listingIncomplete: 0,
  refused: 0,
  crash: 0,
  delayMsMax: 20,
};
const STORM: FaultPlan = {
  requestLost: 0.1,
  replyLost: 0.2,
  eventLost: 0.2,
  eventRepeated: 0.3,
  listingIncomplete: 0.3,
  refused: 0.1,
  crash: 0,
  delayMsMax: 400,
};
const SEEDS = 40;
/** For a machine that is busy with other things. */
const PATIENCE_MS = 60_000;
const STEPS = 1_000;

function runAll(plan: FaultPlan) {
  const sums = {
    orders: 0,
    crashes: 0,
    unknownOutcomes: 0,
    batches: 0,
    amendments: 0,
    termsCompared: 0,
    legRuns: 0,
    legsRecovered: 0,
    unwoundAfterDeath: 0,
  };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { problem, ...counts } = new FaultyExchange(seed, plan).run(STEPS);
    if (problem) throw new Error(`seed ${seed}: ${problem}`);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += counts[name];
  }
  return sums;
}

test(
  "LiveVenue: behavior: on a calm network every order ends as the venue says",
  () => {
    expect(runAll(CALM)).toMatchObject({ unknownOutcomes: 0, crashes: 0 });
  },
  PATIENCE_MS,
);

test(
  "LiveVenue: behavior: lost, late, repeated and incomplete news lead to the venue's state, and nothing is sent twice",
  () => {
    const { amendments, batches, legRuns, orders, termsCompared, unknownOutcomes } = runAll(STORM);
    expect(orders).toBeGreaterThan(SEEDS);
    expect(Math.min(amendments, batches, legRuns, termsCompared)).toBeGreaterThan(SEEDS);
    expect(unknownOutcomes).toBeGreaterThan(SEEDS);
  },
  PATIENCE_MS,
);

test(
  "LiveVenue: behavior: a process that dies anywhere finds out what became of its orders",
  () => {
    expect(runAll({ ...STORM, crash: 0.004 }).crashes).toBeGreaterThan(SEEDS);
  },
  PATIENCE_MS,
);

test(
  "LegRuns: behavior: plans outlive their process: what is beyond whole sets is traded back by whoever comes after, once and no more",
  () => {
    const plan = {
      ...STORM,
      requestLost: 0.02,
      replyLost: 0.05,
      refused: 0.3,
      crash: 0.002,
      legs: 0.05,
      snapshotMs: 500,
    };
    const { crashes, legsRecovered, unwoundAfterDeath } = runAll(plan);
    expect(Math.min(crashes, legsRecovered, unwoundAfterDeath)).toBeGreaterThan(SEEDS);
  },
  PATIENCE_MS,
);

test(
  "LiveVenue: behavior: without its log a process that dies loses fills, so the log is what finds them",
  () => {
    const plan = { ...STORM, crash: 0.004, forgets: true };
    const problems = [1, 2, 3, 4, 5].map((seed) => new FaultyExchange(seed, plan).run(STEPS).problem);
    expect(problems.filter((problem) => problem?.includes("we count")).length).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);

test(
  "LegRuns: behavior: a fill heard together with its intent's end is told as late (seeds that once lost it)",
  () => {
    const plan = { ...STORM, refused: 0.05 };
    for (const seed of [6751, 9545]) expect(new FaultyExchange(seed, plan).run(STEPS).problem).toBeUndefined();
  },
  PATIENCE_MS,
);
