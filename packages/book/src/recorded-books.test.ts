import { expect, test } from "bun:test";
import { formatPrice, formatScaled, mirrorPrice, parsePrice, parseSize, priceTicks } from "@augury/core";
import { InstrumentTable, NO_FEES, uniformTicks } from "@augury/model";
import { hasFixtures, readFixture } from "@augury/testkit";
import { NO_PRICE } from "@augury/wire";
import { ASK, BID, createBookArena, DeltaOutcome, GroupJudge, Judgment, MirrorCheck, OrderBooks } from "./index.ts";

const KALSHI_WINDOW = "KXGOLD15M-26AUG101900-00";

interface KalshiMessage {
  yes_dollars_fp?: [string, string][];
  no_dollars_fp?: [string, string][];
  price_dollars: string;
  delta_fp: string;
  side: "yes" | "no";
}
interface Checkpoint {
  after_line: number;
  yes_levels: number;
  no_levels: number;
  best_yes_bid: [string, string] | null;
  best_yes_ask: [string, string] | null;
  sha256: string;
}

test.skipIf(!hasFixtures())(
  "OrderBooks: recorded: a Kalshi window gives the books of an independent replay",
  async () => {
    const expected = JSON.parse(await readFixture("kalshi/ws/expected-books.json"));
    const checkpoints = new Map<number, Checkpoint>(
      expected.files[KALSHI_WINDOW].checkpoints.map((point: Checkpoint) => [point.after_line, point]),
    );
    const books = new OrderBooks(createBookArena({ books: 1, bytesMax: 10_000 }));
    const lines = (await readFixture(`kalshi/ws/gold15m/${KALSHI_WINDOW}.2026-08-10.ndjson.gz`)).split("\n");
    let checked = 0;
    for (const [at, line] of lines.entries()) {
      if (line !== "") applyKalshi(books, JSON.parse(line).event);
      const point = checkpoints.get(at + 1);
      if (!point) continue;
      expect(books.levels(0, BID)).toBe(point.yes_levels);
      expect(books.levels(0, ASK)).toBe(point.no_levels);
      expect(bestOf(books, BID)).toEqual(point.best_yes_bid);
      expect(bestOf(books, ASK)).toEqual(point.best_yes_ask);
      expect(new Bun.CryptoHasher("sha256").update(canonical(books)).digest("hex")).toBe(point.sha256);
      expect(books.isCrossed(0)).toBe(false);
      checked++;
    }
    expect(checked).toBe(checkpoints.size);
  },
);

/** Bids on NO at p are asks on YES at 1 − p. */
function applyKalshi(books: OrderBooks, event: { type: string; msg: KalshiMessage }): void {
  const { msg } = event;
  if (event.type === "orderbook_snapshot") {
    const yes = msg.yes_dollars_fp ?? [];
    const no = msg.no_dollars_fp ?? [];
    expect(books.beginSnapshot(0, 1, 100)).toBe(true);
    for (const [price, size] of yes) expect(books.snapshotLevel(0, BID, ticks(price), micros(size))).toBe(true);
    for (const [price, size] of no)
      expect(books.snapshotLevel(0, ASK, mirrorPrice(ticks(price)), micros(size))).toBe(true);
    expect(books.endSnapshot(0, yes.length, no.length, 0, 0)).toBe(true);
  } else if (event.type === "orderbook_delta") {
    const price = ticks(msg.price_dollars);
    const outcome =
      msg.side === "yes"
        ? books.applyDelta(0, BID, price, micros(msg.delta_fp), false)
        : books.applyDelta(0, ASK, mirrorPrice(price), micros(msg.delta_fp), false);
    if (outcome !== DeltaOutcome.applied) throw new Error(`delta outcome ${outcome}: ${JSON.stringify(msg)}`);
  }
}

function bestOf(books: OrderBooks, side: number): [string, string] | null {
  const price = books.nextLevel(0, side, NO_PRICE);
  if (price === NO_PRICE) return null;
  return [formatPrice(priceTicks(price), 4), formatScaled(books.sizeAt(0, side, price), 6, 2)];
}

function canonical(books: OrderBooks): string {
  const lines: string[] = [];
  for (const [side, name] of [
    [ASK, "no"],
    [BID, "yes"],
  ] as const) {
    const levels: string[] = [];
    for (let price = books.nextLevel(0, side, NO_PRICE); price !== NO_PRICE; price = books.nextLevel(0, side, price)) {
      const shown = side === ASK ? mirrorPrice(priceTicks(price)) : priceTicks(price);
      levels.push(`${name}|${formatPrice(shown, 4)}|${formatScaled(books.sizeAt(0, side, price), 6, 2)}\n`);
    }
    // Best first is the highest outcome price first on both sides; the canonical form ascends.
    lines.push(...levels.toReversed());
  }
  return lines.join("");
}

