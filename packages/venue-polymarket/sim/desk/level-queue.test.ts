import { expect, test } from "bun:test";
import fc from "fast-check";
import { LevelQueue } from "./level-queue.ts";
import type { SimOrder } from "./sim-order.ts";

const order = (id: string) => ({ id }) as SimOrder;
const named = (queue: LevelQueue, size: number) => queue.take(size).map((part) => [part.order?.id ?? "", part.size]);

test("LevelQueue: default: first come, first served", () => {
  const queue = new LevelQueue();
  queue.sync(100);
  queue.join(order("a"), 50);
  queue.sync(180);
  queue.join(order("b"), 20);
  expect(named(queue, 120)).toEqual([
    ["", 100],
    ["a", 20],
  ]);
  expect(named(queue, 75)).toEqual([
    ["a", 30],
    ["", 30],
    ["b", 15],
  ]);
  expect(queue.hasOrders).toBe(true);
  expect(named(queue, 10)).toEqual([
    ["b", 5],
    ["", 5],
  ]);
  expect(queue.hasOrders).toBe(false);
});

test("LevelQueue.sync: behavior: what others take away goes from the end, never from an order", () => {
  const queue = new LevelQueue();
  queue.sync(100);
  queue.join(order("a"), 50);
  queue.sync(200);
  queue.sync(120);
  expect(named(queue, 100)).toEqual([
    ["", 70],
    ["a", 30],
  ]);
  queue.sync(5);
  expect(named(queue, 30)).toEqual([
    ["a", 20],
    ["", 10],
  ]);
});

test("LevelQueue.take: behavior: gives exactly what was taken, whatever came before", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("sync" as const), size: fc.nat(500) }),
    fc.record({ kind: fc.constant("join" as const), size: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ kind: fc.constant("take" as const), size: fc.nat(300) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const queue = new LevelQueue();
      let [joined, filled] = [0, 0];
      for (const { kind, size } of steps) {
        if (kind === "sync") queue.sync(size);
        else if (kind === "join") {
          queue.join(order("a"), size);
          joined += size;
        } else {
          const parts = queue.take(size);
          expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(size);
          filled += parts.reduce((sum, part) => sum + (part.order ? part.size : 0), 0);
        }
        expect(filled).toBeLessThanOrEqual(joined);
      }
    }),
  );
});
