import { expect, test } from "bun:test";
import fc from "fast-check";
import { ClockOffset } from "./clock-offset.ts";

const T0_US = 1_790_000_000_000_000;

/** A server whose clock is `offsetMs` ahead, stamping in steps of `resolutionMs`, `wayMs` after we sent. */
function sampleOf(offsetMs: number, resolutionMs: number, { atMs = 0, wayMs = 20, backMs = 20 } = {}) {
  const sentTimeUs = T0_US + atMs * 1000;
  const exact = sentTimeUs / 1000 + wayMs + offsetMs;
  const serverTimeMs = Math.floor(exact / resolutionMs) * resolutionMs;
  return { serverTimeMs, resolutionMs, sentTimeUs, receivedTimeUs: sentTimeUs + (wayMs + backMs) * 1000 };
}

test("ClockOffset: default: our own time until something is known", () => {
  const clock = new ClockOffset();
  expect([clock.isKnown, clock.offsetMs, clock.serverTimeMs(T0_US)]).toEqual([false, 0, T0_US / 1000]);
});

test("ClockOffset: behavior: never further from the truth than a sample's own breadth, whatever the clocks and ways", () => {
  const way = fc.integer({ min: 0, max: 2000 });
  const samples = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 600_000 }), wayMs: way, backMs: way }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.integer({ min: -90_000, max: 90_000 }), fc.constantFrom(1, 1000), samples, (offset, step, list) => {
      const clock = new ClockOffset();
      let breadthMs = Number.POSITIVE_INFINITY;
      for (const one of list.toSorted((a, b) => a.atMs - b.atMs)) {
        clock.observe(sampleOf(offset, step, one));
        breadthMs = Math.min(breadthMs, step + one.wayMs + one.backMs);
        expect(Math.abs(clock.offsetMs - offset)).toBeLessThanOrEqual(breadthMs + 600_000 * 0.0004);
      }
    }),
  );
});

test("ClockOffset: behavior: a clock that may be right is left alone", () => {
  const clock = new ClockOffset();
  clock.observe(sampleOf(400, 1000, { wayMs: 500, backMs: 500 }));
  expect([clock.isKnown, clock.offsetMs]).toEqual([true, 0]);
});

test("ClockOffset: behavior: a clock that was set is believed at once", () => {
  const clock = new ClockOffset();
  clock.observe(sampleOf(30_000, 1));
  clock.observe(sampleOf(-30_000, 1, { atMs: 1000 }));
  expect(Math.abs(clock.offsetMs + 30_000)).toBeLessThan(50);
});

test("ClockOffset: behavior: an answer out of a cache and one without a date teach nothing", () => {
  const clock = new ClockOffset();
  const date = new Date(T0_US / 1000 + 30_000).toUTCString();
  clock.observeHeaders(new Headers({ date, age: "12" }), T0_US, T0_US);
  clock.observeHeaders(new Headers(), T0_US, T0_US);
  clock.observeHeaders(new Headers({ date: "yesterday" }), T0_US, T0_US);
  expect(clock.isKnown).toBe(false);
  clock.observeHeaders(new Headers({ date }), T0_US, T0_US);
  expect(clock.offsetMs).toBeGreaterThan(29_000);
});
