import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { Prng } from "@augury/core";
import { ASK, BID, type LevelChange } from "@augury/sim-kit";
import { fixturePath, hasFixtures } from "@augury/testkit";
import fc from "fast-check";
import { SimAccount } from "./account/sim-account.ts";
import { redeem } from "./desk/redeem.ts";
import type { PolymarketExchange } from "./polymarket-exchange.ts";
import { exchangeOf, marketSpec, SessionHarness, START_US, skeletonOf } from "./session-harness.ts";
import type { SimMarket } from "./sim-market.ts";

interface Level {
  price: string;
  size: string;
}

interface ClientBook {
  bids: Level[];
  asks: Level[];
  tickSize: string;
  lastTradePrice: string;
}

type Wire = Record<string, string> & {
  bids: Level[];
  asks: Level[];
  price_changes: Record<"asset_id" | "price" | "size" | "side" | "hash" | "best_bid" | "best_ask", string>[];
};

/** A client of its own: keeps texts only, knows nothing of the exchange, and hashes as polymarket.md section 10 says. */
class Witness {
  readonly books = new Map<string, ClientBook>();
  /** Hashes claimed in the open timestamp group, per asset. */
  private claims = new Map<string, { readonly hash: string; readonly timestamp: string; readonly market: string }>();
  checked = 0;
  failed = 0;

  read(text: string): void {
    const value = JSON.parse(text) as Wire | Wire[];
    for (const message of Array.isArray(value) ? value : [value]) this.readMessage(message);
  }

  private readMessage(message: Wire): void {
    const { asset_id: asset = "", timestamp = "", market = "" } = message;
    const book = this.books.get(asset);
    switch (message.event_type) {
      case "book":
        this.books.set(asset, {
          bids: message.bids,
          asks: message.asks,
          tickSize: message.tick_size ?? book?.tickSize ?? "",
          lastTradePrice: message.last_trade_price ?? book?.lastTradePrice ?? "",
        });
        this.claims.set(asset, { hash: message.hash as string, timestamp, market });
        break;
      case "price_change":
        for (const entry of message.price_changes) {
          this.apply(entry);
          this.claims.set(entry.asset_id, { hash: entry.hash, timestamp, market });
        }
        break;
      case "last_trade_price":
        // Both tokens print the same price of the last trade.
        for (const other of this.books.values()) other.lastTradePrice = message.price as string;
        break;
      case "tick_size_change":
        if (book) book.tickSize = message.new_tick_size as string;
        break;
    }
  }

  private apply({ asset_id, price, size, side }: Wire["price_changes"][number]): void {
    const book = this.books.get(asset_id) as ClientBook;
    const levels = (side === "BUY" ? book.bids : book.asks).filter((level) => level.price !== price);
    if (size !== "0") levels.push({ price, size });
    levels.sort((a, b) => (side === "BUY" ? Number(a.price) - Number(b.price) : Number(b.price) - Number(a.price)));
    if (side === "BUY") book.bids = levels;
    else book.asks = levels;
  }

  /** Call at the end of a timestamp group. */
  settle(negRisk = false): void {
    for (const [asset, { hash, timestamp, market }] of this.claims) {
      const { bids, asks, tickSize, lastTradePrice } = this.books.get(asset) as ClientBook;
      const levels = (side: Level[]) => side.map(({ price, size }) => ({ price, size }));
      const text = JSON.stringify({
        market,
        asset_id: asset,
        timestamp,
        hash: "",
        bids: levels(bids),
        asks: levels(asks),
        min_order_size: "5",
        tick_size: tickSize,
        neg_risk: negRisk,
        last_trade_price: lastTradePrice,
      });
      this.checked++;
      if (createHash("sha1").update(text).digest("hex") !== hash) this.failed++;
    }
    this.claims.clear();
  }

  /** True when the second token's book is the first one's mirror. */
  isMirrored(first: string, second: string): boolean {
    const [a, b] = [this.books.get(first) as ClientBook, this.books.get(second) as ClientBook];
    const mirror = ({ price, size }: Level) => `${(1 - Number(price)).toFixed(4)}@${size}`;
    const plain = ({ price, size }: Level) => `${Number(price).toFixed(4)}@${size}`;
    return (
      a.bids.map(mirror).join() === b.asks.map(plain).join() && a.asks.map(mirror).join() === b.bids.map(plain).join()
    );
  }
}

/** Does one random legal thing to market 0. */
function actRandomly(exchange: PolymarketExchange, random: Prng, timeUs: number): void {
  if (random.chance(0.25)) {
    const takerSide = random.pick(["buy", "sell"] as const);
    exchange.trade(0, { takerSide, size: random.int(1, 20_000) * 10_000, levelsMax: 3, timeUs, echoDelayUs: 0 });
    return;
  }
  const places = new Map<string, LevelChange>();
  for (let i = random.int(1, 6); i > 0; i--) {
    const side = random.pick([BID, ASK] as const);
    const price = side === BID ? random.int(10, 49) * 100 : random.int(51, 90) * 100;
    const size = random.chance(0.3) ? 0 : random.int(1, 100_000) * 10_000;
    places.set(`${side}${price}`, { side, price, size });
  }
  exchange.applyLevels(0, [...places.values()], timeUs);
}

