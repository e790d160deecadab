import { expect, test } from "bun:test";
import fc from "fast-check";
import { BoundedList } from "./bounded-list.ts";

function newest(list: BoundedList<number>, count = Number.POSITIVE_INFINITY): number[] {
  const seen: number[] = [];
  list.newestFirst((item) => {
    seen.push(item);
    return seen.length < count;
  });
  return seen;
}

test("BoundedList: default: the newest come first, and a visit may stop", () => {
  const list = new BoundedList<number>(10);
  for (const n of [1, 2, 3]) list.push(n);
  expect(newest(list)).toEqual([3, 2, 1]);
  expect(newest(list, 2)).toEqual([3, 2]);
  expect(newest(new BoundedList<number>(3))).toEqual([]);
});

test("BoundedList: property: is the last `max` of what was pushed, and the rest was shed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 60 }), (max, pushed) => {
      const list = new BoundedList<number>(max);
      for (let n = 0; n < pushed; n++) {
        list.push(n);
        expect(list.size).toBe(Math.min(max, n + 1));
      }
      const all = Array.from({ length: pushed }, (_, n) => n);
      expect(newest(list)).toEqual(all.slice(-max).reverse());
      expect(list.shed).toBe(Math.max(0, pushed - max));
    }),
  );
});
