import { assert, type CashMicros, cashMicros, mirrorPrice, priceTicks, type SizeMicros } from "@augury/core";
import { type InstrumentTable, isSettled, type TradeObservation, VenueName } from "@augury/model";
import { applyOperation } from "./apply-operation.ts";
import { Ledger } from "./ledger.ts";
import { MarketEnds, type PayoutWay, type Redeemable } from "./market-ends.ts";
import { type Exchange, exchangeOf, instrumentsOf, type Operation } from "./operation.ts";
import type { Booked } from "./settlement.ts";
import { type BookedBalance, SettlementBooks } from "./settlement-books.ts";

/** One telling of one operation, a trade or another. */
export interface Observation extends Omit<TradeObservation, "operation"> {
  readonly operation: Operation;
}

/** A fee that was not what the market's schedule says. */
export interface FeeDifference {
  readonly id: string;
  readonly expected: number;
  readonly charged: number;
}

export interface SettlementBounds {
  /** Operations that wait for their end. More of them is a bug of the venue or ours: trading has to stop. */
  readonly pendingMax: number;
  /** Ended operations remembered, so that a repetition is known as one. */
  readonly endedMax: number;
}

export const SETTLEMENT_BOUNDS: SettlementBounds = { pendingMax: 10_000, endedMax: 100_000 };

/** A position that was there before: contracts in SizeMicros, and what they cost in all (CashMicros), not a price a contract. */
export interface OpenedPosition {
  readonly instrument: number;
  readonly size: number;
  readonly cost: number;
}

interface Pending {
  readonly operation: Operation;
  readonly exchange: Exchange;
  readonly happenedMs: number;
  isRetrying: boolean;
}

interface Ended {
  readonly state: "confirmed" | "failed";
  readonly happenedMs: number;
  readonly operation: Operation;
}

/**
 * What is ours, and what is only promised (polymarket.md section 11: MATCHED is provisional, CONFIRMED settles, FAILED voids):
 *
 * 1. A match moves what we give from `own` to `outgoing` and what we get from the world to `incoming`: given is given at once, got is not
 *    ours before it settles. So only what is settled can be sold, and only cash that is settled can be spent.
 * 2. Its end carries the promise out or takes it back. A fee charged otherwise than expected is booked as charged, and told.
 * 3. Profit has two sides as well: {@link confirmed} knows what has settled, {@link provisional} also what is promised. A failure restates
 *    the provisional side: it becomes the confirmed one plus what is still pending, in the order of the matches.
 * 4. Every telling counts once, in whatever order they come: an end that is told first ends it, and the match told later is a repetition.
 * 5. A resolved instrument is paid out with what is settled of it, and what settles later is paid out when it does: in cash, or as a claim
 *    that has to be redeemed ({@link MarketEnds}).
 *
 * Where outcomes net, a YES and a NO that are both settled become a dollar.
 */
export class SettlementLedger {
  readonly confirmed: Ledger;
  readonly provisional: Ledger;
  private readonly books: SettlementBooks;
  private readonly pending = new Map<string, Pending>();
  private readonly ended = new Map<string, Ended>();
  private readonly ends: MarketEnds;
  /** Nothing that happened up to then can be told from what was forgotten. */
  private horizonMs = Number.NEGATIVE_INFINITY;
  private readonly differences: FeeDifference[] = [];

  constructor(
    table: InstrumentTable,
    private readonly bounds: SettlementBounds = SETTLEMENT_BOUNDS,
  ) {
    this.confirmed = new Ledger(table);
    this.provisional = new Ledger(table);
    this.books = new SettlementBooks(table);
    this.ends = new MarketEnds(this.books, this.confirmed);
  }

  /** Puts cash in, or takes it out when negative. */
  deposit(cash: number, venue: VenueName | "none"): void {
    this.books.deposit(cash, venue);
    this.confirmed.deposit(cash, venue);
    this.provisional.deposit(cash, venue);
  }

  /** Puts a position in that was ours before, at its average price in PriceTicks; no cash moves. */
  open(instrument: number, size: number, averagePrice: number): void {
    this.books.open(instrument, size);
    this.confirmed.open(instrument, size, averagePrice);
    this.provisional.open(instrument, size, averagePrice);
    this.payLate([instrument]);
  }

  /** Puts a position in with the very cost that another ledger's row gave for it. */
  openAtCost(position: OpenedPosition): void {
    this.books.open(position.instrument, position.size);
    this.confirmed.openAtCost(position);
    this.provisional.openAtCost(position);
    this.payLate([position.instrument]);
  }

  /** Takes in one telling. */
  observe(told: Observation): Booked {
    const known = this.pending.get(told.id);
    if (known) return this.goOn(known, told);
    const end = this.ended.get(told.id);
    if (end) return isSame(end.operation, told.operation) ? this.repeat(end, told) : "contradiction";
    if (told.happenedMs <= this.horizonMs) return "too_old";
    return this.begin(told);
  }

