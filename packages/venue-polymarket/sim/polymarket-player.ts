import { parsePrice, parseSize } from "@augury/core";
import type { FrameKind } from "@augury/sim-kit";
import { z } from "zod";
import type { MarketSpec } from "./market-spec.ts";
import type { PolymarketExchange, SnapshotBook } from "./polymarket-exchange.ts";
import type { SimMarket, TokenIndex } from "./sim-market.ts";
import { type Json, toSpacedJson } from "./spaced-json.ts";

const Levels = z.array(z.object({ price: z.string(), size: z.string() }));
const Book = z.looseObject({
  market: z.string(),
  asset_id: z.string(),
  timestamp: z.union([z.string(), z.number()]).transform(String),
  bids: Levels,
  asks: Levels,
  tick_size: z.string().optional(),
  min_order_size: z.string().optional(),
  neg_risk: z.boolean().optional(),
  last_trade_price: z.string().optional(),
});
type Book = z.infer<typeof Book>;
const PriceChange = z.object({
  market: z.string(),
  timestamp: z.union([z.string(), z.number()]).transform(String),
  price_changes: z
    .array(z.object({ asset_id: z.string(), price: z.string(), size: z.string(), side: z.string() }))
    .min(1),
});
const TokenEvent = z.looseObject({
  event_type: z.string(),
  market: z.string(),
  asset_id: z.string().optional(),
  price: z.string().optional(),
  new_tick_size: z.string().optional(),
});
type TokenEvent = z.infer<typeof TokenEvent>;

/**
 * Plays recorded market-channel frames into an exchange: books follow, so that a client can resync in the middle, and the frames go out as
 * they were recorded. Of a recorded snapshot array a client gets the books that it has subscribed.
 */
export class PolymarketPlayer {
  /** Recorded frames that could not be played. */
  skipped = 0;

  constructor(private readonly exchange: PolymarketExchange) {}

  /** Lists the markets that a frame, or a REST book found between the frames, is about. */
  prepare(text: string): void {
    for (const message of messagesOf(text)) {
      const book = Book.safeParse(message).data;
      const change = PriceChange.safeParse(message).data;
      if (book) this.learn(book);
      else for (const entry of change?.price_changes ?? []) this.marketOf(change?.market ?? "", entry.asset_id);
    }
  }

  /** Plays one recorded frame. Returns false when it is none. */
  play(text: string): boolean {
    const messages = messagesOf(text);
    if (messages.length === 0) {
      this.skipped++;
      return false;
    }
    if (text.trimStart().startsWith("[")) return this.playArray(messages);
    const raw = onOneLine(text);
    return this.playChange(messages[0], raw) || this.playBook(messages[0], raw) || this.playEvent(messages[0], raw);
  }

  private playArray(messages: readonly unknown[]): boolean {
    const books: SnapshotBook[] = [];
    for (const message of messages) {
      const book = Book.safeParse(message).data;
      if (!book) continue;
      const { market, token } = this.applyBook(book);
      // Recorded arrays are compact JSON, so this gives the recorded bytes again.
      books.push({ market, token, text: JSON.stringify(message) });
    }
    this.exchange.broadcastSnapshot(books);
    return books.length > 0;
  }

  private playBook(message: unknown, text: string): boolean {
    const book = Book.safeParse(message).data;
    if (!book) return false;
    const { market, token } = this.applyBook(book);
    this.exchange.broadcast(market, 1 << token, text, "snapshot");
    return true;
  }

  private playChange(message: unknown, text: string): boolean {
    const change = PriceChange.safeParse(message).data;
    if (!change) return false;
    let tokens = 0;
    let target: SimMarket | undefined;
    for (const { asset_id, price, size, side } of change.price_changes) {
      const { market, token } = this.marketOf(change.market, asset_id);
      target = market;
      tokens |= 1 << token;
      setLevel(market, token, { price, size, isBid: side === "BUY" });
    }
    target?.touch(Number(change.timestamp));
    if (target) this.exchange.broadcast(target, tokens, text, "delta");
    return true;
  }

