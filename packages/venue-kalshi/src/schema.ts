import { z } from "zod";
import { PositiveSizeText, PriceText, SignedSizeText, SizeText, TradablePriceText } from "./decimal-schema.ts";

/**
 * What Kalshi sends over the WebSocket (kalshi.md sections 12 and 13), tolerant of fields that we do not use. Frames of the dual period
 * (January to March 2026) carry integer twins beside the decimal strings; only the strings are read. What is named here is exactly what
 * the engine uses: a field of no use to us may hold anything.
 */
const Sid = z.int().nonnegative();
const Seq = z.int().nonnegative();
const CommandId = z.int().nonnegative();
/** `ts_ms`, else `ts`: RFC 3339 on deltas, seconds on tickers and trades (kalshi.md section 16, trap 15). */
const Times = {
  ts_ms: z.int().nonnegative().nullish(),
  ts: z.union([z.string(), z.number()]).nullish(),
};
const Outcome = z.enum(["yes", "no"]);
const Levels = z.array(z.tuple([TradablePriceText, SizeText]));

export const OrderbookSnapshotMessage = z.object({
  type: z.literal("orderbook_snapshot"),
  sid: Sid,
  seq: Seq,
  id: CommandId.nullish(),
  msg: z
    .object({
      market_ticker: z.string(),
      /** "" when the venue does not know the market. */
      market_id: z.string().nullish(),
      /** An absent side is an empty side (kalshi.md section 13.1). */
      yes_dollars_fp: Levels.nullish(),
      no_dollars_fp: Levels.nullish(),
      yes: z.unknown().optional(),
      no: z.unknown().optional(),
      yes_dollars: z.unknown().optional(),
      no_dollars: z.unknown().optional(),
    })
    .refine(
      (msg) =>
        (msg.yes_dollars_fp || (msg.yes === undefined && msg.yes_dollars === undefined)) &&
        (msg.no_dollars_fp || (msg.no === undefined && msg.no_dollars === undefined)),
      "a side in legacy form stands beside its decimal twin: alone it would read as an empty side",
    ),
});

export const OrderbookDeltaMessage = z.object({
  type: z.literal("orderbook_delta"),
  sid: Sid,
  seq: Seq,
  msg: z.object({
    market_ticker: z.string(),
    side: Outcome,
    price_dollars: TradablePriceText,
    /** The change to the level, not its new size. */
    delta_fp: SignedSizeText,
    ...Times,
  }),
});

export const TradeMessage = z.object({
  type: z.literal("trade"),
  sid: Sid,
  seq: Seq.nullish(),
  msg: z
    .object({
      market_ticker: z.string(),
      trade_id: z.string().nullish(),
      yes_price_dollars: TradablePriceText,
      count_fp: PositiveSizeText,
      taker_outcome_side: Outcome.nullish(),
      taker_book_side: z.enum(["bid", "ask"]).nullish(),
      taker_side: Outcome.nullish(),
      is_block_trade: z.boolean().nullish(),
      ...Times,
    })
    .refine(
      (msg) => (msg.taker_outcome_side ?? msg.taker_side ?? msg.taker_book_side ?? undefined) !== undefined,
      "a trade names its taker's side",
    ),
});

export const TickerMessage = z.object({
  type: z.literal("ticker"),
  sid: Sid,
  msg: z.object({
    market_ticker: z.string(),
    price_dollars: PriceText.nullish(),
    yes_bid_dollars: PriceText,
    yes_ask_dollars: PriceText,
    yes_bid_size_fp: SizeText.nullish(),
    yes_ask_size_fp: SizeText.nullish(),
    volume_fp: SizeText.nullish(),
    open_interest_fp: SizeText.nullish(),
    ...Times,
  }),
});

/** Ascending bands; a dollar text each (kalshi.md section 5.2). */
export const PriceRanges = z.array(z.object({ start: PriceText, end: PriceText, step: PriceText }));

export const LifecycleMessage = z.object({
  type: z.literal("market_lifecycle_v2"),
  sid: Sid,
  /** Absent in captures of 2025. */
  seq: Seq.nullish(),
  msg: z.object({
    market_ticker: z.string(),
    event_type: z.string(),
    close_ts: z.int().nonnegative().nullish(),
    settled_ts: z.int().nonnegative().nullish(),
    result: z.string().nullish(),
    /** A dollar string; integer cents before April 2026; absent in 2025. */
    settlement_value: z.union([z.string(), z.int()]).nullish(),
    price_level_structure: z.string().nullish(),
    price_ranges: PriceRanges.nullish(),
    ...Times,
  }),
});
export type LifecycleMessage = z.infer<typeof LifecycleMessage>;

export const EventLifecycleMessage = z.object({
  type: z.literal("event_lifecycle"),
  sid: Sid,
  seq: Seq.nullish(),
  msg: z.object({ event_ticker: z.string() }),
});

export const EventFeeUpdateMessage = z.object({
  type: z.literal("event_fee_update"),
  sid: Sid,
  seq: Seq.nullish(),
  msg: z.object({
    event_ticker: z.string(),
    fee_type_override: z.string().nullish(),
    fee_multiplier_override: z.number().nullish(),
  }),
});

export const SubscribedMessage = z.object({
  type: z.literal("subscribed"),
  id: CommandId.nullish(),
  msg: z.object({ channel: z.string(), sid: Sid }),
});
export type SubscribedMessage = z.infer<typeof SubscribedMessage>;

export const OkMessage = z.object({
  type: z.literal("ok"),
  id: CommandId.nullish(),
  sid: Sid.nullish(),
  seq: Seq.nullish(),
  /** A {@link SubscriptionList}, or the markets that an update left in the subscription. */
  msg: z.unknown().optional(),
});
export type OkMessage = z.infer<typeof OkMessage>;

/** What list_subscriptions answers. */
export const SubscriptionList = z.array(z.object({ channel: z.string(), sid: Sid }));

export const UnsubscribedMessage = z.object({
  type: z.literal("unsubscribed"),
  id: CommandId.nullish(),
  sid: Sid,
  seq: Seq.nullish(),
});

export const ErrorMessage = z.object({
  type: z.literal("error"),
  id: CommandId.nullish(),
  sid: Sid.nullish(),
  seq: Seq.nullish(),
  msg: z.object({
    code: z.int(),
    msg: z.string().nullish(),
    market_ticker: z.string().nullish(),
    market_tickers: z.array(z.string()).nullish(),
  }),
});
export type ErrorMessage = z.infer<typeof ErrorMessage>;

/** What every frame has: enough to keep count of the sequence even where the type is new to us. */
export const Envelope = z.object({ type: z.string(), sid: Sid.nullish(), seq: Seq.nullish(), id: CommandId.nullish() });