  /** Notes an operation that ended before and is counted already: its repetitions will be known as such. */
  recall(told: Observation): void {
    assert(told.state === "confirmed" || told.state === "failed", "only what has ended is recalled");
    this.remember(told, told.state);
  }

  /** Notes that whatever happened up to then was counted or given up by a ledger before this one. */
  forgetBefore(happenedMs: number): void {
    this.horizonMs = Math.max(this.horizonMs, happenedMs);
  }

  /**
   * The market has ended, and the venue pays at once: `payout` a contract (PriceTicks; 10 000 = won, 0 = lost). Told again it pays nothing
   * more, told otherwise it is restated.
   */
  resolve(instrument: number, payout: number): CashMicros {
    return this.endMarket(instrument, payout, "at_once");
  }

  /**
   * The market has ended, and its contracts have to be redeemed: the profit is taken, and what is due stays {@link redeemable}. Told again it
   * changes nothing, told otherwise the profit is restated.
   */
  makeRedeemable(instrument: number, payout: number): void {
    assert(!this.books.holding(instrument).nets, "contracts are redeemed where outcomes are held side by side");
    this.endMarket(instrument, payout, "on_redemption");
  }

  /** Of what had to be redeemed only `held` contracts are still there. Returns the cash that the others have brought. */
  redeem(instrument: number, held: number): CashMicros {
    const cash = this.ends.redeem(this.books.rootOf(instrument), held);
    this.restate();
    return cashMicros(cash);
  }

  /** What an instrument pays once its market has ended, in PriceTicks. */
  payoutOf(instrument: number): number | undefined {
    const root = this.books.rootOf(instrument);
    const ofRoot = this.ends.payoutOf(root);
    return ofRoot === undefined || root === instrument ? ofRoot : mirrorPrice(priceTicks(ofRoot));
  }

  /** What of an instrument waits to be redeemed. */
  redeemable(instrument: number): Pick<Redeemable, "contracts" | "cash"> {
    return this.ends.claimOf(this.books.rootOf(instrument));
  }

  /** The instruments whose contracts have to be redeemed, since their markets ended; of some nothing may be left. */
  redeemables(): Redeemable[] {
    return this.ends.redeemables();
  }

  /** Contracts that are settled and not promised away: what may be sold. */
  sellable(instrument: number): SizeMicros {
    return this.books.sellable(instrument);
  }

  /** Contracts that are matched for us and not settled yet. */
  incoming(instrument: number): SizeMicros {
    return this.books.incoming(instrument);
  }

  /** Cash that is settled and not promised away: what may be spent. */
  spendable(venue: VenueName | "none"): CashMicros {
    return this.books.spendable(venue);
  }

  /** Fees that venues kept, settled ones alone. */
  feesPaid(venue: VenueName): CashMicros {
    return cashMicros(this.books.cashIn("fees", venue));
  }

  /** The double entry's accounts of a venue's cash, in CashMicros. */
  cashBalance(venue: VenueName | "none"): BookedBalance {
    return this.books.cashBalance(venue);
  }

  /** The double entry's accounts of an instrument's contracts, in SizeMicros. */
  contractBalance(instrument: number): BookedBalance {
    return this.books.contractBalance(instrument);
  }

  get pendingCount(): number {
    return this.pending.size;
  }

  /** What waits for its end, in the order of the matches. */
  pendingOperations(): Observation[] {
    return [...this.pending].map(([id, { happenedMs, isRetrying, operation }]) => ({
      id,
      operation,
      happenedMs,
      state: isRetrying ? "retrying" : "matched",
    }));
  }

  /** What ended last, at most `count`, oldest first; and the time up to which everything else has ended. */
  endedOperations(count: number): { readonly operations: Observation[]; readonly horizonMs: number } {
    const all = [...this.ended].map(([id, end]): Observation => ({ id, ...end }));
    const operations = all.slice(Math.max(0, all.length - count));
    const left = all.slice(0, all.length - operations.length);
    const horizonMs = left.reduce((latest, { happenedMs }) => Math.max(latest, happenedMs), this.horizonMs);
    return { operations, horizonMs };
  }

  /** Returns the ids of what has waited for its end since before `happenedMs`, oldest first: somebody should ask the venue. */
  overdue(happenedMs: number): string[] {
    return [...this.pending].filter(([, one]) => one.happenedMs < happenedMs).map(([id]) => id);
  }

  /** Returns the fee differences since the last call. */
  takeFeeDifferences(): FeeDifference[] {
    return this.differences.splice(0);
  }

  /** Returns what is wrong with the books in one line, `undefined` while they are right. Walks over everything. */
  problem(): string | undefined {
    const problem = this.books.problem() ?? this.ends.problem();
    if (problem) return problem;
    for (const ledger of [this.confirmed, this.provisional])
      if (ledger.discrepancy() !== 0)
        return `cash, cost, fees and profit must add up, are off by ${ledger.discrepancy()}`;
    return this.cashProblem();
  }

