import { DeltaOutcome, type OrderBooks } from "@augury/book";
import type { InstrumentTable } from "@augury/model";
import {
  codeOf,
  D_BODY,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  Flag,
  levelCount,
  levelPrice,
  levelSize,
  TRUST_REASONS,
  type TrustReason,
  W_BODY,
  W_EPOCH,
  W_SEQUENCE,
} from "@augury/wire";

/** Told by the keeper when a book gains or loses trust; `code` is an index of TRUST_REASONS. */
export type TrustListener = (book: number, trusted: boolean, code: number) => void;

const CODES: Readonly<Record<TrustReason, number>> = Object.fromEntries(
  TRUST_REASONS.map((reason) => [reason, codeOf(TRUST_REASONS, reason)]),
) as Record<TrustReason, number>;

/**
 * Applies feed slots to the books and decides which books may be traded on:
 *
 * 1. A snapshot run builds a book; when it is whole, the book is trusted, unless its epoch was barred.
 * 2. A delta is applied if its epoch is the book's; one of another epoch is counted and ignored.
 * 3. A torn run, a price off the grid, a negative level or a bad group end (crossed, or another top than the venue echoes) bars the
 *    epoch: the book is distrusted and trust returns only with a higher one.
 * 4. The end of the epoch clears the book.
 */
export class BookKeeper {
  /** Deltas and levels ignored because their epoch was over or their book unknown. */
  ignored = 0;
  torn = 0;
  private readonly trusted: Uint8Array;
  /** The book's last snapshot came from polling. */
  private readonly polled: Uint8Array;
  /** The epoch that the listener believes to be trusted, 0 = none: a book renewed within its epoch is no news. */
  private readonly toldEpoch: Int32Array;
  private readonly barredEpoch: Int32Array;
  private readonly loadingEpoch: Int32Array;
  private readonly lastPrice: Int32Array;
  private readonly sequence: Uint32Array;

  constructor(
    readonly books: OrderBooks,
    readonly instruments: InstrumentTable,
    private readonly onTrust: TrustListener,
  ) {
    const count = Math.max(1, instruments.size);
    this.trusted = new Uint8Array(count);
    this.polled = new Uint8Array(count);
    this.toldEpoch = new Int32Array(count);
    this.barredEpoch = new Int32Array(count);
    this.loadingEpoch = new Int32Array(count);
    this.lastPrice = new Int32Array(count).fill(-1);
    this.sequence = new Uint32Array(count);
  }

  isTrusted(book: number): boolean {
    return this.trusted[book] === 1;
  }

  isPolled(book: number): boolean {
    return this.polled[book] === 1;
  }

  lastPriceOf(book: number): number {
    return this.lastPrice[book];
  }

  sequenceOf(book: number): number {
    return this.sequence[book];
  }

  /** Rule 1, first slot. A run that was open on the same book is torn. */
  beginSnapshot(i32: Int32Array, book: number, base: number): void {
    const epoch = i32[base + W_EPOCH];
    if (epoch <= 0) {
      this.ignored++;
      return;
    }
    if (this.loadingEpoch[book] !== 0) this.tear(book);
    if (this.toldEpoch[book] !== epoch) this.dropTrust(book, CODES.epoch_end);
    this.trusted[book] = 0;
    this.polled[book] = (i32[base] & Flag.polled) === 0 ? 0 : 1;
    if (!this.books.beginSnapshot(book, epoch, i32[base + W_BODY + 2])) {
      this.distrust(book, epoch, "off_grid");
      return;
    }
    this.loadingEpoch[book] = epoch;
    if (i32[base + W_BODY + 3] >= 0) this.lastPrice[book] = i32[base + W_BODY + 3];
  }

