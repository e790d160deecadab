import { expect, test } from "bun:test";
import fc from "fast-check";
import { PriceFollower } from "./price-follower.ts";
import { PriceWalk } from "./price-walk.ts";

const START_MS = 1_790_000_000_000;

test("PriceFollower: behavior: however it is asked, every second comes once, and what came last is the walk's own price", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 20, max: 5_000 }), { minLength: 1, maxLength: 60 }), (waits) => {
      const walk = new PriceWalk(4, 100, START_MS);
      const follower = new PriceFollower(walk, 0, START_MS);
      const last = new Map<number, number>();
      let told = 0;
      let nowMs = START_MS;
      for (const wait of [...waits, 2_000, 2_000]) {
        nowMs += wait;
        for (const { timestampMs, e8 } of follower.due(nowMs)) {
          told++;
          last.set(timestampMs, e8);
        }
      }
      const seconds = walk.between(START_MS - 1_000, Math.max(...last.keys()));
      expect([...last.keys()].sort()).toEqual(seconds.map(({ timestampMs }) => timestampMs));
      // The last seconds may still wait for their correction.
      const settled = seconds.filter(({ timestampMs }) => timestampMs <= nowMs - 3_000);
      expect(settled.map(({ timestampMs }) => last.get(timestampMs))).toEqual(settled.map(({ e8 }) => e8));
      expect(told - last.size).toBeLessThanOrEqual(seconds.filter(({ e8, firstE8 }) => e8 !== firstE8).length);
    }),
  );
});

test("PriceFollower: behavior: a snapshot ends where the updates begin", () => {
  const follower = new PriceFollower(new PriceWalk(4, 100, START_MS), 60, START_MS);
  const snapshot = follower.snapshot(10).map(({ timestampMs }) => timestampMs);
  const next = follower.due(START_MS + 3_000).map(({ timestampMs }) => timestampMs);
  expect(snapshot).toHaveLength(10);
  expect(
    [...snapshot, ...next].every((timeMs, at, all) => at === 0 || timeMs - (all[at - 1] as number) === 1_000),
  ).toBe(true);
});
