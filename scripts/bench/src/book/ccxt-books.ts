import type { BookFlow } from "./book-flow.ts";
import type { BookSet, Level } from "./book-set.ts";
import { type CcxtBook, createCcxtBook } from "./ccxt-polymarket.ts";

/** ccxt's OrderBook class: sorted arrays with a Float64Array index. */
export class CcxtBooks implements BookSet {
  readonly name = "ccxt 4.5.84 OrderBook";
  private readonly books: readonly CcxtBook[];

  constructor(books: number) {
    this.books = Array.from({ length: books }, createCcxtBook);
  }

  clear(): void {
    for (const book of this.books) book.reset({ bids: [], asks: [] });
  }

  apply(book: number, side: number, price: number, size: number): void {
    const { bids, asks } = this.books[book];
    (side === 0 ? bids : asks).storeArray([price, size]);
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
    this.books[book].reset({ bids, asks });
  }

  bestBid(book: number): number {
    return this.books[book].bids[0]?.[0] ?? -1;
  }

  bestAsk(book: number): number {
    return this.books[book].asks[0]?.[0] ?? -1;
  }
}
