import { expect, test } from "bun:test";
import { BID } from "@augury/sim-kit";
import { exchangeOf, marketSpec, SessionHarness, START_US } from "./session-harness.ts";

const TOKENS = ["11", "12", "21", "22"];
const CHANGE = [{ side: BID, price: 4800, size: 1_500_000 }] as const;

test("MarketSession: behavior: PING is answered with PONG, before and after subscribing", () => {
  const client = new SessionHarness(exchangeOf(1));
  client.say("PING");
  expect(client.take()).toEqual(["PONG"]);
});

test("MarketSession: behavior: one array frame with all books, compact, with tick size and last trade price", () => {
  const client = new SessionHarness(exchangeOf(2));
  client.subscribe(TOKENS);
  const frames = client.take();
  expect(frames).toHaveLength(1);
  const [text] = frames as [string];
  expect(text).not.toContain(" ");
  expect(text.endsWith("}]\n")).toBe(true);
  const books = JSON.parse(text) as Record<string, unknown>[];
  expect(books.map(({ asset_id }) => asset_id as string).sort()).toEqual(TOKENS);
  // Markets in any order, the two tokens of one adjacent.
  expect(books[0]?.market).toBe(books[1]?.market);
  expect(books[2]?.market).toBe(books[3]?.market);
  for (const book of books)
    expect(Object.keys(book).join()).toBe(
      "market,asset_id,timestamp,hash,bids,asks,tick_size,event_type,last_trade_price",
    );
});

test("MarketSession: behavior: the order of markets in a snapshot is the venue's own", () => {
  const exchange = exchangeOf(12);
  const tokens = exchange.markets.flatMap(({ spec }) => spec.tokens);
  const client = new SessionHarness(exchange);
  client.subscribe(tokens);
  const order = (JSON.parse(client.take()[0] as string) as { asset_id: string }[]).map(({ asset_id }) => asset_id);
  expect(order).not.toEqual(tokens);
  expect([...order].sort()).toEqual([...tokens].sort());
});

test("MarketSession: behavior: initial_dump false suppresses the snapshot, changes still come", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11", "12"], { initial_dump: false });
  expect(client.take()).toEqual([]);
  exchange.applyLevels(0, CHANGE, START_US + 5000);
  expect(client.take()).toHaveLength(1);
});

test("MarketSession: behavior: later operations add and remove; an active id is ignored", () => {
  const client = new SessionHarness(exchangeOf(2));
  client.subscribe(["11"]);
  client.take();
  client.say({ operation: "subscribe", assets_ids: ["11", "21"] });
  const added = JSON.parse(client.take()[0] as string) as { asset_id: string }[];
  expect(added.map(({ asset_id }) => asset_id)).toEqual(["21"]);
  client.say({ operation: "subscribe", assets_ids: ["11", "21"] });
  expect(client.take()).toEqual([]);
});

test("MarketSession: behavior: unsubscribe then subscribe forces a snapshot", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11"]);
  client.take();
  client.say({ operation: "unsubscribe", assets_ids: ["11"] });
  exchange.applyLevels(0, CHANGE, START_US + 5000);
  expect(client.take()).toEqual([]);
  client.say({ operation: "subscribe", assets_ids: ["11"] });
  const [text] = client.take() as [string];
  expect(text).toContain('{"price":"0.48","size":"1.5"}');
});

test("MarketSession: behavior: a change comes once, whether one token is subscribed or both", () => {
  const exchange = exchangeOf(1);
  const [one, both] = [new SessionHarness(exchange), new SessionHarness(exchange)];
  one.subscribe(["12"]);
  both.subscribe(["11", "12"]);
  one.take();
  both.take();
  exchange.applyLevels(0, CHANGE, START_US + 5000);
  expect(one.take()).toHaveLength(1);
  expect(both.take()).toHaveLength(1);
});

test("MarketSession: behavior: custom events need the flag, and lifecycle ones need nothing else", () => {
  const exchange = exchangeOf(2);
  const [plain, custom, lifecycleOnly] = [1, 2, 3].map(() => new SessionHarness(exchange)) as [
    SessionHarness,
    SessionHarness,
    SessionHarness,
  ];
  plain.subscribe(["11", "12"], {});
  custom.subscribe(["11", "12"]);
  lifecycleOnly.subscribe([]);
  for (const client of [plain, custom, lifecycleOnly]) client.take();
  // A new best bid each time; the echo comes on some of them.
  for (let i = 0; i < 20; i++)
    exchange.applyLevels(0, [{ side: BID, price: 5000, size: i % 2 === 0 ? 1e6 : 0 }], START_US + (i + 1) * 5000);
  exchange.launchMarket(marketSpec(9), START_US + 1e6);
  exchange.resolveMarket(1, 0, START_US + 1e6);
  const typesOf = (client: SessionHarness) =>
    new Set(client.take().map((text) => /"event_type":"(\w+)"/.exec(text)?.[1]));
  expect(typesOf(plain)).toEqual(new Set(["price_change"]));
  expect(typesOf(custom)).toEqual(new Set(["price_change", "best_bid_ask", "new_market", "market_resolved"]));
  expect(typesOf(lifecycleOnly)).toEqual(new Set(["new_market", "market_resolved"]));
});

test("MarketSession: behavior: past the ceiling snapshots stop silently, changes go on", () => {
  const exchange = exchangeOf(3);
  const client = new SessionHarness(exchange, { snapshotAssetsMax: 4 });
  client.subscribe(["11", "12", "21", "22", "31", "32"]);
  expect(JSON.parse(client.take()[0] as string)).toHaveLength(4);
  exchange.applyLevels(2, CHANGE, START_US + 5000);
  expect(client.take()).toHaveLength(1);
});

test("MarketSession: behavior: a socket without subscription is reset after five seconds, a subscribed one is not", () => {
  const exchange = exchangeOf(1);
  const [silent, subscribed] = [new SessionHarness(exchange), new SessionHarness(exchange)];
  subscribed.subscribe([]);
  for (const client of [silent, subscribed]) client.session.onTime(4999);
  expect([silent.isClosed, subscribed.isClosed]).toEqual([false, false]);
  for (const client of [silent, subscribed]) client.session.onTime(5000);
  expect([silent.isClosed, subscribed.isClosed]).toEqual([true, false]);
});

test("MarketSession: error: what makes no sense is counted and ignored", () => {
  const client = new SessionHarness(exchangeOf(1));
  for (const text of ["{", "null", "[]", '{"type":"market"}', '{"assets_ids":[1]}', "ping"]) client.say(text);
  client.subscribe(["no such token"]);
  expect([client.session.badFrames, client.take().length]).toEqual([6, 0]);
});

test("MarketSession: behavior: a closed client gets nothing more", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11"]);
  client.take();
  client.session.closed();
  exchange.applyLevels(0, CHANGE, START_US + 5000);
  exchange.launchMarket(marketSpec(9), START_US + 6000);
  expect(client.take()).toEqual([]);
});
