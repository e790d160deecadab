import { expect, test } from "bun:test";
import fc from "fast-check";
import { Histogram } from "./histogram.ts";

const values = fc.array(
  fc.oneof(
    fc.nat(200),
    fc.nat(1_000_000),
    fc.maxSafeNat().map((n) => n % 2 ** 40),
  ),
  {
    minLength: 1,
    maxLength: 300,
  },
);

function filled(numbers: readonly number[]): Histogram {
  const histogram = Histogram.create();
  for (const number of numbers) histogram.record(number);
  return histogram;
}

test("Histogram: default: empty", () => {
  expect(Histogram.create().summary()).toEqual({ count: 0, p50: 0, p99: 0, p999: 0, max: 0, sum: 0 });
});

test("Histogram: behavior: small numbers are exact", () => {
  const histogram = filled(Array.from({ length: 100 }, (_, at) => at + 1));
  expect(histogram.summary()).toEqual({ count: 100, p50: 50, p99: 99, p999: 100, max: 100, sum: 5050 });
});

test("Histogram: behavior: a quantile lies within 1/64 above the true one and never above the maximum", () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, q) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const truth = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number;
      const found = filled(numbers).quantile(q);
      expect(found).toBeGreaterThanOrEqual(truth);
      expect(found).toBeLessThanOrEqual(Math.min(truth + truth / 64, sorted.at(-1) as number));
    }),
  );
});

test("Histogram: behavior: negative, fractional and enormous measurements have a place", () => {
  const histogram = filled([-5, 0.9, 3.7, 2 ** 52]);
  expect(histogram.quantile(0.5)).toBe(0);
  expect(histogram.quantile(0.75)).toBe(3);
  expect(histogram.summary()).toMatchObject({ count: 4, max: 2 ** 40 - 1 });
});

test("cumulative: behavior: is exact at 2^k − 1", () => {
  fc.assert(
    fc.property(values, (numbers) => {
      const bounds = Array.from({ length: 41 }, (_, exponent) => 2 ** exponent - 1);
      const truth = bounds.map((bound) => numbers.filter((number) => number <= bound).length);
      expect(filled(numbers).cumulative(bounds)).toEqual(truth);
    }),
  );
});

test("totals: behavior: agrees with the summary", () => {
  fc.assert(
    fc.property(values, (numbers) => {
      const histogram = filled(numbers);
      const { count, sum } = histogram.summary();
      expect(histogram.totals()).toEqual({ count, sum });
      expect(count).toBe(numbers.length);
    }),
  );
});

test("reset: default: forgets everything", () => {
  const histogram = filled([1, 2, 3]);
  histogram.reset();
  expect(histogram.summary()).toEqual(Histogram.create().summary());
});
