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
export const INTENTS_PER_LIFE = 40;

/** An account's money in CashMicros, and its contracts in SizeMicros. */
export interface Books {
  readonly cash: number;
  readonly yes: number;
  readonly no: number;
}

/** What a life says once it is reconciled: its belief. */
export interface Reconciled {
  readonly kind: "reconciled";
  /** Since the process began, and since it took up its log. */
  readonly bornMs: number;
  readonly recoverMs: number;
  readonly books: Books;
  readonly problems: readonly string[];
  readonly said: readonly { readonly intent: number; readonly state: string; readonly filled: number }[];
}

/** What a life says on its standard output, a line each. */
export type LifeSays = Reconciled | { readonly kind: "armed" } | { readonly kind: "missed" };

/** The size that names an intent at the venue: no two have the same. In SizeMicros. */
export function sizeOf(intent: number): number {
  return 10_000_000 + intent * 50_000;
}

export function intentOf(size: number): number {
  return (size - 10_000_000) / 50_000;
}
