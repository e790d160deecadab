import { expect, test } from "bun:test";
import { err, ok } from "@augury/core";
import fc from "fast-check";
import { runAtOnce } from "./run-at-once.ts";

test("runAtOnce: behavior: values in the list's order, never more at once than allowed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(5), { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (ticks, atOnceMax) => {
        let running = 0;
        let most = 0;
        const got = await runAtOnce(ticks, atOnceMax, async (count) => {
          most = Math.max(most, ++running);
          for (let i = 0; i < count; i++) await Promise.resolve();
          running--;
          return ok(count);
        });
        expect(got.ok && got.value).toEqual(ticks);
        expect(most).toBeLessThanOrEqual(atOnceMax);
      },
    ),
  );
});

test("runAtOnce: error: the first failure comes back and nothing more is begun", async () => {
  const begun: number[] = [];
  const got = await runAtOnce([1, 2, 3, 4, 5], 2, async (one) => {
    begun.push(one);
    await Promise.resolve();
    return one === 2 ? err("two") : ok(one);
  });
  expect(got).toEqual(err("two"));
  expect(begun.length).toBeLessThan(5);
});
