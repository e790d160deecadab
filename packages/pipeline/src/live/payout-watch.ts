import type { InstrumentTable, LiveAdapter, VenueName } from "@augury/model";
import type { AccountBook } from "./account-book.ts";
import type { OpeningFile } from "./opening-file.ts";

/** What a watch needs of its desk. Times in µs. */
export interface PayoutWatchOptions {
  readonly venue: VenueName;
  readonly table: InstrumentTable;
  readonly book: AccountBook;
  readonly opening: OpeningFile;
  readonly readPayouts: NonNullable<LiveAdapter["readPayouts"]>;
  readonly nowUs: () => number;
  readonly say: (level: "info" | "audit" | "warn", what: string, detail: string) => void;
  readonly alarm: (what: string, about: string) => void;
  /** A market has ended that was not known to have: balances may show more of it. */
  readonly changed: () => void;
}

/** The venue is asked so often, and soon again when it did not answer. */
const ASK_US = 60_000_000;
const AGAIN_US = 2_000_000;
/** Of questions that fail one after the other, one of so many is told. */
const FAILURES_PER_NOTE = 30;

/**
 * Finds out which markets have ended and tells the {@link AccountBook}, where what is held has to be redeemed:
 *
 * 1. The market's stream tells it at once, but leaves markets out (polymarket.md section 9): every minute the venue is asked of everything that
 *    is held or was ended by the stream alone, and before the account is open of everything there is.
 * 2. What the stream says counts until the venue itself answers otherwise. Then the venue is right, and that is noted for the audit.
 * 3. What decision has been told is on the disk: an executor that takes over knows it before the venue answers.
 */
export class PayoutWatch {
  private readonly known = new Map<number, number>();
  /** Told by the stream, or to an executor before this one, and not by the venue's own answer yet. */
  private readonly unconfirmed = new Set<number>();
  private dueUs = 0;
  private isAsking = false;
  /** Somebody wants a question that is asked after the one that is on its way. */
  private isWantedAgain = false;
  private answeredUs = Number.NEGATIVE_INFINITY;
  private failures = 0;

  constructor(private readonly options: PayoutWatchOptions) {
    const { opening, table, venue } = options;
    for (const [venueId, payout] of Object.entries(opening.read()?.payouts ?? {})) {
      const instrument = table.find(venue, venueId);
      if (!instrument) continue;
      this.known.set(instrument.index, payout);
      this.unconfirmed.add(instrument.index);
    }
  }

  /** What contracts of ended markets pay, in PriceTicks by instrument. */
  get payouts(): ReadonlyMap<number, number> {
    return this.known;
  }

  get nextDueUs(): number {
    return this.isAsking ? Number.POSITIVE_INFINITY : this.dueUs;
  }

  /** Whether the venue may still say that a market pays otherwise than was told. */
  get mayBeCorrected(): boolean {
    return this.unconfirmed.size > 0;
  }

  /** Whether the venue has answered a question that was asked no earlier than then. */
  hasAnsweredSince(us: number): boolean {
    return this.answeredUs >= us;
  }

  /** Asks without waiting for the next minute. */
  askSoon(nowUs: number): void {
    this.dueUs = Math.min(this.dueUs, nowUs);
    this.isWantedAgain = this.isAsking;
  }

  onTime(nowUs: number): void {
    if (nowUs >= this.nextDueUs) void this.ask(nowUs);
  }

  /** The market's stream says that a market has ended; `payout` is left out where it does not say with what result. */
  onStream(instrument: number, payout: number | undefined): void {
    if (payout === undefined) this.askSoon(this.options.nowUs());
    else if (!this.known.has(instrument)) {
      this.unconfirmed.add(instrument);
      this.take(instrument, payout);
    }
  }

  private async ask(askedUs: number): Promise<void> {
    const { book, nowUs, readPayouts, say } = this.options;
    this.isAsking = true;
    this.isWantedAgain = false;
    const wanted = book.isOpen ? [...new Set([...book.endable(), ...this.unconfirmed])] : book.instruments();
    const read = await readPayouts(wanted);
    this.isAsking = false;
    if (!read.ok) {
      if (this.failures++ % FAILURES_PER_NOTE === 0) say("warn", "ended markets not read", read.error);
      this.dueUs = nowUs() + AGAIN_US;
      return;
    }
    this.failures = 0;
    this.answeredUs = askedUs;
    this.dueUs = nowUs() + (this.isWantedAgain ? 0 : ASK_US);
    for (const { instrument, payout } of read.value) {
      this.unconfirmed.delete(instrument);
      if (this.known.get(instrument) !== payout) this.take(instrument, payout);
    }
  }

  private take(instrument: number, payout: number): void {
    const { book, changed, say } = this.options;
    const before = this.known.get(instrument);
    this.known.set(instrument, payout);
    this.remember();
    if (!book.isOpen) return;
    book.endMarket(instrument, payout);
    const { cash, contracts } = book.ledger.redeemable(instrument);
    const detail = `${this.nameOf(instrument)} pays ${payout / 10_000}: $${cash / 1e6} are due for ${contracts / 1e6} contracts`;
    if (before !== undefined) say("audit", "payout corrected", `${detail}; it was said to pay ${before / 10_000}`);
    else if (contracts !== 0) say("info", "market ended", detail);
    changed();
  }

  /** Before decision is told: whoever takes over must not take the claim for a position. */
  private remember(): void {
    const payouts = Object.fromEntries([...this.known].map(([at, payout]) => [this.nameOf(at), payout]));
    try {
      this.options.opening.notePayouts(payouts);
    } catch (error) {
      this.options.alarm("the end of a market could not be written down", String(error));
    }
  }

  private nameOf(instrument: number): string {
    return this.options.table.at(instrument)?.venueId ?? "?";
  }
}
