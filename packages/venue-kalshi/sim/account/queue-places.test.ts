import { expect, test } from "bun:test";
import { exchangeOf, START_US } from "../session-harness.ts";
import { AccountStore } from "./account-store.ts";
import { OrderDesk } from "./order-desk.ts";
import type { SimAccount } from "./sim-account.ts";
import type { OrderTerms } from "./sim-order.ts";

const NOW_MS = START_US / 1000;
const CONTRACT = 1_000_000;

/** A market with bids of 5 at 0.40 and 0.25 at 0.41, and three accounts. */
function open() {
  const exchange = exchangeOf("KXA-1");
  const store = new AccountStore(exchange, { seed: 1, openingCash: 1_000_000_000, nowMs: () => NOW_MS });
  const desk = new OrderDesk(exchange, store);
  const [ann, bob, cat] = [store.get("ann"), store.get("bob"), store.get("cat")];
  const market = exchange.findTicker("KXA-1");
  if (!market) throw new Error("the market is there");
  let ids = 0;
  const place = (account: SimAccount, contracts: number, more: Partial<OrderTerms> = {}) =>
    desk.place(
      account,
      {
        market,
        clientOrderId: `id-${++ids}`,
        side: "bid",
        price: 4000,
        size: contracts * CONTRACT,
        timeInForce: "good_till_canceled",
        selfTrade: "taker_at_cross",
        postOnly: false,
        reduceOnly: false,
        cancelOnPause: false,
        expirationMs: undefined,
        groupId: undefined,
        subaccount: 0,
        ...more,
      },
      NOW_MS,
    );
  /** Somebody sells so many contracts at 0.40, after all better bids. */
  const sell = (contracts: number) => {
    const better = market.bids.sizeAt(4100);
    const size = Math.round(contracts * CONTRACT) + better;
    exchange.trade(0, { takerSide: "sell", size, levelsMax: 5, timeUs: START_US, echoDelayUs: 0 });
  };
  return { exchange, desk, ann, bob, cat, market, place, sell };
}

test("queue: behavior: several accounts at one price are served in their order, after who stood there before", () => {
  const { ann, bob, desk, place, sell } = open();
  const [first, second] = [place(ann, 3), place(bob, 2)];
  expect([first, second].map((one) => desk.queuePosition(one) / CONTRACT)).toEqual([5, 8]);
  sell(6);
  expect([first.filled, second.filled]).toEqual([CONTRACT, 0]);
  expect([first, second].map((one) => desk.queuePosition(one) / CONTRACT)).toEqual([0, 2]);
  sell(3);
  expect([first.status, second.filled]).toEqual(["executed", CONTRACT]);
});

test("queue: behavior: who cancels, decreases or moves away lets the next ones up, and nobody else", () => {
  const { ann, bob, cat, desk, place } = open();
  const [first, second, third] = [place(ann, 3), place(bob, 2), place(cat, 1)];
  const places = () => [first, second, third].map((one) => desk.queuePosition(one) / CONTRACT);
  desk.decrease(ann, first.id, () => CONTRACT, NOW_MS);
  expect(places()).toEqual([5, 6, 8]);
  desk.amend(bob, second.id, { price: 4000, size: CONTRACT, clientOrderId: undefined }, NOW_MS);
  expect(places()).toEqual([5, 6, 7]);
  desk.amend(ann, first.id, { price: 4000, size: 4 * CONTRACT, clientOrderId: undefined }, NOW_MS);
  expect(places()).toEqual([7, 5, 6]);
  desk.cancel(bob, second.id, NOW_MS);
  expect([first, third].map((one) => desk.queuePosition(one) / CONTRACT)).toEqual([6, 5]);
});

test("queue: behavior: of a better and a worse bid the better is filled first, whoever came first", () => {
  const { ann, bob, place, sell, exchange } = open();
  const [worse, better] = [place(ann, 2), place(bob, 2, { price: 4200 })];
  exchange.trade(0, { takerSide: "sell", size: 2 * CONTRACT, levelsMax: 5, timeUs: START_US, echoDelayUs: 0 });
  expect([worse.filled, better.filled]).toEqual([0, 2 * CONTRACT]);
  sell(7);
  expect(worse.filled).toBe(2 * CONTRACT);
});

test("queue: behavior: two accounts' trade moves the same cash and contracts from one to the other, fees apart", () => {
  const { ann, bob, market, place } = open();
  const total = () => ann.cashOf(0) + bob.cashOf(0);
  const before = total();
  place(ann, 4, { price: 4200 });
  const sold = place(bob, 4, { price: 4200, side: "ask", timeInForce: "fill_or_kill" });
  expect([ann.position(market, 0).size, bob.position(market, 0).size]).toEqual([4 * CONTRACT, -4 * CONTRACT]);
  // What opens on both sides is a pair worth a dollar.
  expect(before - total()).toBe(4 * CONTRACT + sold.takerFees);
});

test("OrderDesk.gridChanged: behavior: what no longer lies on the grid is canceled, the rest stays", () => {
  const { ann, exchange, market, place } = open();
  exchange.changeGrid(0, "deci_cent", [{ start: 0, end: 10_000, step: 10 }], START_US);
  const [fine, whole] = [place(ann, 1, { price: 3910 }), place(ann, 1, { price: 3900 })];
  exchange.changeGrid(0, "linear_cent", [{ start: 0, end: 10_000, step: 100 }], START_US);
  expect([fine.status, fine.reason, whole.status, market.bids.sizeAt(3910)]).toEqual([
    "canceled",
    "HaltCancel",
    "resting",
    0,
  ]);
});

test("OrderDesk.amend: error: more than the account has, and off the steps of a count", () => {
  const { ann, desk, place } = open();
  const order = place(ann, 1);
  const amend = (size: number) => () =>
    desk.amend(ann, order.id, { price: 4000, size, clientOrderId: undefined }, NOW_MS);
  expect(amend(2_501 * CONTRACT)).toThrow("insufficient balance");
  expect(amend(CONTRACT + 1)).toThrow();
  expect(amend(2_500 * CONTRACT)).not.toThrow();
});

test("OrderDesk.place: behavior: fill or kill that would meet an own order takes what it can before it", () => {
  const { ann, place } = open();
  place(ann, 1, { side: "ask", price: 4200 });
  const stopped = place(ann, 6, { side: "bid", price: 4300, timeInForce: "fill_or_kill" });
  expect([stopped.filled, stopped.status, stopped.reason]).toEqual([0, "canceled", "SelfTradeCancel"]);
  const killed = place(ann, 60, { side: "ask", price: 4000, timeInForce: "fill_or_kill", selfTrade: "maker" });
  expect([killed.filled, killed.status, killed.reason]).toEqual([0, "canceled", undefined]);
});
