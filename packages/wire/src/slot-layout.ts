/**
 * The 64 bytes of an event slot. A slot base counts Int32 words (`i32[base + W]`); the Float64 index of the same slot is
 * `base / 2`, so `f64[base / 2 + D]`.
 *
 *   i32 0      kind (bits 0–7) | venue (8–15) | flags (16–31)
 *   i32 1      instrument index, −1 = none
 *   i32 2      epoch
 *   i32 3      venue sequence (unsigned 32 bit, wraps), or our own per-connection number where the venue has none
 *   f64 2      exchangeTimeMs (0 = unknown)
 *   f64 3      receivedTimeUs
 *   i32 8–15   the kind's own: see slot-writer.ts, which is the one encoder, and slot-reader.ts, the one decoder
 *   f64 4–7    the same 32 bytes as Float64
 */
export const SLOT_BYTES = 64;
export const SLOT_WORDS = SLOT_BYTES / 4;

export const W_KIND = 0;
export const W_INSTRUMENT = 1;
export const W_EPOCH = 2;
export const W_SEQUENCE = 3;
export const W_BODY = 8;
export const D_EXCHANGE_MS = 2;
export const D_RECEIVED_US = 3;
export const D_BODY = 4;

/** Numbers are journaled: append only. */
export const SlotKind = {
  none: 0,
  snapshotBegin: 1,
  snapshotLevels: 2,
  snapshotEnd: 3,
  bookDelta: 4,
  trade: 5,
  quote: 6,
  tickSize: 7,
  marketUpdate: 8,
  connection: 9,
  referencePrice: 10,
  metric: 11,
  signal: 12,
  timer: 13,
  position: 14,
  orderReport: 15,
  control: 16,
  intentLeg: 17,
  intentNumbers: 18,
  refusal: 19,
  bookTrust: 20,
  digest: 21,
  marketStats: 22,
  epochEnd: 23,
  cancel: 24,
  runStart: 25,
  settlement: 26,
  venueStatus: 27,
  operatorOrder: 28,
  operatorCancel: 29,
  amend: 30,
  operatorAmend: 31,
  orderOpened: 32,
  redemption: 33,
} as const;
export type SlotKind = (typeof SlotKind)[keyof typeof SlotKind];

/** Flag bits of word 0 (already shifted). */
export const Flag = {
  /** Book side: set = ask, clear = bid. Trades and orders: set = sell, clear = buy. */
  ask: 1 << 16,
  sell: 1 << 16,
  /** A delta's size is the level's new size; clear = an increment. */
  absolute: 1 << 17,
  /** The delta carries the venue's own best prices after it. */
  hasBest: 1 << 18,
  /** Came from polling, not from a stream: lower trust. */
  polled: 1 << 19,
  maker: 1 << 20,
  postOnly: 1 << 21,
  /** Last leg of its intent. */
  lastLeg: 1 << 22,
  /** Block trade: does not touch the book (kalshi.md section 13.4). */
  block: 1 << 23,
  /** Last slot of the frame it came from. */
  frameEnd: 1 << 24,
  /** A reference price that its venue repeats for want of a newer one. */
  carried: 1 << 25,
  /** A settlement that the positions told before it contain already: told so that its repetition is known as one. */
  counted: 1 << 26,
  /** An order that may only make the position smaller. */
  reduceOnly: 1 << 27,
  /** A report of an amendment: it carries the order's price and size in place of a fill. */
  terms: 1 << 28,
} as const;

/** "No price on this side" where a best price is carried. */
export const NO_PRICE = -1;
/** Levels of one side that fit a snapshotLevels slot. */
export const LEVELS_PER_SLOT = 3;

/** Slots of a snapshot with these many levels: begin, the bid and ask runs, end. */
export function snapshotSlots(bids: number, asks: number): number {
  return 2 + Math.ceil(bids / LEVELS_PER_SLOT) + Math.ceil(asks / LEVELS_PER_SLOT);
}

/**
 * A stamped slot, 80 bytes: the slot, then `consumedTimeUs` (f64 8) and the total-order number (f64 9). What decision hands to the
 * recorder and to the paper venue.
 */
export const STAMPED_BYTES = 80;
export const D_CONSUMED_US = 8;
export const D_NUMBER = 9;
