import { expect, test } from "bun:test";
import fc from "fast-check";
import { judgeSkew, measureSkew } from "./measure-skew.ts";

const BASE_MS = 1_790_000_000_000;

/** What we read when our clock is `skewMs` ahead, and the way there and back takes so long. */
function reading(skewMs: number, { thereMs = 20, backMs = 20, phaseMs = 300 } = {}) {
  const venueMs = BASE_MS + phaseMs;
  const sentMs = venueMs - thereMs + skewMs;
  return { venueSecondMs: Math.floor(venueMs / 1000) * 1000, sentMs, receivedMs: sentMs + thereMs + backMs };
}

test("measureSkew: property: the true skew lies within what is said to be known", () => {
  const ms = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: -90_000, max: 90_000 }),
      ms,
      ms,
      fc.integer({ min: 0, max: 999 }),
      (skew, there, back, phase) => {
        const { skewMs, exactMs } = measureSkew(reading(skew, { thereMs: there, backMs: back, phaseMs: phase }));
        expect(Math.abs(skewMs - skew)).toBeLessThanOrEqual(exactMs);
      },
    ),
  );
});

test("judgeSkew: behavior: only what is certain is held against the clock", () => {
  const levelOf = (skewMs: number, way = {}) => judgeSkew("Kalshi", reading(skewMs, way)).level;
  expect([0, 400, -400, 1_200].map((skew) => levelOf(skew))).toEqual(["ok", "ok", "ok", "ok"]);
  expect([3_000, -3_000].map((skew) => levelOf(skew))).toEqual(["warn", "warn"]);
  expect([30_000, -30_000].map((skew) => levelOf(skew))).toEqual(["fail", "fail"]);
  expect(levelOf(3_000, { thereMs: 4_000, backMs: 4_000 })).toBe("ok");
  expect(judgeSkew("Kalshi", reading(-30_000)).text).toContain("30.2 s (±0.5 s) behind Kalshi's");
});
