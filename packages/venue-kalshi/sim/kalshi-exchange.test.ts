import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { ASK, BID } from "@augury/sim-kit";
import { hasFixtures, readFixture } from "@augury/testkit";
import { timeText } from "./number-text.ts";
import { exchangeOf, type Frame, marketSpec, SessionHarness, START_US } from "./session-harness.ts";

const EVERYTHING = { channels: ["orderbook_delta", "trade", "ticker", "market_lifecycle_v2"] };

function clientOf(exchange: ReturnType<typeof exchangeOf>, ...tickers: string[]): SessionHarness {
  const client = new SessionHarness(exchange);
  client.command("subscribe", { ...EVERYTHING, market_tickers: tickers });
  client.take();
  return client;
}

test("KalshiExchange.applyLevels: behavior: deltas are increments on the side's own leg", () => {
  const exchange = exchangeOf("A");
  const client = clientOf(exchange, "A");
  exchange.applyLevels(
    0,
    [
      { side: BID, price: 4000, size: 5_010_000 },
      { side: ASK, price: 4300, size: 0 },
      { side: BID, price: 4100, size: 250_000 },
    ],
    START_US + 123_456,
  );
  const seen = client.take().map(({ msg }) => [msg.side, msg.price_dollars, msg.delta_fp, msg.ts_ms, msg.ts]);
  // The third changes nothing, so nothing is said of it.
  expect(seen).toEqual([
    ["yes", "0.4000", "0.01", 1_790_000_000_123, "2026-09-21T14:13:20.123456Z"],
    ["no", "0.5700", "-7.31", 1_790_000_000_123, "2026-09-21T14:13:20.123456Z"],
  ]);
});

test("KalshiExchange.trade: behavior: taker yes takes from the maker's no side, one trade per level", () => {
  const exchange = exchangeOf("A");
  const client = clientOf(exchange, "A");
  const order = { takerSide: "buy", size: 8_000_000, levelsMax: 3, timeUs: START_US, echoDelayUs: 0 } as const;
  expect(exchange.trade(0, order)).toBe(8_000_000);
  const frames = client.take();
  const deltas = frames
    .filter(({ type }) => type === "orderbook_delta")
    .map(({ msg }) => [msg.side, msg.price_dollars, msg.delta_fp]);
  expect(deltas).toEqual([
    ["no", "0.5700", "-7.31"],
    ["no", "0.5500", "-0.69"],
  ]);
  const trades = frames.filter(({ type }) => type === "trade").map(({ msg }) => msg);
  expect(trades).toMatchObject([
    {
      yes_price_dollars: "0.4300",
      no_price_dollars: "0.5700",
      count_fp: "7.31",
      taker_outcome_side: "yes",
      taker_book_side: "bid",
    },
    {
      yes_price_dollars: "0.4500",
      no_price_dollars: "0.5500",
      count_fp: "0.69",
      taker_outcome_side: "yes",
      taker_side: "yes",
    },
  ]);
});

test("KalshiExchange.trade: behavior: mostly the delta comes first, now and then the trade", () => {
  const exchange = exchangeOf("A");
  const client = clientOf(exchange, "A");
  let deltaFirst = 0;
  for (let i = 0; i < 200; i++) {
    exchange.applyLevels(0, [{ side: BID, price: 4100, size: 1e6 }], START_US);
    client.take();
    exchange.trade(0, { takerSide: "sell", size: 10_000, levelsMax: 1, timeUs: START_US, echoDelayUs: 0 });
    if (client.take()[0]?.type === "orderbook_delta") deltaFirst++;
  }
  expect(deltaFirst).toBeGreaterThan(160);
  expect(deltaFirst).toBeLessThan(200);
});

test("KalshiExchange.closeMarket: behavior: levels go one by one, then snapshots without any side", () => {
  const exchange = exchangeOf("A");
  const client = clientOf(exchange, "A");
  exchange.closeMarket(0, START_US);
  const frames = client.take();
  const deltas = frames.filter(({ type }) => type === "orderbook_delta");
  expect(deltas.map(({ msg }) => msg.delta_fp)).toEqual(["-5.00", "-0.25", "-12.00", "-7.31"]);
  const closing = frames.slice(deltas.length);
  expect([1, 2]).toContain(closing.length);
  for (const { type, msg } of closing) {
    expect(type).toBe("orderbook_snapshot");
    expect(Object.keys(msg)).toEqual(["market_ticker", "market_id"]);
  }
});

