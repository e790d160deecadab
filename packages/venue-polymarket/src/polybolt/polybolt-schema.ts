import { z } from "zod";

const TimeMs = z.int().nonnegative();
const Printed = z.union([z.number(), z.string()]);
/** A plain decimal text: unlike RTDS's, never scaled by 1e18. */
const Exact = z.string().regex(/^-?\d+(\.\d+)?$/, "must be a plain decimal");

export const POLYBOLT_CHANNELS = ["price.crypto", "price.crypto.twap", "price.equity", "price.polymarket"] as const;
export type PolyboltChannel = (typeof POLYBOLT_CHANNELS)[number];

/** What the server answers to an operation of ours. */
export const PolyboltAnswer = z.object({
  op: z.string(),
  rid: z.string().optional(),
  channel: z.string().optional(),
  code: z.string().optional(),
});
export type PolyboltAnswer = z.infer<typeof PolyboltAnswer>;

/** What stands around every message: `seq` counts per connection and channel, snapshots included. */
export const PolyboltEnvelope = z.object({
  v: z.literal(1),
  channel: z.enum(POLYBOLT_CHANNELS),
  seq: z.int().nonnegative(),
  ts: TimeMs,
  snapshot: z.boolean().optional(),
  /** Messages that were left out before this one because we were slow. */
  dropped: z.int().nonnegative().optional(),
});
export type PolyboltEnvelope = z.infer<typeof PolyboltEnvelope>;

const Point = z.object({ timestamp: TimeMs, value: Printed, full_accuracy_value: Exact });
/** Who made the price ("pyth", "chainlink"), and what an average covers. */
const About = { source: z.string().nullish(), window_seconds: z.int().nullish() };

/** One new price. */
export const PolyboltPriceUpdate = PolyboltEnvelope.extend({
  payload: Point.extend({
    symbol: z.string(),
    ...About,
    received_at: TimeMs.nullish(),
    is_carried_forward: z.boolean().nullish(),
  }),
});
export type PolyboltPriceUpdate = z.infer<typeof PolyboltPriceUpdate>;

/** First message of a subscription: about the last two minutes, maybe nothing. */
export const PolyboltPriceSnapshot = PolyboltEnvelope.extend({
  payload: z.object({ symbol: z.string().optional(), ...About, data: z.array(Point) }),
});
export type PolyboltPriceSnapshot = z.infer<typeof PolyboltPriceSnapshot>;

/** Best prices of one outcome token; absent where a side is empty. */
export const PolyboltQuote = PolyboltEnvelope.extend({
  payload: z.object({
    market: z.string(),
    asset_id: z.string(),
    best_bid: z.string().nullish(),
    best_ask: z.string().nullish(),
    hash: z.string(),
    timestamp: z.union([TimeMs, z.string().regex(/^\d+$/)]),
  }),
});
