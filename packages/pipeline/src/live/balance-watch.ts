import type { Result } from "@augury/core";
import type { AccountHoldings, HoldingsRefusal, InstrumentTable, LiveAdapter, VenueName } from "@augury/model";
import type { AccountBook, Difference, Redeemed } from "./account-book.ts";
import type { OpeningFile } from "./opening-file.ts";
import type { PayoutWatch } from "./payout-watch.ts";

/** What a watch needs of its desk. Times in µs unless they say otherwise. */
export interface BalanceWatchOptions {
  readonly venue: VenueName;
  readonly table: InstrumentTable;
  readonly book: AccountBook;
  readonly opening: OpeningFile;
  /** Which markets have ended, where what is held of them has to be redeemed. */
  readonly payouts: PayoutWatch | undefined;
  readonly readHoldings: LiveAdapter["readHoldings"];
  /** Whether no order's outcome is open. */
  readonly isReconciled: () => boolean;
  /** Orders of ours that have not ended. */
  readonly openCount: () => number;
  /** Trades since then may be news to decision, in ms. */
  readonly tradesSinceMs: () => number;
  readonly nowUs: () => number;
  readonly say: (level: "info" | "audit" | "warn", what: string, detail: string) => void;
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
/** Of the claims whose cash is due, and of what differs, so many cached balances are looked at anew in turn: the venue does 50 in 10 s. */
const REFRESHED_IN_TURN = 8;
/** What differs may be a redemption: so long the venue may take to say that a market has ended, or how. */
const REDEMPTION_WAIT_US = 30_000_000;
/** The trades of so long are read with each comparison. */
const COMPARE_WINDOW_MS = 3_600_000;
/** Of readings that fail one after the other, one of so many is told. */
const FAILURES_PER_NOTE = 30;

/** A difference that a second reading has to agree on. */
interface Suspicion {
  readonly said: string;
  readonly differences: readonly Difference[];
  readonly sinceUs: number;
  /** Claims whose cached balances have been looked at anew since. */
  refreshed: number;
  isTold: boolean;
}

/**
 * Opens the account and compares it (see {@link AccountBook}): complete readings alone count, and only while nothing of ours waits for its
 * settlement. What is gone of an ended market has been redeemed, which is no difference. Every difference is listed. One that two readings in a
 * row agree on is healed: the venue's word is taken, and that is told for the audit. Until then {@link agrees} is false. What may be a
 * redemption waits for half a minute: the balances may show one before anybody says how the market has ended.
 */
export class BalanceWatch {
  /** Balances agree, since the account's stream came up. */
  agrees = false;
  private dueUs = 0;
  private isReading = false;
  private suspicion: Suspicion | undefined;
  private turn = 0;
  private refreshTurn = 0;
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

  /** The balances may show something new: looks soon, and doubts nothing. */
  look(nowUs: number): void {
    this.dueUs = Math.min(this.dueUs, nowUs);
  }

  onTime(nowUs: number): void {
    if (nowUs < this.nextDueUs) return;
    if (this.isStill()) void this.read();
    else this.dueUs = nowUs + POLL_US;
  }

  private isStill(): boolean {
    const { book, isReconciled, openCount, payouts } = this.options;
    if (!isReconciled() || book.ledger.pendingCount > 0) return false;
    return book.isOpen || (openCount() === 0 && payouts?.hasAnsweredSince(0) !== false);
  }

  private async read(): Promise<void> {
    const { book, changed, nowUs, readHoldings, tradesSinceMs } = this.options;
    this.isReading = true;
    const sinceMs = book.isOpen ? Math.floor(nowUs() / 1000) - COMPARE_WINDOW_MS : tradesSinceMs();
    const stale = this.stale();
    const instruments = [...new Set([...this.wanted(), ...stale])];
    const read = await readHoldings({ instruments, sinceMs, stale });
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
    if (book.ledger.pendingCount > 0) return POLL_US;
    const redeemed = book.redeem(read.value);
    if (redeemed.length > 0) this.options.say("info", "redeemed", this.wordsOfRedeemed(redeemed));
    return this.compare(read.value, redeemed.length > 0);
  }

  private open(holdings: AccountHoldings, sinceMs: number): void {
    const { book, opening, say, table } = this.options;
    const payouts = this.options.payouts?.payouts ?? new Map<number, number>();
    const before = opening.read();
    const named = Object.fromEntries([...payouts].map(([at, payout]) => [table.at(at)?.venueId ?? "", payout]));
    // Written first: an executor that dies in between leaves decision without money, never with twice of it.
    if (!before) opening.write({ sinceMs, tradeIds: holdings.trades.map(({ id }) => id), payouts: named });
    book.open(holdings, { sinceMs, payouts, before });
    const held = holdings.positions.filter(({ size }) => size !== 0).length;
    const detail = `$${(holdings.cash / 1e6).toFixed(2)} and ${held} positions; ${holdings.trades.length} trades are in them`;
    say("audit", before ? "account taken over" : "account opened", detail);
  }

