import { expect, test } from "bun:test";
import fc from "fast-check";
import { AssertionError } from "./assert.ts";
import { MICROS, mirrorPrice, notional, notionalUp, priceTicks, sizeMicros } from "./units.ts";

const anyPrice = fc.integer({ min: 0, max: 10_000 }).map(priceTicks);
const anySize = fc.integer({ min: 0, max: 9_000_000 * MICROS }).map(sizeMicros);

test("notional: behavior: equals exact integer arithmetic", () => {
  fc.assert(
    fc.property(anyPrice, anySize, (price, size) => {
      const exact = BigInt(price) * BigInt(size);
      expect(BigInt(notional(price, size))).toBe(exact / 10_000n);
      expect(BigInt(notionalUp(price, size))).toBe((exact + 9_999n) / 10_000n);
    }),
  );
});

test("notional: behavior: a size whose plain product passes 2^53", () => {
  expect(notional(priceTicks(9_999), sizeMicros(1_000_000 * MICROS + 1))).toBe(
    Number((9_999n * (1_000_000n * 1_000_000n + 1n)) / 10_000n) as never,
  );
});

test("mirrorPrice: default", () => {
  expect(mirrorPrice(priceTicks(4_200))).toBe(priceTicks(5_800));
});

test.each([-1, 10_001, 0.5, Number.NaN])("priceTicks: error: %p", (n) => {
  expect(() => priceTicks(n)).toThrow(AssertionError);
});
