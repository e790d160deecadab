import { expect, test } from "bun:test";
import fc from "fast-check";
import { OrderRate } from "./order-rate.ts";

test("allows: behavior: agrees with counting the last second's orders one by one", () => {
  const steps = fc.array(
    fc.record({ count: fc.integer({ min: 0, max: 6 }), pauseUs: fc.integer({ min: 0, max: 700_000 }) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5 }), (list, max) => {
      const rate = new OrderRate(max);
      let nowUs = 1_790_000_000_000_000;
      for (const { count, pauseUs } of list) {
        nowUs += pauseUs;
        const isWithin = rate.recent(nowUs) + count <= max;
        expect(rate.allows(count, nowUs)).toBe(isWithin);
        if (isWithin) rate.accept(count, nowUs);
      }
    }),
  );
});

test("allows: behavior: an order leaves the second when it is a whole second old", () => {
  const rate = new OrderRate(1);
  rate.accept(1, 1_000_000);
  expect(rate.allows(1, 1_999_999)).toBe(false);
  expect(rate.allows(1, 2_000_000)).toBe(true);
});
