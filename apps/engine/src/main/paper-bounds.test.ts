import { expect, test } from "bun:test";
import type { FillBounds, FillTally } from "@augury/execution";
import { PaperBounds } from "./paper-bounds.ts";

/** Contracts at a price in cents; fee one cent a contract. */
function tally(side: "buy" | "sell", contracts: number, cents: number): FillTally {
  const cash = (side === "buy" ? -1 : 1) * contracts * cents * 10_000;
  return { size: contracts * 1e6, cash, fee: contracts * 10_000 } as FillTally;
}

function bounds(
  intentId: number,
  [pessimistic, expected, optimistic]: readonly [number, number, number],
  { cents = 50, instrument = 0, side = "buy" as "buy" | "sell", strategy = 0 } = {},
): FillBounds {
  const view = (contracts: number) => tally(side, contracts, cents);
  return {
    intentId,
    leg: 0,
    strategy,
    instrument,
    side,
    pessimistic: view(pessimistic),
    expected: view(expected),
    optimistic: view(optimistic),
  };
}

const AT_60 = () => 6_000;

test("PaperBounds: default: worth is cash, less fees, and what is held at its price", () => {
  const paper = new PaperBounds();
  expect(paper.worth(AT_60)).toBeUndefined();
  paper.apply([bounds(1, [0, 4, 10])]);
  expect(paper.worth(AT_60) as unknown).toEqual({
    pessimistic: { pnl: 0, fees: 0 },
    expected: { pnl: 360_000, fees: 40_000 },
    optimistic: { pnl: 900_000, fees: 100_000 },
  });
});

test("PaperBounds: behavior: a later word of an order takes the place of the earlier one", () => {
  const paper = new PaperBounds();
  paper.apply([bounds(1, [0, 1, 2]), bounds(2, [1, 1, 1])]);
  paper.apply([bounds(1, [1, 3, 4])]);
  paper.apply([bounds(1, [1, 3, 4])]);
  expect(paper.of({ intentId: 1, leg: 0 })?.expected.size as number).toBe(3e6);
  expect(paper.of({ intentId: 1, leg: 1 })).toBeUndefined();
  const { expected, optimistic, pessimistic } = paper.worth(AT_60) ?? {};
  expect([pessimistic?.fees, expected?.fees, optimistic?.fees] as unknown).toEqual([20_000, 40_000, 50_000]);
});

test("PaperBounds: behavior: a purchase that was sold again needs no price, a part that was not does", () => {
  const paper = new PaperBounds();
  paper.apply([bounds(1, [2, 2, 2]), bounds(2, [1, 2, 2], { side: "sell", cents: 55 })]);
  const { expected, pessimistic } = paper.worth(() => undefined) ?? {};
  expect(expected as unknown).toEqual({ pnl: 60_000, fees: 40_000 });
  expect(pessimistic as unknown).toEqual({ fees: 30_000 });
});

test("PaperBounds: behavior: each strategy has its own", () => {
  const paper = new PaperBounds();
  paper.apply([bounds(1, [1, 1, 1]), bounds(2, [1, 1, 1], { strategy: 1, instrument: 3 })]);
  const fees = (strategy?: number) => paper.worth(AT_60, strategy)?.expected.fees as number | undefined;
  expect([fees(0), fees(1), fees(2), fees()]).toEqual([10_000, 10_000, undefined, 20_000]);
});

test("PaperBounds: behavior: the oldest orders are let go, what they added up to stays", () => {
  const paper = new PaperBounds(2);
  for (const id of [1, 2, 3]) paper.apply([bounds(id, [1, 1, 1])]);
  expect([1, 2, 3].map((intentId) => paper.of({ intentId, leg: 0 }) !== undefined)).toEqual([false, true, true]);
  expect(paper.worth(AT_60)?.expected.fees as number).toBe(30_000);
});
