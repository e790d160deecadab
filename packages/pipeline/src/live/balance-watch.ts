import type { Result } from "@augury/core";
import type { AccountHoldings, HoldingsRefusal, InstrumentTable, LiveAdapter, VenueName } from "@augury/model";
import type { AccountBook, Difference } from "./account-book.ts";
import type { OpeningFile } from "./opening-file.ts";

/** What a watch needs of its desk. Times in µs unless they say otherwise. */
export interface BalanceWatchOptions {
  readonly venue: VenueName;
  readonly table: InstrumentTable;
  readonly book: AccountBook;
  readonly opening: OpeningFile;
  readonly readHoldings: LiveAdapter["readHoldings"];
  /** Whether no order's outcome is open. */
  readonly isReconciled: () => boolean;
  /** Orders of ours that have not ended. */
  readonly openCount: () => number;
  /** Trades since then may be news to decision, in ms. */
  readonly tradesSinceMs: () => number;
  readonly nowUs: () => number;
  readonly say: (level: "audit" | "warn", what: string, detail: string) => void;
  /** Told after each reading. */
  readonly changed: () => void;
}

/** Balances are compared so often, and soon again after an answer that proves nothing or a difference. */
const COMPARE_US = 60_000_000;
const AGAIN_US = 2_000_000;
/** While something still settles, which costs no request. */
const POLL_US = 250_000;
/** Of the instruments that the account holds nothing of, so many are compared in turn. */
const COMPARED_IN_TURN = 20;
/** The trades of so long are read with each comparison. */
const COMPARE_WINDOW_MS = 3_600_000;
/** Of readings that fail one after the other, one of so many is told. */
const FAILURES_PER_NOTE = 30;

/**
 * Opens the account and compares it (see {@link AccountBook}): complete readings alone count, and only while nothing of ours waits for its
 * settlement. Every difference is listed. One that two readings in a row agree on is healed: the venue's word is taken, and that is told for
 * the audit. Until then {@link agrees} is false.
 */
export class BalanceWatch {
  /** Balances agree, since the account's stream came up. */
  agrees = false;
  private dueUs = 0;
  private isReading = false;
  private suspected = "";
  private turn = 0;
  private failures = 0;

  constructor(private readonly options: BalanceWatchOptions) {}

  get nextDueUs(): number {
    return this.isReading ? Number.POSITIVE_INFINITY : this.dueUs;
  }

  /** The account's stream went up or down: whatever happened meanwhile shows in the balances. */
  doubt(nowUs: number): void {
    this.agrees = false;
    this.dueUs = nowUs;
  }

  onTime(nowUs: number): void {
    if (nowUs < this.nextDueUs) return;
    if (this.isStill()) void this.read();
    else this.dueUs = nowUs + POLL_US;
  }

  private isStill(): boolean {
    const { book, isReconciled, openCount } = this.options;
    return isReconciled() && (book.isOpen || openCount() === 0) && book.ledger.pendingCount === 0;
  }

  private async read(): Promise<void> {
    const { book, changed, nowUs, readHoldings, tradesSinceMs } = this.options;
    this.isReading = true;
    const sinceMs = book.isOpen ? Math.floor(nowUs() / 1000) - COMPARE_WINDOW_MS : tradesSinceMs();
    const read = await readHoldings({ instruments: this.wanted(), sinceMs });
    this.isReading = false;
    this.dueUs = nowUs() + this.take(read, sinceMs);
    changed();
  }

  /** Takes a reading, and returns after how long to read again. */
  private take(read: Result<AccountHoldings, HoldingsRefusal>, sinceMs: number): number {
    if (!read.ok) {
      if (this.failures++ % FAILURES_PER_NOTE === 0 && !this.agrees)
        this.options.say("warn", "account not read", read.error.message);
      return AGAIN_US;
    }
    this.failures = 0;
    if (!this.options.isReconciled()) return POLL_US;
    const { book } = this.options;
    if (!book.isOpen) this.open(read.value, sinceMs);
    for (const trade of read.value.trades) book.observe(trade);
    return book.ledger.pendingCount > 0 ? POLL_US : this.compare(read.value);
  }

  private open(holdings: AccountHoldings, sinceMs: number): void {
    const { book, opening, say } = this.options;
    const before = opening.read();
    // Written first: an executor that dies in between leaves decision without money, never with twice of it.
    if (!before) opening.write({ sinceMs, tradeIds: holdings.trades.map(({ id }) => id) });
    book.open(holdings, sinceMs, before);
    const held = holdings.positions.filter(({ size }) => size !== 0).length;
    const detail = `$${(holdings.cash / 1e6).toFixed(2)} and ${held} positions; ${holdings.trades.length} trades are in them`;
    say("audit", before ? "account taken over" : "account opened", detail);
  }

  private compare(holdings: AccountHoldings): number {
    const { book, say } = this.options;
    const differences = book.compare(holdings);
    this.agrees = differences.length === 0;
    if (this.agrees) {
      this.suspected = "";
      return COMPARE_US;
    }
    const said = JSON.stringify(differences);
    if (said !== this.suspected) {
      this.suspected = said;
      say("warn", "balances differ", this.wordsOf(differences));
      return AGAIN_US;
    }
    book.heal(differences, holdings);
    say("audit", "balances taken over from the venue", this.wordsOf(differences));
    this.suspected = "";
    return 0;
  }

  private wordsOf(differences: readonly Difference[]): string {
    return differences
      .map(({ instrument, ours, theirs }) => {
        const name = instrument === undefined ? "cash" : (this.options.table.at(instrument)?.venueId ?? "?");
        return `${name}: ours ${ours / 1e6}, the venue's ${theirs / 1e6}`;
      })
      .join("; ");
  }

  /** What the account holds, and some of the rest in turn; all of it before the account is open. */
  private wanted(): number[] {
    const { book } = this.options;
    const all = book.instruments();
    if (!book.isOpen) return all;
    const held = book.heldInstruments();
    const rest = all.filter((instrument) => !held.includes(instrument));
    const from = this.turn < rest.length ? this.turn : 0;
    this.turn = from + COMPARED_IN_TURN;
    return [...held, ...rest.slice(from, this.turn)];
  }
}
