import type { LedgerNotices } from "@augury/engine";

/** Remembers since when each book is trusted, and adds up the fills, from what main's ledger tells. */
export class TrustWatch {
  fills = 0;
  /** SizeMicros, bought and sold together. */
  filledSize = 0;
  private readonly sinceUs = new Map<number, number>();

  readonly notices: LedgerNotices = {
    trust: (book, trusted, _reason, timeUs) => {
      if (trusted) this.sinceUs.set(book, timeUs);
      else this.sinceUs.delete(book);
    },
    fill: ({ size }) => {
      this.fills++;
      this.filledSize += size;
    },
  };

  /** Returns when a book became trusted last, in µs; 0 when it is not. */
  trustedSinceUs(book: number): number {
    return this.sinceUs.get(book) ?? 0;
  }
}
