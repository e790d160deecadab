import { assert, PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { NO_PRICE } from "@augury/wire";
import type { BookArenaHandle } from "./book-arena.ts";
import {
  ASK,
  BID,
  bookBase,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  D_RECIPROCAL,
  D_UPDATES,
  EMPTY,
  LIVE,
  LOADING,
  sideSlots,
  slabLength,
  W_BEST,
  W_EPOCH,
  W_HIGH,
  W_LEVELS,
  W_LOW,
  W_SEQUENCE,
  W_SIDE_SLOTS,
  W_SLAB,
  W_SLAB_LENGTH,
  W_SLABS_USED,
  W_STATE,
  W_STEP,
} from "./book-layout.ts";
import { BookReads } from "./book-reads.ts";
import { SlabAllocator } from "./slab-allocator.ts";

/** What became of a delta. Anything but `applied` leaves the book as it was; the caller distrusts it. */
export const DeltaOutcome = { applied: 0, noSnapshot: 1, offGrid: 2, negativeLevel: 3 } as const;
export type DeltaOutcome = (typeof DeltaOutcome)[keyof typeof DeltaOutcome];

/**
 * The one writer of a book arena, with all reads. `book` is the index of an instrument that owns a book.
 *
 * Other threads read through {@link BookReader}. The writer's side of that bargain:
 *
 * 1. Make the book's sequence word odd (a read-modify-write, so that no later store passes it).
 * 2. Write levels and cached values.
 * 3. Make it even again with an atomic store, which no earlier store passes. A snapshot run keeps it odd from begin to end.
 *
 * Free slabs are all zeros, so a new book costs no clearing; a book's own slab is cleared between its lowest and highest touched slot.
 */
export class OrderBooks extends BookReads {
  private readonly slabs: SlabAllocator;

  /** Takes the arena over, and so forgets what stands in it: which slabs are free was known to the last writer alone. */
  constructor(handle: BookArenaHandle) {
    super(handle);
    this.slabs = new SlabAllocator(bookBase(this.books) >> 1, this.f64.length);
    this.reset();
  }

  /** Forgets all books, in whatever state they are. */
  reset(): void {
    const { i32, f64 } = this;
    for (let book = 0; book < this.books; book++) this.open(bookBase(book));
    const start = bookBase(this.books) >> 1;
    f64.fill(0, start, start + i32[W_SLABS_USED]);
    this.slabs.reset();
    for (let book = 0; book < this.books; book++) {
      const h = bookBase(book);
      i32.fill(0, h + W_SEQUENCE + 1, bookBase(book + 1));
      this.setEmpty(h);
      this.close(h);
    }
  }

  /**
   * Begins a snapshot run: old levels go, readers see a busy book until the run ends. Returns false, and leaves no book, when `step`
   * does not divide the dollar or the arena has no bytes left for it.
   */
  beginSnapshot(book: number, epoch: number, step: number): boolean {
    const { i32, f64 } = this;
    assert(book >= 0 && book < this.books, "a book index lies within the arena");
    const h = bookBase(book);
    this.open(h);
    if (i32[h + W_STATE] !== EMPTY && i32[h + W_STEP] === step) this.clearLevels(h);
    else if (!this.moveToStep(h, step)) return this.close(h);
    i32[h + W_STATE] = LOADING;
    i32[h + W_EPOCH] = epoch;
    i32[h + W_STEP] = step;
    f64[(h >> 1) + D_RECIPROCAL] = 1 / step;
    return true;
  }

  /** Adds one level of a snapshot run. Returns false when it is off the grid, out of range, not positive, or there already. */
  snapshotLevel(book: number, side: number, price: number, size: number): boolean {
    const { i32, f64 } = this;
    const h = bookBase(book);
    if (i32[h + W_STATE] !== LOADING || !(size > 0)) return false;
    const slot = this.slotOf(h, price);
    if (slot < 0) return false;
    const at = this.sideBase(h, side) + slot;
    if (f64[at] !== 0) return false;
    this.widen(h, side, slot);
    i32[h + W_LEVELS + side]++;
    f64[at] = size;
    return true;
  }

  /**
   * Ends a snapshot run: the book is live. Returns false, and leaves no book, when the run is not open or brought other numbers of
   * levels than `bids` and `asks`.
   */
  endSnapshot(book: number, bids: number, asks: number, exchangeTimeMs: number, receivedTimeUs: number): boolean {
    const { i32 } = this;
    const h = bookBase(book);
    if (i32[h + W_STATE] !== LOADING || i32[h + W_LEVELS + BID] !== bids || i32[h + W_LEVELS + ASK] !== asks) {
      this.clear(book);
      return false;
    }
    // Nothing is removed during a run, so the outermost touched slots are the best prices.
    i32[h + W_BEST + BID] = bids === 0 ? NO_PRICE : i32[h + W_HIGH + BID] * i32[h + W_STEP];
    i32[h + W_BEST + ASK] = asks === 0 ? NO_PRICE : i32[h + W_LOW + ASK] * i32[h + W_STEP];
    i32[h + W_STATE] = LIVE;
    this.touch(book, exchangeTimeMs, receivedTimeUs);
    this.close(h);
    return true;
  }

  /** Drops an unfinished snapshot run (and with it the book). */
  abandonSnapshot(book: number): void {
    if (this.i32[bookBase(book) + W_STATE] === LOADING) this.clear(book);
  }

  /** Drops the book and gives its slab back: its epoch ended. */
  clear(book: number): void {
    const h = bookBase(book);
    this.open(h);
    this.releaseSlab(h);
    this.close(h);
  }

  /** Applies one delta: the level's new size (`absolute`, 0 removes it) or a signed change to it. */
  applyDelta(book: number, side: number, price: number, size: number, absolute: boolean): DeltaOutcome {
    const { i32, f64 } = this;
    const h = bookBase(book);
    if (i32[h + W_STATE] !== LIVE) return DeltaOutcome.noSnapshot;
    const slot = this.slotOf(h, price);
    if (slot < 0) return DeltaOutcome.offGrid;
    const at = this.sideBase(h, side) + slot;
    const before = f64[at];
    const after = absolute ? size : before + size;
    if (!(after >= 0)) return DeltaOutcome.negativeLevel;
    if (after === before) return DeltaOutcome.applied;
    Atomics.add(i32, h + W_SEQUENCE, 1);
    f64[at] = after;
    if (before === 0) this.levelCame(h, side, slot, price);
    else if (after === 0) this.levelWent(h, side, slot, price);
    Atomics.store(i32, h + W_SEQUENCE, i32[h + W_SEQUENCE] + 1);
    return DeltaOutcome.applied;
  }

  /** Stamps the book with the times of what was just applied. Not guarded: a reader may see levels one event newer than the stamp. */
  touch(book: number, exchangeTimeMs: number, receivedTimeUs: number): void {
    const { f64 } = this;
    const d = bookBase(book) >> 1;
    f64[d + D_EXCHANGE_MS] = exchangeTimeMs;
    f64[d + D_RECEIVED_US] = receivedTimeUs;
    f64[d + D_UPDATES]++;
  }

  /** Doubles of slabs that were ever in use, of those that there are. */
  get slabUse(): { readonly used: number; readonly max: number } {
    return { used: this.slabs.used, max: this.f64.length - (bookBase(this.books) >> 1) };
  }

  /** Slot of a price on the book's grid, −1 when it is off the grid or out of range. */
  private slotOf(h: number, price: number): number {
    const slot = (price * this.f64[(h >> 1) + D_RECIPROCAL] + 0.5) | 0;
    return slot * this.i32[h + W_STEP] === price && price <= PRICE_TICKS_PER_DOLLAR ? slot : -1;
  }

  private levelCame(h: number, side: number, slot: number, price: number): void {
    const { i32 } = this;
    i32[h + W_LEVELS + side]++;
    this.widen(h, side, slot);
    const best = i32[h + W_BEST + side];
    if (best === NO_PRICE || (side === BID ? price > best : price < best)) i32[h + W_BEST + side] = price;
  }

  private levelWent(h: number, side: number, slot: number, price: number): void {
    const { i32 } = this;
    const left = --i32[h + W_LEVELS + side];
    if (price === i32[h + W_BEST + side]) i32[h + W_BEST + side] = left === 0 ? NO_PRICE : this.rescan(h, side, slot);
  }

  /** Best price after the best level went: the scan ends at a level, because the side has one within its touched slots. */
  private rescan(h: number, side: number, slot: number): number {
    const { i32, f64 } = this;
    const base = this.sideBase(h, side);
    const end = side === BID ? i32[h + W_LOW + BID] : i32[h + W_HIGH + ASK];
    const way = side === BID ? -1 : 1;
    let next = slot + way;
    while (f64[base + next] === 0 && next !== end) next += way;
    return next * i32[h + W_STEP];
  }

  private widen(h: number, side: number, slot: number): void {
    const { i32 } = this;
    if (slot < i32[h + W_LOW + side]) i32[h + W_LOW + side] = slot;
    if (slot > i32[h + W_HIGH + side]) i32[h + W_HIGH + side] = slot;
  }

  /** Makes the sequence word odd; it may be so already (a torn run). */
  private open(h: number): void {
    Atomics.or(this.i32, h + W_SEQUENCE, 1);
  }

  /** Makes the sequence word even. Returns false, for callers that close because they failed. */
  private close(h: number): false {
    Atomics.store(this.i32, h + W_SEQUENCE, this.i32[h + W_SEQUENCE] + 1);
    return false;
  }

  /** Gives the book a zeroed slab for `step`; false when there is none, and then no slab at all. */
  private moveToStep(h: number, step: number): boolean {
    const { i32 } = this;
    this.releaseSlab(h);
    const slots = sideSlots(step);
    const slab = slots === 0 ? -1 : this.slabs.take(slabLength(slots));
    if (slab < 0) return false;
    i32[h + W_SLAB] = slab;
    i32[h + W_SLAB_LENGTH] = this.slabs.takenLength;
    i32[h + W_SIDE_SLOTS] = slots;
    i32[W_SLABS_USED] = this.slabs.used;
    return true;
  }

  private releaseSlab(h: number): void {
    const { i32 } = this;
    if (i32[h + W_STATE] !== EMPTY) {
      this.clearLevels(h);
      this.slabs.give(i32[h + W_SLAB], i32[h + W_SLAB_LENGTH]);
    }
    this.setEmpty(h);
  }

  private clearLevels(h: number): void {
    const { i32, f64 } = this;
    for (let side = BID; side <= ASK; side++) {
      const base = this.sideBase(h, side);
      const low = i32[h + W_LOW + side];
      const high = i32[h + W_HIGH + side];
      if (low <= high) f64.fill(0, base + low, base + high + 1);
    }
    this.forgetLevels(h);
  }

  private setEmpty(h: number): void {
    const { i32 } = this;
    i32[h + W_STATE] = EMPTY;
    i32[h + W_STEP] = 0;
    i32[h + W_SIDE_SLOTS] = 0;
    this.forgetLevels(h);
  }

  private forgetLevels(h: number): void {
    const { i32 } = this;
    for (let side = BID; side <= ASK; side++) {
      i32[h + W_BEST + side] = NO_PRICE;
      i32[h + W_LOW + side] = PRICE_TICKS_PER_DOLLAR + 1;
      i32[h + W_HIGH + side] = -1;
      i32[h + W_LEVELS + side] = 0;
    }
  }
}
