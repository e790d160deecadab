import type { EventSpec, SeriesSpec } from "../market-spec.ts";
import { timeText } from "../number-text.ts";
import type { SimMilestone } from "./catalog.ts";

/** The venue's "never": not null, not a real time (kalshi.md section 16, trap 32). */
const EPOCH_ZERO = "0001-01-01T00:00:00Z";

/** An event as REST reads it (kalshi.md section 6.2). */
export function eventBody(event: EventSpec): object {
  return {
    available_on_brokers: false,
    category: event.series.category,
    collateral_return_type: event.mutuallyExclusive ? "MECNET" : "",
    event_ticker: event.ticker,
    exchange_index: 0,
    fee_multiplier_override: event.feeMultiplierOverride ?? null,
    fee_type_override: null,
    last_updated_ts: EPOCH_ZERO,
    mutually_exclusive: event.mutuallyExclusive,
    product_metadata: null,
    series_ticker: event.series.ticker,
    settlement_sources: null,
    strike_period: "",
    sub_title: event.subTitle,
    title: event.title,
  };
}

export function seriesBody(
  series: SeriesSpec,
  { volume, withMetadata }: { volume?: string; withMetadata?: boolean } = {},
): object {
  return {
    additional_prohibitions: [],
    categories: [series.category],
    category: series.category,
    contract_terms_url: "",
    contract_url: "",
    exchange_index: 0,
    fee_multiplier: series.feeMultiplier,
    fee_type: series.feeType,
    frequency: "custom",
    last_updated_ts: EPOCH_ZERO,
    settlement_sources: null,
    tags: null,
    ticker: series.ticker,
    title: series.title,
    ...(volume !== undefined && { volume_fp: volume }),
    ...(withMetadata && { product_metadata: { cadence: "custom" } }),
  };
}

export function milestoneBody({ id, event, startMs }: SimMilestone): object {
  return {
    id,
    category: event.series.category,
    type: "simulated",
    start_date: timeText(startMs * 1000),
    end_date: null,
    related_event_tickers: [event.ticker],
    title: event.title,
    notification_message: "",
    source_id: null,
    source_ids: { sim: event.ticker },
    details: { status: "scheduled" },
    primary_event_tickers: [event.ticker],
    last_updated_ts: timeText(startMs * 1000),
  };
}
