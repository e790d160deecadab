import { expect, test } from "bun:test";
import fc from "fast-check";
import { SlabAllocator } from "./slab-allocator.ts";

test("take: behavior: own length first, then fresh memory, then the smallest larger slab", () => {
  const slabs = new SlabAllocator(100, 100 + 64);
  expect([slabs.take(32), slabs.take(16), slabs.take(8)]).toEqual([100, 132, 148]);
  slabs.give(132, 16);
  slabs.give(100, 32);
  expect(slabs.take(8)).toBe(156);
  expect([slabs.take(8), slabs.takenLength]).toEqual([132, 16]);
  expect([slabs.take(8), slabs.takenLength]).toEqual([100, 32]);
  expect(slabs.take(8)).toBe(-1);
  slabs.give(100, 32);
  expect([slabs.take(32), slabs.takenLength]).toEqual([100, 32]);
  expect(slabs.used).toBe(64);
  slabs.reset();
  expect([slabs.used, slabs.take(64)]).toEqual([0, 100]);
});

test("SlabAllocator: behavior: slabs in use never overlap and stay within the arena", () => {
  const anyStep = fc.record({ length: fc.constantFrom(8, 16, 24, 208), gives: fc.boolean(), at: fc.nat() });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 80 }), (steps) => {
      const slabs = new SlabAllocator(1_000, 2_000);
      const used: [start: number, length: number][] = [];
      for (const { length, gives, at } of steps)
        if (gives && used.length > 0) slabs.give(...(used.splice(at % used.length, 1)[0] as [number, number]));
        else {
          const start = slabs.take(length);
          if (start < 0) continue;
          expect(slabs.takenLength).toBeGreaterThanOrEqual(length);
          used.push([start, slabs.takenLength]);
        }
      let end = 1_000;
      for (const [start, length] of used.toSorted((a, b) => a[0] - b[0])) {
        expect(start).toBeGreaterThanOrEqual(end);
        end = start + length;
      }
      expect(end).toBeLessThanOrEqual(2_000);
    }),
  );
});
