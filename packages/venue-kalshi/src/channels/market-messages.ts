import { z } from "zod";
import {
  BookSideWord,
  ContractCount,
  MoneyDollars,
  Outcome,
  PriceDollars,
  SignedContractCount,
  TimeMs,
  TimeSeconds,
} from "./wire-text.ts";

/**
 * The `msg` of the market data channels (kalshi.md sections 13.1 to 13.4), every field of the sheet, numbers as the venue writes them. The
 * feed reads the same messages with the schemas of `../schema.ts`, which name only what the engine uses and make integers of it.
 */
const Levels = z.array(z.tuple([PriceDollars, ContractCount]));

export const OrderbookSnapshotBody = z.object({
  market_ticker: z.string(),
  /** "" when the venue does not know the market. */
  market_id: z.string().nullish(),
  /** Ascending; an absent side is an empty side. */
  yes_dollars_fp: Levels.nullish(),
  no_dollars_fp: Levels.nullish(),
});
export type OrderbookSnapshotBody = z.infer<typeof OrderbookSnapshotBody>;

export const OrderbookDeltaBody = z.object({
  market_ticker: z.string(),
  market_id: z.string().nullish(),
  side: Outcome,
  /** In the side's own leg, unless the subscription asked for YES prices. */
  price_dollars: PriceDollars,
  /** The change to the level, not its new size. */
  delta_fp: SignedContractCount,
  /** With changes that an own order made. */
  client_order_id: z.string().nullish(),
  subaccount: z.int().nullish(),
  ts_ms: TimeMs.nullish(),
  /** RFC 3339; deprecated. */
  ts: z.string().nullish(),
});
export type OrderbookDeltaBody = z.infer<typeof OrderbookDeltaBody>;

export const TickerBody = z.object({
  market_ticker: z.string(),
  market_id: z.string().nullish(),
  /** Last trade; "0.0000" = never. */
  price_dollars: PriceDollars.nullish(),
  yes_bid_dollars: PriceDollars,
  yes_ask_dollars: PriceDollars,
  yes_bid_size_fp: ContractCount.nullish(),
  yes_ask_size_fp: ContractCount.nullish(),
  last_trade_size_fp: ContractCount.nullish(),
  volume_fp: ContractCount.nullish(),
  open_interest_fp: ContractCount.nullish(),
  /** Whole dollars. */
  dollar_volume: z.int().nullish(),
  dollar_open_interest: z.int().nullish(),
  ts: TimeSeconds.nullish(),
  ts_ms: TimeMs.nullish(),
  time: z.string().nullish(),
});
export type TickerBody = z.infer<typeof TickerBody>;

export const TradeBody = z.object({
  trade_id: z.string().nullish(),
  market_ticker: z.string(),
  yes_price_dollars: PriceDollars,
  no_price_dollars: PriceDollars.nullish(),
  count_fp: ContractCount,
  taker_outcome_side: Outcome.nullish(),
  taker_book_side: BookSideWord.nullish(),
  /** Deprecated. */
  taker_side: Outcome.nullish(),
  is_block_trade: z.boolean().nullish(),
  ts: TimeSeconds.nullish(),
  ts_ms: TimeMs.nullish(),
});
export type TradeBody = z.infer<typeof TradeBody>;

const Bands = z.array(z.object({ start: PriceDollars, end: PriceDollars, step: PriceDollars }));

/** What a `created` message tells of the market. */
const CreatedMetadata = z.object({
  name: z.string().nullish(),
  title: z.string().nullish(),
  yes_sub_title: z.string().nullish(),
  no_sub_title: z.string().nullish(),
  rules_primary: z.string().nullish(),
  rules_secondary: z.string().nullish(),
  can_close_early: z.boolean().nullish(),
  event_ticker: z.string().nullish(),
  expected_expiration_ts: TimeSeconds.nullish(),
  strike_type: z.string().nullish(),
  floor_strike: z.number().nullish(),
  cap_strike: z.number().nullish(),
  custom_strike: z.record(z.string(), z.unknown()).nullish(),
});

/** `market_lifecycle_v2` and its twin for combos (kalshi.md section 13.8): which fields come depends on `event_type`. */
export const MarketLifecycleBody = z.object({
  market_ticker: z.string(),
  /** created, activated, deactivated, close_date_updated, determined, settled, price_level_structure_updated, metadata_updated. */
  event_type: z.string(),
  open_ts: TimeSeconds.nullish(),
  close_ts: TimeSeconds.nullish(),
  exchange_index: z.int().nullish(),
  price_level_structure: z.string().nullish(),
  price_ranges: Bands.nullish(),
  additional_metadata: CreatedMetadata.nullish(),
  is_deactivated: z.boolean().nullish(),
  determination_ts: TimeSeconds.nullish(),
  result: z.string().nullish(),
  /** A dollar text; an integer before April 2026. */
  settlement_value: z.union([MoneyDollars, z.int()]).nullish(),
  settled_ts: TimeSeconds.nullish(),
  strike_type: z.string().nullish(),
  floor_strike: z.number().nullish(),
  cap_strike: z.number().nullish(),
  custom_strike: z.record(z.string(), z.unknown()).nullish(),
  yes_sub_title: z.string().nullish(),
});
export type MarketLifecycleBody = z.infer<typeof MarketLifecycleBody>;

export const EventLifecycleBody = z.object({
  event_ticker: z.string(),
  exchange_index: z.int().nullish(),
  title: z.string().nullish(),
  subtitle: z.string().nullish(),
  collateral_return_type: z.string().nullish(),
  series_ticker: z.string().nullish(),
  strike_date: TimeSeconds.nullish(),
  strike_period: z.string().nullish(),
});
export type EventLifecycleBody = z.infer<typeof EventLifecycleBody>;

/** Both null: the series' fees hold again. */
export const EventFeeUpdateBody = z.object({
  event_ticker: z.string(),
  fee_type_override: z.string().nullish(),
  fee_multiplier_override: z.number().nullish(),
});
export type EventFeeUpdateBody = z.infer<typeof EventFeeUpdateBody>;
