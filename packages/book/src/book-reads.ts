import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { NO_PRICE } from "@augury/wire";
import type { BookArenaHandle } from "./book-arena.ts";
import {
  ASK,
  BID,
  bookBase,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  D_UPDATES,
  LIVE,
  W_BEST,
  W_EPOCH,
  W_HIGH,
  W_LEVELS,
  W_LOW,
  W_SIDE_SLOTS,
  W_SLAB,
  W_STATE,
  W_STEP,
} from "./book-layout.ts";
import { type Walk, WalkSum } from "./walk.ts";

/**
 * Everything a book can be asked by the thread that writes it. Prices are PriceTicks, sizes SizeMicros, sides BID or ASK. A book
 * that is empty, torn or between the begin and the end of a snapshot run answers as if it had no levels. Nothing here allocates.
 */
export class BookReads {
  readonly books: number;
  /** The last walk's result: overwritten by the next walk. */
  readonly walk: Walk;
  protected readonly i32: Int32Array;
  protected readonly f64: Float64Array;
  private readonly sum = new WalkSum();

  constructor(handle: BookArenaHandle) {
    this.books = handle.books;
    this.i32 = new Int32Array(handle.buffer);
    this.f64 = new Float64Array(handle.buffer);
    this.walk = this.sum;
  }

  /** Returns whether a complete snapshot has been applied and not been cleared since. */
  hasBook(book: number): boolean {
    return this.i32[bookBase(book) + W_STATE] === LIVE;
  }

  /** Returns the epoch that the book's last snapshot began, 0 without a book. */
  epoch(book: number): number {
    return this.hasBook(book) ? this.i32[bookBase(book) + W_EPOCH] : 0;
  }

  /** Returns the step of the book's grid in PriceTicks, 0 without a book. */
  step(book: number): number {
    return this.hasBook(book) ? this.i32[bookBase(book) + W_STEP] : 0;
  }

  /** Returns the highest bid, NO_PRICE when there is none. */
  bestBid(book: number): number {
    return this.i32[bookBase(book) + W_BEST + BID];
  }

  /** Returns the lowest ask, NO_PRICE when there is none. */
  bestAsk(book: number): number {
    return this.i32[bookBase(book) + W_BEST + ASK];
  }

  /** Returns the size at `price`, 0 where there is no level or no grid point. */
  sizeAt(book: number, side: number, price: number): number {
    const h = bookBase(book);
    const slot = price / this.i32[h + W_STEP];
    if (!this.hasBook(book) || price < 0 || price > PRICE_TICKS_PER_DOLLAR || !Number.isInteger(slot)) return 0;
    return this.f64[this.sideBase(h, side) + slot];
  }

  /** Returns the number of levels of one side. */
  levels(book: number, side: number): number {
    return this.hasBook(book) ? this.i32[bookBase(book) + W_LEVELS + side] : 0;
  }

  /** Returns the venue's time of the last update that was stamped, in ms. */
  exchangeTimeMs(book: number): number {
    return this.f64[(bookBase(book) >> 1) + D_EXCHANGE_MS];
  }

  /** Returns when we received the last update that was stamped. */
  receivedTimeUs(book: number): number {
    return this.f64[(bookBase(book) >> 1) + D_RECEIVED_US];
  }

  /** Returns how many updates were stamped since the arena was reset. */
  updates(book: number): number {
    return this.f64[(bookBase(book) >> 1) + D_UPDATES];
  }

  /** Returns whether the best bid is above the best ask. Meant for group ends: within a group it is often so for a moment. */
  isCrossed(book: number): boolean {
    const ask = this.bestAsk(book);
    return ask !== NO_PRICE && this.bestBid(book) > ask;
  }

  /** Returns whether best bid and best ask are the same price. */
  isLocked(book: number): boolean {
    const ask = this.bestAsk(book);
    return ask !== NO_PRICE && this.bestBid(book) === ask;
  }

  /** Returns the middle of the best prices in PriceTicks (may end in .5), `undefined` with a side empty. */
  mid(book: number): number | undefined {
    const bid = this.bestBid(book);
    const ask = this.bestAsk(book);
    return bid === NO_PRICE || ask === NO_PRICE ? undefined : (bid + ask) / 2;
  }

  /** Returns best ask − best bid in PriceTicks (negative when crossed), `undefined` with a side empty. */
  spread(book: number): number | undefined {
    const bid = this.bestBid(book);
    const ask = this.bestAsk(book);
    return bid === NO_PRICE || ask === NO_PRICE ? undefined : ask - bid;
  }

  /**
   * Returns the size-weighted mid (bid × askSize + ask × bidSize) ÷ (bidSize + askSize) in PriceTicks: it leans towards the side that
   * the thinner best level gives way to. `undefined` with a side empty.
   */
  weightedMid(book: number): number | undefined {
    const bid = this.bestBid(book);
    const ask = this.bestAsk(book);
    if (bid === NO_PRICE || ask === NO_PRICE) return undefined;
    const bidSize = this.sizeAt(book, BID, bid);
    const askSize = this.sizeAt(book, ASK, ask);
    return (bid * askSize + ask * bidSize) / (bidSize + askSize);
  }

