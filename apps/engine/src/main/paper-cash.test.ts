import { expect, test } from "bun:test";
import { paperCash } from "./paper-cash.ts";
import { TestFolder, testPlan } from "./test-plan.ts";

test("paperCash: default: in equal parts at the venues that are followed, to the micro-dollar", () => {
  using folder = new TestFolder();
  const plan = testPlan(folder.path, { startCashDollars: 0.000003 });
  expect(paperCash(plan)).toEqual([
    ["polymarket", 2],
    ["kalshi", 1],
  ]);
});

test("paperCash: behavior: none where the money is real: the executor tells what there is", () => {
  using folder = new TestFolder();
  const { feeds, loaded } = testPlan(folder.path);
  expect(paperCash({ feeds, loaded: { ...loaded, config: { ...loaded.config, mode: "live" } } })).toEqual([]);
});
