import { expect, test } from "bun:test";
import { PriceWalk } from "./price-walk.ts";
import { ReferencePrices } from "./reference-prices.ts";

const START_MS = 1_790_000_000_000;

test("PriceWalk: behavior: one price per second, the same for one seed however it is asked", () => {
  const whole = new PriceWalk(3, 100, START_MS).between(START_MS - 60_000, START_MS + 60_000);
  const walk = new PriceWalk(3, 100, START_MS);
  const pieces = Array.from({ length: 12 }, (_, at) =>
    walk.between(START_MS + (at - 6) * 10_000, START_MS + (at - 5) * 10_000),
  ).flat();
  expect(pieces).toEqual([...whole]);
  expect(whole.map(({ timestampMs }) => timestampMs)).toEqual(
    Array.from({ length: 120 }, (_, at) => START_MS + (at - 59) * 1_000),
  );
});

test("PriceWalk: behavior: an average lies within what it averages over", () => {
  const walk = new PriceWalk(3, 100, START_MS);
  const inside = walk.between(START_MS - 60_000, START_MS).map(({ e8 }) => e8);
  expect(walk.mean(START_MS, 60)).toBeWithin(Math.min(...inside), Math.max(...inside) + 1);
});

test("ReferencePrices: behavior: every spelling of a pair is one walk, others are none", () => {
  const prices = new ReferencePrices(1, START_MS);
  expect(prices.walk("btc/usd")).toBe(prices.walk("BTCUSDT") as PriceWalk);
  expect(prices.walk("nope")).toBeUndefined();
});
