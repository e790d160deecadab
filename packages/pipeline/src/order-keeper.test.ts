import { expect, test } from "bun:test";
import { priceTicks, sizeMicros } from "@augury/core";
import type { OrderState, PlaceIntent } from "@augury/model";
import { OrderKeeper } from "./order-keeper.ts";

function intentOf(legs: number): PlaceIntent {
  return {
    kind: "place",
    reason: "operator",
    numbers: [],
    deadlineUs: 0,
    legs: Array.from({ length: legs }, (_, instrument) => ({
      instrument,
      side: "buy",
      price: priceTicks(4000),
      size: sizeMicros(10_000_000),
      timeInForce: "GTC",
      postOnly: false,
      epoch: 1,
    })),
  };
}

function keeperWith(legs: number): OrderKeeper {
  const keeper = new OrderKeeper();
  keeper.place(intentOf(legs), { intentId: 7, strategy: 2, decidedUs: 99 });
  return keeper;
}

test("OrderKeeper: default: a leg is an order, open until it ends", () => {
  const keeper = keeperWith(2);
  expect(keeper.open).toBe(2);
  expect(keeper.of(2).map(({ instrument, state }) => `${instrument} ${state}`)).toEqual(["0 intent", "1 intent"]);
  expect(keeper.of(1)).toEqual([]);
  keeper.report(7, 0, "rejected", 0);
  expect(keeper.open).toBe(1);
  expect(keeper.of(2).map(({ leg }) => leg)).toEqual([1]);
  expect(keeper.find(7, 0)).toBeUndefined();
});

test("OrderKeeper: behavior: a state never goes back, whatever order the reports come in", () => {
  const keeper = keeperWith(1);
  const states: OrderState[] = ["submitted", "partially_filled", "accepted", "submitted", "intent"];
  expect(states.map((state) => keeper.report(7, 0, state, 0)?.state)).toEqual([
    "submitted",
    "partially_filled",
    "partially_filled",
    "partially_filled",
    "partially_filled",
  ]);
});

test("OrderKeeper: behavior: fills add up, and the last report is still told of the order", () => {
  const keeper = keeperWith(1);
  expect(keeper.report(7, 0, "partially_filled", 3_000_000)?.filledSize).toBe(sizeMicros(3_000_000));
  const ended = keeper.report(7, 0, "filled", 7_000_000);
  expect(ended).toMatchObject({ filledSize: 10_000_000, state: "filled", decidedUs: 99, strategy: 2 });
  expect(keeper.open).toBe(0);
});

test("OrderKeeper: behavior: reports of orders that are not open are nothing", () => {
  const keeper = keeperWith(1);
  expect(keeper.report(7, 1, "filled", 1)).toBeUndefined();
  expect(keeper.report(8, 0, "filled", 1)).toBeUndefined();
  expect(keeper.open).toBe(1);
});

test("OrderKeeper: behavior: a cancel is asked for once, of an open order", () => {
  const keeper = keeperWith(1);
  expect([keeper.requestCancel(7, 0), keeper.requestCancel(7, 0), keeper.requestCancel(9, 0)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(keeper.find(7, 0)?.cancelRequested).toBe(true);
});
