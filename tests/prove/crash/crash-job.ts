import type { LegOutcome } from "@augury/execution";

interface Link {
  readonly baseUrl: string;
  readonly streamUrl: string;
  readonly logPath: string;
  /** CashMicros. */
  readonly opening: number;
}

/** The way to the simulated Polymarket, and the account there. */
export interface PolymarketLink extends Link {
  readonly venue: "polymarket";
  readonly key: { readonly apiKey: string; readonly secret: string; readonly passphrase: string };
}

/** The way to the simulated Kalshi, and the account there. Its key is made for one run. */
export interface KalshiLink extends Link {
  readonly venue: "kalshi";
  readonly keyId: string;
  readonly privateKeyPem: string;
  /** Since when the account trades, in Unix ms. */
  readonly sinceMs: number;
}

export type CrashLink = PolymarketLink | KalshiLink;

/** What one life of the trading process is told when it starts. */
export interface CrashJob {
  readonly link: CrashLink;
  /** How many lives there were on this venue before. */
  readonly life: number;
  /** Where to die; a life without it ends when it is reconciled. */
  readonly point: string | undefined;
  /** The how-manieth time that the point is reached. */
  readonly hit: number;
  /** Intents that were wanted before and stand in no log: to be sent now, as whoever decides would do. */
  readonly again: readonly number[];
  /** First of this life's own intents. */
  readonly firstIntent: number;
  /** The control run: nothing is written down. */
  readonly forgets: boolean;
}

/** Intents that each life wants at least; their numbers follow its first one. */
export const WANTED_PER_LIFE = 7;
/** Numbers that a life may use. */
export const INTENTS_PER_LIFE = 80;

/** An account's money in CashMicros, and its contracts of each instrument in SizeMicros. */
export interface Books {
  readonly cash: number;
  readonly held: readonly number[];
}

/** An order's price in PriceTicks of what was ordered, and its size in all in SizeMicros. */
export interface LifeTerms {
  readonly price: number;
  readonly size: number;
}

/** What a life says once it is reconciled: its belief. */
export interface Reconciled {
  readonly kind: "reconciled";
  /** Since the process began, and since it took up its log. */
  readonly bornMs: number;
  readonly recoverMs: number;
  readonly books: Books;
  /** The order group that new orders carry, where the venue has such. */
  readonly cap: string | undefined;
  readonly problems: readonly string[];
  readonly said: readonly SaidOfIntent[];
  /** Plans of processes before this one that have ended now. */
  readonly plans: readonly PlanSaid[];
}

/** How a plan of several legs ended, as a life tells it. */
export interface PlanSaid {
  readonly intent: number;
  readonly outcome: LegOutcome;
  /** SizeMicros: what each leg filled in all, and what of it was traded back. */
  readonly legs: readonly { readonly filled: number; readonly unwound: number }[];
}

/** What was reported last of an intent's order. */
export interface SaidOfIntent {
  readonly intent: number;
  readonly leg: number;
  readonly state: string;
  /** SizeMicros. */
  readonly filled: number;
  /** Where its price and size were ever told. */
  readonly terms: LifeTerms | undefined;
}

/** What a life says on its standard output, a line each. */
export type LifeSays =
  | Reconciled
  | { readonly kind: "armed" }
  /** It is ready for others to trade against it, or for the market that is its own to pay out. */
  | { readonly kind: "wants"; readonly what: "trades" | "payout" }
  | { readonly kind: "missed" };

/** The size that names an intent at the venue: no two have the same. In SizeMicros. */
export function sizeOf(intent: number): number {
  return 10_000_000 + intent * 50_000;
}

export function intentOf(size: number): number {
  return (size - 10_000_000) / 50_000;
}
