import { expect, test } from "bun:test";
import { cashMicros, formatCash, formatPrice, formatSize, priceTicks, sizeMicros } from "@augury/core";
import { fixturePath, hasFixtures } from "@augury/testkit";
import fc from "fast-check";
import { DEMO } from "../recorded-files.ts";
import { openRecording } from "../recordings.ts";
import { toAccountFill, toAccountOrder, toAccountPosition } from "./account-events.ts";
import { FillBody, MarketPositionBody, UserOrderBody } from "./account-messages.ts";

const FILL: FillBody = {
  trade_id: "t",
  order_id: "o",
  market_ticker: "KXA",
  is_taker: false,
  outcome_side: "no",
  book_side: "ask",
  yes_price_dollars: "0.1600",
  count_fp: "1.16",
  fee_cost: "0.011000",
  post_position_fp: "-4.36",
  ts: 1_782_873_396,
  ts_ms: 1_782_873_396_915,
};
const ORDER: UserOrderBody = {
  order_id: "o",
  user_id: "u",
  ticker: "KXA",
  status: "resting",
  outcome_side: "yes",
  book_side: "bid",
  yes_price_dollars: "0.4100",
  initial_count_fp: "5.00",
  fill_count_fp: "0.00",
  remaining_count_fp: "5.00",
  taker_fill_cost_dollars: "0.000000",
  maker_fill_cost_dollars: "0.410000",
  taker_fees_dollars: "0.001000",
  maker_fees_dollars: "0.000250",
  client_order_id: "c",
  created_ts_ms: 5,
};

function unwrap<Value>(result: { ok: true; value: Value } | { ok: false; error: Error }): Value {
  if (!result.ok) throw result.error;
  return result.value;
}

test.skipIf(!hasFixtures())(
  "toAccountFill: default: the recorded fills, the NO purchase as a sale of YES",
  async () => {
    const fills: unknown[] = [];
    for await (const { bytes } of (await openRecording([fixturePath(DEMO)])).frames()) {
      const frame = JSON.parse(new TextDecoder().decode(bytes)) as { type: string; msg: unknown };
      if (frame.type === "fill") fills.push(unwrap(toAccountFill(FillBody.parse(frame.msg))));
    }
    expect(fills).toMatchObject([
      { side: "buy", price: 1700, size: 5_520_000, fee: 54_600, position: 5_520_000, liquidity: "taker" },
      {
        side: "sell",
        price: 1600,
        size: 1_160_000,
        fee: 11_000,
        position: 4_360_000,
        exchangeTimeMs: 1_782_873_396_915,
      },
    ]);
  },
);

test("toAccountFill: behavior: every decimal that the venue can send arrives exactly", () => {
  const hundredths = fc.integer({ min: 0, max: 1e11 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9999 }),
      hundredths,
      fc.integer({ min: 0, max: 1e12 }),
      (price, count, fee) => {
        const fill = unwrap(
          toAccountFill({
            ...FILL,
            yes_price_dollars: formatPrice(priceTicks(price), 4),
            count_fp: formatSize(sizeMicros(count * 10_000), 2),
            post_position_fp: formatSize(sizeMicros(-count * 10_000), 2),
            fee_cost: formatCash(cashMicros(fee), 6),
          }),
        );
        expect([fill.price, fill.size, fill.fee]).toEqual([
          priceTicks(price),
          sizeMicros(count * 10_000),
          cashMicros(fee),
        ]);
        expect(fill.position + fill.size).toBe(0);
      },
    ),
  );
});

test("toAccountFill: behavior: known by trade and order, time from seconds where there are no milliseconds", () => {
  const { ts_ms: _, ...older } = FILL;
  expect(unwrap(toAccountFill(older))).toMatchObject({
    key: "t:o",
    exchangeTimeMs: 1_782_873_396_000,
    clientOrderId: "",
  });
});

test("toAccountFill: error: a number that our units do not hold names its field", () => {
  const result = toAccountFill({ ...FILL, fee_cost: "0.0000001" });
  expect(result.ok ? "" : result.error.message).toContain("fee_cost");
  expect(result.ok ? "" : result.error.retry).toBe("resync");
});

test.each([
  ["resting", "0.00", undefined, "accepted"],
  ["resting", "1.00", "Trade", "partially_filled"],
  ["executed", "5.00", "Trade", "filled"],
  ["canceled", "0.00", "Decrease", "canceled"],
  ["canceled", "1.00", "PostOnlyCrossCancel", "canceled"],
  ["canceled", "0.00", "PostOnlyCrossCancel", "rejected"],
  ["canceled", "2.00", "ExpiryCancel", "expired"],
])("toAccountOrder: default: %s with %s filled and reason %p is %s", (status, filled, reason, state) => {
  const order = { ...ORDER, status, fill_count_fp: filled, last_update_reason: reason };
  expect(unwrap(toAccountOrder(UserOrderBody.parse(order))).state).toBe(state as never);
});

test("toAccountOrder: default: sums and times", () => {
  expect(unwrap(toAccountOrder(ORDER))).toMatchObject({
    side: "buy",
    price: 4100,
    initialSize: 5_000_000,
    makerCost: 410_000,
    fees: 1250,
    createdTimeMs: 5,
    updatedTimeMs: 5,
    expirationTimeMs: 0,
  });
  const dated = { ...ORDER, last_update_time: "2026-08-10T22:45:38.602314Z" };
  expect(unwrap(toAccountOrder(dated)).updatedTimeMs).toBe(1_786_401_938_602);
});

test("toAccountOrder: error: an unknown status is to be asked for", () => {
  const result = toAccountOrder({ ...ORDER, status: "unknown" });
  expect(result.ok ? undefined : result.error.retry).toBe("resync");
});

test("toAccountPosition: default", () => {
  const body = MarketPositionBody.parse({
    market_ticker: "KXA",
    position_fp: "-4.36",
    position_cost_dollars: "1.250000",
    realized_pnl_dollars: "-0.015930",
    fees_paid_dollars: "0.015930",
  });
  expect(unwrap(toAccountPosition(body))).toEqual({
    ticker: "KXA",
    size: sizeMicros(-4_360_000),
    cost: cashMicros(1_250_000),
    realizedPnl: cashMicros(-15_930),
    fees: cashMicros(15_930),
    subaccount: 0,
  });
});
