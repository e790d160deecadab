import { z } from "zod";

/** How often and how patiently a lost connection is tried again. */
export const RetryConfig = z.strictObject({
  /** Ceiling of the first delay. */
  initialMs: z.int().positive().max(3_600_000).default(1000),
  /** No ceiling grows past this. */
  maxMs: z.int().positive().max(3_600_000).default(60_000),
  /** Each further attempt's ceiling is this many times the one before. */
  multiplier: z.number().min(1).max(100).default(2),
  /** Attempts in a row without one good connection before the session gives up. */
  attemptsMax: z.union([z.literal("unlimited"), z.int().positive()]).default("unlimited"),
});
export type RetryConfig = z.infer<typeof RetryConfig>;

/**
 * Returns the delay before attempt number `attempt` (from 1), in whole milliseconds, or `undefined` when no attempt is left.
 * Full jitter: uniform between 0 and min(maxMs, initialMs × multiplier^(attempt − 1)), so that a thousand clients whose venue
 * restarted do not come back in step. `random` returns numbers in [0, 1).
 */
export function computeBackoff(config: RetryConfig, attempt: number, random: () => number): number | undefined {
  if (config.attemptsMax !== "unlimited" && attempt > config.attemptsMax) return undefined;
  return Math.floor(random() * (backoffCeiling(config, attempt) + 1));
}

/** Returns the longest delay that attempt number `attempt` (from 1) can get, in milliseconds. */
export function backoffCeiling(config: RetryConfig, attempt: number): number {
  // The power may overflow to Infinity: the minimum takes care of that.
  return Math.floor(Math.min(config.maxMs, config.initialMs * config.multiplier ** (attempt - 1)));
}