test("PolymarketExchange: behavior: every hash of every frame verifies at its group's end, and the tokens mirror", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = new Prng(seed);
      const exchange = exchangeOf(1);
      const client = new SessionHarness(exchange);
      const witness = new Witness();
      client.subscribe(["11", "12"]);
      for (let i = 0; i < 60; i++) {
        actRandomly(exchange, random, START_US + i * 3000);
        exchange.advance(START_US + i * 3000);
        for (const text of client.take()) witness.read(text);
        witness.settle();
        expect(witness.isMirrored("11", "12")).toBe(true);
      }
      expect(witness.failed).toBe(0);
      expect(witness.checked).toBeGreaterThan(100);
    }),
    { numRuns: 15 },
  );
});

test("PolymarketExchange: behavior: the witness is no yes-man: one altered size is found", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11", "12"]);
  exchange.applyLevels(0, [{ side: BID, price: 4800, size: 7_000_000 }], START_US + 5000);
  const witness = new Witness();
  for (const text of client.take()) witness.read(text.replace('"size":"7"', '"size":"8"'));
  witness.settle();
  expect(witness.failed).toBeGreaterThan(0);
});

test("PolymarketExchange.applyLevels: behavior: many changes of one step share timestamp and hash over several frames", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11", "12"], {});
  client.take();
  const changes = Array.from({ length: 9 }, (_, i) => ({ side: BID, price: (30 + i) * 100, size: 1e6 }) as const);
  exchange.applyLevels(0, changes, START_US + 5000);
  const frames = client.take().map((text) => JSON.parse(text) as Wire);
  expect(frames.length).toBeGreaterThan(2);
  expect(new Set(frames.map(({ timestamp }) => timestamp)).size).toBe(1);
  const entries = frames.flatMap(({ price_changes }) => price_changes);
  expect(entries).toHaveLength(18);
  for (const token of ["11", "12"])
    expect(new Set(entries.filter(({ asset_id }) => asset_id === token).map(({ hash }) => hash)).size).toBe(1);
});

test("PolymarketExchange.applyLevels: behavior: two steps of one market never share a timestamp", () => {
  const exchange = exchangeOf(1);
  const stamps = [1, 2, 3].map((size) => {
    exchange.applyLevels(0, [{ side: BID, price: 4800, size: size * 1e6 }], START_US + 5000);
    return exchange.markets[0]?.timestampMs as number;
  });
  expect(new Set(stamps).size).toBe(3);
});

test("PolymarketExchange.trade: behavior: consumes the book, and the hash knows the price before the echo says it", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  const witness = new Witness();
  client.subscribe(["11", "12"], {});
  for (const text of client.take()) witness.read(text);
  witness.settle();
  const timeUs = START_US + 5000;
  const traded = exchange.trade(0, { takerSide: "buy", size: 60e6, levelsMax: 3, timeUs, echoDelayUs: 88_000 });
  expect(traded).toBe(60e6);
  expect([exchange.ladder(0, ASK).best(), exchange.ladder(0, ASK).sizeAt(5300)]).toEqual([5300, 2_515_000_000]);
  const early = client.take();
  expect(early.some((text) => text.includes("last_trade_price"))).toBe(false);
  for (const text of early) witness.read(text);
  witness.settle();
  expect(witness.failed).toBeGreaterThan(0);
  exchange.advance(timeUs + 87_999);
  expect(client.take()).toEqual([]);
  exchange.advance(timeUs + 88_000);
  const echoes = client.take().map((text) => JSON.parse(text) as Wire);
  expect(echoes.map(({ event_type, size }) => [event_type, size])).toEqual([
    ["last_trade_price", "50"],
    ["last_trade_price", "10"],
  ]);
  expect(echoes[1]?.price).toBe(exchange.markets[0]?.lastTradePrice as string);
});

test("PolymarketExchange.trade: behavior: later book events carry neither tick size nor last trade price", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11", "12"], {});
  client.take();
  for (let i = 0; i < 30; i++)
    exchange.trade(0, { takerSide: "buy", size: 1e6, levelsMax: 1, timeUs: START_US + i * 5000, echoDelayUs: 0 });
  const books = client.take().filter((text) => text.includes('"event_type":"book"'));
  expect(books.length).toBeGreaterThan(0);
  for (const text of books) {
    expect(Object.keys(JSON.parse(text) as object).join()).toBe("market,asset_id,timestamp,hash,bids,asks,event_type");
    expect(text).toMatch(/^\{"market":"0x[0-9]+", "asset_id"/);
  }
});

