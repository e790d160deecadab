import { expect, test } from "bun:test";
import { Prng } from "./prng.ts";

test("Prng: behavior: one seed, one sequence; another seed, another", () => {
  const take = (seed: number) =>
    Array.from(
      { length: 8 },
      (
        (prng) => () =>
          prng.uint32()
      )(new Prng(seed)),
    );
  expect(take(7)).toEqual(take(7));
  expect(take(7)).not.toEqual(take(8));
  expect(new Set(take(0)).size).toBe(8);
});

test("Prng: behavior: draws are spread evenly and stay in range", () => {
  const prng = new Prng(3);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[prng.int(0, 9)]++;
  for (const count of counts) expect(count).toBeWithin(850, 1150);
  for (let i = 0; i < 1000; i++) expect(prng.exponential(5)).toBeGreaterThanOrEqual(0);
});

test("Prng: behavior: a fork does not depend on what the other fork draws", () => {
  const a = new Prng(9);
  const b = new Prng(9);
  const first = a.fork(1);
  for (let i = 0; i < 50; i++) first.next();
  b.fork(1);
  expect(a.fork(2).uint32()).toBe(b.fork(2).uint32());
});
