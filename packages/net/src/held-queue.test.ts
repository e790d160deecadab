import { expect, test } from "bun:test";
import fc from "fast-check";
import { HeldQueue } from "./held-queue.ts";

test("HeldQueue: behavior: a queue by the model, whatever is pushed and taken", () => {
  const anyStep = fc.oneof(
    fc.integer({ min: 0, max: 40 }),
    fc.constant("take" as const),
    fc.constant("clear" as const),
  );
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200 }), (steps) => {
      const queue = new HeldQueue({ heldFramesMax: 8, heldBytesMax: 100 });
      let model: number[] = [];
      for (const [at, step] of steps.entries()) {
        if (step === "take") {
          expect(queue.shift()?.bytes.length).toBe(model.shift());
        } else if (step === "clear") {
          expect(queue.clear()).toBe(model.length);
          model = [];
        } else {
          const fits = model.length < 8 && sum(model) + step <= 100;
          expect(queue.push(new Uint8Array(step), at)).toBe(fits);
          if (fits) model.push(step);
        }
        expect(queue.size).toBe(model.length);
        expect(queue.bytes).toBe(sum(model));
      }
    }),
  );
});

test("HeldQueue: behavior: a frame keeps the moment it arrived", () => {
  const queue = new HeldQueue({ heldFramesMax: 2, heldBytesMax: 10 });
  queue.push(new Uint8Array(1), 17);
  expect(queue.shift()?.receivedTimeUs).toBe(17);
  expect(queue.shift()).toBeUndefined();
});

function sum(list: readonly number[]): number {
  return list.reduce((total, n) => total + n, 0);
}
