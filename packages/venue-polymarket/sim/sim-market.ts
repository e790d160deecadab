import { ASK, BID, type BookSide } from "@augury/sim-kit";
import type { TradeEcho } from "./market-frames.ts";
import type { MarketSpec } from "./market-spec.ts";
import { priceText, TextLadder } from "./text-ladder.ts";

/** Which of the two tokens: 0 is the one whose book is kept. */
export type TokenIndex = 0 | 1;
export type MarketStatus = "open" | "closed" | "resolved";

const TRADES_MAX = 50;
const POINTS_MAX = 10_000;
const MINUTE_MS = 60_000;
const WON = 10_000;
const HALF = 5_000;

/** One market: the book of its first token, of which the second token's book is the mirror (polymarket.md section 3). */
export class SimMarket {
  readonly bids = new TextLadder(BID);
  readonly asks = new TextLadder(ASK);
  step: number;
  /** Whose orders it takes: the V2 exchanges' or V3's. */
  exchangeVersion: 2 | 3;
  status: MarketStatus = "open";
  /** A market that has just been listed may not take orders yet. */
  isReady = true;
  /** Once it is resolved: who won, or that nobody has. */
  winner: TokenIndex | "void" | undefined;
  /** Printed exactly so, on both tokens; "" before the first trade. */
  lastTradePrice = "";
  lastTradeSide: "BUY" | "SELL" | "" = "";
  volumeMicros = 0;
  /** Time of the last change of the book, ms. */
  timestampMs = 0;
  /** The latest trades, oldest first. */
  readonly trades: TradeEcho[] = [];
  /** The first token's price at the first change of each minute, oldest first; `t` in Unix seconds. */
  readonly history: { readonly t: number; readonly p: number }[] = [];
  private hashes: [string, string] | undefined;
  private minute = -1;

  constructor(
    readonly index: number,
    readonly spec: MarketSpec,
  ) {
    this.step = spec.step;
    this.exchangeVersion = spec.exchangeVersion ?? 2;
  }

  ladder(side: BookSide): TextLadder {
    return side === BID ? this.bids : this.asks;
  }

  /** Notes that the book, its tick or its last trade has changed at `timeMs`. */
  touch(timeMs: number): void {
    this.timestampMs = timeMs;
    this.hashes = undefined;
    const minute = Math.floor(timeMs / MINUTE_MS);
    if (minute !== this.minute) this.notePrice(minute, timeMs);
  }

  noteTrade(trade: TradeEcho): void {
    this.trades.push(trade);
    if (this.trades.length > TRADES_MAX) this.trades.shift();
  }

  /** Returns the book hash of a token as of now (polymarket.md section 10). */
  hash(token: TokenIndex): string {
    this.hashes ??= [this.computeHash(0), this.computeHash(1)];
    return this.hashes[token];
  }

  bidsText(token: TokenIndex): string {
    return token === 0 ? this.bids.text(false) : this.asks.text(true);
  }

  asksText(token: TokenIndex): string {
    return token === 0 ? this.asks.text(false) : this.bids.text(true);
  }

  /** Returns the best bid as text, "0" when there is none. */
  bestBidText(token: TokenIndex): string {
    const price = token === 0 ? this.bids.best() : mirrorOf(this.asks.best());
    return price === undefined ? "0" : priceText(price);
  }

  /** Returns the best ask as text, "" when there is none. */
  bestAskText(token: TokenIndex): string {
    const price = token === 0 ? this.asks.best() : mirrorOf(this.bids.best());
    return price === undefined ? "" : priceText(price);
  }

  /** What a contract of each token pays in PriceTicks, once the market is resolved: a half each when nobody has won. */
  get payouts(): readonly [number, number] | undefined {
    if (this.winner === undefined) return undefined;
    if (this.winner === "void") return [HALF, HALF];
    return this.winner === 0 ? [WON, 0] : [0, WON];
  }

  get tickText(): string {
    return priceText(this.step);
  }

  /** Returns the OrderBookSummary of REST, ten fields in wire order (polymarket.md section 3). */
  summary(token: TokenIndex): string {
    return this.summaryWith(token, this.hash(token));
  }

  private notePrice(minute: number, timeMs: number): void {
    const [bid, ask] = [this.bids.best(), this.asks.best()];
    if (bid === undefined || ask === undefined) return;
    this.minute = minute;
    this.history.push({ t: Math.floor(timeMs / 1000), p: (bid + ask) / 20_000 });
    if (this.history.length > POINTS_MAX) this.history.shift();
  }

  private computeHash(token: TokenIndex): string {
    return Bun.SHA1.hash(this.summaryWith(token, ""), "hex");
  }

  private summaryWith(token: TokenIndex, hash: string): string {
    const { conditionId, tokens, minOrderSize, event } = this.spec;
    return (
      `{"market":"${conditionId}","asset_id":"${tokens[token]}","timestamp":"${this.timestampMs}","hash":"${hash}",` +
      `"bids":[${this.bidsText(token)}],"asks":[${this.asksText(token)}],"min_order_size":"${minOrderSize}",` +
      `"tick_size":"${this.tickText}","neg_risk":${event.negRisk},"last_trade_price":"${this.lastTradePrice}"}`
    );
  }
}

function mirrorOf(price: number | undefined): number | undefined {
  return price === undefined ? undefined : 10_000 - price;
}
