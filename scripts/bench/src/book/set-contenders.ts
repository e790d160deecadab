import type { Contender } from "../measure/hot-rounds.ts";
import type { BookFlow } from "./book-flow.ts";
import type { BookSet, Level } from "./book-set.ts";

/** Applies a flow, change by change, and reads both best prices after each. */
export class DeltaContender implements Contender {
  private at = 0;
  private sum = 0;

  constructor(
    private readonly set: BookSet,
    private readonly flow: BookFlow,
    private readonly perBatch: number,
  ) {}

  get name(): string {
    return this.set.name;
  }

  begin(): void {
    this.at = 0;
    this.set.clear();
    for (const { book, side, price, size } of this.flow.seeds) this.set.apply(book, side, price, size);
  }

  batch(): number {
    this.sum += this.set.play(this.flow, this.at, this.perBatch);
    return this.perBatch;
  }

  settle(): number {
    const { sum } = this;
    this.sum = 0;
    this.at = (this.at + this.perBatch) % (this.flow.book.length - this.perBatch);
    return sum;
  }
}

/** Replaces whole books of the flow's first levels, one after the other. */
export class SnapshotContender implements Contender {
  private readonly sides: readonly { readonly bids: readonly Level[]; readonly asks: readonly Level[] }[];
  private next = 0;
  private sum = 0;

  constructor(
    private readonly set: BookSet,
    private readonly flow: BookFlow,
    private readonly perBatch: number,
  ) {
    // Every contender gets levels of its own: ccxt keeps the arrays that it is given.
    const levels = (book: number, wanted: number): Level[] =>
      flow.seeds
        .filter((seed) => seed.book === book && seed.side === wanted)
        .map(({ price, size }): Level => [price, size]);
    this.sides = Array.from({ length: flow.books }, (_, book) => ({ bids: levels(book, 0), asks: levels(book, 1) }));
  }

  get name(): string {
    return this.set.name;
  }

  begin(): void {
    this.next = 0;
    this.set.clear();
  }

  batch(): number {
    const { flow, perBatch, set, sides } = this;
    for (let i = 0; i < perBatch; i++) {
      const book = this.next;
      this.next = this.next + 1 === flow.books ? 0 : this.next + 1;
      set.load(book, sides[book].bids, sides[book].asks);
      this.sum += set.bestBid(book) + set.bestAsk(book);
    }
    return perBatch;
  }

  settle(): number {
    const { sum } = this;
    this.sum = 0;
    return sum;
  }
}
