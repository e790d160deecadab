import { z } from "zod";
import { FeedName } from "./venue-id.ts";

/**
 * The engine's events as objects, for the edges (API, command line, storage, tests): seed features E1–E7.
 * Inside, the same events travel as 64-byte slots (packages/wire) and never become objects.
 * Prices are PriceTicks, sizes SizeMicros; never binary fractions (E4).
 */
const Price = z.int().min(0).max(10_000);
const Size = z.int();
const Header = {
  venue: FeedName,
  instrument: z.int().min(-1),
  epoch: z.int(),
  sequence: z.int().nonnegative(),
  exchangeTimeMs: z.number().nonnegative(),
  receivedTimeUs: z.number().nonnegative(),
};
const Level = z.strictObject({ price: Price, size: Size });

export const BookSnapshotEvent = z.strictObject({
  kind: z.literal("book_snapshot"),
  ...Header,
  step: z.int().positive(),
  bids: z.array(Level),
  asks: z.array(Level),
});
export const BookDeltaEvent = z.strictObject({
  kind: z.literal("book_delta"),
  ...Header,
  side: z.enum(["bid", "ask"]),
  price: Price,
  /** New size of the level (`absolute`) or the change to it; 0 absolute removes the level (E5). */
  size: Size,
  absolute: z.boolean(),
  bestBid: Price.optional(),
  bestAsk: Price.optional(),
});
export const TradeEvent = z.strictObject({
  kind: z.literal("trade"),
  ...Header,
  takerSide: z.enum(["buy", "sell"]),
  price: Price,
  size: Size.positive(),
});
export const QuoteEvent = z.strictObject({
  kind: z.literal("quote"),
  ...Header,
  bestBid: Price.optional(),
  bestAsk: Price.optional(),
  bidSize: Size.optional(),
  askSize: Size.optional(),
});
export const TickSizeEvent = z.strictObject({
  kind: z.literal("tick_size"),
  ...Header,
  oldStep: z.int().nonnegative(),
  newStep: z.int().positive(),
});
export const MARKET_UPDATES = [
  "new_market",
  "resolved",
  "created",
  "activated",
  "deactivated",
  "close_date_updated",
  "determined",
  "settled",
  "price_structure_updated",
  "metadata_updated",
  "closed",
] as const;
export const MarketUpdateEvent = z.strictObject({
  kind: z.literal("market_update"),
  ...Header,
  update: z.enum(MARKET_UPDATES),
  /** Settlement price in PriceTicks, close time in ms: what the update is about. */
  value: z.number(),
});
/** Connection states (E7). `stalled` is ours: pings answered, no data. */
export const CONNECTION_STATES = [
  "connecting",
  "connected",
  "reconnecting",
  "disconnected",
  "error",
  "stale",
  "stalled",
  "paused",
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];
export const ConnectionEvent = z.strictObject({
  kind: z.literal("connection"),
  ...Header,
  connection: z.int().nonnegative(),
  state: z.enum(CONNECTION_STATES),
  attempt: z.int().nonnegative(),
});
export const PositionEvent = z.strictObject({
  kind: z.literal("position"),
  ...Header,
  size: Size,
  averagePrice: Price,
});
export const ReferencePriceEvent = z.strictObject({
  kind: z.literal("reference_price"),
  ...Header,
  /** Number in the run's list of references. */
  reference: z.int().nonnegative(),
  /** Value × 1e6, rounded down, and what is left of it × 1e18. */
  valueMicros: z.int(),
  rest: z.int().nonnegative(),
  /** The venue repeats its last value because there is no newer one (a closed exchange). */
  carried: z.boolean(),
});

export const EngineEvent = z.discriminatedUnion("kind", [
  BookSnapshotEvent,
  BookDeltaEvent,
  TradeEvent,
  QuoteEvent,
  TickSizeEvent,
  MarketUpdateEvent,
  ConnectionEvent,
  PositionEvent,
  ReferencePriceEvent,
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