  /** `hasRedeemed`: contracts were just found redeemed; their cash may have come after the cash was read, which is read first. */
  private compare(holdings: AccountHoldings, hasRedeemed: boolean): number {
    const { book, nowUs, payouts, say } = this.options;
    const differences = book.compare(holdings);
    this.agrees = differences.length === 0;
    if (this.agrees) {
      this.suspicion = undefined;
      return COMPARE_US;
    }
    const said = JSON.stringify(differences);
    const suspicion = this.suspicion;
    if (suspicion?.said !== said) {
      this.suspicion = { said, differences, sinceUs: nowUs(), refreshed: REFRESHED_IN_TURN, isTold: false };
      if (!hasRedeemed && !this.mayBeRedemption(differences)) this.tell(this.suspicion);
      payouts?.askSoon(nowUs());
      return AGAIN_US;
    }
    suspicion.refreshed += REFRESHED_IN_TURN;
    if (payouts?.hasAnsweredSince(suspicion.sinceUs) !== false) this.tell(suspicion);
    if (!this.isProven(suspicion)) {
      payouts?.askSoon(nowUs());
      return AGAIN_US;
    }
    book.heal(differences, holdings);
    say("audit", "balances taken over from the venue", this.wordsOf(differences));
    this.suspicion = undefined;
    return 0;
  }

  private tell(suspicion: Suspicion): void {
    if (!suspicion.isTold) this.options.say("warn", "balances differ", this.wordsOf(suspicion.differences));
    suspicion.isTold = true;
  }

  /** Two readings agree, no cache has to do with it, and the venue has had its time to say how a market has ended. */
  private isProven({ differences, refreshed, sinceUs }: Suspicion): boolean {
    const { book, payouts } = this.options;
    if (refreshed < book.dueInstruments().length) return false;
    return !this.mayBeRedemption(differences) || payouts?.hasAnsweredSince(sinceUs + REDEMPTION_WAIT_US) !== false;
  }

  /** Contracts are gone of a market that is not known to have ended, or one may pay otherwise than was told. */
  private mayBeRedemption(differences: readonly Difference[]): boolean {
    const { payouts } = this.options;
    if (!payouts) return false;
    return payouts.mayBeCorrected || differences.some((one) => one.instrument !== undefined && one.theirs < one.ours);
  }

  private wordsOfRedeemed(redeemed: readonly Redeemed[]): string {
    return redeemed
      .map(({ cash, contracts, instrument }) => {
        const name = this.options.table.at(instrument)?.venueId ?? "?";
        return `${name}: ${contracts / 1e6} contracts for $${cash / 1e6}`;
      })
      .join("; ");
  }

  /** Instruments whose cached balances are looked at anew: what differs, and the claims in turn, because a redemption is no trade. */
  private stale(): number[] {
    const differing = (this.suspicion?.differences ?? []).flatMap(({ instrument }) => instrument ?? []);
    const due = this.options.book.dueInstruments();
    const from = this.refreshTurn < due.length ? this.refreshTurn : 0;
    this.refreshTurn = from + REFRESHED_IN_TURN;
    return [...new Set([...differing.slice(0, REFRESHED_IN_TURN), ...due.slice(from, this.refreshTurn)])];
  }

  private wordsOf(differences: readonly Difference[]): string {
    return differences
      .map(({ instrument, ours, theirs }) => {
        const name = instrument === undefined ? "cash" : (this.options.table.at(instrument)?.venueId ?? "?");
        return `${name}: ours ${ours / 1e6}, the venue's ${theirs / 1e6}`;
      })
      .join("; ");
  }

  /** What the account holds or has just ended, and some of the rest in turn; all of it before the account is open. */
  private wanted(): number[] {
    const { book } = this.options;
    const all = book.instruments();
    if (!book.isOpen) return all;
    const held = [...new Set([...book.heldInstruments(), ...book.unseenEnds()])];
    const rest = all.filter((instrument) => !held.includes(instrument));
    const from = this.turn < rest.length ? this.turn : 0;
    this.turn = from + COMPARED_IN_TURN;
    return [...held, ...rest.slice(from, this.turn)];
  }
}
