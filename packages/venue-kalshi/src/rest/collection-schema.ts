import { z } from "zod";
import { KalshiMarket } from "./market-schema.ts";

/** Collections of which combos are made. */

export const AssociatedEvent = z.object({
  ticker: z.string(),
  is_yes_only: z.boolean(),
  size_max: z.int().nullish(),
  size_min: z.int().nullish(),
  active_quoters: z.array(z.string()),
});
export type AssociatedEvent = z.infer<typeof AssociatedEvent>;

export const EventCollection = z.object({
  collection_ticker: z.string(),
  series_ticker: z.string(),
  exchange_index: z.int().nullish(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  open_date: z.string().nullish(),
  close_date: z.string().nullish(),
  associated_events: z.array(AssociatedEvent),
  associated_event_tickers: z.array(z.string()).nullish(),
  is_ordered: z.boolean().nullish(),
  is_single_market_per_event: z.boolean().nullish(),
  is_all_yes: z.boolean().nullish(),
  size_min: z.int(),
  size_max: z.int(),
  functional_description: z.string().nullish(),
});
export type EventCollection = z.infer<typeof EventCollection>;

export const EventCollectionAnswer = z.object({
  multivariate_contract: EventCollection,
});
export type EventCollectionAnswer = z.infer<typeof EventCollectionAnswer>;

export const EventCollectionsAnswer = z.object({
  multivariate_contracts: z.array(EventCollection),
  cursor: z.string().nullish(),
});
export type EventCollectionsAnswer = z.infer<typeof EventCollectionsAnswer>;

export const ComboMarket = z.object({
  event_ticker: z.string(),
  market_ticker: z.string(),
  market: KalshiMarket.nullish(),
});
export type ComboMarket = z.infer<typeof ComboMarket>;
