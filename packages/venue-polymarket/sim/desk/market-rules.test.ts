import { beforeEach, expect, test } from "bun:test";
import { ASK, BID } from "@augury/sim-kit";
import type { MarketSpec } from "../market-spec.ts";
import { exchangeOf, marketSpec, START_US } from "../session-harness.ts";
import { SimTrader, TEST_KEYS, type TestOrder } from "../sim-trader.ts";
import { SimWorld } from "../sim-world.ts";
import type { Placement } from "./order-desk.ts";
import { isRefusal, type Refusal } from "./refusal.ts";

const BUY: TestOrder = { token: "11", side: "BUY", price: 0.5, size: 10 };
const V2 = "0xE111180000d2663C0091e4f400237545B87B996B";
let nowMs: number;
let world: SimWorld;
let ann: SimTrader;
let bob: SimTrader;
let told: string[];

beforeEach(() => open());

function open(terms: Partial<MarketSpec> = {}): void {
  nowMs = START_US / 1000;
  world = new SimWorld({ exchange: exchangeOf(2, { feeRate: 0, ...terms }), seed: 1, nowMs: () => nowMs });
  [ann, bob] = TEST_KEYS.map((key) => new SimTrader(world, key)) as [SimTrader, SimTrader];
  told = [];
  world.desk.listeners.add({
    onOrder: (order, type) => told.push(`${type} ${order.status} ${order.matched / 1e6}`),
    onTrade: () => {},
  });
}

function placed(outcome: Placement | Refusal): Placement {
  if (isRefusal(outcome)) throw new Error(outcome.text);
  return outcome;
}
const said = (outcome: Placement | Refusal) => (isRefusal(outcome) ? `${outcome.status} ${outcome.text}` : "taken");
const level = (side: typeof BID | typeof ASK, price: number) => world.exchange.ladder(0, side).sizeAt(price);
function wait(ms: number): void {
  nowMs += ms;
  world.advance(nowMs);
}

test("taker delay: behavior: what would take waits, hidden, and then meets the book as it is", () => {
  open({ takerDelayMs: 50 });
  const { order, trades } = placed(ann.post({ ...BUY, price: 0.51, size: 60 }));
  expect([order.status, trades.length, level(ASK, 5100), level(BID, 5100)]).toEqual(["DELAYED", 0, 50e6, 0]);
  wait(49);
  expect(order.status).toBe("DELAYED");
  wait(1);
  expect([order.status, order.matched / 1e6, level(BID, 5100) / 1e6]).toEqual(["LIVE", 50, 10]);
  expect(told).toEqual(["PLACEMENT DELAYED 0", "UPDATE LIVE 50", "PLACEMENT LIVE 50"]);
});

test("taker delay: behavior: what only rests does not wait; what waits reserves its money and can be canceled", () => {
  open({ takerDelayMs: 50 });
  expect(placed(ann.post(BUY)).order.status).toBe("LIVE");
  const { order } = placed(ann.post({ ...BUY, price: 0.53, size: 18_000 }));
  expect(said(ann.post({ ...BUY, price: 0.4, size: 2_000 }))).toContain("sum of active orders: 9545000000");
  expect(world.desk.cancel([order.id], ann.key.account, nowMs).canceled).toEqual([order.id]);
  wait(100);
  expect([order.status, order.matched, level(ASK, 5100)]).toEqual(["CANCELED", 0, 50e6]);
});

test.each(["FOK", "FAK"] as const)("taker delay: behavior: %s that finds the book moved away is unmatched", (type) => {
  open({ takerDelayMs: 50 });
  const { order } = placed(ann.post({ ...BUY, price: 0.51, type }));
  world.exchange.applyLevels(0, [{ side: ASK, price: 5100, size: 0 }], nowMs * 1000);
  wait(50);
  expect([order.status, order.matched, told.at(-1)]).toEqual(["UNMATCHED", 0, "UPDATE UNMATCHED 0"]);
  expect(ann.collateral).toBe(10_000e6);
});

