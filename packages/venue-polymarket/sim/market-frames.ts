import { formatSize, mirrorPrice, type PriceTicks, type SizeMicros } from "@augury/core";
import { BID, type LevelChange } from "@augury/sim-kit";
import type { SimMarket, TokenIndex } from "./sim-market.ts";
import { toSpacedJson } from "./spaced-json.ts";
import { priceText } from "./text-ladder.ts";

/** A book inside a snapshot array: no spaces, with tick size and last trade price (polymarket.md section 9). */
export function encodeSnapshotBook(market: SimMarket, token: TokenIndex): string {
  return (
    `{"market":"${market.spec.conditionId}","asset_id":"${market.spec.tokens[token]}","timestamp":"${market.timestampMs}",` +
    `"hash":"${market.hash(token)}","bids":[${market.bidsText(token)}],"asks":[${market.asksText(token)}],` +
    `"tick_size":"${market.tickText}","event_type":"book","last_trade_price":"${market.lastTradePrice}"}`
  );
}

/** A later `book`, sent after trades: a bare object with spaces, without tick size and last trade price. */
export function encodeBook(market: SimMarket, token: TokenIndex): string {
  const spaced = (levels: string) => levels.replaceAll(",", ", ");
  return (
    `{"market":"${market.spec.conditionId}", "asset_id":"${market.spec.tokens[token]}", "timestamp":"${market.timestampMs}", ` +
    `"hash":"${market.hash(token)}", "bids":[${spaced(market.bidsText(token))}], "asks":[${spaced(market.asksText(token))}], ` +
    `"event_type":"book"}`
  );
}

/** One frame of a change group: every change gives an entry of each token; hash and tops are those after the whole group. */
export function encodePriceChange(market: SimMarket, changes: readonly LevelChange[], sellFirst: boolean): string {
  const entries: string[] = [];
  for (const change of changes) {
    // A bid of the first token is its BUY and the mirror's SELL; an ask the other way round.
    const buyer: TokenIndex = change.side === BID ? 0 : 1;
    const buy = encodeEntry(market, buyer, change, "BUY");
    const sell = encodeEntry(market, buyer === 0 ? 1 : 0, change, "SELL");
    if (sellFirst) entries.push(sell, buy);
    else entries.push(buy, sell);
  }
  return (
    `{"market":"${market.spec.conditionId}", "price_changes":[${entries.join(", ")}], ` +
    `"timestamp":"${market.timestampMs}", "event_type":"price_change"}`
  );
}

function encodeEntry(market: SimMarket, token: TokenIndex, change: LevelChange, side: "BUY" | "SELL"): string {
  const price = token === 0 ? change.price : mirrorPrice(change.price as PriceTicks);
  return (
    `{"asset_id":"${market.spec.tokens[token]}", "price":"${priceText(price)}", "size":"${formatSize(change.size as SizeMicros)}", ` +
    `"side":"${side}", "hash":"${market.hash(token)}", "best_bid":"${market.bestBidText(token)}", ` +
    `"best_ask":"${market.bestAskText(token)}"}`
  );
}

/** One execution as the channel tells of it. */
export interface TradeEcho {
  readonly token: TokenIndex;
  readonly priceText: string;
  readonly size: number;
  readonly side: "BUY" | "SELL";
  readonly timestampMs: number;
  readonly transactionHash: string;
}

export function encodeTrade(market: SimMarket, trade: TradeEcho): string {
  return (
    `{"market":"${market.spec.conditionId}", "asset_id":"${market.spec.tokens[trade.token]}", "price":"${trade.priceText}", ` +
    `"size":"${formatSize(trade.size as SizeMicros)}", "fee_rate_bps":"0", "side":"${trade.side}", ` +
    `"timestamp":"${trade.timestampMs}", "event_type":"last_trade_price", "transaction_hash":"${trade.transactionHash}"}`
  );
}

export function encodeBestBidAsk(market: SimMarket, token: TokenIndex): string {
  const bid = market.bids.best() ?? 0;
  const ask = market.asks.best() ?? 10_000;
  return (
    `{"market":"${market.spec.conditionId}", "asset_id":"${market.spec.tokens[token]}", "best_bid":"${market.bestBidText(token)}", ` +
    `"best_ask":"${market.bestAskText(token)}", "spread":"${priceText(ask - bid)}", "timestamp":"${market.timestampMs}", ` +
    `"event_type":"best_bid_ask"}`
  );
}

export function encodeTickSizeChange(market: SimMarket, token: TokenIndex, oldTick: string): string {
  return (
    `{"market":"${market.spec.conditionId}", "asset_id":"${market.spec.tokens[token]}", "old_tick_size":"${oldTick}", ` +
    `"new_tick_size":"${market.tickText}", "timestamp":"${market.timestampMs}", "event_type":"tick_size_change"}`
  );
}

export function encodeNewMarket(market: SimMarket, timestampMs: number): string {
  const { spec } = market;
  return toSpacedJson({
    id: spec.id,
    question: spec.question,
    market: spec.conditionId,
    slug: spec.slug,
    description: spec.description,
    assets_ids: spec.tokens,
    outcomes: spec.outcomes,
    event_message: eventMessage(market),
    timestamp: String(timestampMs),
    event_type: "new_market",
    tags: [],
    condition_id: spec.conditionId,
    active: false,
    clob_token_ids: spec.tokens,
    sports_market_type: "",
    line: "",
    game_start_time: "",
    order_price_min_tick_size: market.tickText,
    group_item_title: spec.groupItemTitle,
    taker_base_fee: "1000",
    fees_enabled: spec.feeRate > 0,
    fee_schedule: { exponent: "1", rate: String(spec.feeRate), taker_only: true, rebate_rate: "0.25" },
  });
}

/** A market that nobody has won names no winner: an assumption, the sheet does not say how the venue tells of it. */
export function encodeMarketResolved(market: SimMarket, winner: TokenIndex | "void", timestampMs: number): string {
  const { spec } = market;
  const isVoid = winner === "void";
  return toSpacedJson({
    id: spec.id,
    market: spec.conditionId,
    assets_ids: spec.tokens,
    winning_asset_id: isVoid ? "" : spec.tokens[winner],
    winning_outcome: isVoid ? "" : spec.outcomes[winner],
    event_message: eventMessage(market),
    timestamp: String(timestampMs),
    event_type: "market_resolved",
    tags: [],
  });
}

function eventMessage({ spec: { event, description } }: SimMarket) {
  return { id: event.id, ticker: event.slug, slug: event.slug, title: event.title, description };
}
