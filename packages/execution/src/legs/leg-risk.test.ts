import { expect, test } from "bun:test";
import { cashMicros, type PriceTicks, priceTicks, sizeMicros } from "@augury/core";
import { boundFee, NO_FEES, uniformTicks } from "@augury/model";
import fc from "fast-check";
import { computeLegRisk, type RiskLeg, unwindPrice } from "./leg-risk.ts";
import { wholeSets } from "./whole-sets.ts";

const FREE = { fees: NO_FEES, ticks: uniformTicks(100) };
const ONE = { fillsPerOrderMax: 1, unwindsPerLegMax: 1 };

function leg(
  side: "buy" | "sell",
  price: number,
  contracts: number,
  instrument: RiskLeg["instrument"] = FREE,
): RiskLeg {
  return { side, price: priceTicks(price), size: sizeMicros(contracts * 1_000_000), instrument };
}

test("computeLegRisk: default: held, all but the leg that loses least; traded back, the band of each", () => {
  const legs = [leg("buy", 3_000, 10), leg("buy", 6_000, 10), leg("sell", 2_000, 10)];
  // 3 + 6 + 8 dollars at stake; without the first at least it is no failure.
  expect(computeLegRisk(legs, { onFailure: "hold", bandTicks: 0 }, ONE)).toEqual({
    heldLoss: cashMicros(14_000_000),
    unwindLoss: cashMicros(14_000_000),
  });
  expect(computeLegRisk(legs, { onFailure: "unwind", bandTicks: 200 }, ONE)).toEqual({
    heldLoss: cashMicros(17_000_000),
    unwindLoss: cashMicros(600_000),
  });
});

test("computeLegRisk: behavior: fees of going in and of coming back, with room for their rounding", () => {
  const fees = { rounding: "kalshi", takerPpm: 70_000, makerPpm: 0, exponent: 1 } as const;
  const legs = [leg("buy", 6_000, 10, { ...FREE, fees })];
  const bound = (price: number) => boundFee(fees, 70_000, priceTicks(price), sizeMicros(10_000_000));
  const { unwindLoss } = computeLegRisk(
    legs,
    { onFailure: "unwind", bandTicks: 1_000 },
    { fillsPerOrderMax: 5, unwindsPerLegMax: 2 },
  );
  expect(unwindLoss as number).toBe(1_000_000 + bound(6_000) + bound(5_000) + 200 * 15);
});

test("computeLegRisk: behavior: held equals the worst of all combinations of legs, counted one by one", () => {
  const anyLeg = fc
    .tuple(
      fc.constantFrom("buy" as const, "sell" as const),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 500 }),
    )
    .map(([side, cents, contracts]) => leg(side, cents * 100, contracts));
  fc.assert(
    fc.property(fc.array(anyLeg, { minLength: 1, maxLength: 6 }), (legs) => {
      let worst = 0;
      for (let filled = 0; filled < 2 ** legs.length - 1; filled++) {
        let loss = 0;
        for (const [at, { price, side, size }] of legs.entries())
          if (filled & (1 << at)) loss += (size / 1_000_000) * (side === "buy" ? price : 10_000 - price) * 100;
        worst = Math.max(worst, loss);
      }
      expect(computeLegRisk(legs, { onFailure: "hold", bandTicks: 0 }, ONE).heldLoss as number).toBe(worst);
    }),
  );
});

test("unwindPrice: behavior: on the grid, within the band, and within a dollar", () => {
  const at = (side: "buy" | "sell", price: number, band: number) =>
    unwindPrice({ ...leg(side, price, 1), instrument: { ...FREE, ticks: uniformTicks(100) } }, band) as PriceTicks;
  expect([
    at("buy", 3_000, 250),
    at("sell", 3_000, 250),
    at("buy", 200, 9_000),
    at("sell", 9_900, 9_000),
  ] as number[]).toEqual([2_800, 3_200, 100, 9_900]);
});

test("wholeSets: behavior: the same share of every leg, of the leg that filled least all", () => {
  const sets = (...legs: readonly (readonly [number, number])[]) =>
    wholeSets(legs.map(([size, filled]) => ({ size: sizeMicros(size), filled }))) as number[];
  expect(sets([10, 10], [10, 4], [10, 7])).toEqual([4, 4, 4]);
  expect(sets([20, 20], [10, 5])).toEqual([10, 5]);
  expect(sets([10, 10], [3, 0])).toEqual([0, 0]);
  expect(sets([2 ** 50, 2 ** 50], [3, 2])).toEqual([Math.floor((2 ** 50 * 2) / 3), 2]);
});