  private playEvent(message: unknown, text: string): boolean {
    const event = TokenEvent.safeParse(message).data;
    if (event?.event_type === "new_market" || event?.event_type === "market_resolved") {
      this.exchange.broadcastGlobal(text);
      return true;
    }
    if (event?.asset_id === undefined) {
      this.skipped++;
      return false;
    }
    const { market, token } = this.marketOf(event.market, event.asset_id);
    this.exchange.broadcast(market, 1 << token, text, applyEvent(market, event));
    return true;
  }

  /** A book says more of its market than a change does, above all when it comes from REST. */
  private learn(book: Book): void {
    const { market } = this.marketOf(book.market, book.asset_id);
    if (book.tick_size !== undefined) market.step = parsePrice(book.tick_size) ?? market.step;
    if (book.neg_risk !== undefined) market.spec.event.negRisk = book.neg_risk;
    if (book.min_order_size !== undefined) market.spec.minOrderSize = Number(book.min_order_size);
  }

  private applyBook(book: Book): { readonly market: SimMarket; readonly token: TokenIndex } {
    const found = this.marketOf(book.market, book.asset_id);
    const { market, token } = found;
    if (book.tick_size !== undefined) market.step = parsePrice(book.tick_size) ?? market.step;
    if (book.last_trade_price !== undefined) market.lastTradePrice = book.last_trade_price;
    market.bids.clear();
    market.asks.clear();
    for (const { price, size } of book.bids) setLevel(market, token, { price, size, isBid: true });
    for (const { price, size } of book.asks) setLevel(market, token, { price, size, isBid: false });
    market.touch(Number(book.timestamp));
    return found;
  }

  private marketOf(conditionId: string, assetId: string): { readonly market: SimMarket; readonly token: TokenIndex } {
    const known = this.exchange.findToken(assetId);
    if (known) return known;
    const market = this.exchange.findCondition(conditionId);
    if (market) this.exchange.nameSecondToken(market, assetId);
    else this.exchange.addMarket(recordedSpec(conditionId, assetId, this.exchange.marketCount), 0);
    return this.exchange.findToken(assetId) as { readonly market: SimMarket; readonly token: TokenIndex };
  }
}

function messagesOf(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}

/** A frame that its recorder laid out for reading goes out as the venue prints its events. */
function onOneLine(text: string): string {
  return text.trim().includes("\n") ? toSpacedJson(JSON.parse(text) as Json) : text;
}

function applyEvent(market: SimMarket, event: TokenEvent): FrameKind {
  if (event.event_type === "last_trade_price" && event.price !== undefined) market.lastTradePrice = event.price;
  if (event.event_type === "tick_size_change" && event.new_tick_size !== undefined)
    market.step = parsePrice(event.new_tick_size) ?? market.step;
  market.touch(market.timestampMs);
  if (event.event_type === "last_trade_price") return "trade";
  return event.event_type === "best_bid_ask" ? "quote" : "lifecycle";
}

/** Writes a level of either token into the book of the first. Both tokens' entries of one change say the same. */
function setLevel(
  market: SimMarket,
  token: TokenIndex,
  level: { readonly price: string; readonly size: string; readonly isBid: boolean },
): void {
  const price = parsePrice(level.price) ?? 0;
  const isOwnBid = level.isBid === (token === 0);
  (isOwnBid ? market.bids : market.asks).set(token === 0 ? price : 10_000 - price, parseSize(level.size) ?? 0);
}

/** What REST says of a market that is known from a recording only. */
function recordedSpec(conditionId: string, assetId: string, index: number): MarketSpec {
  const slug = `recorded-${index + 1}`;
  return {
    id: String(index + 1),
    conditionId,
    questionId: conditionId,
    slug,
    question: `Recorded market ${index + 1}`,
    description: "Known from a recording only.",
    groupItemTitle: "",
    tokens: [assetId, `${UNKNOWN_TOKEN}${index + 1}`],
    outcomes: ["Yes", "No"],
    step: 100,
    minOrderSize: 5,
    feeRate: 0,
    event: { id: String(index + 1), slug, title: slug, negRisk: false, negRiskAugmented: false, negRiskMarketId: "" },
    startTimeMs: 0,
    endTimeMs: 4_102_444_800_000,
  };
}

/** Stands for the second token of a recorded market until a frame names it. */
const UNKNOWN_TOKEN = "unseen-";
