import { beforeEach, expect, test } from "bun:test";
import { ASK, BID } from "@augury/sim-kit";
import { exchangeOf, marketSpec, START_US } from "../session-harness.ts";
import { SimTrader, TEST_KEYS, type TestOrder } from "../sim-trader.ts";
import { SimWorld } from "../sim-world.ts";
import type { Placement } from "./order-desk.ts";
import { isRefusal, type Refusal } from "./refusal.ts";

const START_MS = START_US / 1000;
let nowMs: number;
let world: SimWorld;
let ann: SimTrader;
let bob: SimTrader;
/** What the user channel would tell, in order. */
let told: string[];

beforeEach(() => {
  nowMs = START_MS;
  world = new SimWorld({ exchange: exchangeOf(2, { feeRate: 0 }), seed: 1, nowMs: () => nowMs });
  [ann, bob] = TEST_KEYS.map((key) => new SimTrader(world, key)) as [SimTrader, SimTrader];
  told = [];
  world.desk.listeners.add({
    onOrder: (order, type) => told.push(`${type} ${order.status} ${order.matched / 1e6}`),
    onTrade: ({ state, size, price }) => told.push(`${state} ${size / 1e6} @ ${price}`),
  });
});

const BUY: TestOrder = { token: "11", side: "BUY", price: 0.5, size: 10 };

function placed(outcome: Placement | Refusal): Placement {
  if (isRefusal(outcome)) throw new Error(outcome.text);
  return outcome;
}

function refusedWith(outcome: Placement | Refusal): string {
  return isRefusal(outcome) ? `${outcome.status} ${outcome.text}` : "taken";
}

function wait(ms: number): void {
  nowMs += ms;
  world.advance(nowMs);
}

const level = (side: typeof BID | typeof ASK, price: number) => world.exchange.ladder(0, side).sizeAt(price);

test("OrderDesk: default: an order that crosses nothing rests in the book and can be canceled", () => {
  const { order, trades } = placed(ann.post(BUY));
  expect([order.status, trades.length, level(BID, 5000)]).toEqual(["LIVE", 0, 10_000_000]);
  expect(world.desk.cancel([order.id, "0xother"], ann.key.account, nowMs)).toMatchObject({
    canceled: [order.id],
    not_canceled: { "0xother": expect.stringContaining("can't be found") },
  });
  expect([order.status, level(BID, 5000)]).toEqual(["CANCELED", 0]);
  expect(told).toEqual(["PLACEMENT LIVE 0", "CANCELLATION CANCELED 0"]);
});

test("OrderDesk: behavior: the other token's order stands on the mirrored side", () => {
  placed(ann.post({ ...BUY, token: "12", price: 0.48 }));
  expect(level(ASK, 5200)).toBe(10_000_000);
});

test("OrderDesk: behavior: a crossing order takes levels best first, settles, and moves money and contracts", () => {
  const { order, trades, gave, got } = placed(ann.post({ ...BUY, price: 0.53, size: 60 }));
  expect(trades.map(({ price, size }) => [price, size / 1e6])).toEqual([
    [5100, 50],
    [5300, 10],
  ]);
  expect([order.status, gave / 1e6, got / 1e6]).toEqual(["MATCHED", 30.8, 60]);
  expect([ann.collateral / 1e6, ann.tokensOf("11")]).toEqual([10_000 - 30.8, 0]);
  wait(150);
  expect(ann.tokensOf("11")).toBe(0);
  wait(100);
  expect([ann.tokensOf("11") / 1e6, world.desk.settlement.trades[0]?.state]).toEqual([60, "CONFIRMED"]);
  expect(told.filter((one) => / 50 @/.test(one))).toEqual([
    "MATCHED 50 @ 5100",
    "MINED 50 @ 5100",
    "CONFIRMED 50 @ 5100",
  ]);
});

test("OrderDesk: behavior: a resting order is filled after who stood there before, by others and by accounts", () => {
  const { order } = placed(ann.post({ ...BUY, price: 0.49, size: 20 }));
  const sell = (size: number) =>
    world.exchange.trade(0, {
      takerSide: "sell",
      size: size * 1e6,
      levelsMax: 1,
      timeUs: nowMs * 1000,
      echoDelayUs: 0,
    });
  sell(100);
  expect(order.matched).toBe(0);
  sell(5);
  expect(order.matched / 1e6).toBe(5);
  bob.key.account.moveTokens("11", 50e6);
  const taken = placed(bob.post({ ...BUY, side: "SELL", price: 0.49, size: 15 }));
  expect([order.status, order.matched / 1e6, taken.order.status]).toEqual(["MATCHED", 20, "MATCHED"]);
  expect(taken.trades[0]?.makers.map(({ orderId }) => orderId)).toEqual([order.id]);
  wait(300);
  expect([ann.tokensOf("11") / 1e6, bob.collateral / 1e6]).toEqual([20, 10_000 + 15 * 0.49]);
});

