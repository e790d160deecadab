import { z } from "zod";

/** How books are read over REST where there is no key for the WebSocket. */
export const KalshiPollingConfig = z.strictObject({
  /** Every market is asked about so often, as far as `requestsPerSecondMax` allows: with more markets the cycle grows. */
  cycleMs: z.int().min(250).max(3_600_000).default(2_000),
  /**
   * Reads per second, all markets together. The limits of unsigned calls are not published; the lowest tier's are 20 calls a second
   * (kalshi.md section 7.1), and metadata wants some of them.
   */
  requestsPerSecondMax: z.number().min(0.1).max(100).default(10),
  /** A book that was not read for so many cycles is stale: its epoch ends. */
  staleCycles: z.int().min(2).max(1000).default(3),
  /** Least age at which a book may be called stale: a single slow answer is no outage. */
  staleMsMin: z.int().positive().max(3_600_000).default(5_000),
  /** Reads on the wire at once. */
  concurrencyMax: z.int().min(1).max(32).default(4),
  /** Time for one read, the wait for the budget included. */
  requestMsMax: z.int().positive().max(600_000).default(5_000),
  /** Pause of all polling after failures in a row: at random below a ceiling that doubles up to the bound. */
  pauseMs: z.int().positive().max(600_000).default(1_000),
  pauseMsMax: z.int().positive().max(3_600_000).default(30_000),
  /** A market that the venue does not know is asked about again after so long. */
  parkMs: z.int().positive().max(3_600_000).default(60_000),
});
export type KalshiPollingConfig = z.infer<typeof KalshiPollingConfig>;

/** What follows from a configuration for a number of markets. */
export interface PollPlan {
  readonly markets: number;
  /** Time in which every market is read once. */
  readonly cycleMs: number;
  /** From one read to the next. */
  readonly gapMs: number;
  /** Age at which a book's epoch ends. */
  readonly staleMs: number;
}

/** Returns the pace of polling `markets` markets. */
export function planPolls(markets: number, config: KalshiPollingConfig): PollPlan {
  const count = Math.max(1, markets);
  const cycleMs = Math.max(config.cycleMs, Math.ceil((count * 1000) / config.requestsPerSecondMax));
  return {
    markets,
    cycleMs,
    gapMs: cycleMs / count,
    staleMs: Math.max(config.staleMsMin, cycleMs * config.staleCycles),
  };
}
