import { GroupJudge, Judgment, MirrorCheck, NO_ECHO, type OrderBooks } from "@augury/book";
import type { InstrumentTable } from "@augury/model";
import { D_EXCHANGE_MS, D_RECEIVED_US, Flag, type TrustReason, W_BODY, W_EPOCH } from "@augury/wire";
import type { BookKeeper } from "./book-keeper.ts";

/** How group ends were judged so far. */
export interface GroupCounts {
  sound: number;
  crossed: number;
  locked: number;
  bestMismatch: number;
  mirrorMismatch: number;
}

/**
 * Judges books at the ends of their timestamp groups and bars those that are wrong: crossed, another top than the venue echoes, or
 * another top than the mirror's. A locked book is legal for a moment on a venue that matches in batches: it is counted.
 */
export class GroupWatch {
  readonly counts: GroupCounts = { sound: 0, crossed: 0, locked: 0, bestMismatch: 0, mirrorMismatch: 0 };
  private readonly judge: GroupJudge;
  private readonly mirrors: MirrorCheck;

  constructor(
    private readonly books: OrderBooks,
    private readonly keeper: BookKeeper,
    instruments: InstrumentTable,
    groupQuietUs: number,
  ) {
    this.judge = new GroupJudge(books, { groupQuietUs });
    this.mirrors = new MirrorCheck(books, instruments);
  }

  /** Call before a delta is applied: it may end its book's group. */
  before(i32: Int32Array, f64: Float64Array, book: number, base: number): void {
    if (!this.books.hasBook(book) || this.books.epoch(book) !== i32[base + W_EPOCH]) return;
    const echoes = (i32[base] & Flag.hasBest) !== 0;
    const d = base >>> 1;
    const judgment = this.judge.observe(
      book,
      f64[d + D_EXCHANGE_MS],
      f64[d + D_RECEIVED_US],
      echoes ? i32[base + W_BODY + 1] : NO_ECHO,
      echoes ? i32[base + W_BODY + 2] : NO_ECHO,
    );
    if (judgment !== Judgment.none) this.act(book, judgment);
  }

  /** Judges groups that nothing followed; call from the timer. */
  quiet(nowUs: number): void {
    this.judge.quiet(nowUs, this.act);
  }

  /** Drops a book's open group: its epoch ended, or a snapshot replaced it. */
  forget(book: number): void {
    this.judge.forget(book);
  }

  private readonly act = (book: number, judgment: Judgment): void => {
    const { counts } = this;
    switch (judgment) {
      case Judgment.sound:
        counts.sound++;
        this.checkMirror(book);
        return;
      case Judgment.locked:
        counts.locked++;
        return;
      case Judgment.crossed:
        counts.crossed++;
        this.bar(book, "crossed");
        return;
      case Judgment.bestMismatch:
        counts.bestMismatch++;
        this.bar(book, "best_mismatch");
        return;
      default:
    }
  };

  private checkMirror(book: number): void {
    if (this.mirrors.bestAgrees(book)) return;
    this.counts.mirrorMismatch++;
    this.bar(book, "mirror_mismatch");
    this.bar(this.mirrors.mirrorBook(book), "mirror_mismatch");
  }

  private bar(book: number, reason: TrustReason): void {
    this.keeper.distrust(book, this.books.epoch(book), reason);
  }
}
