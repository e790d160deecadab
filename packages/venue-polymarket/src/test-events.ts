import { computeBookHash, type HashedBook } from "./book-hash.ts";
import { conditionId, tokenId } from "./feed-rig.ts";

type Levels = readonly (readonly [price: string, size: string])[];

/** What a test's book differs in. */
export interface BookParts {
  readonly market?: number;
  readonly side?: 0 | 1;
  readonly bids?: Levels;
  readonly asks?: Levels;
  readonly timestamp?: string;
  readonly tick_size?: string;
  readonly last_trade_price?: string;
}

const toLevels = (levels: Levels) => levels.map(([price, size]) => ({ price, size }));

/** Everything that a book's hash covers. */
export function hashedBook(parts: BookParts = {}): HashedBook {
  const {
    asks = [
      ["0.9", "10"],
      ["0.6", "5.5"],
    ],
    bids = [
      ["0.1", "10"],
      ["0.4", "7"],
    ],
    market = 0,
    side = 0,
  } = parts;
  return {
    market: conditionId(market),
    asset_id: tokenId(market, side),
    timestamp: parts.timestamp ?? "1700000000000",
    bids: toLevels(bids),
    asks: toLevels(asks),
    min_order_size: "5",
    tick_size: parts.tick_size ?? "0.01",
    neg_risk: false,
    last_trade_price: parts.last_trade_price ?? "",
  };
}

/** A snapshot event with its true hash. */
export function bookEvent(parts: BookParts = {}) {
  const { min_order_size: _, neg_risk: __, ...book } = hashedBook(parts);
  return { ...book, hash: computeBookHash(hashedBook(parts)), event_type: "book" };
}

export interface ChangeParts {
  readonly market?: number;
  readonly side?: 0 | 1;
  readonly price?: string;
  readonly size?: string;
  readonly way?: "BUY" | "SELL";
  readonly hash?: string;
  readonly best_bid?: string;
  readonly best_ask?: string;
}

/** One entry of a price_change. */
export function change({ market = 0, side = 0, way = "BUY", ...parts }: ChangeParts = {}) {
  const { best_ask = "0.6", best_bid = "0.4", hash = "0".repeat(40), price = "0.4", size = "7" } = parts;
  return { asset_id: tokenId(market, side), price, size, side: way, hash, best_bid, best_ask };
}

/** A price_change as the venue orders its keys. */
export function priceChange(changes: readonly object[], timestamp = "1700000000001", market = 0) {
  return { market: conditionId(market), price_changes: changes, timestamp, event_type: "price_change" };
}

export function lastTrade(price: string, parts: { market?: number; side?: 0 | 1; size?: string } = {}) {
  return {
    market: conditionId(parts.market ?? 0),
    asset_id: tokenId(parts.market ?? 0, parts.side ?? 0),
    price,
    size: parts.size ?? "3",
    fee_rate_bps: "0",
    side: "SELL",
    timestamp: "1700000000005",
    event_type: "last_trade_price",
  };
}

/** JSON as the venue serializes everything but snapshots: a space after each comma. */
export function spaced(value: unknown): string {
  return JSON.stringify(value).replaceAll(',"', ', "').replaceAll("},{", "}, {");
}
