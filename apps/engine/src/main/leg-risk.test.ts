import { expect, test } from "bun:test";
import { cashMicros, MICROS, priceTicks, sizeMicros } from "@augury/core";
import { LegRisk, newLegRiskTally } from "./leg-risk.ts";

function run(fills: readonly (readonly number[])[]) {
  const risk = new LegRisk();
  const tally = newLegRiskTally();
  for (const [intentId, legs] of fills.entries()) {
    for (const leg of legs.keys()) risk.ordered(intentId, leg, priceTicks(4000 + 1000 * leg));
    for (const [leg, size] of legs.entries()) risk.filled(intentId, leg, sizeMicros(size * MICROS));
    for (const leg of legs.keys()) risk.ended(intentId, leg, tally);
  }
  return tally;
}

test("LegRisk: default: legs filled alike leave nothing unmatched", () => {
  expect(
    run([
      [10, 10],
      [0, 0],
    ]),
  ).toEqual({ settled: 2, broken: 0, unmatchedCash: cashMicros(0), unmatchedCashMax: cashMicros(0) });
});

test("LegRisk: behavior: what one leg has beyond the least is at risk, at its limit", () => {
  // 6 contracts at 0.40 without a counterpart; then 1 at 0.40 and 3 at 0.60.
  expect(
    run([
      [10, 4],
      [1, 0, 3],
    ]),
  ).toEqual({ settled: 2, broken: 2, unmatchedCash: cashMicros(4_600_000), unmatchedCashMax: cashMicros(2_400_000) });
});

test("LegRisk: behavior: an intent of one leg has no leg risk, and an intent that is still open none yet", () => {
  expect(run([[5]]).settled).toBe(0);
  const risk = new LegRisk();
  const tally = newLegRiskTally();
  risk.ordered(1, 0, priceTicks(4000));
  risk.ordered(1, 1, priceTicks(4000));
  risk.ended(1, 0, tally);
  expect(tally.settled).toBe(0);
  // What trades a leg back is none of them.
  risk.filled(1, 2, sizeMicros(MICROS));
  risk.ended(1, 2, tally);
  expect(tally.settled).toBe(0);
  risk.ended(1, 1, tally);
  expect(tally).toMatchObject({ settled: 1, broken: 0 });
});
