import { expect, test } from "bun:test";
import { marketSpec } from "../session-harness.ts";
import { computeTradeFee } from "./trade-fee.ts";

const eventWith = (feeMultiplier: number, feeMultiplierOverride?: number) => {
  const { event } = marketSpec("A");
  const series = { ...event.series, feeMultiplier };
  return { ...event, series, ...(feeMultiplierOverride !== undefined && { feeMultiplierOverride }) };
};
const feeOf = (contracts: number, price: number, multiplier = 1, isTaker = true) =>
  computeTradeFee({
    event: eventWith(multiplier),
    isTaker,
    side: "bid",
    price: Math.round(price * 10_000),
    size: Math.round(contracts * 1e6),
  });

// The table of real taker fills in kalshi.md section 11.
test.each([
  [71.94, 0.013, 1, 64_780],
  [227.27, 0.001, 1, 15_930],
  [28.32, 0.033, 1, 63_340],
  [10, 0.84, 1, 94_100],
  [20, 0.15, 1, 178_500],
  [20, 0.13, 0.5, 79_200],
  [0.27, 0.27, 0.5, 1900],
])("computeTradeFee: recorded: %p contracts at %p, multiplier %p", (contracts, price, multiplier, fee) => {
  expect(feeOf(contracts, price, multiplier)).toBe(fee);
});

test("computeTradeFee: behavior: an event's own multiplier wins", () => {
  const terms = { isTaker: true, side: "bid", price: 8400, size: 10_000_000 } as const;
  expect(computeTradeFee({ ...terms, event: eventWith(0.5, 1) })).toBe(94_100);
});

test("computeTradeFee: behavior: makers of a quadratic series pay nothing but the rounding", () => {
  expect(feeOf(10, 0.5, 1, false)).toBe(0);
});
