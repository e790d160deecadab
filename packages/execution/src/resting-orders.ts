import type { PaperOrder } from "./paper-order.ts";

const NONE: readonly PaperOrder[] = [];

/** The orders that rest at the venue, by book, each list in the order in which a trade meets them: better price first, then older. */
export class RestingOrders {
  private readonly lists: PaperOrder[][];

  constructor(books: number) {
    this.lists = Array.from({ length: books }, () => []);
  }

  /** Returns the orders on one book, both sides. The list is live. */
  of(book: number): readonly PaperOrder[] {
    return this.lists[book] ?? NONE;
  }

  add(order: PaperOrder): void {
    const list = this.lists[order.book];
    const at = list.findIndex((other) => other.rests === order.rests && order.isBetterThan(other));
    list.splice(at < 0 ? list.length : at, 0, order);
  }

  remove(order: PaperOrder): void {
    const list = this.lists[order.book];
    const at = list.indexOf(order);
    if (at >= 0) list.splice(at, 1);
  }
}
