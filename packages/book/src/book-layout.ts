import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";

/**
 * Byte layout of a book arena. One head line, then two lines per book, then the slabs.
 *
 *   head        i32 0 slab doubles in use at most so far (what a reset has to clear)
 *   book line 1 everything a delta touches; book line 2 what only snapshots and stamps touch
 *   slab        Float64 sizes (SizeMicros), bid slots then ask slots; slot = price ÷ step, so 10000 ÷ step + 1 slots a side
 *
 * A book's words count from its own base `h` in `i32`; `h >> 1` is the same place in `f64`. Words with one entry per side are
 * indexed `W + side`.
 */
export const BID = 0;
export const ASK = 1;

export const HEAD_WORDS = 16;
export const W_SLABS_USED = 0;

export const BOOK_WORDS = 32;
/** Odd while the book is being written, so also from the begin of a snapshot run to its end. Only grows (and wraps). */
export const W_SEQUENCE = 0;
export const W_STATE = 1;
export const W_STEP = 2;
/** Index in `f64` of the bid slot of price 0. */
export const W_SLAB = 3;
export const W_SIDE_SLOTS = 4;
export const W_EPOCH = 5;
/** Best price per side in PriceTicks, or NO_PRICE. */
export const W_BEST = 6;
/** Lowest and highest slot per side that may hold a size: what clearing and scanning are limited to. */
export const W_LOW = 8;
export const W_HIGH = 10;
export const W_LEVELS = 12;
/** 1 ÷ step: a multiplication is cheaper than a division, and off-grid prices are found by multiplying back. */
export const D_RECIPROCAL = 7;
export const W_SLAB_LENGTH = 16;
export const D_EXCHANGE_MS = 9;
export const D_RECEIVED_US = 10;
export const D_UPDATES = 11;

/** No book (never one, epoch ended, or a torn run). */
export const EMPTY = 0;
/** Between the begin and the end of a snapshot run. */
export const LOADING = 1;
export const LIVE = 2;

/** Returns the slots of one side for a step, or 0 when the step does not divide the dollar. */
export function sideSlots(step: number): number {
  if (!Number.isInteger(step) || step <= 0 || PRICE_TICKS_PER_DOLLAR % step !== 0) return 0;
  return PRICE_TICKS_PER_DOLLAR / step + 1;
}

/** Returns the doubles of a slab with these many slots a side, rounded up to whole cache lines. */
export function slabLength(slots: number): number {
  return Math.ceil((2 * slots) / 8) * 8;
}

/** Returns where a book's words start in `i32`. */
export function bookBase(book: number): number {
  return HEAD_WORDS + book * BOOK_WORDS;
}