  /** Rule 1, levels. */
  addLevels(i32: Int32Array, f64: Float64Array, book: number, base: number): void {
    if (this.loadingEpoch[book] === 0 || this.loadingEpoch[book] !== i32[base + W_EPOCH]) {
      this.ignored++;
      return;
    }
    const side = (i32[base] & Flag.ask) === 0 ? 0 : 1;
    const count = levelCount(i32, base);
    for (let at = 0; at < count; at++) {
      // A level that does not fit shows in the counts at the end of the run.
      this.books.snapshotLevel(book, side, levelPrice(i32, base, at), levelSize(f64, base, at));
    }
  }

  /** Rule 1, last slot. Returns whether the book is live and trusted now. */
  endSnapshot(i32: Int32Array, f64: Float64Array, book: number, base: number): boolean {
    const epoch = i32[base + W_EPOCH];
    if (this.loadingEpoch[book] === 0 || this.loadingEpoch[book] !== epoch) {
      this.ignored++;
      return false;
    }
    this.loadingEpoch[book] = 0;
    const d = base >>> 1;
    if (
      !this.books.endSnapshot(
        book,
        i32[base + W_BODY],
        i32[base + W_BODY + 1],
        f64[d + D_EXCHANGE_MS],
        f64[d + D_RECEIVED_US],
      )
    ) {
      this.torn++;
      this.distrust(book, epoch, "torn_snapshot");
      return false;
    }
    this.sequence[book] = i32[base + W_SEQUENCE];
    if (epoch <= this.barredEpoch[book]) return false;
    this.trusted[book] = 1;
    if (this.toldEpoch[book] === epoch) return true;
    this.toldEpoch[book] = epoch;
    this.onTrust(book, true, CODES.snapshot);
    return true;
  }

  /** Rule 2. Returns whether the delta was applied. */
  applyDelta(i32: Int32Array, f64: Float64Array, book: number, base: number): boolean {
    const epoch = i32[base + W_EPOCH];
    if (this.books.epoch(book) !== epoch) {
      this.ignored++;
      return false;
    }
    const word = i32[base];
    const d = base >>> 1;
    const outcome = this.books.applyDelta(
      book,
      (word & Flag.ask) === 0 ? 0 : 1,
      i32[base + W_BODY],
      f64[d + D_BODY + 2],
      (word & Flag.absolute) !== 0,
    );
    if (outcome !== DeltaOutcome.applied) {
      this.distrust(book, epoch, outcome === DeltaOutcome.negativeLevel ? "negative_level" : "off_grid");
      return false;
    }
    this.sequence[book] = i32[base + W_SEQUENCE];
    this.books.touch(book, f64[d + D_EXCHANGE_MS], f64[d + D_RECEIVED_US]);
    return true;
  }

  noteTrade(book: number, price: number): void {
    this.lastPrice[book] = price;
  }

  /** Rule 4. `epoch` is the one that ended; when a newer one is there, or on its way in, this is news already known. */
  endEpoch(book: number, epoch: number): void {
    // What a dead feed left in its ring may be consumed after this: its epoch never comes to life again.
    if (epoch > this.barredEpoch[book]) this.barredEpoch[book] = epoch;
    const newest = this.loadingEpoch[book] !== 0 ? this.loadingEpoch[book] : this.books.epoch(book);
    if (newest > epoch) return;
    this.loadingEpoch[book] = 0;
    this.books.clear(book);
    this.dropTrust(book, CODES.epoch_end);
  }

  /** Rule 3: trust returns only with an epoch above this one. */
  distrust(book: number, epoch: number, reason: TrustReason): void {
    if (epoch <= this.barredEpoch[book]) return;
    this.barredEpoch[book] = epoch;
    this.toldEpoch[book] = epoch; // so that the loss is told even for a book that was still loading
    this.dropTrust(book, CODES[reason]);
  }

  private dropTrust(book: number, code: number): void {
    this.trusted[book] = 0;
    if (this.toldEpoch[book] === 0) return;
    this.toldEpoch[book] = 0;
    this.onTrust(book, false, code);
  }

  private tear(book: number): void {
    this.torn++;
    this.loadingEpoch[book] = 0;
    this.books.abandonSnapshot(book);
  }
}
