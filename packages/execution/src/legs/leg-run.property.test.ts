import { expect, test } from "bun:test";
import { LegWorld } from "./leg-world.ts";

const SEEDS = 2_000;

test("LegRun: behavior: never more than the stated loss, nothing after the end, every leg accounted for", () => {
  const outcomes: Record<string, number> = {};
  let lateFills = 0;
  let unwindOrders = 0;
  let losses = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { loss, problem, report, ...late } = new LegWorld(seed).run();
    if (problem) throw new Error(`seed ${seed}: ${problem}`);
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
