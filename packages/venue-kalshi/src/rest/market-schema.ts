import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";

/** Markets: kalshi.md sections 5.2 and 6.1. Named is what the venue sends; needed is what nothing works without. */

export const PriceRange = z.object({
  start: Dollars,
  end: Dollars,
  step: Dollars,
});
export type PriceRange = z.infer<typeof PriceRange>;

export const SelectedLeg = z.object({
  event_ticker: z.string().nullish(),
  market_ticker: z.string().nullish(),
  side: z.string().nullish(),
  yes_settlement_value_dollars: Dollars.nullish(),
});
export type SelectedLeg = z.infer<typeof SelectedLeg>;

export const KalshiMarket = z.object({
  ticker: z.string(),
  event_ticker: z.string(),
  market_type: z.string().nullish(),
  title: z.string().nullish(),
  subtitle: z.string().nullish(),
  yes_sub_title: z.string().nullish(),
  no_sub_title: z.string().nullish(),
  created_time: z.string().nullish(),
  updated_time: z.string().nullish(),
  open_time: z.string().nullish(),
  close_time: z.string().nullish(),
  expected_expiration_time: z.string().nullish(),
  expiration_time: z.string().nullish(),
  latest_expiration_time: z.string().nullish(),
  settlement_timer_seconds: z.int().nullish(),
  status: z.string(),
  yes_bid_dollars: Dollars.nullish(),
  yes_bid_size_fp: Contracts.nullish(),
  yes_ask_dollars: Dollars.nullish(),
  yes_ask_size_fp: Contracts.nullish(),
  no_bid_dollars: Dollars.nullish(),
  no_ask_dollars: Dollars.nullish(),
  last_price_dollars: Dollars.nullish(),
  volume_fp: Contracts.nullish(),
  volume_24h_fp: Contracts.nullish(),
  result: z.string().nullish(),
  can_close_early: z.boolean().nullish(),
  open_interest_fp: Contracts.nullish(),
  notional_value_dollars: Dollars.nullish(),
  previous_yes_bid_dollars: Dollars.nullish(),
  previous_yes_ask_dollars: Dollars.nullish(),
  previous_price_dollars: Dollars.nullish(),
  liquidity_dollars: Dollars.nullish(),
  settlement_value_dollars: Dollars.nullish(),
  settlement_ts: z.string().nullish(),
  expiration_value: z.string().nullish(),
  occurrence_datetime: z.string().nullish(),
  fee_waiver_expiration_time: z.string().nullish(),
  early_close_condition: z.string().nullish(),
  strike_type: z.string().nullish(),
  floor_strike: z.number().nullish(),
  cap_strike: z.number().nullish(),
  functional_strike: z.string().nullish(),
  custom_strike: z.record(z.string(), z.unknown()).nullish(),
  rules_primary: z.string().nullish(),
  rules_secondary: z.string().nullish(),
  mve_collection_ticker: z.string().nullish(),
  mve_selected_legs: z.array(SelectedLeg).nullish(),
  primary_participant_key: z.string().nullish(),
  price_level_structure: z.string().nullish(),
  price_ranges: z.array(PriceRange).nullish(),
  is_provisional: z.boolean().nullish(),
  exchange_index: z.int().nullish(),
});
export type KalshiMarket = z.infer<typeof KalshiMarket>;

export const MarketsAnswer = z.object({
  markets: z.array(KalshiMarket),
  cursor: z.string().nullish(),
});
export type MarketsAnswer = z.infer<typeof MarketsAnswer>;

export const MarketAnswer = z.object({
  market: KalshiMarket,
});
export type MarketAnswer = z.infer<typeof MarketAnswer>;
