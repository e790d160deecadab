import { beforeAll, describe, expect, test } from "bun:test";
import { type PriceTicks, Prng, type SizeMicros } from "@augury/core";
import { type Instrument, NO_FEES, POLYMARKET_TICK_STEPS, type TimeInForce, uniformTicks } from "@augury/model";
import { EXCHANGE_NAMES, exchangeOf, OrderSigner, verifyOrder, Wallet } from "@augury/signing";
import { ASK, BID, type LevelChange } from "@augury/sim-kit";
import type { Placement } from "../../sim/desk/order-desk.ts";
import type { OrderBody } from "../../sim/desk/order-request.ts";
import { isRefusal, type Refusal } from "../../sim/desk/refusal.ts";
import { PolymarketExchange } from "../../sim/polymarket-exchange.ts";
import { marketSpec, START_US } from "../../sim/session-harness.ts";
import { TEST_KEYS } from "../../sim/sim-trader.ts";
import { SimWorld } from "../../sim/sim-world.ts";
import { OrderPreparer, type OrderWish, type PreparedOrder } from "./order-preparer.ts";

const NOW_MS = START_US / 1000;
const TOKEN = "14965588658799411272385430903075831224615961675357217884735713260981483529984";
const INSTRUMENT: Instrument = {
  index: 0,
  venue: "polymarket",
  venueId: TOKEN,
  marketId: "0x1",
  outcome: "yes",
  bookIndex: 0,
  title: "",
  outcomeName: "Yes",
  ticks: uniformTicks(100),
  orderSizeMin: 5_000_000,
  sizeStep: 10_000,
  fees: NO_FEES,
  negRisk: false,
  groupId: "",
  groupAugmented: false,
  domainVersion: "2",
};
const WISH: OrderWish = {
  side: "buy",
  timeInForce: "GTC",
  price: 5_000 as PriceTicks,
  tick: 100,
  size: 10_000_000 as SizeMicros,
  postOnly: false,
};

const wallet = Wallet.fromPrivateKey(TEST_KEYS[0]);
const opened = wallet.ok ? OrderSigner.open(wallet.value, { chainId: 137, kind: "eoa" }) : wallet;
if (!opened.ok) throw opened.error;
const signer = opened.value;
const preparer = new OrderPreparer({ signer, apiKey: "key" });

function prepared(wish: Partial<OrderWish>, instrument: Partial<Instrument> = {}, by = preparer): PreparedOrder {
  const order = by.prepare({ ...INSTRUMENT, ...instrument }, { ...WISH, ...wish }, NOW_MS);
  if (!order.ok) throw new Error(order.error);
  return order.value;
}

function refusalOf(wish: Partial<OrderWish>, instrument: Partial<Instrument> = {}): string {
  const order = preparer.prepare({ ...INSTRUMENT, ...instrument }, { ...WISH, ...wish }, NOW_MS);
  return order.ok ? "prepared" : order.error;
}

test("OrderPreparer.prepare: default: the body is the order's, in the venue's words, and its id is the venue's", () => {
  const { orderId, order, orderType, body } = prepared({ timeInForce: "IOC" });
  const { orderId: _, ...signed } = order;
  expect(JSON.parse(body)).toEqual({
    deferExec: false,
    postOnly: false,
    order: { ...signed, expiration: "0" },
    owner: "key",
    orderType: "FAK",
  });
  expect([orderType, order.makerAmount, order.takerAmount, order.side]).toEqual(["FAK", "5000000", "10000000", "BUY"]);
  expect(orderId).toMatch(/^0x[0-9a-f]{64}$/);
});

test.each([
  ["a market", { negRisk: false, domainVersion: "2" }, "0xE111180000d2663C0091e4f400237545B87B996B"],
  ["a neg-risk market", { negRisk: true, domainVersion: "2" }, "0xe2222d279d744050d28e00520010520000310F59"],
  [
    "a market of the next protocol",
    { negRisk: true, domainVersion: "3" },
    "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
  ],
] as const)("OrderPreparer.prepare: behavior: %s signs for its exchange", (_, instrument, address) => {
  const { order, orderId } = prepared({}, instrument);
  const exchanges = EXCHANGE_NAMES.map((name) => exchangeOf(137, name));
  const right = exchanges.filter((exchange) => verifyOrder(exchange, order)?.signedBy === signer.owner);
  expect(right.map((exchange) => exchange.address as string)).toEqual([address]);
  expect(right.map((exchange) => verifyOrder(exchange, order)?.orderId)).toEqual([orderId]);
});

test("OrderPreparer.prepare: behavior: a GTD order names an expiration a minute past its end, never nearer than three", () => {
  const gtd = { timeInForce: "GTD" } as const;
  const { body } = prepared({ ...gtd, endTimeMs: NOW_MS + 120_999 });
  expect(JSON.parse(body).order.expiration).toBe(String(NOW_MS / 1000 + 180));
  expect(refusalOf({ ...gtd, endTimeMs: NOW_MS + 119_999 })).toBe("gtd_too_near");
  expect(() => refusalOf(gtd)).toThrow("broken rule");
});

