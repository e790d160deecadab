import { ASK, type BookArenaHandle, DeltaOutcome, OrderBooks } from "@augury/book";
import type { InstrumentTable } from "@augury/model";
import {
  D_BODY,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  Flag,
  levelCount,
  levelPrice,
  levelSize,
  NO_PRICE,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
} from "@augury/wire";
import { ConsumedDepth } from "./consumed-depth.ts";
import type { TakeableLevel } from "./order-bounds.ts";
import type { PaperOrder } from "./paper-order.ts";

/** What a slot did to a book. `broken`: it does not fit, and the epoch is over for us. `ignored`: of another epoch. */
export type SlotEffect = "applied" | "ignored" | "broken";

/**
 * The market as the paper venue sees it: its own books, kept from the stamped slots, less what our takers took from them. Nothing here
 * knows of resting orders.
 */
export class PaperMarket {
  private readonly books: OrderBooks;
  private readonly consumed: ConsumedDepth;
  /** The epoch of each book's last snapshot, finished or not; 0 = none is live. */
  private readonly epochs: Int32Array;
  private readonly loading: Uint8Array;
  /** The newest venue stamp seen on each book, in ms. */
  private readonly timesMs: Float64Array;

  constructor(table: InstrumentTable, arena: BookArenaHandle, consumedLevelsMax: number) {
    this.books = new OrderBooks(arena);
    this.consumed = new ConsumedDepth(this.books, table, consumedLevelsMax);
    this.epochs = new Int32Array(table.size);
    this.loading = new Uint8Array(table.size);
    this.timesMs = new Float64Array(table.size);
  }

  /** Returns the epoch of the book's last snapshot, finished or not, 0 when it has ended. */
  epoch(book: number): number {
    return this.epochs[book];
  }

  /** Returns whether a snapshot run is open on the book. */
  isLoading(book: number): boolean {
    return this.loading[book] === 1;
  }

  /** Returns the newest venue stamp seen on the book, in ms. */
  timeMs(book: number): number {
    return this.timesMs[book];
  }

  get consumedLevels(): number {
    return this.consumed.levels;
  }

  /** Returns what the venue shows at a price of the book's own side. */
  sizeAt(book: number, side: number, price: number): number {
    return this.books.sizeAt(book, side, price);
  }

  beginSnapshot(i32: Int32Array, base: number): SlotEffect {
    const book = i32[base + W_INSTRUMENT];
    const epoch = i32[base + W_EPOCH];
    if (epoch < this.epochs[book]) return "ignored";
    if (!this.books.beginSnapshot(book, epoch, i32[base + W_BODY + 2])) return "broken";
    this.epochs[book] = epoch;
    this.loading[book] = 1;
    return "applied";
  }

  addLevels(i32: Int32Array, f64: Float64Array, base: number): SlotEffect {
    const book = i32[base + W_INSTRUMENT];
    if (this.loading[book] === 0 || i32[base + W_EPOCH] !== this.epochs[book]) return "ignored";
    const count = levelCount(i32, base);
    for (let at = 0; at < count; at++) {
      // A level that does not fit shows in the counts at the end of the run.
      this.books.snapshotLevel(book, sideOf(i32[base]), levelPrice(i32, base, at), levelSize(f64, base, at));
    }
    return "applied";
  }

  endSnapshot(i32: Int32Array, f64: Float64Array, base: number): SlotEffect {
    const book = i32[base + W_INSTRUMENT];
    if (this.loading[book] === 0 || i32[base + W_EPOCH] !== this.epochs[book]) return "ignored";
    const d = base >>> 1;
    const timeMs = f64[d + D_EXCHANGE_MS];
    this.loading[book] = 0;
    const isWhole = this.books.endSnapshot(
      book,
      i32[base + W_BODY],
      i32[base + W_BODY + 1],
      timeMs,
      f64[d + D_RECEIVED_US],
    );
    if (!isWhole) return "broken";
    this.stamp(book, timeMs);
    this.consumed.onSnapshot(book);
    return "applied";
  }

  applyDelta(i32: Int32Array, f64: Float64Array, base: number): SlotEffect {
    const book = i32[base + W_INSTRUMENT];
    if (this.loading[book] === 1 || i32[base + W_EPOCH] !== this.books.epoch(book)) return "ignored";
    const word = i32[base];
    const d = base >>> 1;
    const side = sideOf(word);
    const price = i32[base + W_BODY];
    const outcome = this.books.applyDelta(book, side, price, f64[d + D_BODY + 2], (word & Flag.absolute) !== 0);
    if (outcome !== DeltaOutcome.applied) return outcome === DeltaOutcome.noSnapshot ? "ignored" : "broken";
    this.stamp(book, f64[d + D_EXCHANGE_MS]);
    this.consumed.onLevel(book, side, price);
    return "applied";
  }

  /** Drops the book: no order may be priced on it until a snapshot. */
  endEpoch(book: number): void {
    this.epochs[book] = 0;
    this.loading[book] = 0;
    this.books.clear(book);
  }

  /** Forgets what was taken from a market that has closed. */
  close(book: number): void {
    this.consumed.forget(book);
  }

  /**
   * Returns whether the order would trade at once against the book as the venue shows it: what our takers ate is still there in truth,
   * and a post-only order would cross it.
   */
  isCrossedBy(order: PaperOrder): boolean {
    const best = order.takes === ASK ? this.books.bestAsk(order.book) : this.books.bestBid(order.book);
    return best !== NO_PRICE && order.accepts(best);
  }

  /** Returns whether the order can be filled to its last unit at once. */
  canFill(order: PaperOrder): boolean {
    let missing: number = order.request.size;
    for (let price = this.next(order, NO_PRICE); price !== NO_PRICE && missing > 0; price = this.next(order, price)) {
      missing -= this.consumed.left(order.book, order.takes, price);
    }
    return missing <= 0;
  }

  /** Returns the best price at or after `from` (NO_PRICE: the best of all) that the order accepts and where something is left. */
  nextTakeable(order: PaperOrder, from: number): number {
    let price = this.next(order, from);
    while (price !== NO_PRICE && this.consumed.left(order.book, order.takes, price) === 0)
      price = this.next(order, price);
    return price;
  }

  /** Returns what the order can take now, best price first: at most `levelsMax` levels, and none of a book that is not whole. */
  takeable(order: PaperOrder, levelsMax: number): TakeableLevel[] {
    const levels: TakeableLevel[] = [];
    if (this.loading[order.book] === 1 || order.request.postOnly) return levels;
    let price = this.nextTakeable(order, NO_PRICE);
    for (; price !== NO_PRICE && levels.length < levelsMax; price = this.nextTakeable(order, price))
      levels.push({ price, size: this.consumed.left(order.book, order.takes, price) });
    return levels;
  }

  /** Takes up to `size` from one level and returns how much that was. */
  take(order: PaperOrder, price: number, size: number): number {
    const taken = Math.min(size, this.consumed.left(order.book, order.takes, price));
    if (taken > 0) this.consumed.take(order.book, order.takes, price, taken);
    return taken;
  }

  private next(order: PaperOrder, from: number): number {
    const price = this.books.nextLevel(order.book, order.takes, from);
    return price !== NO_PRICE && order.accepts(price) ? price : NO_PRICE;
  }

  private stamp(book: number, timeMs: number): void {
    if (timeMs > this.timesMs[book]) this.timesMs[book] = timeMs;
  }
}

function sideOf(word: number): number {
  return (word & Flag.ask) === 0 ? 0 : ASK;
}
