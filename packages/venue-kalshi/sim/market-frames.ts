import { ASK, BID, type BookSide, type Ladder } from "@augury/sim-kit";
import type { PriceBand } from "./market-spec.ts";
import { countText, priceText, timeText } from "./number-text.ts";
import type { SimMarket } from "./sim-market.ts";

/** How no-side prices are written: on the NO leg (the default) or, with `use_yes_price`, on the YES scale (kalshi.md section 15.4). */
export type PriceLeg = "own" | "yes";

/** The `msg` of an orderbook_snapshot. A side without levels has no key. */
export function encodeSnapshot(market: SimMarket, leg: PriceLeg): string {
  const sides =
    encodeSide("yes_dollars_fp", market.bids, "yes") +
    encodeSide("no_dollars_fp", market.asks, leg === "yes" ? "yes" : "no");
  return `{"market_ticker":"${market.spec.ticker}","market_id":"${market.spec.marketId}"${sides}}`;
}

/** The `msg` of the snapshot of a ticker that the venue does not know. */
export function encodeUnknownSnapshot(ticker: string): string {
  return `{"market_ticker":${JSON.stringify(ticker)},"market_id":""}`;
}

function encodeSide(key: string, ladder: Ladder, scale: "yes" | "no"): string {
  return ladder.length === 0 ? "" : `,"${key}":${encodeLevels(ladder, scale)}`;
}

/** Returns [price, count] pairs ascending in price. Asks stand descending on the YES scale, which is ascending on the NO leg. */
export function encodeLevels(ladder: Ladder, scale: "yes" | "no"): string {
  const levels = ladder.prices.map(
    (price, i) => `["${priceText(scale === "no" ? 10_000 - price : price)}","${countText(ladder.sizes[i] as number)}"]`,
  );
  if (ladder.side === ASK && scale === "yes") levels.reverse();
  return `[${levels.join(",")}]`;
}

/** One change of one level. */
export interface SimDelta {
  readonly side: BookSide;
  /** On the YES scale. */
  readonly price: number;
  /** Signed. */
  readonly change: number;
  readonly timeUs: number;
}

/** The `msg` of an orderbook_delta. */
export function encodeDelta(market: SimMarket, delta: SimDelta, leg: PriceLeg): string {
  const isYes = delta.side === BID;
  const price = isYes || leg === "yes" ? delta.price : 10_000 - delta.price;
  return (
    `{"market_ticker":"${market.spec.ticker}","market_id":"${market.spec.marketId}","price_dollars":"${priceText(price)}",` +
    `"delta_fp":"${countText(delta.change)}","side":"${isYes ? "yes" : "no"}","ts":"${timeText(delta.timeUs)}",` +
    `"ts_ms":${Math.floor(delta.timeUs / 1000)}}`
  );
}

/** The `msg` of a ticker. */
export function encodeTicker(market: SimMarket, timeUs: number): string {
  const bid = market.bids.best();
  const ask = market.asks.best();
  return (
    `{"market_id":"${market.spec.marketId}","market_ticker":"${market.spec.ticker}","price_dollars":"${priceText(market.lastPrice)}",` +
    `"yes_bid_dollars":"${priceText(bid ?? 0)}","yes_ask_dollars":"${priceText(ask ?? 10_000)}",` +
    `"volume_fp":"${countText(market.volume)}","open_interest_fp":"${countText(market.openInterest)}",` +
    `"dollar_volume":${Math.floor(market.dollarVolumeMicros / 1e6)},"dollar_open_interest":${Math.floor(market.openInterest / 2e6)},` +
    `"yes_bid_size_fp":"${countText(bid === undefined ? 0 : market.bids.sizeAt(bid))}",` +
    `"yes_ask_size_fp":"${countText(ask === undefined ? 0 : market.asks.sizeAt(ask))}",` +
    `"last_trade_size_fp":"${countText(market.lastTradeSize)}","ts":${Math.floor(timeUs / 1e6)},` +
    `"ts_ms":${Math.floor(timeUs / 1000)},"time":"${timeText(timeUs)}"}`
  );
}

/** One execution. */
export interface SimTrade {
  readonly tradeId: string;
  readonly market: SimMarket;
  readonly takerSide: "buy" | "sell";
  /** On the YES scale. */
  readonly price: number;
  readonly size: number;
  readonly timeUs: number;
}

/** The `msg` of a trade. */
export function encodeTrade(trade: SimTrade): string {
  const [outcome, book] = trade.takerSide === "buy" ? ["yes", "bid"] : ["no", "ask"];
  return (
    `{"trade_id":"${trade.tradeId}","market_ticker":"${trade.market.spec.ticker}","yes_price_dollars":"${priceText(trade.price)}",` +
    `"no_price_dollars":"${priceText(10_000 - trade.price)}","count_fp":"${countText(trade.size)}","taker_side":"${outcome}",` +
    `"taker_outcome_side":"${outcome}","taker_book_side":"${book}","is_block_trade":false,` +
    `"ts":${Math.floor(trade.timeUs / 1e6)},"ts_ms":${Math.floor(trade.timeUs / 1000)}}`
  );
}

/** The `msg` of market_lifecycle_v2; `event_type` comes last, as on the wire. */
export function encodeLifecycle(market: SimMarket, eventType: string, fields: object): string {
  return JSON.stringify({ market_ticker: market.spec.ticker, ...fields, event_type: eventType });
}

/** Extra fields of a `created` message (kalshi.md section 13.8). */
export function createdFields({ spec, structure, bands }: SimMarket): object {
  return {
    open_ts: Math.floor(spec.openTimeMs / 1000),
    close_ts: Math.floor(spec.closeTimeMs / 1000),
    exchange_index: 0,
    price_level_structure: structure,
    price_ranges: toWireBands(bands),
    additional_metadata: {
      name: spec.yesSubTitle,
      title: spec.title,
      yes_sub_title: spec.yesSubTitle,
      no_sub_title: spec.noSubTitle,
      rules_primary: spec.rules,
      rules_secondary: "",
      can_close_early: true,
      event_ticker: spec.event.ticker,
      expected_expiration_ts: Math.floor(spec.closeTimeMs / 1000),
      strike_type: "custom",
      custom_strike: {},
    },
  };
}

/** Returns `price_ranges` as the venue prints them. */
export function toWireBands(bands: readonly PriceBand[]): { end: string; start: string; step: string }[] {
  return bands.map(({ start, end, step }) => ({ end: priceText(end), start: priceText(start), step: priceText(step) }));
}
