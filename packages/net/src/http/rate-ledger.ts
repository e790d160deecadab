import { assert } from "@augury/core";
import type { Allowance, AllowanceUsage } from "./allowance.ts";
import { type BucketShape, quotaShape } from "./bucket-shape.ts";
import { CreditMeter } from "./credit-meter.ts";
import { type AllowanceConfig, boundsOf, DEFAULT_CLASS, type RateBudgetConfig } from "./rate-budget-config.ts";
import { type SlowdownShape, TokenBucket } from "./token-bucket.ts";

/** What one call takes, by allowance. */
export type Costs = Readonly<Record<string, number>>;

/** One allowance's meter, for /metrics and the API. */
export interface AllowanceMeter extends AllowanceUsage {
  readonly name: string;
  readonly kind: AllowanceConfig["kind"];
  /** Tokens given so far. */
  readonly granted: number;
  /** 429s that calls drawing on it were answered with. */
  readonly throttled: number;
  /** Calls refused that would have drawn on it. */
  readonly rejected: number;
}

interface Account {
  readonly name: string;
  readonly kind: AllowanceConfig["kind"];
  readonly allowance: Allowance;
  granted: number;
  throttled: number;
  rejected: number;
}

/** The allowances of one source and what its endpoint classes take of them: all or nothing per call. Pure: time comes in. */
export class RateLedger {
  private readonly accounts: ReadonlyMap<string, Account>;
  private readonly classes: Map<string, Costs>;

  constructor(config: RateBudgetConfig, nowUs: number) {
    this.classes = new Map(Object.entries(config.classes));
    this.accounts = new Map(
      Object.entries(config.allowances).map(([name, one]) => [name, openAccount(name, one, config.slowdown, nowUs)]),
    );
  }

  /**
   * Returns what a call of this class takes: its price for each of the `items`, `override` in place of single ones. Unknown classes take
   * the default's.
   */
  costsOf(className: string, override: Costs = {}, items = 1): Costs {
    const price = this.classes.get(className) ?? this.classes.get(DEFAULT_CLASS) ?? {};
    const costs = Object.fromEntries(Object.entries(price).map(([name, cost]) => [name, cost * items]));
    return { ...costs, ...override };
  }

  /** Gives a class of calls the price that the venue names (Kalshi's /account/endpoint_costs). */
  reprice(className: string, costs: Costs): void {
    for (const name of Object.keys(costs)) this.account(name);
    this.classes.set(className, costs);
  }

  /** Returns how long until all of it could be taken, in µs: 0 now, Infinity never. */
  waitUs(costs: Costs, priority: boolean, nowUs: number): number {
    let wait = 0;
    for (const [name, cost] of Object.entries(costs))
      wait = Math.max(wait, this.allowance(name).waitUs(cost, priority, nowUs));
    return wait;
  }

  /** Returns the allowances that make such a call wait. */
  lacking(costs: Costs, priority: boolean, nowUs: number): string[] {
    return Object.entries(costs)
      .filter(([name, cost]) => this.allowance(name).waitUs(cost, priority, nowUs) > 0)
      .map(([name]) => name);
  }

  /** Takes all of it. Also for charging afterwards what a call turned out to cost; negative amounts give back. */
  take(costs: Costs, nowUs: number): void {
    for (const [name, cost] of Object.entries(costs)) {
      const account = this.account(name);
      account.allowance.take(cost, nowUs);
      account.granted += cost;
    }
  }

  /** A call with these costs was answered by "too many requests": every allowance it draws on slows down, since the answer names none. */
  throttled(costs: Costs, retryAfterMs: number | undefined, nowUs: number): void {
    for (const name of Object.keys(costs)) {
      const account = this.account(name);
      account.throttled++;
      account.allowance.throttled(retryAfterMs, nowUs);
    }
  }

  /** A call with these costs was refused by us. */
  countRejected(costs: Costs): void {
    for (const name of Object.keys(costs)) this.account(name).rejected++;
  }

  /** Gives a `bucket` or `quota` allowance the limits that the venue names (Kalshi's /account/limits). */
  reshape(name: string, shape: BucketShape, nowUs: number): void {
    const { allowance } = this.account(name);
    assert(allowance instanceof TokenBucket, `${name} is a token bucket`);
    allowance.reshape(shape, nowUs);
  }

  /** Returns the credits called `name`, to bring them in line with the venue's own count. */
  credits(name: string): CreditMeter {
    const { allowance } = this.account(name);
    assert(allowance instanceof CreditMeter, `${name} is a credit meter`);
    return allowance;
  }

  allowance(name: string): Allowance {
    return this.account(name).allowance;
  }

  meters(nowUs: number): AllowanceMeter[] {
    return [...this.accounts.values()].map(({ name, kind, allowance, granted, throttled, rejected }) => ({
      name,
      kind,
      granted,
      throttled,
      rejected,
      ...allowance.usage(nowUs),
    }));
  }

  private account(name: string): Account {
    const account = this.accounts.get(name);
    assert(account !== undefined, `a call draws on known allowances, not on "${name}"`);
    return account;
  }
}

function openAccount(name: string, config: AllowanceConfig, slowdown: SlowdownShape, nowUs: number): Account {
  return {
    name,
    kind: config.kind,
    allowance: openAllowance(config, slowdown, nowUs),
    granted: 0,
    throttled: 0,
    rejected: 0,
  };
}

function openAllowance(config: AllowanceConfig, slowdown: SlowdownShape, nowUs: number): Allowance {
  switch (config.kind) {
    case "credits":
      return new CreditMeter({ ...config, ...boundsOf(config) }, nowUs);
    case "bucket":
      return new TokenBucket({ ...config, ...boundsOf(config) }, slowdown, nowUs);
    case "quota":
      return new TokenBucket(quotaShape(config), slowdown, nowUs);
  }
}