test("PolymarketExchange.trade: behavior: an empty side trades nothing and says nothing", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11"]);
  exchange.closeMarket(0, START_US + 5000);
  client.take();
  expect(
    exchange.trade(0, { takerSide: "buy", size: 1e6, levelsMax: 3, timeUs: START_US + 9000, echoDelayUs: 0 }),
  ).toBe(0);
  expect(client.take()).toEqual([]);
});

test("PolymarketExchange.changeTick: behavior: both tokens hear of it, old and new", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11", "12"]);
  client.take();
  exchange.changeTick(0, 10, START_US + 5000);
  const frames = client.take().map((text) => JSON.parse(text) as Wire);
  expect(frames.map(({ asset_id, old_tick_size, new_tick_size }) => [asset_id, old_tick_size, new_tick_size])).toEqual([
    ["11", "0.01", "0.001"],
    ["12", "0.01", "0.001"],
  ]);
});

test("PolymarketExchange.closeMarket: behavior: every level is deleted in one group, then the token is unknown", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11", "12"], {});
  client.take();
  exchange.closeMarket(0, START_US + 5000);
  const entries = client.take().flatMap((text) => (JSON.parse(text) as Wire).price_changes);
  expect(entries).toHaveLength(8);
  expect(entries.every(({ size, best_bid, best_ask }) => size === "0" && best_bid === "0" && best_ask === "")).toBe(
    true,
  );
  const late = new SessionHarness(exchange);
  late.subscribe(["11"]);
  expect(late.take()).toEqual([]);
});

test("PolymarketExchange.resolveMarket: behavior: said several times over, names the winner", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe([]);
  exchange.resolveMarket(0, 1, START_US + 5000);
  const frames = client.take();
  expect(frames.length).toBeGreaterThan(1);
  expect(new Set(frames).size).toBe(1);
  expect(JSON.parse(frames[0] as string)).toMatchObject({ winning_asset_id: "12", winning_outcome: "No" });
});

test("PolymarketExchange.resolveMarket: behavior: nobody may win: no winner is named, and a half is paid for each contract", () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe([]);
  const market = exchange.markets[0] as SimMarket;
  expect(market.payouts).toBeUndefined();
  exchange.resolveMarket(0, "void", START_US + 5000);
  expect(JSON.parse(client.take()[0] as string)).toMatchObject({ winning_asset_id: "", winning_outcome: "" });
  const account = new SimAccount("0x1", 0);
  account.moveTokens("11", 3);
  account.moveTokens("12", 4);
  expect([redeem(account, market), account.collateral, account.tokensOf("11")]).toEqual([3, 3, 0]);
});

test("PolymarketExchange: behavior: frames do not depend on who listens", () => {
  const run = (listeners: number) => {
    const exchange = exchangeOf(1);
    for (let i = 1; i < listeners; i++) new SessionHarness(exchange).subscribe(["11"]);
    const random = new Prng(5);
    for (let i = 0; i < 40; i++) actRandomly(exchange, random, START_US + i * 3000);
    const client = new SessionHarness(exchange);
    client.subscribe(["11", "12"]);
    for (let i = 40; i < 80; i++) actRandomly(exchange, random, START_US + i * 3000);
    return `${exchange.framesMade} ${client.take().join("\n")}`;
  };
  expect(run(4)).toBe(run(1));
});

/** Recorded frames of one type, whole. */
async function recorded(event: string): Promise<string[]> {
  const file = Bun.file(fixturePath("polymarket/ws-market/session-2026-04-29-30min-multi-source.jsonl"));
  const records = (await file.text()).trim().split("\n");
  const payloads = records.map((line) => (JSON.parse(line) as { payload: unknown }).payload);
  return payloads.filter(
    (text): text is string => typeof text === "string" && text.includes(`"event_type":"${event}"`),
  );
}

const withFixtures = test.skipIf(!hasFixtures());

withFixtures("PolymarketExchange: behavior: frames have the recorded bytes' shape: keys, order, spaces", async () => {
  const exchange = exchangeOf(1);
  const client = new SessionHarness(exchange);
  client.subscribe(["11", "12"]);
  const [snapshot = ""] = client.take();
  const [book = ""] = await recorded("book");
  const firstBook = (text: string) => `${skeletonOf(text).split("},{")[0]}`;
  expect(firstBook(snapshot)).toBe(firstBook(book));
  expect(book.endsWith("\n")).toBe(snapshot.endsWith("\n"));
  exchange.applyLevels(0, [{ side: BID, price: 4800, size: 1_500_000 }], START_US + 5000);
  const [change = ""] = client.take();
  const changes = (await recorded("price_change")).filter((text) => text.split("asset_id").length === 3);
  expect(changes.map(skeletonOf)).toContain(skeletonOf(change));
  exchange.launchMarket(marketSpec(9), START_US + 6000);
  const launches = (await recorded("new_market")).map((text) => skeletonOf(text).replaceAll('["", ""]', "[2]"));
  expect(launches).toContain(skeletonOf(client.take()[0] as string).replaceAll('["", ""]', "[2]"));
});
