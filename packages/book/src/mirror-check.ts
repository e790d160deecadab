import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import { NO_PRICE } from "@augury/wire";
import { ASK, BID } from "./book-layout.ts";
import type { BookReads } from "./book-reads.ts";

/**
 * Checks the two books of a Polymarket market against each other: one order book shown twice, so the bids of one are the asks of the
 * other at 1 − p with the same sizes (polymarket.md section 9). Within a timestamp group one side leads, so ask at group ends only.
 */
export class MirrorCheck {
  private readonly mirrorOf: Int32Array;

  constructor(
    private readonly books: BookReads,
    table: InstrumentTable,
  ) {
    const ownsBook = (index: number | undefined) => index !== undefined && table.at(index)?.bookIndex === index;
    this.mirrorOf = Int32Array.from(table.list, ({ index, mirrorIndex = -1 }) =>
      ownsBook(index) && ownsBook(mirrorIndex) ? mirrorIndex : -1,
    );
  }

  /** Returns the book that mirrors this one, −1 for none (Kalshi keeps one book for both outcomes). */
  mirrorBook(book: number): number {
    return this.mirrorOf[book];
  }

  /**
   * Returns whether the best levels of both books mirror each other, prices and sizes. Also true when nothing can be said: no mirror,
   * one of the books missing, or stamped with different venue times (one has seen a change that the other has not).
   */
  bestAgrees(book: number): boolean {
    const { books } = this;
    const mirror = this.mirrorOf[book];
    if (mirror < 0 || !books.hasBook(book) || !books.hasBook(mirror)) return true;
    if (books.exchangeTimeMs(book) !== books.exchangeTimeMs(mirror)) return true;
    return this.sideAgrees(book, BID, mirror) && this.sideAgrees(book, ASK, mirror);
  }

  /**
   * Returns on how many prices the two books differ, 0 when they mirror each other or there is no pair to compare. Reads every level:
   * for offline checks and a budget per second.
   */
  differences(book: number): number {
    const { books } = this;
    const mirror = this.mirrorOf[book];
    if (mirror < 0 || !books.hasBook(book) || !books.hasBook(mirror)) return 0;
    return this.sideDifferences(book, BID, mirror) + this.sideDifferences(book, ASK, mirror);
  }

  private sideAgrees(book: number, side: number, mirror: number): boolean {
    const price = this.books.nextLevel(book, side, NO_PRICE);
    const mirrored = this.books.nextLevel(mirror, BID + ASK - side, NO_PRICE);
    if (price === NO_PRICE || mirrored === NO_PRICE) return price === mirrored;
    return (
      price + mirrored === PRICE_TICKS_PER_DOLLAR &&
      this.books.sizeAt(book, side, price) === this.books.sizeAt(mirror, BID + ASK - side, mirrored)
    );
  }

  /** Levels of `book` that the mirror has otherwise, plus levels that only the mirror has. */
  private sideDifferences(book: number, side: number, mirror: number): number {
    const { books } = this;
    const other = BID + ASK - side;
    let shared = 0;
    let differing = 0;
    for (let price = books.nextLevel(book, side, NO_PRICE); price !== NO_PRICE; ) {
      const mirrored = books.sizeAt(mirror, other, PRICE_TICKS_PER_DOLLAR - price);
      if (mirrored !== 0) shared++;
      if (mirrored !== books.sizeAt(book, side, price)) differing++;
      price = books.nextLevel(book, side, price);
    }
    return differing + books.levels(mirror, other) - shared;
  }
}