test("KalshiExchange: behavior: a life in lifecycle messages", () => {
  const exchange = exchangeOf("A");
  const client = clientOf(exchange, "A");
  const index = exchange.launchMarket(marketSpec("B"), START_US);
  exchange.setActive(0, false, START_US);
  exchange.setActive(0, true, START_US);
  exchange.moveClose(0, 1_790_000_100_000, START_US);
  exchange.changeGrid(0, "deci_cent", [{ start: 0, end: 10_000, step: 10 }], START_US);
  exchange.determineMarket(index, "no", START_US);
  exchange.settleMarket(index, START_US);
  const said = client
    .take()
    .filter(({ type }) => type === "market_lifecycle_v2")
    .map(({ msg }) => msg);
  expect(said.map(({ event_type }) => event_type)).toEqual([
    "created",
    "deactivated",
    "activated",
    "close_date_updated",
    "price_level_structure_updated",
    "determined",
    "settled",
  ]);
  expect(said[0]).toMatchObject({ market_ticker: "B", additional_metadata: { event_ticker: "KXA-26DEC" } });
  expect(said[4]).toMatchObject({ price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0010" }] });
  expect(said[5]).toMatchObject({ result: "no", settlement_value: "0.0000", determination_ts: 1_790_000_000 });
  for (const msg of said) expect(Object.keys(msg).at(-1)).toBe("event_type");
});

test("KalshiExchange.advance: behavior: tickers are conflated and only said when something changed", () => {
  const exchange = exchangeOf("A");
  const client = clientOf(exchange, "A");
  const tickersAt = (timeUs: number) => {
    exchange.advance(timeUs);
    return client.take().filter(({ type }) => type === "ticker").length;
  };
  exchange.applyLevels(0, [{ side: BID, price: 4200, size: 1e6 }], START_US);
  expect(tickersAt(START_US)).toBe(1);
  for (const size of [2, 3, 4]) exchange.applyLevels(0, [{ side: BID, price: 4200, size: size * 1e6 }], START_US);
  expect(tickersAt(START_US + 499_999)).toBe(0);
  expect(tickersAt(START_US + 500_000)).toBe(1);
  exchange.applyLevels(0, [{ side: BID, price: 100, size: 1e6 }], START_US);
  expect(tickersAt(START_US + 1_500_000)).toBe(0);
});

test("KalshiExchange: behavior: snapshot and deltas give the book of the next snapshot", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["orderbook_delta"], market_ticker: "A" });
  const random = new Prng(4);
  for (let i = 0; i < 300; i++) {
    const side = random.pick([BID, ASK] as const);
    const price = side === BID ? random.int(1, 41) * 100 : random.int(43, 99) * 100;
    exchange.applyLevels(
      0,
      [{ side, price, size: random.chance(0.4) ? 0 : random.int(1, 9999) * 10_000 }],
      START_US + i,
    );
  }
  const frames = client.take();
  const levels = new Map<string, number>();
  for (const { type, msg } of frames) {
    if (type === "orderbook_snapshot")
      for (const side of ["yes", "no"])
        for (const [price, size] of msg[`${side}_dollars_fp`] as [string, string][])
          levels.set(`${side} ${price}`, cents(size));
    else if (type === "orderbook_delta") {
      const key = `${msg.side} ${msg.price_dollars}`;
      const size = (levels.get(key) ?? 0) + cents(msg.delta_fp as string);
      expect(size).toBeGreaterThanOrEqual(0);
      if (size === 0) levels.delete(key);
      else levels.set(key, size);
    }
  }
  client.command("update_subscription", { sid: 1, action: "get_snapshot", market_ticker: "A" });
  const [fresh] = client.take() as [Frame];
  const expected = ["yes", "no"].flatMap((side) =>
    (fresh.msg[`${side}_dollars_fp`] as [string, string][]).map(
      ([price, size]) => [`${side} ${price}`, cents(size)] as const,
    ),
  );
  expect([...levels].sort()).toEqual([...expected].sort() as [string, number][]);
});

function cents(text: string): number {
  return Math.round(Number(text) * 100);
}

test("timeText: behavior: no trailing zeros", () => {
  expect([1_000_000_000_000_000, 1_000_000_000_123_000, 1_000_000_000_000_001].map(timeText)).toEqual([
    "2001-09-09T01:46:40Z",
    "2001-09-09T01:46:40.123Z",
    "2001-09-09T01:46:40.000001Z",
  ]);
});

/** Blanks out texts and numbers, so that the skeleton of a frame's bytes remains; levels count as one. */
function skeletonOf(text: string): string {
  const blank = text
    .trim()
    .replaceAll(/"(?:[^"\\]|\\.)*"(:?)/g, (field, colon: string) => (colon === "" ? '""' : field));
  return blank.replaceAll(/:\d+/g, ":0").replaceAll(/(?:\["",""\],?)+/g, "…");
}

test.skipIf(!hasFixtures())(
  "KalshiExchange: behavior: frames have the recorded bytes' shape: keys, order, spaces",
  async () => {
    const lines = (await readFixture("kalshi/ws/verbatim-frames-2026.jsonl")).trim().split("\n");
    const recorded = lines.map((line) => skeletonOf((JSON.parse(line) as { raw: string }).raw));
    const gold = await readFixture("kalshi/ws/gold15m/KXGOLD15M-26AUG101900-00.2026-08-10.ndjson.gz");
    const tradeLine = gold.split("\n").find((line) => line.includes('"type":"trade"')) as string;
    const exchange = exchangeOf("A");
    const client = new SessionHarness(exchange);
    client.command("subscribe", { ...EVERYTHING, market_ticker: "A" });
    client.command("subscribe", { channels: ["nope"] });
    exchange.applyLevels(0, [{ side: BID, price: 100, size: 1e6 }], START_US);
    exchange.trade(0, { takerSide: "buy", size: 1e6, levelsMax: 1, timeUs: START_US, echoDelayUs: 0 });
    exchange.advance(START_US);
    exchange.determineMarket(0, "no", START_US);
    exchange.settleMarket(0, START_US);
    const made = client.texts.map(skeletonOf);
    const marks = ["subscribed", "orderbook_snapshot", "orderbook_delta", "ticker", "error"].map(
      (type) => `{"type":"${type}"`,
    );
    for (const mark of [...marks, '"event_type":"determined"', '"event_type":"settled"']) {
      const index = client.texts.findIndex((text) => text.includes(mark));
      expect(recorded).toContain(made[index] as string);
    }
    const trade = made.find((_, i) => (client.texts[i] as string).includes('"type":"trade"')) as string;
    // is_block_trade came three days after this recording.
    expect(trade.replace('"is_block_trade":false,', "")).toBe(
      skeletonOf(tradeLine.replace(/^.*"event":/, "").replace(/\}$/, "")),
    );
  },
);
