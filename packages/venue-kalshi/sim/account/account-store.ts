import type { KalshiExchange } from "../kalshi-exchange.ts";
import { Refusal } from "./refusal.ts";
import { SimAccount } from "./sim-account.ts";
import { SimIds } from "./sim-ids.ts";

export interface AccountStoreOptions {
  readonly seed: number;
  /** What every account begins with, in CashMicros. */
  readonly openingCash: number;
  readonly nowMs: () => number;
}

const ACCOUNTS_MAX = 10_000;

/** All accounts of the venue, by name; one is made when it is first asked for. */
export class AccountStore {
  readonly ids: SimIds;
  private readonly accounts = new Map<string, SimAccount>();

  constructor(
    readonly exchange: KalshiExchange,
    private readonly options: AccountStoreOptions,
  ) {
    this.ids = new SimIds(options.seed);
  }

  get(id: string): SimAccount {
    const known = this.accounts.get(id);
    if (known) return known;
    if (this.accounts.size >= ACCOUNTS_MAX) throw new Refusal(403, "too_many_accounts", "too many accounts");
    const account = new SimAccount(id);
    const { openingCash } = this.options;
    const timeMs = this.options.nowMs();
    account.addCash(openingCash, { timeMs });
    // A dollar went out again, so that both lists have something in them.
    const cents = Math.floor(openingCash / 10_000);
    account.deposits.push({ id: this.ids.next(), type: "wire", cents: cents + 100, timeMs });
    account.withdrawals.push({ id: this.ids.next(), type: "wire", cents: 100, timeMs });
    this.accounts.set(id, account);
    return account;
  }

  all(): readonly SimAccount[] {
    return [...this.accounts.values()];
  }

  findUser(userId: string): SimAccount | undefined {
    return this.all().find((account) => account.userId === userId);
  }
}