interface PolymarketBook {
  asset_id: string;
  market: string;
  timestamp: string;
  tick_size: string;
  bids: { price: string; size: string }[];
  asks: { price: string; size: string }[];
}
interface PriceChange {
  timestamp: string;
  price_changes: {
    asset_id: string;
    price: string;
    size: string;
    side: "BUY" | "SELL";
    best_bid: string;
    best_ask: string;
  }[];
}

test.skipIf(!hasFixtures())("OrderBooks: recorded: Polymarket groups end sound, and both outcomes mirror", async () => {
  const frames = (await readFixture("polymarket/ws-market/session-2026-04-29-30min-multi-source.jsonl"))
    .split("\n")
    .filter((line) => line.includes('"polymarket_clob"'))
    .map((line) => JSON.parse(JSON.parse(line).payload));
  const first: PolymarketBook[] = frames.find(Array.isArray) ?? [];
  const table = tokenTable(first);
  const books = new OrderBooks(createBookArena({ books: first.length, bytesMax: 1_000_000 }));
  const judge = new GroupJudge(books, { groupQuietUs: 1 });
  const mirror = new MirrorCheck(books, table);
  const judged: Judgment[] = [];
  const visit = (book: number, judgment: Judgment) => {
    judged.push(judgment);
    expect(mirror.bestAgrees(book)).toBe(true);
    expect(mirror.differences(book)).toBe(0);
  };
  for (const frame of frames)
    if (Array.isArray(frame)) for (const book of frame as PolymarketBook[]) loadBook(books, table, book);
    else if (frame.event_type === "price_change") {
      applyChanges(books, judge, table, frame);
      judge.quiet(Number.MAX_SAFE_INTEGER, visit);
    }
  expect(judged.length).toBeGreaterThan(50);
  expect(judged.every((judgment) => judgment === Judgment.sound)).toBe(true);
});

function loadBook(books: OrderBooks, table: InstrumentTable, book: PolymarketBook): void {
  const index = table.find("polymarket", book.asset_id)?.index;
  if (index === undefined) return;
  expect(books.beginSnapshot(index, 1, ticks(book.tick_size))).toBe(true);
  for (const { price, size } of book.bids) books.snapshotLevel(index, BID, ticks(price), micros(size));
  for (const { price, size } of book.asks) books.snapshotLevel(index, ASK, ticks(price), micros(size));
  expect(books.endSnapshot(index, book.bids.length, book.asks.length, Number(book.timestamp), 0)).toBe(true);
}

function applyChanges(books: OrderBooks, judge: GroupJudge, table: InstrumentTable, frame: PriceChange): void {
  for (const change of frame.price_changes) {
    const index = table.find("polymarket", change.asset_id)?.index;
    if (index === undefined) continue;
    const time = Number(frame.timestamp);
    judge.observe(index, time, 0, echo(change.best_bid), echo(change.best_ask));
    const side = change.side === "BUY" ? BID : ASK;
    expect(books.applyDelta(index, side, ticks(change.price), micros(change.size), true)).toBe(DeltaOutcome.applied);
    books.touch(index, time, 0);
  }
}

/** The tokens of the first snapshot array; the two of a market stand next to each other. */
function tokenTable(first: readonly PolymarketBook[]): InstrumentTable {
  return new InstrumentTable(
    first.map((book, index) => ({
      index,
      venue: "polymarket",
      venueId: book.asset_id,
      marketId: book.market,
      outcome: index % 2 === 0 ? "yes" : "no",
      mirrorIndex: index ^ 1,
      bookIndex: index,
      title: "",
      outcomeName: "",
      ticks: uniformTicks(ticks(book.tick_size)),
      orderSizeMin: 5_000_000,
      sizeStep: 10_000,
      fees: NO_FEES,
      negRisk: false,
      groupId: "",
      groupAugmented: false,
    })),
  );
}

function echo(text: string): number {
  return text === "" || text === "0" ? NO_PRICE : ticks(text);
}

function ticks(text: string) {
  const price = parsePrice(text);
  if (price === undefined) throw new Error(`no price: ${text}`);
  return price;
}

function micros(text: string): number {
  const size = parseSize(text);
  if (size === undefined) throw new Error(`no size: ${text}`);
  return size;
}