test("OrderDesk: behavior: a failed trade gives back what it took", () => {
  world.desk.settlement.failNext = 1;
  placed(ann.post({ ...BUY, price: 0.51 }));
  expect(ann.collateral).toBe(10_000e6 - 5.1e6);
  wait(150);
  expect([ann.collateral, ann.tokensOf("11"), told.at(-1)]).toEqual([10_000e6, 0, "FAILED 10 @ 5100"]);
});

test("OrderDesk: behavior: FOK is whole or nothing, FAK takes what there is, neither rests", () => {
  expect(refusedWith(ann.post({ ...BUY, price: 0.51, size: 60, type: "FOK" }))).toContain("fully filled or killed");
  expect(refusedWith(ann.post({ ...BUY, price: 0.4, type: "FAK" }))).toContain("no orders found to match with FAK");
  const { order, got } = placed(ann.post({ ...BUY, price: 0.51, size: 60, type: "FAK" }));
  expect([order.status, got / 1e6, level(BID, 5100)]).toEqual(["MATCHED", 50, 0]);
});

test("OrderDesk: behavior: a GTD order goes one minute early, a closed market takes its orders along", () => {
  const { order } = placed(ann.post({ ...BUY, type: "GTD", expiration: START_MS / 1000 + 200 }));
  wait(139_000);
  expect(order.status).toBe("LIVE");
  wait(1000);
  expect(order.status).toBe("CANCELED");
  const other = placed(ann.post({ ...BUY, token: "21" })).order;
  world.exchange.closeMarket(1, nowMs * 1000);
  wait(1);
  expect(other.status).toBe("CANCELED_MARKET_RESOLVED");
});

test.each<[string, Partial<TestOrder>, string]>([
  ["post-only that crosses", { price: 0.51, postOnly: true }, "400 invalid post-only order: order crosses book"],
  ["off the tick", { price: 0.505 }, "breaks minimum tick size rule: 0.01"],
  ["too small", { size: 4 }, "lower than the minimum: 5"],
  ["a marketable BUY below a dollar", { price: 0.6, size: 1.5, type: "FAK" }, "min size: $1"],
  ["more than the account has", { size: 30_000 }, "not enough balance / allowance"],
  ["contracts that the account has not", { side: "SELL" }, "not enough balance / allowance"],
  ["an expiration without GTD", { expiration: 2e9 }, "400 invalid expiration"],
  ["GTD too near", { type: "GTD", expiration: START_MS / 1000 + 100 }, "400 invalid expiration"],
  ["another exchange's signature", { negRisk: true }, "400 invalid signature"],
  ["an unknown token", { token: "99" }, "404 No orderbook exists"],
])("OrderDesk.place: error: %s", (_, change, text) => {
  expect(refusedWith(ann.post({ ...BUY, ...change }))).toContain(text);
});

test("OrderDesk.place: error: the same order twice, another key's owner, a V1 order, a banned and a closed-only account", () => {
  const body = ann.sign(BUY);
  placed(world.desk.place(body, ann.key, nowMs));
  expect(refusedWith(world.desk.place(body, ann.key, nowMs))).toContain("Duplicated.");
  expect(refusedWith(world.desk.place(ann.sign(BUY), bob.key, nowMs))).toContain("order owner has to be the owner");
  const { timestamp: _, ...old } = ann.sign(BUY).order as { timestamp: string };
  expect(refusedWith(world.desk.place({ ...body, order: old }, ann.key, nowMs))).toContain("order_version_mismatch");
  ann.key.account.closedOnly = true;
  expect(refusedWith(ann.post(BUY))).toContain("closed only mode");
  ann.key.account.isBanned = true;
  expect(refusedWith(ann.post(BUY))).toContain("address banned");
});

test("OrderDesk.place: behavior: open orders reserve what they may spend", () => {
  placed(ann.post({ ...BUY, price: 0.4, size: 24_000 }));
  expect(refusedWith(ann.post({ ...BUY, price: 0.4, size: 2000 }))).toContain("sum of active orders: 9600000000");
  placed(ann.post({ ...BUY, price: 0.4, size: 900 }));
});

test("OrderDesk.place: behavior: in post-only mode only what rests is taken", () => {
  world.desk.states.mode = "post_only";
  expect(refusedWith(ann.post(BUY))).toContain("503 post-only mode");
  placed(ann.post({ ...BUY, postOnly: true }));
});

test("OrderDesk: behavior: a buyer pays the market's fee on top", () => {
  world = new SimWorld({ exchange: exchangeOf(1, { feeRate: 0.072 }), seed: 1, nowMs: () => nowMs });
  ann = new SimTrader(world, TEST_KEYS[0]);
  const market = world.exchange.findCondition(marketSpec(1).conditionId);
  placed(ann.post({ ...BUY, price: 0.51, size: 10 }));
  // 10 × 0.072 × 0.51 × 0.49 = 0.179928, in steps of 0.00001.
  expect([market?.spec.feeRate, ann.collateral]).toEqual([0.072, 10_000e6 - 5.1e6 - 179_930]);
});
