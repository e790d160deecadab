import { z } from "zod";

/** How the paper venue behaves. Times in µs of event time, but for `echoMs`, which compares venue stamps. */
export const PaperConfig = z.strictObject({
  /** From the decision to the order's arrival at the venue, at least. Never 0: an order cannot act on the event that caused it. */
  latencyUs: z.int().min(1).max(60_000_000).default(50_000),
  /** Up to this much more, drawn evenly from `seed`: for orders and for cancels. */
  latencyJitterUs: z.int().min(0).max(60_000_000).default(0),
  /** From the wish to cancel to its effect, at least. */
  cancelLatencyUs: z.int().min(1).max(60_000_000).default(50_000),
  /** From what happened at the venue to our hearing of it. */
  ackLatencyUs: z.int().min(0).max(60_000_000).default(10_000),
  seed: z.int().default(1),
  /** A trade and the book change that it made may be stamped this far apart by the venue: see QueuePosition. */
  echoMs: z.int().min(0).max(60_000).default(1_000),
  ordersOpenMax: z.int().positive().max(100_000).default(1_024),
  ordersPerInstrumentMax: z.int().positive().max(100_000).default(64),
  /** Levels of which we took something that the venue has not changed since. With so many, nothing more is taken from fresh levels. */
  consumedLevelsMax: z.int().positive().default(65_536),
  /** Reports on their way to us. With so many, the oldest are delivered early, and counted. */
  reportsPendingMax: z.int().positive().default(65_536),
});
export type PaperConfig = z.infer<typeof PaperConfig>;
