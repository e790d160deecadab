import { NO_PRICE } from "@augury/wire";
import type { BookReads } from "./book-reads.ts";

/** What a book looked like when its timestamp group ended. `none`: no group ended, or the book is gone. */
export const Judgment = { none: 0, sound: 1, crossed: 2, locked: 3, bestMismatch: 4 } as const;
export type Judgment = (typeof Judgment)[keyof typeof Judgment];

/** "The venue said nothing about its best price", where NO_PRICE says that the side is empty. */
export const NO_ECHO = -2;

/**
 * Decides when a timestamp group of a book has ended, and judges the book then. Events of one venue time are one step of the venue's
 * engine: in between a book may be crossed, locked or at odds with the best prices that the venue echoes, and means nothing by it
 * (polymarket.md section 9). A group ends with the book's next event of another time, or when it has been quiet for a while.
 *
 * 1. Call {@link observe} with each event of a book *before* applying it; it returns the judgment of the group that this ends.
 * 2. Call {@link quiet} from a timer; it judges the groups that nothing followed.
 */
export class GroupJudge {
  private readonly groupQuietUs: number;
  private readonly exchangeTimeMs: Float64Array;
  private readonly receivedTimeUs: Float64Array;
  private readonly echoedBid: Int32Array;
  private readonly echoedAsk: Int32Array;
  /** Books with an open group, packed, and where each stands in the list (−1 = closed). */
  private readonly open: Int32Array;
  private readonly place: Int32Array;
  private openCount = 0;

  constructor(
    private readonly books: BookReads,
    options: { readonly groupQuietUs: number },
  ) {
    const count = books.books;
    this.groupQuietUs = options.groupQuietUs;
    this.exchangeTimeMs = new Float64Array(count);
    this.receivedTimeUs = new Float64Array(count);
    this.echoedBid = new Int32Array(count);
    this.echoedAsk = new Int32Array(count);
    this.open = new Int32Array(count);
    this.place = new Int32Array(count).fill(-1);
  }

  /**
   * Notes an event that is about to be applied to `book`, with the best prices that the venue echoes in it (NO_ECHO without one).
   * Returns the judgment of the group that it ends, `none` when it belongs to the open one.
   */
  observe(
    book: number,
    exchangeTimeMs: number,
    receivedTimeUs: number,
    echoedBid: number,
    echoedAsk: number,
  ): Judgment {
    let judgment: Judgment = Judgment.none;
    if (this.place[book] < 0) this.begin(book);
    else if (this.exchangeTimeMs[book] !== exchangeTimeMs) judgment = this.judge(book);
    this.exchangeTimeMs[book] = exchangeTimeMs;
    this.receivedTimeUs[book] = receivedTimeUs;
    // The last entry of a group echoes the book after the whole group.
    this.echoedBid[book] = echoedBid;
    this.echoedAsk[book] = echoedAsk;
    return judgment;
  }

  /** Ends every group whose last event is more than `groupQuietUs` old and hands its judgment to `visit`. */
  quiet(nowUs: number, visit: (book: number, judgment: Judgment) => void): void {
    for (let at = this.openCount - 1; at >= 0; at--) {
      const book = this.open[at];
      if (nowUs - this.receivedTimeUs[book] <= this.groupQuietUs) continue;
      this.forget(book);
      visit(book, this.judge(book));
    }
  }

  /** Drops the open group of a book unjudged: its epoch ended, or a snapshot is about to replace it. */
  forget(book: number): void {
    const at = this.place[book];
    if (at < 0) return;
    const last = this.open[--this.openCount];
    this.open[at] = last;
    this.place[last] = at;
    this.place[book] = -1;
  }

  /** Books whose group is open. */
  get openGroups(): number {
    return this.openCount;
  }

  private begin(book: number): void {
    this.place[book] = this.openCount;
    this.open[this.openCount++] = book;
  }

  private judge(book: number): Judgment {
    const { books } = this;
    if (!books.hasBook(book)) return Judgment.none;
    const bid = books.bestBid(book);
    const ask = books.bestAsk(book);
    if (bid !== NO_PRICE && ask !== NO_PRICE && bid >= ask) return bid > ask ? Judgment.crossed : Judgment.locked;
    return matches(this.echoedBid[book], bid) && matches(this.echoedAsk[book], ask)
      ? Judgment.sound
      : Judgment.bestMismatch;
  }
}

function matches(echo: number, best: number): boolean {
  return echo === NO_ECHO || echo === best;
}
