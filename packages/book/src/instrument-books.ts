import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import { NO_PRICE } from "@augury/wire";
import { ASK, BID } from "./book-layout.ts";
import type { BookReads } from "./book-reads.ts";
import type { Walk } from "./walk.ts";

/**
 * The books by instrument. An instrument without a book of its own (Kalshi NO) reads its mirror's: its bids are the other outcome's
 * asks at 1 − p, and the other way round. Same units and bounds as the reads by book; walks are exact on both outcomes.
 */
export class InstrumentBooks {
  private readonly bookOf: Int32Array;
  private readonly mirrored: Uint8Array;

  constructor(
    readonly books: BookReads,
    table: InstrumentTable,
  ) {
    this.bookOf = Int32Array.from(table.list, (instrument) => instrument.bookIndex);
    this.mirrored = Uint8Array.from(table.list, (instrument) => (instrument.bookIndex === instrument.index ? 0 : 1));
  }

  /** Returns the book that an instrument reads. */
  bookIndex(instrument: number): number {
    return this.bookOf[instrument];
  }

  /** Returns whether the instrument reads its mirror's book. */
  isMirrored(instrument: number): boolean {
    return this.mirrored[instrument] === 1;
  }

  hasBook(instrument: number): boolean {
    return this.books.hasBook(this.bookOf[instrument]);
  }

  epoch(instrument: number): number {
    return this.books.epoch(this.bookOf[instrument]);
  }

  step(instrument: number): number {
    return this.books.step(this.bookOf[instrument]);
  }

  bestBid(instrument: number): number {
    const book = this.bookOf[instrument];
    return this.mirrored[instrument] ? mirror(this.books.bestAsk(book)) : this.books.bestBid(book);
  }

  bestAsk(instrument: number): number {
    const book = this.bookOf[instrument];
    return this.mirrored[instrument] ? mirror(this.books.bestBid(book)) : this.books.bestAsk(book);
  }

  sizeAt(instrument: number, side: number, price: number): number {
    const book = this.bookOf[instrument];
    return this.mirrored[instrument]
      ? this.books.sizeAt(book, other(side), PRICE_TICKS_PER_DOLLAR - price)
      : this.books.sizeAt(book, side, price);
  }

  levels(instrument: number, side: number): number {
    return this.books.levels(this.bookOf[instrument], this.mirrored[instrument] ? other(side) : side);
  }

  depth(instrument: number, side: number, levelsMax: number): number {
    return this.books.depth(this.bookOf[instrument], this.mirrored[instrument] ? other(side) : side, levelsMax);
  }

  isCrossed(instrument: number): boolean {
    return this.books.isCrossed(this.bookOf[instrument]);
  }

  isLocked(instrument: number): boolean {
    return this.books.isLocked(this.bookOf[instrument]);
  }

  mid(instrument: number): number | undefined {
    return this.mirrorValue(instrument, this.books.mid(this.bookOf[instrument]));
  }

  spread(instrument: number): number | undefined {
    return this.books.spread(this.bookOf[instrument]);
  }

  weightedMid(instrument: number): number | undefined {
    return this.mirrorValue(instrument, this.books.weightedMid(this.bookOf[instrument]));
  }

  imbalance(instrument: number, levelsMax: number): number | undefined {
    const value = this.books.imbalance(this.bookOf[instrument], levelsMax);
    return value === undefined || !this.mirrored[instrument] ? value : -value;
  }

  /** Walks `side` of the instrument's own view; see {@link BookReads.walkSize}. */
  walkSize(instrument: number, side: number, size: number, limit: number): Walk {
    const book = this.bookOf[instrument];
    return this.mirrored[instrument]
      ? this.books.walkSizeMirrored(book, side, size, limit)
      : this.books.walkSize(book, side, size, limit);
  }

  walkCash(instrument: number, side: number, cash: number, limit: number): Walk {
    const book = this.bookOf[instrument];
    return this.mirrored[instrument]
      ? this.books.walkCashMirrored(book, side, cash, limit)
      : this.books.walkCash(book, side, cash, limit);
  }

  nextLevel(instrument: number, side: number, from: number): number {
    const book = this.bookOf[instrument];
    return this.mirrored[instrument]
      ? mirror(this.books.nextLevel(book, other(side), mirror(from)))
      : this.books.nextLevel(book, side, from);
  }

  private mirrorValue(instrument: number, price: number | undefined): number | undefined {
    return price === undefined || !this.mirrored[instrument] ? price : PRICE_TICKS_PER_DOLLAR - price;
  }
}

function mirror(price: number): number {
  return price === NO_PRICE ? NO_PRICE : PRICE_TICKS_PER_DOLLAR - price;
}

function other(side: number): number {
  return BID + ASK - side;
}
