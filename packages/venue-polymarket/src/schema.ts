import { z } from "zod";

/**
 * What Polymarket sends (polymarket.md sections 3, 9), tolerant of unknown fields. The byte parser of the hot messages accepts only
 * what these schemas accept; numbers stay text here and become integers in event-mapping.ts.
 */

/** Milliseconds as text; recorders print them as numbers. */
export const Timestamp = z.union([z.string().regex(/^\d{1,15}$/), z.int().min(0).max(999_999_999_999_999)]);

export const WireLevel = z.object({ price: z.string(), size: z.string() });
export type WireLevel = z.infer<typeof WireLevel>;

export const WireBook = z.object({
  event_type: z.literal("book"),
  market: z.string(),
  asset_id: z.string(),
  timestamp: Timestamp,
  hash: z.string().nullish(),
  bids: z.array(WireLevel),
  asks: z.array(WireLevel),
  tick_size: z.string().nullish(),
  last_trade_price: z.string().nullish(),
});
export type WireBook = z.infer<typeof WireBook>;

export const WireChange = z.object({
  asset_id: z.string(),
  price: z.string(),
  size: z.string(),
  side: z.enum(["BUY", "SELL"]),
  hash: z.string().nullish(),
  best_bid: z.string().nullish(),
  best_ask: z.string().nullish(),
});
export type WireChange = z.infer<typeof WireChange>;

export const WirePriceChange = z.object({
  event_type: z.literal("price_change"),
  market: z.string(),
  timestamp: Timestamp,
  price_changes: z.array(WireChange),
});
export type WirePriceChange = z.infer<typeof WirePriceChange>;

export const WireLastTrade = z.object({
  event_type: z.literal("last_trade_price"),
  market: z.string(),
  asset_id: z.string(),
  price: z.string(),
  size: z.string(),
  side: z.enum(["BUY", "SELL"]),
  timestamp: Timestamp,
});
export type WireLastTrade = z.infer<typeof WireLastTrade>;

export const WireBestBidAsk = z.object({
  event_type: z.literal("best_bid_ask"),
  market: z.string(),
  asset_id: z.string(),
  best_bid: z.string().nullish(),
  best_ask: z.string().nullish(),
  timestamp: Timestamp,
});
export type WireBestBidAsk = z.infer<typeof WireBestBidAsk>;

export const WireTickSizeChange = z.object({
  event_type: z.literal("tick_size_change"),
  market: z.string(),
  asset_id: z.string(),
  old_tick_size: z.string().nullish(),
  new_tick_size: z.string(),
  timestamp: Timestamp,
});
export type WireTickSizeChange = z.infer<typeof WireTickSizeChange>;

const EventMessage = z.object({
  id: z.string().nullish(),
  slug: z.string().nullish(),
  title: z.string().nullish(),
});

export const WireNewMarket = z.object({
  event_type: z.literal("new_market"),
  id: z.string(),
  market: z.string(),
  question: z.string().nullish(),
  slug: z.string().nullish(),
  assets_ids: z.array(z.string()),
  outcomes: z.array(z.string()).nullish(),
  event_message: EventMessage.nullish(),
  timestamp: Timestamp,
  active: z.boolean().nullish(),
  order_price_min_tick_size: z.string().nullish(),
});
export type WireNewMarket = z.infer<typeof WireNewMarket>;

export const WireMarketResolved = z.object({
  event_type: z.literal("market_resolved"),
  id: z.string(),
  market: z.string(),
  assets_ids: z.array(z.string()),
  winning_asset_id: z.string().nullish(),
  winning_outcome: z.string().nullish(),
  event_message: EventMessage.nullish(),
  timestamp: Timestamp,
});
export type WireMarketResolved = z.infer<typeof WireMarketResolved>;

/** Any event of the market channel that this version knows. */
export const WireEvent = z.discriminatedUnion("event_type", [
  WireBook,
  WirePriceChange,
  WireLastTrade,
  WireBestBidAsk,
  WireTickSizeChange,
  WireNewMarket,
  WireMarketResolved,
]);
export type WireEvent = z.infer<typeof WireEvent>;
/** A frame: the snapshot array, or one bare event. */
export const WireFrame = z.union([z.array(WireEvent), WireEvent]);

/** Body of `GET /book` (polymarket.md section 3): ten fields, of which the last came in November 2025. */
export const RestBook = z.object({
  market: z.string(),
  asset_id: z.string(),
  timestamp: Timestamp,
  hash: z.string(),
  bids: z.array(WireLevel),
  asks: z.array(WireLevel),
  min_order_size: z.string(),
  tick_size: z.string(),
  neg_risk: z.boolean(),
  last_trade_price: z.string().optional(),
});
export type RestBook = z.infer<typeof RestBook>;

/** A number that some endpoints print as text. */
const LooseNumber = z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]).transform(Number);

/** `GET /clob-markets/{condition_id}` in its compact keys: the market's current tick, minimum and fee (polymarket.md sections 3 and 8). */
export const ClobMarket = z.object({
  c: z.string(),
  t: z.array(z.object({ t: z.string(), o: z.string() })),
  mts: LooseNumber,
  mos: LooseNumber,
  nr: z.boolean().nullish(),
  ao: z.boolean().nullish(),
  fd: z.object({ r: LooseNumber, e: LooseNumber, to: z.boolean().nullish() }).nullish(),
});
export type ClobMarket = z.infer<typeof ClobMarket>;
