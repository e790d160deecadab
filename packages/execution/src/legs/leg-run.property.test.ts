import { expect, test } from "bun:test";
import { LegWorld, type LegWorldRun } from "./leg-world.ts";

const SEEDS = 2_000;

/** Runs the worlds of all seeds; throws what the first judge finds. */
function* runs(mortality = 0): Iterable<LegWorldRun> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = new LegWorld(seed, mortality).run();
    if (run.problem) throw new Error(`seed ${seed}: ${run.problem}`);
    yield run;
  }
}

test("LegRun: behavior: never more than the stated loss, nothing after the end, every leg accounted for", () => {
  const outcomes: Record<string, number> = {};
  let lateFills = 0;
  let unwindOrders = 0;
  let losses = 0;
  for (const { loss, report, ...late } of runs()) {
    if (!report) continue;
    outcomes[report.outcome] = (outcomes[report.outcome] ?? 0) + 1;
    lateFills += late.lateFills;
    unwindOrders += report.unwindOrders;
    losses += Number(loss > 0);
  }
  // Each end was met often, and so were losses.
  for (const outcome of ["complete", "whole_sets", "unwound", "held"])
    expect([outcome, (outcomes[outcome] ?? 0) > SEEDS / 50]).toEqual([outcome, true]);
  expect(Math.min(lateFills, unwindOrders, losses)).toBeGreaterThan(SEEDS / 100);
}, 60_000);

test("LegRun: behavior: the same over deaths of its process: nothing is traded back twice, too early, or beyond whole sets", () => {
  const outcomes: Record<string, number> = {};
  let deaths = 0;
  let unwoundAfterDeath = 0;
  for (const run of runs(0.02)) {
    deaths += run.deaths;
    unwoundAfterDeath += run.unwoundAfterDeath;
    if (run.report?.isRecovered) outcomes[run.report.outcome] = (outcomes[run.report.outcome] ?? 0) + 1;
  }
  for (const outcome of ["complete", "whole_sets", "unwound", "held"])
    expect([outcome, (outcomes[outcome] ?? 0) > SEEDS / 100]).toEqual([outcome, true]);
  expect(Math.min(deaths, unwoundAfterDeath)).toBeGreaterThan(SEEDS / 4);
}, 60_000);
