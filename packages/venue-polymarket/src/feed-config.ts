import { z } from "zod";

/** Settings of a Polymarket feed core, with what they default to. */
export const PolymarketFeedConfig = z.strictObject({
  /** Tokens per socket: beyond 500 to 750 the venue silently sends no snapshots (polymarket.md section 9). */
  assetsPerSocketMax: z.int().min(2).max(400).default(200),
  /** Ask for best_bid_ask, new_market and market_resolved. */
  customFeatures: z.boolean().default(true),
  /** A subscription without a snapshot for so long is made anew. */
  snapshotTimeoutMs: z.int().positive().default(5_000),
  /** After so many rounds in a row with snapshots missing the socket is opened anew. */
  snapshotFailuresMax: z.int().positive().default(3),
  /** Wait after the first resync of an instrument; doubles with each one up to the maximum, and is forgotten after a quiet time. */
  resyncBackoffMs: z.int().positive().default(1_000),
  resyncBackoffMsMax: z.int().positive().default(60_000),
  /** No book or price_change for so long on a connection that had plenty is a silent stall. */
  stallMs: z.int().positive().default(30_000),
  /** 10 since November 2025; 9 for older recordings. */
  hashFields: z.union([z.literal(9), z.literal(10)]).default(10),
  /** Book hashes checked per second; Infinity (offline) checks all. */
  hashBudgetPerSecond: z.union([z.number().min(0), z.literal(Number.POSITIVE_INFINITY)]).default(500),
  /** Offline only: a book whose last trade price nobody told is tried with every price. */
  searchLastPrice: z.boolean().default(false),
  groupQuietMs: z.int().positive().default(50),
  driftPatienceMs: z.int().min(0).default(500),
  driftQuietMs: z.int().positive().default(2_000),
  /** Market notices remembered, to publish each once. */
  noticesSeenMax: z.int().positive().default(4_096),
});
export type PolymarketFeedConfig = z.infer<typeof PolymarketFeedConfig>;
