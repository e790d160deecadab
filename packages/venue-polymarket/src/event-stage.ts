import { NO_PRICE } from "@augury/wire";
import type { WireMarketResolved, WireNewMarket } from "./schema.ts";

/** What an event object is about. */
export const EventKind = {
  none: 0,
  book: 1,
  priceChange: 2,
  lastTrade: 3,
  bestBidAsk: 4,
  tickSize: 5,
  newMarket: 6,
  resolved: 7,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** Prices off a level's grid are refused and repeated ones too, so a side never has more levels than there are prices. */
export const LEVELS_PER_SIDE_MAX = 9_999;
/** Entries of one price_change; more are refused. */
export const CHANGES_MAX = 8_192;
/** "The message did not say." */
export const ABSENT = -2;
const HASH_DIGITS = 40;

/** One side of a snapshot in the order sent. */
export class LevelList {
  count = 0;
  readonly price = new Int32Array(LEVELS_PER_SIDE_MAX);
  readonly size = new Float64Array(LEVELS_PER_SIDE_MAX);
}

/** The entries of a price_change. */
export class ChangeList {
  count = 0;
  readonly instrument = new Int32Array(CHANGES_MAX);
  readonly price = new Int32Array(CHANGES_MAX);
  readonly size = new Float64Array(CHANGES_MAX);
  readonly isAsk = new Uint8Array(CHANGES_MAX);
  /** PriceTicks, NO_PRICE = that side is empty, ABSENT = not told. */
  readonly bestBid = new Int32Array(CHANGES_MAX);
  readonly bestAsk = new Int32Array(CHANGES_MAX);
  /** Where the entry's hash starts in the stage's `source`; −1 = none that could be verified. */
  readonly hashAt = new Int32Array(CHANGES_MAX);
}

/** Spelling of a level that is not the canonical one of its numbers; only the book hash cares. */
export interface OddLevel {
  readonly price: string;
  readonly size: string;
}

/**
 * One parsed event object in integers, between parser and ring: whole and valid, or not there. Both parsers (bytes, JSON.parse + schema)
 * fill it, one writer turns it into slots and the hash ladder reads it afterwards. Preallocated and reused: nothing is allocated per event.
 */
export class EventStage {
  kind: EventKind = EventKind.none;
  instrument = -1;
  exchangeTimeMs = 0;
  price = 0;
  size = 0;
  /** Trades: the taker sold. */
  isSell = false;
  bestBid: number = NO_PRICE;
  bestAsk: number = NO_PRICE;
  /** Tick size in PriceTicks: a book's own, or the new one; ABSENT = not told. */
  step = ABSENT;
  /** Old tick size, 0 = not told. */
  oldStep = 0;
  /** Last trade price that a book carries; NO_PRICE = none told. */
  lastPrice: number = NO_PRICE;
  /** The bytes that the following positions refer to. */
  source: Uint8Array = new Uint8Array(0);
  hashAt = -1;
  /** Text of the last trade price, as the book hash wants it; at −1 = not told. */
  lastPriceAt = -1;
  lastPriceLength = 0;
  readonly changes = new ChangeList();
  readonly bids = new LevelList();
  readonly asks = new LevelList();
  /** By `oddKey`; undefined nearly always. */
  odd: Map<number, OddLevel> | undefined;
  /** new_market and market_resolved: the whole message, for the slow lane. */
  notice: WireNewMarket | WireMarketResolved | undefined;
  private scratch = new Uint8Array(4096);
  private scratchUsed = 0;

  /** Forgets the last event and takes `source` as the bytes of the next. */
  begin(source: Uint8Array): void {
    this.kind = EventKind.none;
    this.instrument = -1;
    this.exchangeTimeMs = 0;
    this.bestBid = NO_PRICE;
    this.bestAsk = NO_PRICE;
    this.step = ABSENT;
    this.oldStep = 0;
    this.lastPrice = NO_PRICE;
    this.source = source;
    this.hashAt = -1;
    this.lastPriceAt = -1;
    this.lastPriceLength = 0;
    this.changes.count = 0;
    this.bids.count = 0;
    this.asks.count = 0;
    this.odd = undefined;
    this.notice = undefined;
  }

  /** {@link begin} for an event that has no bytes: texts go into an own buffer. */
  beginText(): void {
    this.scratchUsed = 0;
    this.begin(this.scratch);
  }

  /** Keeps a short text in `source` and returns its position (only after {@link beginText}). */
  putText(text: string): number {
    const bytes = Buffer.from(text);
    if (this.scratchUsed + bytes.length > this.scratch.length) {
      const grown = new Uint8Array(2 * (this.scratch.length + bytes.length));
      grown.set(this.scratch);
      this.scratch = grown;
      this.source = grown;
    }
    const at = this.scratchUsed;
    this.scratch.set(bytes, at);
    this.scratchUsed += bytes.length;
    return at;
  }

  /** Keeps a book hash if it is one that can be verified: 40 lower-case hex digits. Returns its position or −1. */
  putHash(hash: string | null | undefined): number {
    return hash?.length === HASH_DIGITS && /^[0-9a-f]+$/.test(hash) ? this.putText(hash) : -1;
  }

  /** Remembers an odd spelling. */
  putOdd(key: number, level: OddLevel): void {
    this.odd ??= new Map();
    this.odd.set(key, level);
  }
}

/** Key of an odd spelling: the change's position, or a level's place (`side` 0 bids, 1 asks). */
export function oddKey(at: number, side = 0): number {
  return at * 2 + side;
}
