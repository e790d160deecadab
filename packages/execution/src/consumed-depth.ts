import { ASK, BID, type OrderBooks } from "@augury/book";
import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import type { InstrumentTable } from "@augury/model";

const PRICES = 1 << 14;

interface Consumed {
  readonly market: number;
  readonly side: number;
  readonly price: number;
  /** The level as the venue showed it when we took from it. */
  readonly shown: number;
  /** What we took of it, SizeMicros. */
  size: number;
}

/**
 * What our paper takers took out of the visible book. The real book does not know of them, so what they took stays taken until the
 * venue next changes that level:
 *
 * 1. A delta that gives the level another size forgets what was taken there. One that repeats the size is no change.
 * 2. A snapshot, in whatever epoch, forgets what was taken on levels whose size it changed, and keeps the rest: a level that stands
 *    unchanged after a reconnect is most likely the liquidity that we took already.
 * 3. Polymarket's two tokens show one liquidity twice (polymarket.md section 3), so what is taken from one is gone from its mirror.
 */
export class ConsumedDepth {
  private readonly taken = new Map<number, Consumed>();
  /** The book whose terms are used for both tokens of a market, and whether a book is the other one. */
  private readonly marketOf: Int32Array;
  private readonly isFlipped: Uint8Array;

  constructor(
    private readonly books: OrderBooks,
    table: InstrumentTable,
    private readonly levelsMax: number,
  ) {
    this.marketOf = Int32Array.from(table.list, (instrument) => {
      const mirror = instrument.mirrorIndex === undefined ? undefined : table.at(instrument.mirrorIndex);
      return mirror && mirror.bookIndex === mirror.index ? Math.min(instrument.index, mirror.index) : instrument.index;
    });
    this.isFlipped = Uint8Array.from(this.marketOf, (market, book) => (market === book ? 0 : 1));
  }

  /** Levels remembered. */
  get levels(): number {
    return this.taken.size;
  }

  /** Returns how much of a level a taker can still take. */
  left(book: number, side: number, price: number): number {
    const shown = this.books.sizeAt(book, side, price);
    if (this.taken.size === 0) return shown;
    const taken = this.taken.get(this.keyOf(book, side, price));
    if (taken) return Math.max(0, shown - taken.size);
    // Without room to remember what would be taken, nothing can be: the bound must not make liquidity.
    return this.taken.size < this.levelsMax ? shown : 0;
  }

  /** Notes that `size` was taken from a level that has it. */
  take(book: number, side: number, price: number, size: number): void {
    const key = this.keyOf(book, side, price);
    const taken = this.taken.get(key);
    if (taken) taken.size += size;
    else {
      const flipped = this.isFlipped[book] === 1;
      this.taken.set(key, {
        market: this.marketOf[book],
        side: flipped ? BID + ASK - side : side,
        price: flipped ? PRICE_TICKS_PER_DOLLAR - price : price,
        shown: this.books.sizeAt(book, side, price),
        size,
      });
    }
  }

  /** Rule 1: the venue spoke of a level. */
  onLevel(book: number, side: number, price: number): void {
    if (this.taken.size === 0) return;
    const key = this.keyOf(book, side, price);
    const taken = this.taken.get(key);
    if (taken && taken.shown !== this.books.sizeAt(book, side, price)) this.taken.delete(key);
  }

  /** Rule 2: the venue told the whole book. */
  onSnapshot(book: number): void {
    const flipped = this.isFlipped[book] === 1;
    for (const [key, { market, side, price, shown }] of this.taken) {
      if (market !== this.marketOf[book]) continue;
      const now = flipped
        ? this.books.sizeAt(book, BID + ASK - side, PRICE_TICKS_PER_DOLLAR - price)
        : this.books.sizeAt(book, side, price);
      if (now !== shown) this.taken.delete(key);
    }
  }

  /** Forgets a market that has closed. */
  forget(book: number): void {
    for (const [key, { market }] of this.taken) if (market === this.marketOf[book]) this.taken.delete(key);
  }

  private keyOf(book: number, side: number, price: number): number {
    const flipped = this.isFlipped[book] === 1;
    const ownSide = flipped ? BID + ASK - side : side;
    const ownPrice = flipped ? PRICE_TICKS_PER_DOLLAR - price : price;
    return (this.marketOf[book] * 2 + ownSide) * PRICES + ownPrice;
  }
}
