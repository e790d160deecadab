import { MirrorCheck, type OrderBooks } from "@augury/book";
import type { InstrumentTable } from "@augury/model";
import { D_EXCHANGE_MS, SlotKind, W_INSTRUMENT, W_KIND } from "@augury/wire";

/**
 * Compares both outcomes' books level by level, whenever both stand at the same venue time and one is about to leave it: within a
 * timestamp group one side leads.
 */
export class MirrorCensus {
  compared = 0;
  /** Levels on which the two books of a market differed, over all comparisons. */
  differences = 0;
  private readonly mirrors: MirrorCheck;

  constructor(
    private readonly books: OrderBooks,
    instruments: InstrumentTable,
  ) {
    this.mirrors = new MirrorCheck(books, instruments);
  }

  /** Call with each slot before it is applied; returns the number of levels that differ now. */
  before(i32: Int32Array, f64: Float64Array, base: number): number {
    const kind = i32[base + W_KIND] & 0xff;
    const isBook = kind === SlotKind.snapshotBegin || kind === SlotKind.bookDelta || kind === SlotKind.epochEnd;
    if (!isBook) return 0;
    const book = i32[base + W_INSTRUMENT];
    const mirror = this.mirrors.mirrorBook(book);
    const { books } = this;
    if (mirror < 0 || !books.hasBook(book) || !books.hasBook(mirror)) return 0;
    const timeMs = books.exchangeTimeMs(book);
    const isLeaving = kind !== SlotKind.bookDelta || f64[(base >>> 1) + D_EXCHANGE_MS] !== timeMs;
    if (!isLeaving || books.exchangeTimeMs(mirror) !== timeMs) return 0;
    this.compared++;
    const differences = this.mirrors.differences(book);
    this.differences += differences;
    return differences;
  }
}