test("exchange versions: behavior: each market takes orders of its own exchange alone", () => {
  open({ exchangeVersion: 3, event: { ...marketSpec(1).event, negRisk: true } });
  expect(said(ann.post({ ...BUY, exchange: "v3" }))).toBe("taken");
  expect(said(ann.post({ ...BUY, exchange: "negRiskV2" }))).toBe("400 order_version_mismatch");
  expect(said(ann.post({ ...BUY, exchange: "v2" }))).toBe("400 invalid signature");
  open({ event: { ...marketSpec(1).event, negRisk: true } });
  expect(said(ann.post({ ...BUY, exchange: "negRiskV2" }))).toBe("taken");
  expect(said(ann.post({ ...BUY, exchange: "v3" }))).toBe("400 order_version_mismatch");
  expect(said(ann.post({ ...BUY, exchange: "v2" }))).toBe("400 invalid signature");
});

test("OrderDesk.cutOver: behavior: wipes what rests, and only the next version is taken", () => {
  const { order } = placed(ann.post(BUY));
  world.desk.cutOver(3, nowMs);
  expect([order.status, level(BID, 5000), world.desk.wiped]).toEqual(["CANCELED", 0, [order]]);
  expect(said(ann.post(BUY))).toBe("400 order_version_mismatch");
  expect(said(ann.post({ ...BUY, exchange: "v3" }))).toBe("taken");
  world.exchange.addMarket(marketSpec(3), START_US);
  expect(said(ann.post({ ...BUY, token: "31", exchange: "v3" }))).toBe("taken");
  world.desk.cutOver(2, nowMs);
  expect(said(ann.post({ ...BUY, exchange: "v3" }))).toBe("400 order_version_mismatch");
  expect([said(ann.post(BUY)), world.desk.wiped.length]).toEqual(["taken", 3]);
});

test("allowances: behavior: the market's exchange may move so much, and what changes on chain counts after a refresh", () => {
  const { account } = ann.key;
  account.approve("collateral", V2, "5000000");
  expect(said(ann.post(BUY))).toBe("taken");
  account.refresh();
  expect(said(ann.post(BUY))).toContain(
    "the allowance is not enough -> allowance: 5000000, sum of active orders: 5000000",
  );
  account.moveTokens("11", 10e6);
  account.approve("contracts", V2, "0");
  account.refresh();
  expect(said(ann.post({ ...BUY, side: "SELL", price: 0.6 }))).toContain("the allowance is not enough");
});

test.each<[string, Partial<TestOrder>, string]>([
  [
    "a third of a cent of a contract",
    { size: 10.123 },
    "the buy orders maker amount supports a max accuracy of 4 decimals",
  ],
  [
    "a market BUY in thirds of cents",
    { type: "FAK", price: 0.51, size: 10.1 },
    "market buy orders maker amount supports a max accuracy of 2",
  ],
])("amounts: error: %s", (_, change, text) => {
  expect(said(ann.post({ ...BUY, ...change }))).toContain(text);
});

test("OrderDesk: behavior: mint and merge: two buyers of opposite outcomes pay a dollar together, two sellers share it", () => {
  open();
  world.exchange.applyLevels(
    0,
    [4700, 4900].map((price) => ({ side: BID, price, size: 0 })),
    nowMs * 1000,
  );
  placed(ann.post({ ...BUY, price: 0.5, size: 20 }));
  placed(bob.post({ ...BUY, token: "12", price: 0.52, size: 20 }));
  wait(300);
  expect([ann.tokensOf("11"), bob.tokensOf("12")]).toEqual([20e6, 20e6]);
  expect(ann.collateral + bob.collateral).toBe(20_000e6 - 20e6);
  placed(ann.post({ ...BUY, side: "SELL", price: 0.4, size: 20 }));
  const merged = placed(bob.post({ ...BUY, token: "12", side: "SELL", price: 0.6, size: 20 }));
  expect(merged.trades[0]?.makers.map(({ token, side }) => [token, side])).toEqual([[0, "SELL"]]);
  wait(300);
  expect([ann.tokensOf("11"), bob.tokensOf("12")]).toEqual([0, 0]);
  expect(ann.collateral + bob.collateral).toBe(20_000e6);
});

