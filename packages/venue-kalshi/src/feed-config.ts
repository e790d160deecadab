import { z } from "zod";

/** The public channels that the engine reads (kalshi.md section 13). */
export const KALSHI_CHANNELS = ["orderbook_delta", "ticker", "trade", "market_lifecycle_v2"] as const;
export type KalshiChannel = (typeof KALSHI_CHANNELS)[number];

/** Behavior of a {@link KalshiFeedCore}. A watch whose limit is 0 is off: that is how recordings are replayed, which answer nothing. */
export const KalshiFeedConfig = z.strictObject({
  channels: z.array(z.enum(KALSHI_CHANNELS)).default([...KALSHI_CHANNELS]),
  /** Sent explicitly with every order book subscription, because its default will flip (kalshi.md section 15.4). */
  useYesPrice: z.boolean().default(false),
  marketsPerCommandMax: z.int().min(1).max(500).default(500),
  /** Time for a command's answer before the subscriptions are listed, sent again, or the connection given up. */
  ackTimeoutMs: z.int().nonnegative().default(5000),
  /** Time for a snapshot before it is requested again; doubles for each market that stays silent. */
  snapshotTimeoutMs: z.int().nonnegative().default(5000),
  /** Least pause between two snapshot requests for one market: doubles up to the bound, forgotten after twice its length. */
  resyncMs: z.int().positive().default(250),
  resyncMsMax: z.int().positive().default(8000),
  /** Pause before a refused command is sent again; doubles up to the bound. */
  retryMs: z.int().positive().default(500),
  retryMsMax: z.int().positive().default(30_000),
  commandTriesMax: z.int().positive().default(6),
  /** No data for so long on a connection that was busy before: the silent stall. */
  stallMs: z.int().nonnegative().default(30_000),
  /** Share of the last minute's ticks that must have brought deltas or trades before silence counts as a stall. */
  stallBusyShareMin: z.number().positive().max(1).default(0.05),
  /** Frames with an old sequence number in a row before the connection is given up: its counter must have been set back. */
  duplicateRunMax: z.int().positive().default(64),
  noticesPerMinuteMax: z.int().nonnegative().default(60),
});
export type KalshiFeedConfig = z.infer<typeof KalshiFeedConfig>;

/** For recordings: nothing answers a command, so no answer is awaited. */
export const KALSHI_REPLAY_CONFIG: KalshiFeedConfig = KalshiFeedConfig.parse({
  ackTimeoutMs: 0,
  snapshotTimeoutMs: 0,
  stallMs: 0,
});
