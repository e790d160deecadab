/**
 * Whose turn it is: the market that was read longest ago, those that are asked for (no book yet, or a fresh one wanted) before all others.
 * A market on the wire or parked has no turn. All arrays are by instrument.
 */
export class PollRota {
  private readonly wanted: Uint8Array;
  private readonly isOnWire: Uint8Array;
  private readonly isUrgent: Uint8Array;
  private readonly askedUs: Float64Array;
  private readonly parkedUntilUs: Float64Array;

  /** `books`: the instruments that own a book, all of them wanted from the start. */
  constructor(
    private readonly books: readonly number[],
    size: number,
  ) {
    this.wanted = new Uint8Array(size);
    this.isOnWire = new Uint8Array(size);
    this.isUrgent = new Uint8Array(size);
    this.askedUs = new Float64Array(size);
    this.parkedUntilUs = new Float64Array(size);
    for (const book of books) this.add(book);
  }

  /** Markets that have turns, parked ones too. */
  get count(): number {
    return this.books.reduce((sum, book) => sum + this.wanted[book], 0);
  }

  isWanted(book: number): boolean {
    return this.wanted[book] === 1;
  }

  add(book: number): void {
    this.wanted[book] = 1;
    this.hurry(book);
  }

  remove(book: number): void {
    this.wanted[book] = 0;
  }

  /** Its next turn comes before all that are not in a hurry, parked or not. */
  hurry(book: number): void {
    this.isUrgent[book] = 1;
    this.parkedUntilUs[book] = 0;
  }

  park(book: number, untilUs: number): void {
    this.parkedUntilUs[book] = untilUs;
  }

  /** Returns the market whose turn it is and marks it as on the wire; −1 when none may be asked now. */
  take(nowUs: number): number {
    let first = -1;
    for (const book of this.books) {
      if (this.wanted[book] === 0 || this.isOnWire[book] === 1 || this.parkedUntilUs[book] > nowUs) continue;
      if (first < 0 || this.comesBefore(book, first)) first = book;
    }
    if (first < 0) return first;
    this.isOnWire[first] = 1;
    this.isUrgent[first] = 0;
    this.askedUs[first] = nowUs;
    return first;
  }

  /** Its answer is here. */
  done(book: number): void {
    this.isOnWire[book] = 0;
  }

  private comesBefore(one: number, other: number): boolean {
    if (this.isUrgent[one] !== this.isUrgent[other]) return this.isUrgent[one] === 1;
    return this.askedUs[one] < this.askedUs[other];
  }
}
