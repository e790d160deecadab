import { expect, test } from "bun:test";
import { priceTicks } from "@augury/core";
import fc from "fast-check";
import {
  finestStep,
  isOnTick,
  POLYMARKET_TICK_STEPS,
  type TickStructure,
  tickAtOrAbove,
  tickAtOrBelow,
  uniformTicks,
} from "./tick-structure.ts";

const tapered: TickStructure = [
  { start: 0, end: 1000, step: 10 },
  { start: 1000, end: 9000, step: 100 },
  { start: 9000, end: 10_000, step: 10 },
];
const anyTicks = fc.constantFrom<TickStructure>(tapered, ...POLYMARKET_TICK_STEPS.map(uniformTicks), [
  { start: 0, end: 100, step: 1 },
  { start: 100, end: 9900, step: 10 },
  { start: 9900, end: 10_000, step: 1 },
]);

test("finestStep: behavior: divides every valid price", () => {
  expect(finestStep(tapered)).toBe(10);
  expect(POLYMARKET_TICK_STEPS.map((step) => finestStep(uniformTicks(step)))).toEqual([...POLYMARKET_TICK_STEPS]);
  fc.assert(
    fc.property(anyTicks, fc.integer({ min: 0, max: 10_000 }), (ticks, price) => {
      if (isOnTick(ticks, priceTicks(price))) expect(price % finestStep(ticks)).toBe(0);
    }),
  );
});

test("isOnTick: behavior: 0 and 1 dollar are never valid, band borders are", () => {
  expect([0, 10_000].map((n) => isOnTick(tapered, priceTicks(n)))).toEqual([false, false]);
  expect([10, 990, 1000, 1100, 9000, 9010].every((n) => isOnTick(tapered, priceTicks(n)))).toBe(true);
  expect([5, 1010, 8990].some((n) => isOnTick(tapered, priceTicks(n)))).toBe(false);
});

test("tickAtOrBelow, tickAtOrAbove: behavior: the nearest valid price on that side", () => {
  fc.assert(
    fc.property(anyTicks, fc.integer({ min: -5, max: 10_005 }), (ticks, price) => {
      const valid = Array.from({ length: 10_001 }, (_, n) => n).filter((n) => isOnTick(ticks, priceTicks(n)));
      expect(tickAtOrBelow(ticks, price) as number | undefined).toBe(valid.findLast((n) => n <= price));
      expect(tickAtOrAbove(ticks, price) as number | undefined).toBe(valid.find((n) => n >= price));
    }),
    { numRuns: 60 },
  );
});
