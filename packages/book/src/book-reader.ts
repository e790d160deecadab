import { PRICE_TICKS_PER_DOLLAR, type PriceTicks, type SizeMicros } from "@augury/core";
import { NO_PRICE } from "@augury/wire";
import type { BookArenaHandle } from "./book-arena.ts";
import {
  ASK,
  BID,
  bookBase,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  D_UPDATES,
  EMPTY,
  W_BEST,
  W_EPOCH,
  W_HIGH,
  W_LOW,
  W_SEQUENCE,
  W_SIDE_SLOTS,
  W_SLAB,
  W_SLABS_USED,
  W_STATE,
  W_STEP,
} from "./book-layout.ts";

export interface PriceLevel {
  readonly price: PriceTicks;
  readonly size: SizeMicros;
}

/** A book as it stood at one moment, best level first on both sides. */
export interface BookView {
  readonly book: number;
  readonly epoch: number;
  readonly step: number;
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
  readonly exchangeTimeMs: number;
  readonly receivedTimeUs: number;
  /** Updates stamped since the arena was reset: tells two views apart. */
  readonly updates: number;
}

/**
 * Reads books that another thread writes, without a message and without holding it up:
 *
 * 1. Read the book's sequence word; odd = being written, try again.
 * 2. Copy levels. What is read may be half written, so every loop is bounded by the grid and not by what it reads.
 * 3. Fence (a read-modify-write, so that no read of step 2 moves past it), read the word again; another number = try again.
 *
 * A snapshot run that the writer has begun and not ended makes a book busy for as long as it lasts.
 */
export class BookReader {
  private readonly i32: Int32Array;
  private readonly f64: Float64Array;
  /** A word of our own to fence on, so that readers do not take the writer's cache line from it. */
  private readonly fence = new Int32Array(new SharedArrayBuffer(4));

  constructor(private readonly handle: BookArenaHandle) {
    this.i32 = new Int32Array(handle.buffer);
    this.f64 = new Float64Array(handle.buffer);
  }

  /** Bytes of level storage that were ever in use since the arena was reset. */
  get slabBytesUsed(): number {
    return this.i32[W_SLABS_USED] * Float64Array.BYTES_PER_ELEMENT;
  }

  /** Returns up to `depthMax` levels a side, `undefined` when there is no book, "busy" after `triesMax` collisions with the writer. */
  read(book: number, depthMax: number, triesMax = 64): BookView | "busy" | undefined {
    if (!(book >= 0 && book < this.handle.books)) return undefined;
    const word = bookBase(book) + W_SEQUENCE;
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const before = Atomics.load(this.i32, word);
      if (before & 1) continue;
      const view = this.copy(book, depthMax);
      Atomics.add(this.fence, 0, 1);
      if (Atomics.load(this.i32, word) === before) return view;
    }
    return "busy";
  }

  private copy(book: number, depthMax: number): BookView | undefined {
    const { i32, f64 } = this;
    const h = bookBase(book);
    const d = h >> 1;
    if (i32[h + W_STATE] === EMPTY) return undefined;
    return {
      book,
      epoch: i32[h + W_EPOCH],
      step: i32[h + W_STEP],
      bids: this.copySide(h, BID, depthMax),
      asks: this.copySide(h, ASK, depthMax),
      exchangeTimeMs: f64[d + D_EXCHANGE_MS],
      receivedTimeUs: f64[d + D_RECEIVED_US],
      updates: f64[d + D_UPDATES],
    };
  }

  private copySide(h: number, side: number, depthMax: number): PriceLevel[] {
    const { i32, f64 } = this;
    const out: PriceLevel[] = [];
    const step = i32[h + W_STEP];
    const best = i32[h + W_BEST + side];
    if (best === NO_PRICE || step <= 0) return out;
    const base = i32[h + W_SLAB] + side * i32[h + W_SIDE_SLOTS];
    const way = side === BID ? -1 : 1;
    const last =
      side === BID ? Math.max(0, i32[h + W_LOW + BID]) : Math.min(PRICE_TICKS_PER_DOLLAR, i32[h + W_HIGH + ASK]);
    for (let slot = Math.round(best / step); (last - slot) * way >= 0 && out.length < depthMax; slot += way) {
      const size = f64[base + slot];
      // Casts: prices and sizes were checked when they were written, and a torn read is thrown away, not asserted on.
      if (size > 0) out.push({ price: (slot * step) as PriceTicks, size: size as SizeMicros });
    }
    return out;
  }
}
