import type { PriceLeg } from "./market-frames.ts";

/** One channel of one connection. Its counter runs over all its markets (kalshi.md section 14.1). */
export class Subscription {
  /** Absent = every market. */
  readonly tickers: Set<string> | undefined;
  private lastSeq = 0;

  constructor(
    readonly sid: number,
    readonly channel: string,
    tickers: readonly string[] | undefined,
    readonly leg: PriceLeg,
  ) {
    this.tickers = tickers && new Set(tickers);
  }

  /** True when messages of this channel are numbered (kalshi.md section 13). */
  get isNumbered(): boolean {
    return !UNNUMBERED_CHANNELS.has(this.channel);
  }

  has(ticker: string): boolean {
    return this.tickers === undefined || this.tickers.has(ticker);
  }

  /** Returns `,"seq":n` with the next number, or nothing on a channel without numbers. `skipped` numbers are lost before it. */
  nextSeqField(skipped = 0): string {
    if (!this.isNumbered) return "";
    this.lastSeq += 1 + skipped;
    return `,"seq":${this.lastSeq}`;
  }
}

const UNNUMBERED_CHANNELS = new Set(["ticker", "fill", "user_orders", "market_positions"]);
/** Every channel that can be subscribed (kalshi.md section 13). */
export const CHANNELS: ReadonlySet<string> = new Set([
  "orderbook_delta",
  "ticker",
  "trade",
  "market_lifecycle_v2",
  "multivariate_market_lifecycle",
  "fill",
  "user_orders",
  "market_positions",
  "order_group_updates",
  "communications",
  "cfbenchmarks_value",
  "cfbenchmarks_value_5hz",
  "pyth_value",
]);
/** Channels that a market filter applies to. */
export const MARKET_CHANNELS: ReadonlySet<string> = new Set([
  "orderbook_delta",
  "ticker",
  "trade",
  "fill",
  "user_orders",
  "market_positions",
]);