  /**
   * Returns (bids − asks) ÷ (bids + asks) of the sizes on the best `levelsMax` levels of each side: −1 (only asks) to 1 (only bids),
   * `undefined` with both sides empty.
   */
  imbalance(book: number, levelsMax: number): number | undefined {
    const bids = this.depth(book, BID, levelsMax);
    const asks = this.depth(book, ASK, levelsMax);
    return bids + asks === 0 ? undefined : (bids - asks) / (bids + asks);
  }

  /** Returns the size on the best `levelsMax` levels of one side. */
  depth(book: number, side: number, levelsMax: number): number {
    let sum = 0;
    let price = this.nextLevel(book, side, NO_PRICE);
    for (let level = 0; level < levelsMax && price !== NO_PRICE; level++) {
      sum += this.sizeAt(book, side, price);
      price = this.nextLevel(book, side, price);
    }
    return sum;
  }

  /** Returns the next occupied price worse than `from`, the best one for NO_PRICE, NO_PRICE when there is none. */
  nextLevel(book: number, side: number, from: number): number {
    const { i32, f64 } = this;
    const h = bookBase(book);
    if (from === NO_PRICE || i32[h + W_STATE] !== LIVE) return i32[h + W_BEST + side];
    const step = i32[h + W_STEP];
    const base = this.sideBase(h, side);
    if (side === BID) {
      const low = i32[h + W_LOW + BID];
      for (let slot = Math.min(Math.ceil(from / step) - 1, i32[h + W_HIGH + BID]); slot >= low; slot--)
        if (f64[base + slot] > 0) return slot * step;
    } else {
      const high = i32[h + W_HIGH + ASK];
      for (let slot = Math.max(Math.floor(from / step) + 1, i32[h + W_LOW + ASK]); slot <= high; slot++)
        if (f64[base + slot] > 0) return slot * step;
    }
    return NO_PRICE;
  }

  /**
   * Walks from the best level of `side` (ASK = what a buyer takes) until `size` is filled, the price passes `limit`, or the side
   * ends. The result stands in {@link walk}.
   */
  walkSize(book: number, side: number, size: number, limit: number): Walk {
    return this.fillSize(book, side, side === ASK, size, limit);
  }

  /**
   * Like {@link walkSize} until cash is used up: a buyer takes the most that costs no more than `cash`, a seller the least that
   * brings `cash`.
   */
  walkCash(book: number, side: number, cash: number, limit: number): Walk {
    return this.fillCash(book, side, side === ASK, cash, limit);
  }

  /**
   * {@link walkSize} for an instrument that reads this book mirrored: `side`, `limit` and the result are the other outcome's, whose
   * asks are this book's bids at 1 − p.
   */
  walkSizeMirrored(book: number, side: number, size: number, limit: number): Walk {
    return this.fillSize(book, BID + ASK - side, side === ASK, size, limit);
  }

  /** {@link walkCash} for an instrument that reads this book mirrored. */
  walkCashMirrored(book: number, side: number, cash: number, limit: number): Walk {
    return this.fillCash(book, BID + ASK - side, side === ASK, cash, limit);
  }

  /** `side` is the book's; a buyer who takes bids is buying the other outcome, so levels count at 1 − p. */
  private fillSize(book: number, side: number, buys: boolean, size: number, limit: number): Walk {
    const { sum } = this;
    const mirrored = buys !== (side === ASK);
    sum.clear();
    let left = size;
    let price = this.nextLevel(book, side, NO_PRICE);
    while (left > 0 && price !== NO_PRICE) {
      const seen = mirrored ? PRICE_TICKS_PER_DOLLAR - price : price;
      if (buys ? seen > limit : seen < limit) break;
      const take = Math.min(left, this.sizeAt(book, side, price));
      sum.add(seen, take);
      left -= take;
      price = this.nextLevel(book, side, price);
    }
    return buys ? sum.roundUp() : sum.roundDown();
  }

  private fillCash(book: number, side: number, buys: boolean, cash: number, limit: number): Walk {
    const { sum } = this;
    const mirrored = buys !== (side === ASK);
    sum.clear();
    let price = this.nextLevel(book, side, NO_PRICE);
    while (price !== NO_PRICE) {
      const seen = mirrored ? PRICE_TICKS_PER_DOLLAR - price : price;
      if (buys ? seen > limit : seen < limit) break;
      const level = this.sizeAt(book, side, price);
      const take = Math.min(level, buys ? sum.affordable(seen, cash) : sum.needed(seen, cash));
      if (take > 0) sum.add(seen, take);
      if (take < level) break;
      price = this.nextLevel(book, side, price);
    }
    return buys ? sum.roundUp() : sum.roundDown();
  }

  /** Index in `f64` of slot 0 of one side. */
  protected sideBase(h: number, side: number): number {
    return this.i32[h + W_SLAB] + side * this.i32[h + W_SIDE_SLOTS];
  }
}
