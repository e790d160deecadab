import { VENUE_NAMES } from "@augury/model";

/**
 * Books that a frame touched, each once. A frame is several slots, and frames of two venues may interleave in the total order, so
 * there is one open list per venue; strategies are asked only when the frame is whole, because between its slots a book may look crossed.
 */
export class TouchedBooks {
  /** Books completed by the current input; the first `doneCount` count. */
  readonly done: Int32Array;
  doneCount = 0;
  private readonly open: readonly Int32Array[];
  private readonly openCount = new Int32Array(VENUE_NAMES.length);
  private readonly isOpen: Uint8Array;

  constructor(instruments: number) {
    const count = Math.max(1, instruments);
    this.done = new Int32Array(count);
    this.open = VENUE_NAMES.map(() => new Int32Array(count));
    this.isOpen = new Uint8Array(count);
  }

  /** Forgets what the last input completed. */
  begin(): void {
    this.doneCount = 0;
  }

  /** Notes a book of the venue's current frame. */
  add(venue: number, book: number): void {
    if (this.isOpen[book] === 1) return;
    this.isOpen[book] = 1;
    this.open[venue][this.openCount[venue]++] = book;
  }

  /** The venue's frame is whole. */
  endFrame(venue: number): void {
    const books = this.open[venue];
    for (let at = 0; at < this.openCount[venue]; at++) {
      this.isOpen[books[at]] = 0;
      this.finish(books[at]);
    }
    this.openCount[venue] = 0;
  }

  /** Completes one book outside any frame. */
  finish(book: number): void {
    this.done[this.doneCount++] = book;
  }
}
