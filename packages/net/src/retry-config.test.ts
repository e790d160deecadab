import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import fc from "fast-check";
import { backoffCeiling, computeBackoff, RetryConfig } from "./retry-config.ts";

const anyConfig = fc.record({
  initialMs: fc.integer({ min: 1, max: 60_000 }),
  maxMs: fc.integer({ min: 1, max: 3_600_000 }),
  multiplier: fc.double({ min: 1, max: 100, noNaN: true }),
  attemptsMax: fc.constant("unlimited" as const),
});
const anyAttempt = fc.integer({ min: 1, max: 100_000 });

test("RetryConfig: default", () => {
  expect(RetryConfig.parse({})).toEqual({ initialMs: 1000, maxMs: 60_000, multiplier: 2, attemptsMax: "unlimited" });
});

test("RetryConfig: error: unknown key, zero delay, shrinking multiplier, no attempts", () => {
  for (const bad of [{ jitter: true }, { initialMs: 0 }, { multiplier: 0.5 }, { attemptsMax: 0 }]) {
    expect(RetryConfig.safeParse(bad).success).toBe(false);
  }
});

test("computeBackoff: default: ceilings double from one second to a minute", () => {
  const config = RetryConfig.parse({});
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 5000].map((attempt) => backoffCeiling(config, attempt));
  expect(ceilings).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test("computeBackoff: behavior: whole milliseconds within the ceiling, whatever the configuration", () => {
  fc.assert(
    fc.property(
      anyConfig,
      anyAttempt,
      fc.double({ min: 0, max: 1 - 2 ** -53, noNaN: true }),
      (config, attempt, draw) => {
        const delay = computeBackoff(config, attempt, () => draw);
        const ceiling = backoffCeiling(config, attempt);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(ceiling);
        expect(ceiling).toBeLessThanOrEqual(config.maxMs);
      },
    ),
  );
});

test("computeBackoff: behavior: the ceiling never shrinks with the attempts", () => {
  fc.assert(
    fc.property(anyConfig, anyAttempt, (config, attempt) => {
      expect(backoffCeiling(config, attempt + 1)).toBeGreaterThanOrEqual(backoffCeiling(config, attempt));
    }),
  );
});

test("computeBackoff: behavior: full jitter uses the whole range, and one seed gives one sequence", () => {
  const config = RetryConfig.parse({});
  const draws = (seed: number) => {
    const prng = new Prng(seed);
    return Array.from({ length: 1000 }, () => computeBackoff(config, 1, () => prng.next()) ?? -1);
  };
  const delays = draws(1);
  expect(Math.min(...delays)).toBeLessThan(50);
  expect(Math.max(...delays)).toBeGreaterThan(950);
  expect(draws(1)).toEqual(delays);
  expect(draws(2)).not.toEqual(delays);
});

test("computeBackoff: behavior: no attempt is left after attemptsMax", () => {
  const config = RetryConfig.parse({ attemptsMax: 3 });
  expect(computeBackoff(config, 3, () => 0.5)).toBe(2000);
  expect(computeBackoff(config, 4, () => 0.5)).toBeUndefined();
});