test("OrderDesk: behavior: a change of tick cancels what rests on that market", () => {
  const { order } = placed(ann.post(BUY));
  const other = placed(ann.post({ ...BUY, token: "21" })).order;
  world.exchange.changeTick(0, 10, nowMs * 1000);
  expect([order.status, other.status, level(BID, 5000)]).toEqual(["CANCELED", "LIVE", 0]);
  expect(said(ann.post({ ...BUY, price: 0.505 }))).toBe("taken");
});

test("OrderDesk: behavior: a resolved market pays its winners, what settles later too, and tells holders", () => {
  placed(ann.post({ ...BUY, price: 0.51, size: 10 }));
  wait(300);
  placed(ann.post({ ...BUY, price: 0.51, size: 5 }));
  bob.key.account.moveTokens("12", 7e6);
  world.exchange.closeMarket(0, nowMs * 1000);
  world.exchange.resolveMarket(0, 0, nowMs * 1000);
  expect([ann.collateral, ann.tokensOf("11"), bob.tokensOf("12")]).toEqual([10_000e6 - 7.65e6 + 10e6, 0, 0]);
  wait(300);
  expect([ann.collateral, ann.tokensOf("11"), bob.collateral]).toEqual([10_000e6 - 7.65e6 + 15e6, 0, 10_000e6]);
  expect(ann.key.account.notifications.filter(({ type }) => type === 4)).toHaveLength(2);
});

test("OrderDesk: behavior: a wallet that redeems itself keeps its contracts until then", () => {
  ann.key.account.autoRedeems = false;
  ann.key.account.moveTokens("11", 7e6);
  world.exchange.resolveMarket(0, 0, nowMs * 1000);
  expect([ann.tokensOf("11"), ann.collateral]).toEqual([7e6, 10_000e6]);
});

test("EngineStates.restart: behavior: down, then post-only for two minutes, then as before", () => {
  const { states } = world.desk;
  states.restart(nowMs, 5_000);
  expect(states.mode).toBe("restarting");
  wait(5_000);
  expect([states.mode, states.waitS(nowMs), said(ann.post(BUY)).slice(0, 18)]).toEqual([
    "post_only",
    120,
    "503 post-only mode",
  ]);
  wait(120_000);
  expect([states.mode, said(ann.post(BUY))]).toEqual(["normal", "taken"]);
});

test("OrderDesk.place: error: an account that needs its deposit wallet, a market that is not ready yet", () => {
  ann.key.account.needsDepositWallet = true;
  expect(said(ann.post(BUY))).toBe("400 maker address not allowed, please use the deposit wallet flow");
  ann.key.account.needsDepositWallet = false;
  const market = world.exchange.markets[0];
  if (market) market.isReady = false;
  expect(said(ann.post(BUY))).toBe("400 the market is not yet ready to process new orders");
});

test("OrderDesk.place: error: a proxy's order that is signed for another exchange", () => {
  const { order, ...body } = ann.sign({ ...BUY, negRisk: true });
  const proxied = { ...body, order: { ...order, signatureType: 1 } };
  expect(said(world.desk.place(proxied, ann.key, nowMs))).toBe("400 invalid POLY_PROXY signature");
});

test("SimLimits.spend: behavior: a signer's tier decides how many orders go at once", () => {
  ann.key.account.tier = "Silver";
  expect(world.limits.spend(ann.key, "orders", 300, nowMs)).toBeUndefined();
  expect(world.limits.spend(ann.key, "orders", 1, nowMs)?.headers.get("Poly-RateLimit-Tier")).toBe("Silver");
  expect(world.limits.spend(bob.key, "orders", 61, nowMs)?.status).toBe(429);
});
