import { expect, test } from "bun:test";
import type { SimFill, SimUserOrder } from "./account-frames.ts";
import { exchangeOf, SessionHarness, START_US } from "./session-harness.ts";

const NOW_MS = START_US / 1000;
const FILL: SimFill = {
  tradeId: "t-1",
  orderId: "o-1",
  clientOrderId: "c-1",
  ticker: "A",
  isTaker: true,
  bookSide: "ask",
  price: 4300,
  size: 1_160_000,
  fee: 15_930,
  postPosition: 4_360_000,
  timeMs: NOW_MS,
};
const ORDER: SimUserOrder = {
  orderId: "o-1",
  userId: "u",
  ticker: "A",
  status: "resting",
  bookSide: "bid",
  price: 4100,
  initialSize: 5_000_000,
  fillSize: 1_000_000,
  remainingSize: 4_000_000,
  takerFillCost: 0,
  makerFillCost: 410_000,
  takerFees: 0,
  makerFees: 4_300,
  clientOrderId: "c-1",
  createdMs: NOW_MS,
  updatedMs: NOW_MS + 5,
  reason: "Trade",
};

test("AccountFeed: default: fill, user_order and market_position reach the account, without numbers", () => {
  const exchange = exchangeOf("A");
  const [own, other] = [
    new SessionHarness(exchange, { account: "mine" }),
    new SessionHarness(exchange, { account: "theirs" }),
  ];
  for (const client of [own, other]) {
    client.command("subscribe", { channels: ["fill", "user_orders", "market_positions"] });
    client.take();
  }
  exchange.accounts.emitFill("mine", FILL);
  exchange.accounts.emitUserOrder("mine", ORDER);
  exchange.accounts.emitPosition("mine", {
    userId: "u",
    ticker: "A",
    size: -4_360_000,
    cost: 1_250_000,
    realizedPnl: -15_930,
    feesPaid: 15_930,
    feeCost: 0,
    volume: 9_000_000,
  });
  expect(own.take().map(({ type, sid, seq }) => [type, sid, seq])).toEqual([
    ["fill", 1, undefined],
    ["user_order", 2, undefined],
    ["market_position", 3, undefined],
  ]);
  expect(other.take()).toEqual([]);
});

test("AccountFeed.emitFill: behavior: written as the venue does, direction in outcome_side and book_side", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange, { account: "mine" });
  client.command("subscribe", { channels: ["fill"] });
  client.take();
  exchange.accounts.emitFill("mine", FILL);
  expect(client.take()[0]?.msg).toMatchObject({
    trade_id: "t-1",
    outcome_side: "no",
    book_side: "ask",
    yes_price_dollars: "0.4300",
    count_fp: "1.16",
    fee_cost: "0.015930",
    post_position_fp: "4.36",
    ts: NOW_MS / 1000,
    ts_ms: NOW_MS,
  });
});

test("AccountFeed: behavior: a market filter holds for private channels too, updates change it", () => {
  const exchange = exchangeOf("A", "B");
  const client = new SessionHarness(exchange, { account: "mine" });
  client.command("subscribe", { channels: ["user_orders"], market_tickers: ["B"] });
  client.take();
  exchange.accounts.emitUserOrder("mine", ORDER);
  expect(client.take()).toEqual([]);
  client.command("update_subscription", { sid: 1, action: "add_markets", market_ticker: "A" });
  expect(client.take()).toEqual([{ type: "ok", id: 2, sid: 1, msg: { market_tickers: ["A", "B"] } }]);
  exchange.accounts.emitUserOrder("mine", ORDER);
  expect(client.take()[0]?.msg).toMatchObject({ ticker: "A", remaining_count_fp: "4.00", last_update_reason: "Trade" });
});

test("AccountFeed.emitOrderGroup: behavior: numbered, the limit only where there is one", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange, { account: "mine" });
  client.command("subscribe", { channels: ["order_group_updates"], market_ticker: "ignored" });
  client.take();
  exchange.accounts.emitOrderGroup("mine", { orderGroupId: "g", event: "created", limitSize: 5e6, timeMs: NOW_MS });
  exchange.accounts.emitOrderGroup("mine", { orderGroupId: "g", event: "triggered", timeMs: NOW_MS });
  expect(client.take()).toEqual([
    {
      type: "order_group_updates",
      sid: 1,
      seq: 1,
      msg: { event_type: "created", order_group_id: "g", contracts_limit_fp: "5.00", ts_ms: NOW_MS },
    },
    {
      type: "order_group_updates",
      sid: 1,
      seq: 2,
      msg: { event_type: "triggered", order_group_id: "g", ts_ms: NOW_MS },
    },
  ]);
});

