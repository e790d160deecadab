import { createBookArena, OrderBooks } from "@augury/book";
import { type BookFlow, STEP } from "./book-flow.ts";

/** Many books behind one face: ours and the rivals'. Prices in PriceTicks; best prices are −1 on an empty side. */
export interface BookSet {
  readonly name: string;
  /** Makes all books empty. */
  clear(): void;
  apply(book: number, side: number, price: number, size: number): void;
  /**
   * Applies `count` changes of a flow and reads both best prices after each; returns their sum. Each set has this loop to itself: shared,
   * the compiler could inline none of them.
   */
  play(flow: BookFlow, from: number, count: number): number;
  /** Replaces a book by these levels, best first per side. */
  load(book: number, bids: readonly Level[], asks: readonly Level[]): void;
  bestBid(book: number): number;
  bestAsk(book: number): number;
}

/** Price and size: the shape in which ccxt wants its levels. */
export type Level = [price: number, size: number];

const BID = 0;
const BYTES_PER_BOOK = 128 + 16 * (10_000 / STEP + 5);

/** Ours: dense books in one shared arena. */
export class ArenaBooks implements BookSet {
  readonly name = "our dense books in a shared arena";
  private readonly inner: OrderBooks;

  constructor(private readonly books: number) {
    this.inner = new OrderBooks(createBookArena({ books, bytesMax: 64 + books * BYTES_PER_BOOK }));
  }

  clear(): void {
    for (let book = 0; book < this.books; book++) this.load(book, [], []);
  }

  apply(book: number, side: number, price: number, size: number): void {
    this.inner.applyDelta(book, side, price, size, true);
  }

  play(flow: BookFlow, from: number, count: number): number {
    let sum = 0;
    for (let i = from; i < from + count; i++) {
      const book = flow.book[i];
      this.apply(book, flow.side[i], flow.price[i], flow.size[i]);
      sum += this.bestBid(book) + this.bestAsk(book);
    }
    return sum;
  }

  load(book: number, bids: readonly Level[], asks: readonly Level[]): void {
    const { inner } = this;
    inner.beginSnapshot(book, 1, STEP);
    for (let at = 0; at < bids.length; at++) inner.snapshotLevel(book, 0, bids[at][0], bids[at][1]);
    for (let at = 0; at < asks.length; at++) inner.snapshotLevel(book, 1, asks[at][0], asks[at][1]);
    inner.endSnapshot(book, bids.length, asks.length, 0, 0);
  }

  bestBid(book: number): number {
    return this.inner.bestBid(book);
  }

  bestAsk(book: number): number {
    return this.inner.bestAsk(book);
  }
}

interface MapSide {
  readonly levels: Map<number, number>;
  best: number;
}

/** A Map per side with the best price cached, and searched for anew when its level goes: a careful plain book. */
export class CachedMapBooks implements BookSet {
  readonly name = "Map, best price cached";
  private readonly sides: readonly MapSide[];

  constructor(books: number) {
    this.sides = Array.from({ length: books * 2 }, () => ({ levels: new Map<number, number>(), best: -1 }));
  }

  clear(): void {
    for (const side of this.sides) {
      side.levels.clear();
      side.best = -1;
    }
  }

  apply(book: number, side: number, price: number, size: number): void {
    const half = this.sides[book * 2 + side];
    if (size > 0) {
      half.levels.set(price, size);
      if (half.best < 0 || (side === BID ? price > half.best : price < half.best)) half.best = price;
    } else if (half.levels.delete(price) && price === half.best) half.best = scanBest(half.levels, side);
  }

  play(flow: BookFlow, from: number, count: number): number {
    let sum = 0;
    for (let i = from; i < from + count; i++) {
      const book = flow.book[i];
      this.apply(book, flow.side[i], flow.price[i], flow.size[i]);
      sum += this.bestBid(book) + this.bestAsk(book);
    }
    return sum;
  }

  load(book: number, bids: readonly Level[], asks: readonly Level[]): void {
    this.loadSide(book, BID, bids);
    this.loadSide(book, 1, asks);
  }

  bestBid(book: number): number {
    return this.sides[book * 2].best;
  }

  bestAsk(book: number): number {
    return this.sides[book * 2 + 1].best;
  }

  private loadSide(book: number, side: number, levels: readonly Level[]): void {
    const half = this.sides[book * 2 + side];
    half.levels.clear();
    half.best = -1;
    for (const [price, size] of levels) this.apply(book, side, price, size);
  }
}

/** Returns the best price of a Map side by looking at all of it, −1 when it is empty. */
export function scanBest(levels: ReadonlyMap<number, number>, side: number): number {
  let best = -1;
  for (const price of levels.keys()) if (best < 0 || (side === BID ? price > best : price < best)) best = price;
  return best;
}
