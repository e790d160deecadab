import { expect, test } from "bun:test";
import fc from "fast-check";
import { PollRota } from "./poll-rota.ts";

test("take: default: each market in turn, the one read longest ago first", () => {
  const rota = new PollRota([0, 2, 4], 5);
  const order: number[] = [];
  for (let at = 1; at <= 7; at++) {
    const market = rota.take(at);
    order.push(market);
    rota.done(market);
  }
  expect(order).toEqual([0, 2, 4, 0, 2, 4, 0]);
});

test("take: behavior: a market in a hurry comes first, once", () => {
  const rota = new PollRota([0, 1, 2], 3);
  for (let at = 1; at <= 3; at++) rota.done(rota.take(at));
  rota.hurry(2);
  expect([4, 5, 6].map((at) => rota.take(at))).toEqual([2, 0, 1]);
});

test("take: behavior: none while all are on the wire, parked or unwanted", () => {
  const rota = new PollRota([0, 1], 2);
  rota.park(0, 100);
  expect(rota.take(50)).toBe(1);
  expect(rota.take(50)).toBe(-1);
  rota.remove(1);
  rota.done(1);
  expect(rota.take(99)).toBe(-1);
  expect(rota.take(100)).toBe(0);
  expect(rota.count).toBe(1);
});

test("take: behavior: with many on the wire no market is read twice before all others were read", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(fc.boolean(), { maxLength: 200 }), (size, steps) => {
      const rota = new PollRota(
        Array.from({ length: size }, (_, n) => n),
        size,
      );
      const turns = new Array<number>(size).fill(0);
      const wire: number[] = [];
      for (const [at, asks] of steps.entries()) {
        const market = asks ? rota.take(at + 1) : -1;
        if (market >= 0) {
          turns[market] = (turns[market] ?? 0) + 1;
          wire.push(market);
        } else rota.done(wire.shift() ?? 0);
        const waiting = turns.filter((_, one) => !wire.includes(one));
        if (waiting.length > 0) expect(Math.max(...waiting) - Math.min(...waiting)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
