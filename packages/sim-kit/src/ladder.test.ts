import { expect, test } from "bun:test";
import fc from "fast-check";
import { ASK, BID, computeSweep, Ladder } from "./ladder.ts";

const anyOperation = fc.record({ price: fc.integer({ min: 1, max: 60 }), size: fc.integer({ min: 0, max: 3 }) });

test("Ladder.set: behavior: holds what a map would, worst price first and best last", () => {
  fc.assert(
    fc.property(fc.constantFrom(BID, ASK), fc.array(anyOperation, { maxLength: 80 }), (side, operations) => {
      const ladder = new Ladder(side);
      const model = new Map<number, number>();
      for (const { price, size } of operations) {
        expect(ladder.set(price, size)).toBe(model.get(price) ?? 0);
        if (size === 0) model.delete(price);
        else model.set(price, size);
      }
      const sorted = [...model.keys()].sort((a, b) => (side === BID ? a - b : b - a));
      expect(ladder.prices).toEqual(sorted);
      expect(ladder.sizes).toEqual(sorted.map((price) => model.get(price) as number));
      expect(ladder.best()).toBe(sorted.at(-1));
      expect(ladder.at(1)).toBe(sorted.at(-2));
    }),
  );
});

test("Ladder.clear: behavior: leaves nothing", () => {
  const ladder = new Ladder(BID);
  ladder.set(5, 1);
  ladder.clear();
  expect([ladder.length, ladder.best(), ladder.sizeAt(5)]).toEqual([0, undefined, 0]);
});

test("computeSweep: behavior: takes from the best on and stops at the size", () => {
  const asks = new Ladder(ASK);
  for (const [price, size] of [
    [50, 3],
    [52, 4],
    [51, 2],
  ] as const)
    asks.set(price, size);
  expect(computeSweep(asks, 4, 9)).toEqual([
    { price: 50, taken: 3, remaining: 0 },
    { price: 51, taken: 1, remaining: 1 },
  ]);
});

test("computeSweep: behavior: stops after so many levels, and on an empty ladder at once", () => {
  const bids = new Ladder(BID);
  for (const price of [40, 41, 42]) bids.set(price, 1);
  expect(computeSweep(bids, 9, 2).map(({ price }) => price)).toEqual([42, 41]);
  expect(computeSweep(new Ladder(BID), 9, 2)).toEqual([]);
});