test("OrderPreparer.prepare: error: what the venue would refuse", () => {
  for (const timeInForce of ["FOK", "IOC"] as const) {
    expect(refusalOf({ timeInForce, postOnly: true })).toBe("post_only_taker");
  }
  expect(refusalOf({ postOnly: true })).toBe("prepared");
  expect(refusalOf({ price: 5_050 as PriceTicks })).toBe("off_tick");
  expect(refusalOf({ size: 4_990_000 as SizeMicros })).toBe("size_min");
  expect(refusalOf({ timeInForce: "FOK", size: 1_990_000 as SizeMicros })).toBe("size_min");
  expect(refusalOf({}, { venue: "kalshi" })).toBe("no_token");
  expect(refusalOf({}, { venueId: "KXBTC-1" })).toBe("no_token");
});

test("OrderPreparer.prepare: behavior: more tokens than templates still sign right", () => {
  const small = new OrderPreparer({ signer, apiKey: "key", templatesMax: 2 });
  const exchange = exchangeOf(137, "v2");
  for (const token of ["1", "2", "3", "1", "2", "3", "3"]) {
    const { order, orderId } = prepared({}, { venueId: token }, small);
    expect(order.tokenId).toBe(token);
    expect(verifyOrder(exchange, order)).toEqual({ orderId, signedBy: signer.owner });
  }
});

/** Every tick: a book whose best levels are random, and orders at and around them, judged by the simulated venue. */
describe.each(POLYMARKET_TICK_STEPS.map((tick) => [tick] as const))("tick %p", (tick) => {
  const MARKETS = 40;
  const prng = new Prng(tick);
  const books = Array.from({ length: MARKETS }, () => {
    const bid = tick * prng.int(1, 10_000 / tick - 2);
    return { bid, ask: bid + tick * prng.int(1, Math.min(5, (10_000 - tick - bid) / tick)) };
  });
  let world: SimWorld;
  let by: OrderPreparer;
  let post: (wish: OrderWish, market: number) => Placement | Refusal;

  beforeAll(() => {
    const exchange = new PolymarketExchange(1);
    for (const [i, { bid, ask }] of books.entries()) {
      const spec = marketSpec(i + 1, { step: tick, feeRate: 0 });
      const levels: LevelChange[] = [
        { side: BID, price: bid, size: 1e12 },
        { side: ASK, price: ask, size: 1e12 },
      ];
      exchange.seedBook(exchange.addMarket(spec, START_US), levels, START_US);
    }
    world = new SimWorld({ exchange, seed: 1, nowMs: () => NOW_MS });
    const key = world.accounts.createKey(signer.owner, "0");
    if (!key) throw new Error("the wallet has no key yet");
    key.account.collateral = 1e12;
    by = new OrderPreparer({ signer, apiKey: key.apiKey });
    post = (wish, market) => {
      const venueId = `${market + 1}1`;
      key.account.tokens.set(venueId, 1e12);
      const { body } = prepared(wish, { venueId }, by);
      return world.desk.place(JSON.parse(body) as OrderBody, key, NOW_MS);
    };
  });

  /** Worth between 1.20 and 20 dollars at this price, in any decimals. */
  const sizeAt = (price: number) => Math.ceil((prng.int(1_200_000, 20_000_000) * 10_000) / price) as SizeMicros;
  const SIDES = ["buy", "sell"] as const;

  test.each(["FOK", "IOC"] as const)(
    "OrderPreparer: behavior: a %s order takes the level at its limit",
    (timeInForce) => {
      for (const [market, { bid, ask }] of books.entries())
        for (const side of SIDES) {
          const price = (side === "buy" ? ask : bid) as PriceTicks;
          const outcome = post({ ...WISH, side, timeInForce, tick, price, size: sizeAt(price) }, market);
          if (isRefusal(outcome)) throw new Error(`${side} at ${price}: ${outcome.text}`);
          expect(outcome.trades.map((trade) => trade.price)).toEqual([price]);
        }
    },
  );

  test.each(["FOK", "IOC"] as const)(
    "OrderPreparer: behavior: a %s order takes nothing a tick worse",
    (timeInForce) => {
      let tried = 0;
      for (const [market, { bid, ask }] of books.entries())
        for (const side of SIDES) {
          const price = (side === "buy" ? ask - tick : bid + tick) as PriceTicks;
          if (price <= 0 || price >= 10_000) continue;
          const outcome = post({ ...WISH, side, timeInForce, tick, price, size: sizeAt(price) }, market);
          expect(isRefusal(outcome) ? outcome.text : outcome).toMatch(
            /no orders found to match|fully filled or killed/,
          );
          tried++;
        }
      expect(tried).toBeGreaterThan(MARKETS);
    },
  );

  test("OrderPreparer: behavior: resting orders of any size and price are taken, crossing or not", () => {
    for (const [market, { bid, ask }] of books.entries())
      for (const [side, price] of [
        ["buy", bid],
        ["sell", ask],
        ["buy", ask],
        ["sell", bid],
        ["buy", tick],
        ["sell", 10_000 - tick],
      ] as const) {
        const timeInForce: TimeInForce = prng.chance(0.5) ? "GTC" : "GTD";
        const size = (5_000_000 + Math.max(prng.int(0, 1e8), sizeAt(price))) as SizeMicros;
        const wish = {
          ...WISH,
          side,
          tick,
          price: price as PriceTicks,
          size,
          timeInForce,
          endTimeMs: NOW_MS + 600_000,
        };
        const outcome = post(wish, market);
        if (isRefusal(outcome)) throw new Error(`${side} at ${price}: ${outcome.text}`);
        expect(outcome.order.size).toBe(Math.floor(size / 10_000) * 10_000);
        expect(outcome.order.price).toBe(price);
        expect(outcome.trades.length > 0).toBe(side === "buy" ? price >= ask : price <= bid);
      }
  });
});
