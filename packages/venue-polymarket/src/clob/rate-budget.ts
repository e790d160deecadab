import { type AllowanceConfig, type RateBudget, RateBudgetConfig } from "@augury/net";
import type { z } from "zod";

const WINDOW_MS = 10_000;
const LONG_WINDOW_MS = 600_000;

/** Orders and cancels per second and at once, by tier of the last 30 days' volume (polymarket.md section 16). */
export const SIGNER_TIERS = {
  standard: { orders: [40, 60], cancels: [80, 120] },
  copper: { orders: [60, 90], cancels: [120, 180] },
  bronze: { orders: [80, 120], cancels: [160, 240] },
  silver: { orders: [200, 300], cancels: [400, 600] },
  gold: { orders: [400, 600], cancels: [800, 1200] },
  platinum: { orders: [450, 675], cancels: [900, 1350] },
  diamond: { orders: [525, 787], cancels: [1050, 1575] },
  elite: { orders: [600, 900], cancels: [1200, 1800] },
} as const;
export type SignerTier = keyof typeof SIGNER_TIERS;

type Allowance = z.input<typeof AllowanceConfig>;

function perWindow(count: number, reserve = 0): Allowance {
  return { kind: "quota", quota: count, windowMs: WINDOW_MS, reserve };
}

function perLongWindow(count: number): Allowance {
  return { kind: "quota", quota: count, windowMs: LONG_WINDOW_MS };
}

function perSigner([refillPerSecond, capacity]: readonly [number, number]): Allowance {
  return { kind: "bucket", capacity, refillPerSecond };
}

/** Endpoints that share one allowance per 10 s, and how much that is. The batch forms have one each. */
const PER_10_S: Readonly<Record<string, number>> = {
  book: 1500,
  price: 1500,
  midpoint: 1500,
  books: 500,
  prices: 500,
  midpoints: 500,
  spreads: 500,
  "last-trades-prices": 500,
  "prices-history": 1000,
  "batch-prices-history": 1000,
  "tick-size": 200,
  "balance-allowance": 200,
  "update-balance-allowance": 50,
  ledger: 500,
  notifications: 125,
  auth: 100,
};

/** What trading calls may do per 10 s and per 10 min, and what they take of the signer's tier. */
const TRADING = {
  "post-order": { short: 5000, long: 120_000, signer: "signerOrders" },
  "post-orders": { short: 2000, long: 21_000, signer: "signerOrders" },
  "cancel-order": { short: 5000, long: 120_000, signer: "signerCancels" },
  "cancel-orders": { short: 2000, long: 15_000, signer: "signerCancels" },
  "cancel-all": { short: 250, long: 6000, signer: "signerCancels" },
  "cancel-market-orders": { short: 1500, long: 21_000, signer: "signerCancels" },
} as const;

/** A tenth of everything together is kept back for cancels, which are priority calls: nothing else can lock them out. */
const CANCEL_RESERVE = 0.1;

/**
 * The CLOB's rate budget (polymarket.md section 16): the venue's total, an allowance per endpoint class, 10 s and 10 min for trading
 * calls, and the signer's two token buckets.
 */
export function clobBudget(tier: SignerTier = "standard"): RateBudgetConfig {
  const allowances: Record<string, Allowance> = { total: perWindow(9000, CANCEL_RESERVE) };
  const classes: Record<string, Record<string, number>> = { default: { total: 1 } };
  for (const [name, count] of Object.entries(PER_10_S)) {
    allowances[name] = perWindow(count);
    classes[name] = { total: 1, [name]: 1 };
  }
  for (const [name, { short, long, signer }] of Object.entries(TRADING)) {
    allowances[name] = perWindow(short);
    allowances[`${name}-10min`] = perLongWindow(long);
    classes[name] = { total: 1, [name]: 1, [`${name}-10min`]: 1, [signer]: 1 };
  }
  allowances.signerOrders = perSigner(SIGNER_TIERS[tier].orders);
  allowances.signerCancels = perSigner(SIGNER_TIERS[tier].cancels);
  return RateBudgetConfig.parse({ allowances, classes });
}

/** Gives the signer's buckets the size of the tier that the venue names (`rate-limit-tier`). Returns false when nobody here knows it. */
export function applySignerTier(budget: RateBudget, tier: string): boolean {
  const name = tier.toLowerCase();
  if (!Object.hasOwn(SIGNER_TIERS, name)) return false;
  const { orders, cancels } = SIGNER_TIERS[name as SignerTier];
  for (const [allowance, [refillPerSecond, capacity]] of [
    ["signerOrders", orders],
    ["signerCancels", cancels],
  ] as const)
    budget.reshape(allowance, { capacity, refillPerSecond, reserve: 0 });
  return true;
}