const RFQ = { id: "r", creatorId: "0", ticker: "A", size: 3e6, timeMs: NOW_MS };
const QUOTE = {
  quoteId: "q",
  rfqId: "r",
  quoteCreatorId: "x",
  rfqCreatorId: "y",
  ticker: "A",
  yesBid: 4000,
  noBid: 5500,
  timeMs: NOW_MS,
};

test("AccountFeed: behavior: requests reach everyone but those who want their own, quotes only the two parties", () => {
  const exchange = exchangeOf("A");
  const clients = ["maker", "asker", "loner"].map((account) => new SessionHarness(exchange, { account }));
  for (const client of clients) {
    const userFilter = client === clients[2] ? "self" : "";
    client.command("subscribe", { channels: ["communications"], user_filter: userFilter });
    client.take();
  }
  const { accounts } = exchange;
  accounts.emitRfq("asker", "rfq_created", RFQ);
  accounts.emitRfq("loner", "rfq_deleted", RFQ);
  accounts.emitQuote(["maker", "asker"], QUOTE);
  accounts.emitQuoteAccepted(["maker", "asker"], QUOTE, { side: "yes", size: 1e6 });
  accounts.emitQuoteExecuted("maker", { ...QUOTE, orderId: "o", clientOrderId: "c" });
  const seen = clients.map((client) => client.take().map(({ type, seq }) => `${type} ${seq}`));
  const quotes = ["rfq_created 1", "rfq_deleted 2", "quote_created 3", "quote_accepted 4"];
  expect(seen).toEqual([[...quotes, "quote_executed 5"], quotes, ["rfq_deleted 1"]]);
});

test("communications: behavior: every request falls into exactly one shard", () => {
  const exchange = exchangeOf("A");
  const shards = [0, 1, 2].map((key) => {
    const client = new SessionHarness(exchange, { account: `${key}` });
    client.command("subscribe", { channels: ["communications"], shard_factor: 3, shard_key: key });
    client.take();
    return client;
  });
  for (let n = 0; n < 30; n++) exchange.accounts.emitRfq("asker", "rfq_created", { ...RFQ, ticker: `T${n}` });
  const counts = shards.map((client) => client.take().length);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(30);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

test.each([
  [{ shard_factor: 101, shard_key: 0 }, 19],
  [{ shard_factor: 2, shard_key: 2 }, 20],
  [{ shard_key: 1 }, 21],
  [{ shard_factor: 2 }, 22],
])("communications: error: %p gives code %p", (params, code) => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { channels: ["communications"], ...params });
  expect(client.take()[0]?.msg.code).toBe(code);
});

test("event messages: behavior: on the lifecycle channel's counter", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["market_lifecycle_v2"] });
  client.take();
  const event = exchange.findTicker("A")?.spec.event;
  if (!event) throw new Error("the market has an event");
  exchange.announceEvent(event);
  exchange.announceEventFee(event, null, 0.5);
  expect(client.take()).toMatchObject([
    { type: "event_lifecycle", seq: 1, msg: { event_ticker: "KXA-26DEC", collateral_return_type: "MECNET" } },
    { type: "event_fee_update", seq: 2, msg: { fee_type_override: null, fee_multiplier_override: 0.5 } },
  ]);
});

test("announceCombo: behavior: on the combos' channel alone, numbered", () => {
  const exchange = exchangeOf("A");
  const clients = ["multivariate_market_lifecycle", "market_lifecycle_v2"].map((channel) => {
    const client = new SessionHarness(exchange);
    client.command("subscribe", { channels: [channel] });
    client.take();
    return client;
  });
  exchange.announceCombo({ market: "KXMVE-S1-M", event: "KXMVE-S1", series: "KXMVE" }, START_US);
  expect(clients.map((client) => client.take())).toMatchObject([
    [
      { type: "event_lifecycle", seq: 1, msg: { event_ticker: "KXMVE-S1" } },
      { type: "multivariate_market_lifecycle", seq: 2, msg: { market_ticker: "KXMVE-S1-M", event_type: "created" } },
    ],
    [],
  ]);
});
