import type { Tape } from "./tape.ts";

/** Frames of one message type, as much alike as the performance sheet's. */
export interface FrameKind {
  readonly name: string;
  readonly venue: "polymarket" | "kalshi";
  readonly frames: readonly string[];
  /** Mean length. */
  readonly bytes: number;
}

const FRAMES_MAX = 256;
/** Levels of both sides together from which to which a book counts as a deep one: the venues' usual 40 + 40, more or less. */
const DEEP_LEVELS_MIN = 64;
const DEEP_LEVELS_MAX = 90;

/** Sorts a Polymarket tape. `price_change` has one level change, which concerns both tokens: two entries. */
export function polymarketKinds({ frames }: Tape): FrameKind[] {
  const ofType = (type: string) => frames.filter((text) => text.includes(`"event_type":"${type}"`));
  const changes = ofType("price_change").filter((text) => count(text, '"asset_id"') === 2);
  const books = ofType("book").filter((text) => isDeep(count(text, '"price"')));
  return [
    toKind("price_change, 2 entries", "polymarket", changes),
    toKind(`book, ${meanCount(books, '"price"')} levels`, "polymarket", books),
    toKind("last_trade_price", "polymarket", ofType("last_trade_price")),
    toKind("best_bid_ask", "polymarket", ofType("best_bid_ask")),
  ];
}

/** Sorts a Kalshi tape; snapshots come when a client subscribes. */
export function kalshiKinds({ frames, snapshots }: Tape): FrameKind[] {
  const ofType = (type: string, list = frames) => list.filter((text) => text.includes(`"type":"${type}"`));
  const deep = ofType("orderbook_snapshot", snapshots).filter((text) => isDeep(count(text, '["')));
  return [
    toKind("orderbook_delta", "kalshi", ofType("orderbook_delta")),
    toKind(`orderbook_snapshot, ${meanCount(deep, '["')} levels`, "kalshi", deep),
    toKind("trade", "kalshi", ofType("trade")),
    toKind("ticker", "kalshi", ofType("ticker")),
  ];
}

function toKind(name: string, venue: FrameKind["venue"], all: readonly string[]): FrameKind {
  if (all.length === 0) throw new RangeError(`the tape has frames of the kind ${name}`);
  const frames = all.slice(0, FRAMES_MAX);
  return { name, venue, frames, bytes: frames.reduce((sum, { length }) => sum + length, 0) / frames.length };
}

function isDeep(levels: number): boolean {
  return levels >= DEEP_LEVELS_MIN && levels <= DEEP_LEVELS_MAX;
}

function meanCount(frames: readonly string[], part: string): number {
  return Math.round(frames.reduce((sum, text) => sum + count(text, part), 0) / frames.length);
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