  private begin(told: Observation): Booked {
    const exchange = exchangeOf(told.operation, this.books.holding);
    if (told.state === "failed") {
      this.remember(told, "failed");
      return "voided";
    }
    this.books.promise(exchange, told.operation);
    applyOperation(this.provisional, told.operation);
    const one: Pending = {
      operation: told.operation,
      exchange,
      happenedMs: told.happenedMs,
      isRetrying: told.state === "retrying",
    };
    if (told.state === "confirmed") return this.settle(one, told);
    assert(this.pending.size < this.bounds.pendingMax, "unsettled operations stay within their bound");
    this.pending.set(told.id, one);
    this.payLate(instrumentsOf(told.operation));
    return "booked";
  }

  private goOn(known: Pending, told: Observation): Booked {
    if (!isSame(known.operation, told.operation)) return "contradiction";
    if (told.state === "confirmed") return this.settle(known, told);
    if (told.state === "failed") return this.void(known, told);
    if (known.isRetrying === (told.state === "retrying") || told.state === "matched") return "repeated";
    known.isRetrying = true;
    return "noted";
  }

  private repeat(end: Ended, { state }: Observation): Booked {
    return isSettled(state) && state !== end.state ? "contradiction" : "repeated";
  }

  private settle(one: Pending, told: Observation): Booked {
    const { exchange, operation } = one;
    this.books.carryOut(exchange, operation);
    applyOperation(this.confirmed, operation);
    this.bookFee(operation, told);
    this.pending.delete(told.id);
    this.remember(told, "confirmed");
    this.payLate(instrumentsOf(operation));
    return "settled";
  }

  private void(one: Pending, told: Observation): Booked {
    this.books.release(one.exchange, one.operation);
    this.pending.delete(told.id);
    this.remember(told, "failed");
    this.restate();
    this.payLate(instrumentsOf(one.operation));
    return "voided";
  }

  /** The provisional side is the settled one and what is still promised. */
  private restate(): void {
    this.provisional.copyFrom(this.confirmed);
    for (const { operation } of this.pending.values()) applyOperation(this.provisional, operation);
  }

  private endMarket(instrument: number, payout: number, way: PayoutWay): CashMicros {
    const root = this.books.rootOf(instrument);
    const ofRoot = root === instrument ? payout : mirrorPrice(priceTicks(payout));
    // Venues repeat it by the hundred.
    if (this.ends.payoutOf(root) === ofRoot) return cashMicros(0);
    const cash = this.ends.end(root, ofRoot, way);
    this.restate();
    return cashMicros(cash);
  }

  /** What moved, came back or was put in after the market's end is paid out at once. */
  private payLate(instruments: readonly number[]): void {
    for (const instrument of instruments) {
      const root = this.books.rootOf(instrument);
      if (this.ends.payoutOf(root) === undefined) continue;
      this.ends.payOut(root);
      this.restate();
    }
  }

  private bookFee(operation: Operation, { id, feeCharged }: Observation): void {
    if (operation.kind !== "trade" || feeCharged === undefined || feeCharged === operation.fee) return;
    const more = feeCharged - operation.fee;
    this.books.adjustFee(operation.instrument, more);
    this.confirmed.adjustFee(operation.instrument, more);
    this.provisional.adjustFee(operation.instrument, more);
    // A list that nobody takes keeps its latest thousand.
    if (this.differences.length >= 1_000) this.differences.shift();
    this.differences.push({ id, expected: operation.fee, charged: feeCharged });
  }

  /** What finds no room any more is forgotten, and with it everything of its age: a late telling of that time is `too_old`. */
  private remember({ happenedMs, id, operation }: Observation, state: Ended["state"]): void {
    this.ended.set(id, { state, happenedMs, operation });
    if (this.ended.size <= this.bounds.endedMax) return;
    for (const [oldest, { happenedMs: forgottenMs }] of this.ended) {
      this.ended.delete(oldest);
      this.horizonMs = Math.max(this.horizonMs, forgottenMs);
      return;
    }
  }

  /** The cash of the books is that of the profit. Where outcomes net, only once nothing is pending: a promise nets when it is kept. */
  private cashProblem(): string | undefined {
    for (const venue of VenueName.options) {
      if (venue === "kalshi" && this.pending.size > 0) continue;
      const held = (["own", "incoming", "redeemable"] as const).reduce(
        (sum, account) => sum + this.books.cashIn(account, venue),
        0,
      );
      const earned = this.provisional.cash(venue);
      if (held !== earned) return `${venue}: cash of books and profit must agree, are ${held} and ${earned}`;
    }
    return undefined;
  }
}

/** The expected fee is ours, not told: it may be computed anew with other rates. */
function isSame(a: Operation, b: Operation): boolean {
  const plain = (one: Operation) => JSON.stringify(one.kind === "trade" ? { ...one, fee: 0 } : one);
  return plain(a) === plain(b);
}
