import { expect, test } from "bun:test";
import fc from "fast-check";
import { LossWatch } from "./loss-watch.ts";

const DAY_US = 86_400_000_000;

test("LossWatch: default", () => {
  const watch = new LossWatch();
  expect([watch.dayLoss, watch.drawdown]).toEqual([0, 0]);
  watch.update(0, 0);
  watch.update(500, 1);
  watch.update(-200, 2);
  expect([watch.dayLoss, watch.drawdown]).toEqual([200, 700]);
  watch.update(600, 3);
  expect([watch.dayLoss, watch.drawdown]).toEqual([0, 0]);
});

test("LossWatch: behavior: a new day forgets the old one's loss, the drawdown does not", () => {
  const watch = new LossWatch();
  watch.update(1_000, 0);
  watch.update(200, DAY_US - 1);
  watch.update(150, DAY_US);
  expect([watch.dayLoss, watch.drawdown]).toEqual([50, 850]);
});

test("LossWatch: behavior: losses are never negative, and the drawdown covers the day's", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }), (profits) => {
      const watch = new LossWatch();
      for (const [at, profit] of profits.entries()) watch.update(profit, at * 3_600_000_000);
      expect(watch.dayLoss).toBeGreaterThanOrEqual(0);
      expect(watch.drawdown).toBe(Math.max(...profits) - (profits.at(-1) as number));
      expect(watch.drawdown).toBeGreaterThanOrEqual(watch.dayLoss);
    }),
  );
});
