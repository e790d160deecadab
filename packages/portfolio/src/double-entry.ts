import { assert } from "@augury/core";

/**
 * Where a commodity can be. `own`: settled and ours. `incoming`: matched for us, not settled yet. `outgoing`: ours, promised in a match that
 * has not settled yet. `redeemable`: contracts of a market that has ended, and the cash that is due for them, until they are redeemed.
 * `fees`: what venues kept. `world`: everyone else; deposits come from there.
 */
export const ACCOUNTS = ["own", "incoming", "outgoing", "redeemable", "fees", "world"] as const;
export type Account = (typeof ACCOUNTS)[number];

/**
 * What is counted: cash at a venue in CashMicros, or an instrument's contracts in SizeMicros. Numbers, so that a balance is one array cell:
 * see {@link DoubleEntry.cash} and {@link DoubleEntry.contracts}.
 */
export type Commodity = number & { readonly commodity: unique symbol };

/** One side of a transaction: so much of a commodity more (or, negative, less) on an account. */
export interface Posting {
  readonly account: Account;
  readonly commodity: Commodity;
  readonly amount: number;
}

/** A transfer between two accounts, from which a transaction is made: whatever it is, nothing appears and nothing vanishes. */
export interface Transfer {
  readonly from: Account;
  readonly to: Account;
  readonly commodity: Commodity;
  /** Not negative. */
  readonly amount: number;
}

/**
 * Double-entry books in whole micro-units. Every change is a list of transfers, so per commodity all accounts together are always zero:
 * {@link imbalance} recounts it from the balances.
 */
export class DoubleEntry {
  private readonly balances: readonly Float64Array[];
  private readonly venues: number;

  constructor(sizes: { readonly venues: number; readonly instruments: number }) {
    this.venues = sizes.venues;
    this.balances = ACCOUNTS.map(() => new Float64Array(sizes.venues + sizes.instruments));
  }

  /** Cash at the venue with this code. */
  cash(venue: number): Commodity {
    assert(venue >= 0 && venue < this.venues, "a venue's code lies within the books");
    return venue as Commodity;
  }

  /** Contracts of an instrument. */
  contracts(instrument: number): Commodity {
    const at = this.venues + instrument;
    assert(instrument >= 0 && at < (this.balances[0] as Float64Array).length, "an instrument lies within the books");
    return at as Commodity;
  }

  /** Carries out a transaction as a whole. Amounts are safe integers, and so is every balance after it. */
  post(transfers: readonly Transfer[]): void {
    for (const { amount } of transfers)
      assert(Number.isSafeInteger(amount) && amount >= 0, "a transfer moves a whole number, not less than nothing");
    for (const { from, to, commodity, amount } of transfers) {
      this.add(from, commodity, -amount);
      this.add(to, commodity, amount);
    }
  }

  /** Carries out the same transaction backwards. */
  reverse(transfers: readonly Transfer[]): void {
    this.post(transfers.map(({ from, to, ...rest }) => ({ from: to, to: from, ...rest })));
  }

  balance(account: Account, commodity: Commodity): number {
    return this.of(account)[commodity] as number;
  }

  /** Returns the first commodity whose accounts do not add up to nothing, and by how much; `undefined` while the books are right. */
  imbalance(): { readonly commodity: Commodity; readonly by: number } | undefined {
    const count = (this.balances[0] as Float64Array).length;
    for (let at = 0; at < count; at++) {
      let by = 0;
      for (const balances of this.balances) by += balances[at] as number;
      if (by !== 0) return { commodity: at as Commodity, by };
    }
    return undefined;
  }

  private add(account: Account, commodity: Commodity, amount: number): void {
    const balances = this.of(account);
    const next = (balances[commodity] as number) + amount;
    assert(Number.isSafeInteger(next), "a balance stays a safe integer");
    balances[commodity] = next;
  }

  private of(account: Account): Float64Array {
    return this.balances[ACCOUNTS.indexOf(account)] as Float64Array;
  }
}
