import { z } from "zod";
import { KalshiMarket } from "./market-schema.ts";
import { Milestone } from "./milestone-schema.ts";
import { SettlementSource } from "./series-schema.ts";

/** Events and their fees: kalshi.md sections 6.2 and 11. */

export const KalshiEvent = z.object({
  event_ticker: z.string(),
  series_ticker: z.string(),
  sub_title: z.string().nullish(),
  title: z.string().nullish(),
  collateral_return_type: z.string().nullish(),
  mutually_exclusive: z.boolean(),
  category: z.string().nullish(),
  strike_date: z.string().nullish(),
  strike_period: z.string().nullish(),
  markets: z.array(KalshiMarket).nullish(),
  product_metadata: z.record(z.string(), z.unknown()).nullish(),
  settlement_sources: z.array(SettlementSource).nullish(),
  last_updated_ts: z.string().nullish(),
  fee_type_override: z.string().nullish(),
  fee_multiplier_override: z.number().nullish(),
  exchange_index: z.int().nullish(),
  available_on_brokers: z.boolean().nullish(),
});
export type KalshiEvent = z.infer<typeof KalshiEvent>;

export const EventsAnswer = z.object({
  events: z.array(KalshiEvent),
  milestones: z.array(Milestone).nullish(),
  cursor: z.string().nullish(),
});
export type EventsAnswer = z.infer<typeof EventsAnswer>;

export const MultivariateEventsAnswer = z.object({
  events: z.array(KalshiEvent),
  cursor: z.string().nullish(),
});
export type MultivariateEventsAnswer = z.infer<typeof MultivariateEventsAnswer>;

export const EventAnswer = z.object({
  event: KalshiEvent,
  markets: z.array(KalshiMarket).nullish(),
});
export type EventAnswer = z.infer<typeof EventAnswer>;

export const MarketMetadata = z.object({
  market_ticker: z.string(),
  image_url: z.string(),
  color_code: z.string(),
});
export type MarketMetadata = z.infer<typeof MarketMetadata>;

export const EventMetadata = z.object({
  image_url: z.string(),
  featured_image_url: z.string().nullish(),
  market_details: z.array(MarketMetadata),
  settlement_sources: z.array(SettlementSource),
  competition: z.string().nullish(),
  competition_scope: z.string().nullish(),
});
export type EventMetadata = z.infer<typeof EventMetadata>;

export const EventFeeChange = z.object({
  id: z.string(),
  event_ticker: z.string(),
  series_ticker: z.string(),
  fee_type_override: z.string().nullable(),
  fee_multiplier_override: z.number().nullable(),
  scheduled_ts: z.string(),
});
export type EventFeeChange = z.infer<typeof EventFeeChange>;

export const EventFeeChangesAnswer = z.object({
  event_fee_changes: z.array(EventFeeChange),
  cursor: z.string().nullish(),
});
export type EventFeeChangesAnswer = z.infer<typeof EventFeeChangesAnswer>;

export const PercentilePoint = z.object({
  percentile: z.int(),
  raw_numerical_forecast: z.number(),
  numerical_forecast: z.number(),
  formatted_forecast: z.string(),
});
export type PercentilePoint = z.infer<typeof PercentilePoint>;

export const ForecastPoint = z.object({
  event_ticker: z.string(),
  end_period_ts: z.int(),
  period_interval: z.int(),
  percentile_points: z.array(PercentilePoint),
});
export type ForecastPoint = z.infer<typeof ForecastPoint>;

export const ForecastAnswer = z.object({
  forecast_history: z.array(ForecastPoint),
});
export type ForecastAnswer = z.infer<typeof ForecastAnswer>;
