import { describe, expect, test } from "bun:test";
import { ASK, BID } from "@augury/sim-kit";
import fc from "fast-check";
import { exchangeOf, SessionHarness, START_US } from "../session-harness.ts";
import { AccountStore } from "./account-store.ts";
import { OrderDesk } from "./order-desk.ts";
import type { OrderTerms } from "./sim-order.ts";

const NOW_MS = START_US / 1000;
const CASH = 1_000_000_000;

/** A market with bids of 5 at 0.40 and 0.25 at 0.41, asks of 7.31 at 0.43 and 12 at 0.45. */
function open() {
  const exchange = exchangeOf("KXA-1");
  const store = new AccountStore(exchange, { seed: 1, openingCash: CASH, nowMs: () => NOW_MS });
  const desk = new OrderDesk(exchange, store);
  const [alice, bob] = [store.get("alice"), store.get("bob")];
  const market = exchange.findTicker("KXA-1");
  if (!market) throw new Error("the market is there");
  let ids = 0;
  const place = (more: Partial<OrderTerms> = {}, account = alice) =>
    desk.place(
      account,
      {
        market,
        clientOrderId: `id-${++ids}`,
        side: "bid",
        price: 4200,
        size: 2_000_000,
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
  const sell = (size: number) =>
    exchange.trade(0, { takerSide: "sell", size, levelsMax: 5, timeUs: START_US, echoDelayUs: 0 });
  return { exchange, desk, store, alice, bob, market, place, sell };
}

const refused = (act: () => unknown): unknown => {
  try {
    act();
    return undefined;
  } catch (cause) {
    return (cause as { code?: string }).code;
  }
};

describe("place", () => {
  test("place: default: rests where nothing meets it, and is seen", () => {
    const { place, market, alice } = open();
    const order = place();
    expect([order.status, order.filled, order.remaining, order.ahead]).toEqual(["resting", 0, 2_000_000, 0]);
    expect(market.bids.sizeAt(4200)).toBe(2_000_000);
    expect(alice.reserved(0)).toBe(840_000);
  });

  test("place: behavior: takes the levels within its limit, rests with what is left, pays the fee", () => {
    const { place, market, alice } = open();
    const order = place({ price: 4300, size: 10_000_000 });
    expect([order.status, order.filled, order.takerCost]).toEqual(["resting", 7_310_000, 3_143_300]);
    expect([market.asks.best(), market.bids.sizeAt(4300)]).toEqual([4500, 2_690_000]);
    expect(alice.position(market, 0).size).toBe(7_310_000);
    expect(alice.cashOf(0)).toBe(CASH - 3_143_300 - order.takerFees);
    expect(order.takerFees).toBeGreaterThan(0);
  });

  test("place: behavior: immediate or cancel, fill or kill, post only", () => {
    const { place } = open();
    const ioc = place({ price: 4300, size: 10_000_000, timeInForce: "immediate_or_cancel" });
    expect([ioc.status, ioc.filled]).toEqual(["canceled", 7_310_000]);
    const fok = place({ price: 4500, size: 99_000_000, timeInForce: "fill_or_kill" });
    expect([fok.status, fok.filled]).toEqual(["canceled", 0]);
    const maker = place({ price: 4500, postOnly: true });
    expect([maker.status, maker.filled, maker.reason]).toEqual(["canceled", 0, "PostOnlyCrossCancel"]);
  });

  test("place: behavior: selling what one has not buys NO; buying it back gives a dollar a pair", () => {
    const { place, alice, market } = open();
    place({ side: "ask", price: 4100, size: 250_000, timeInForce: "immediate_or_cancel" });
    expect(alice.position(market, 0).size).toBe(-250_000);
    const after = alice.cashOf(0);
    const back = place({ price: 4300, size: 250_000, timeInForce: "immediate_or_cancel" });
    expect(alice.position(market, 0)).toMatchObject({ size: 0, cost: 0, realizedPnl: -5000 });
    expect(alice.cashOf(0)).toBe(after + 142_500 - back.takerFees);
  });

  test("place: behavior: an own order in the way stops it, or gives way", () => {
    const own = open();
    const ask = own.place({ side: "ask", price: 4400, size: 1_000_000 });
    const stopped = own.place({ price: 4500, size: 20_000_000 });
    expect([stopped.status, stopped.filled, stopped.reason]).toEqual(["canceled", 7_310_000, "SelfTradeCancel"]);
    expect(ask.status).toBe("resting");
    const pushing = own.place({ price: 4500, size: 1_000_000, selfTrade: "maker" });
    expect([ask.status, ask.reason, pushing.status]).toEqual(["canceled", "SelfTradeCancel", "executed"]);
  });

  test("place: behavior: reduce only takes no more than the position", () => {
    const { place, alice, market } = open();
    place({ price: 4300, size: 1_000_000 });
    const order = place({
      side: "ask",
      price: 4000,
      size: 5_000_000,
      reduceOnly: true,
      timeInForce: "immediate_or_cancel",
    });
    expect([order.filled, order.status, order.reason]).toEqual([1_000_000, "canceled", "ReduceOnlyCancel"]);
    expect(alice.position(market, 0).size).toBe(0);
  });

  test("place: error: off the grid, no money, an id again, a closed market", () => {
    const { place, exchange, alice } = open();
    expect(refused(() => place({ price: 4250 }))).toBe("INVALID_PRICE");
    expect(refused(() => place({ size: 1e15 }))).toBe("insufficient_balance");
    place({ clientOrderId: "mine" });
    expect(refused(() => place({ clientOrderId: "mine" }))).toBe("order_already_exists");
    exchange.closeMarket(0, START_US);
    expect(refused(() => place())).toBe("MARKET_INACTIVE");
    expect(alice.orders.size).toBe(1);
  });
});

describe("what rests", () => {
  test("traded: behavior: what stood before it is served first", () => {
    const { place, sell, alice, market, desk } = open();
    const order = place({ price: 4000, size: 3_000_000 });
    expect([order.ahead, desk.queuePosition(order)]).toEqual([5_000_000, 5_000_000]);
    sell(2_250_000);
    expect([order.filled, desk.queuePosition(order)]).toEqual([0, 3_000_000]);
    sell(4_000_000);
    expect([order.filled, order.makerCost, order.makerFees]).toEqual([1_000_000, 400_000, 0]);
    expect(alice.position(market, 0).size).toBe(1_000_000);
    expect(alice.fills).toMatchObject([{ isTaker: false, price: 4000, size: 1_000_000 }]);
  });

  test("place: behavior: two accounts trade with each other", () => {
    const { place, bob, market } = open();
    const bid = place({ price: 4200, size: 1_000_000 });
    const ask = place({ side: "ask", price: 4200, size: 1_250_000, timeInForce: "immediate_or_cancel" }, bob);
    expect([bid.status, ask.filled]).toEqual(["executed", 1_000_000]);
    expect(bob.position(market, 0).size).toBe(-1_000_000);
  });

  test("amend: behavior: another price loses the place, less keeps it, more is the total", () => {
    const { place, desk, alice, market } = open();
    const order = place({ price: 4000, size: 3_000_000 });
    desk.amend(alice, order.id, { price: 4000, size: 2_000_000, clientOrderId: undefined }, NOW_MS);
    expect([order.ahead, order.remaining, market.bids.sizeAt(4000)]).toEqual([5_000_000, 2_000_000, 7_000_000]);
    desk.amend(alice, order.id, { price: 4300, size: 8_000_000, clientOrderId: "new" }, NOW_MS);
    expect([order.filled, order.remaining, order.clientOrderId]).toEqual([7_310_000, 690_000, "new"]);
    expect(market.bids.sizeAt(4000)).toBe(5_000_000);
  });

  test("decrease, cancel: behavior: less of the level is there", () => {
    const { place, desk, alice, market } = open();
    const order = place();
    desk.decrease(alice, order.id, (left) => left - 500_000, NOW_MS);
    expect([order.size, market.bids.sizeAt(4200)]).toEqual([1_500_000, 1_500_000]);
    expect(desk.cancel(alice, order.id, NOW_MS)).toBe(1_500_000);
    expect([order.status, market.bids.sizeAt(4200)]).toEqual(["canceled", 0]);
    expect(refused(() => desk.cancel(alice, order.id, NOW_MS))).toBe("not_found");
  });

  test("statusChanged: behavior: a pause leaves orders, the reactivation and the close take them", () => {
    const { place, exchange } = open();
    const [stays, goes] = [place({ price: 4000 }), place({ price: 4000, cancelOnPause: true })];
    exchange.setActive(0, false, START_US);
    expect([stays.status, goes.status]).toEqual(["resting", "canceled"]);
    exchange.setActive(0, true, START_US);
    expect([stays.status, stays.reason]).toEqual(["canceled", "HaltCancel"]);
    const late = place({ price: 4000 });
    exchange.closeMarket(0, START_US);
    expect([late.status, late.reason]).toEqual(["canceled", "CloseCancel"]);
  });

  test("statusChanged: behavior: settling pays a dollar for each contract that was right", () => {
    const { place, exchange, alice, bob, market } = open();
    place({ price: 4300, size: 1_000_000 });
    place({ side: "ask", price: 4000, size: 1_000_000, timeInForce: "immediate_or_cancel" }, bob);
    const [cashA, cashB] = [alice.cashOf(0), bob.cashOf(0)];
    exchange.closeMarket(0, START_US);
    exchange.determineMarket(0, "yes", START_US);
    exchange.settleMarket(0, START_US);
    expect([alice.cashOf(0) - cashA, bob.cashOf(0) - cashB]).toEqual([1_000_000, 0]);
    expect(alice.settlements).toMatchObject([{ revenue: 1_000_000, yesValue: 10_000 }]);
    expect(alice.position(market, 0).size).toBe(0);
  });

  test("advance: behavior: an order expires", () => {
    const { place, desk, market } = open();
    const order = place({ expirationMs: NOW_MS + 1000 });
    desk.advance(NOW_MS + 999);
    expect(order.status).toBe("resting");
    desk.advance(NOW_MS + 1000);
    expect([order.status, order.reason, market.bids.sizeAt(4200)]).toEqual(["canceled", "ExpiryCancel", 0]);
  });
});

describe("order groups", () => {
  test("matched: behavior: at the limit its orders go and new ones are refused, until it is reset", () => {
    const { place, desk, alice } = open();
    const group = desk.groups.create(alice, { limit: 3_000_000, subaccount: 0 }, NOW_MS);
    const resting = place({ price: 4000, groupId: group.id });
    place({ price: 4300, size: 2_990_000, groupId: group.id });
    expect([group.isTriggered, resting.status]).toEqual([false, "resting"]);
    place({ price: 4300, size: 10_000, groupId: group.id });
    expect([group.isTriggered, resting.status]).toEqual([true, "canceled"]);
    expect(refused(() => place({ groupId: group.id }))).toBe("order_group_triggered");
    desk.groups.reset(alice, group.id, NOW_MS);
    expect(place({ price: 4000, groupId: group.id }).status).toBe("resting");
  });

  test("setLimit, delete: behavior: a lowered limit triggers at once, deleting cancels", () => {
    const { place, desk, alice } = open();
    const group = desk.groups.create(alice, { limit: 9_000_000, subaccount: 0 }, NOW_MS);
    place({ price: 4300, size: 2_000_000, groupId: group.id });
    desk.groups.setLimit(alice, group.id, 1_000_000, NOW_MS);
    expect(group.isTriggered).toBe(true);
    desk.groups.reset(alice, group.id, NOW_MS);
    const resting = place({ price: 4000, groupId: group.id });
    desk.groups.delete(alice, group.id, NOW_MS);
    expect([resting.status, alice.groups.size]).toEqual(["canceled", 0]);
  });
});

test("place: behavior: the books' own sizes are what they were after everything is gone again", () => {
  const { place, desk, alice, market } = open();
  const before = [...market.ladder(BID).sizes, ...market.ladder(ASK).sizes];
  const orders = [place(), place({ side: "ask", price: 4400 }), place({ price: 4000 })];
  for (const order of orders) desk.cancel(alice, order.id, 1);
  expect([...market.ladder(BID).sizes, ...market.ladder(ASK).sizes]).toEqual(before);
});

test("place: behavior: what happens to an account reaches its own sessions, in order", () => {
  const { place, exchange } = open();
  const [own, other] = [
    new SessionHarness(exchange, { account: "alice" }),
    new SessionHarness(exchange, { account: "bob" }),
  ];
  for (const session of [own, other]) {
    session.command("subscribe", { channels: ["user_orders", "fill", "market_positions"] });
    session.take();
  }
  place({ price: 4300, size: 1_000_000, clientOrderId: "mine" });
  expect(own.take().map(({ type, msg }) => [type, msg.client_order_id ?? msg.position_fp])).toEqual([
    ["fill", "mine"],
    ["market_position", "1.00"],
    ["user_order", "mine"],
  ]);
  expect(other.take()).toEqual([]);
});

test("place: behavior: two accounts that trade at random: contracts and cash add up, and books hold what rests", () => {
  const action = fc.record({
    who: fc.constantFrom("alice", "bob"),
    side: fc.constantFrom("bid" as const, "ask" as const),
    price: fc.integer({ min: 38, max: 48 }),
    size: fc.integer({ min: 1, max: 400 }),
    timeInForce: fc.constantFrom(
      "good_till_canceled" as const,
      "immediate_or_cancel" as const,
      "fill_or_kill" as const,
    ),
    selfTrade: fc.constantFrom("taker_at_cross" as const, "maker" as const),
    cancels: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const { place, store, market, desk } = open();
      for (const { who, price, size, cancels, ...terms } of actions) {
        const account = store.get(who);
        if (cancels) for (const order of account.resting()) desk.cancel(account, order.id, NOW_MS);
        else place({ ...terms, price: price * 100, size: size * 10_000 }, account);
      }
      for (const account of store.all()) {
        // What was paid and got is in the fills: cash never comes from anywhere else.
        const position = account.position(market, 0);
        const signed = account.fills.map(({ order, size }) => (order.side === "bid" ? size : -size));
        expect(position.size).toBe(signed.reduce((sum, size) => sum + size, 0));
        const fees = account.fills.reduce((sum, { fee }) => sum + fee, 0);
        expect(account.cashOf(0)).toBe(CASH + position.realizedPnl - position.cost - fees);
        for (const order of account.orders.values())
          expect(order.filled).toBe(
            account.fills.filter((fill) => fill.order === order).reduce((sum, { size }) => sum + size, 0),
          );
      }
      for (const side of [BID, ASK] as const) {
        const resting = store
          .all()
          .flatMap((account) => account.resting().filter((order) => (order.side === "bid") === (side === BID)));
        for (const { price } of resting) {
          const total = resting
            .filter((order) => order.price === price)
            .reduce((sum, order) => sum + order.remaining, 0);
          expect(market.ladder(side).sizeAt(price)).toBeGreaterThanOrEqual(total);
        }
      }
      const [bid, ask] = [market.bids.best(), market.asks.best()];
      if (bid !== undefined && ask !== undefined) expect(bid).toBeLessThan(ask);
    }),
  );
});
