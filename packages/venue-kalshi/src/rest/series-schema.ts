import { z } from "zod";
import { Contracts } from "./decimal-text.ts";

/** Series and their fees: kalshi.md sections 6.2 and 11. */

export const SettlementSource = z.object({
  name: z.string().nullish(),
  url: z.string().nullish(),
});
export type SettlementSource = z.infer<typeof SettlementSource>;

export const KalshiSeries = z.object({
  ticker: z.string(),
  frequency: z.string().nullish(),
  title: z.string().nullish(),
  category: z.string().nullish(),
  categories: z.array(z.string()).nullish(),
  tags: z.array(z.string()).nullish(),
  settlement_sources: z.array(SettlementSource).nullish(),
  contract_url: z.string().nullish(),
  contract_terms_url: z.string().nullish(),
  product_metadata: z.record(z.string(), z.unknown()).nullish(),
  fee_type: z.string(),
  fee_multiplier: z.number(),
  additional_prohibitions: z.array(z.string()).nullish(),
  volume_fp: Contracts.nullish(),
  last_updated_ts: z.string().nullish(),
  exchange_index: z.int().nullish(),
});
export type KalshiSeries = z.infer<typeof KalshiSeries>;

export const SeriesListAnswer = z.object({
  series: z.array(KalshiSeries),
});
export type SeriesListAnswer = z.infer<typeof SeriesListAnswer>;

export const SeriesAnswer = z.object({
  series: KalshiSeries,
});
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;

export const SeriesFeeChange = z.object({
  id: z.string(),
  series_ticker: z.string(),
  fee_type: z.string(),
  fee_multiplier: z.number(),
  scheduled_ts: z.string(),
});
export type SeriesFeeChange = z.infer<typeof SeriesFeeChange>;

export const SeriesFeeChangesAnswer = z.object({
  series_fee_change_arr: z.array(SeriesFeeChange),
});
export type SeriesFeeChangesAnswer = z.infer<typeof SeriesFeeChangesAnswer>;
