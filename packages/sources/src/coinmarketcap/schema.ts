import { z } from "zod";
import {
  IsoTime,
  MaybeNumber,
  NullableNumber,
  NumberOrText,
  oneShapeOf,
  UnixSeconds,
  unused,
} from "../wire-schemas.ts";

// market-data-sources.md section 3.

/** `error_code` is a number, but the text "0" on the v3 fear-and-greed and v5 routes. */
const Status = z.object({
  timestamp: IsoTime,
  error_code: NumberOrText,
  error_message: z.string().nullish(),
  elapsed: NumberOrText.optional(),
  credit_count: z.number().optional(),
  notice: z.string().nullish(),
  total_count: z.number().nullish(),
});

function envelope<Data extends z.ZodType>(data: Data) {
  return z.object({ status: Status, data });
}

/** What every answer says besides its data. */
export const AnyAnswer = z.object({ status: Status });

/** A coin's numbers in one currency. */
const Quote = z.object({
  price: NullableNumber,
  volume_24h: MaybeNumber,
  volume_change_24h: MaybeNumber,
  percent_change_1h: MaybeNumber,
  percent_change_24h: MaybeNumber,
  percent_change_7d: MaybeNumber,
  percent_change_30d: MaybeNumber,
  percent_change_60d: MaybeNumber,
  percent_change_90d: MaybeNumber,
  market_cap: MaybeNumber,
  market_cap_dominance: MaybeNumber,
  fully_diluted_market_cap: MaybeNumber,
  tvl: MaybeNumber,
  last_updated: IsoTime.nullish(),
  ...unused("market_cap_by_total_supply", "volume_24h_reported", "volume_7d", "volume_30d"),
});
export type Quote = z.infer<typeof Quote>;

const ListedQuote = Quote.extend({
  id: z.number(),
  symbol: z.string(),
  ...unused("cex_volume_24h", "dex_volume_24h", "minted_market_cap"),
});

export const Coin = z.object({
  id: z.number(),
  name: z.string(),
  symbol: z.string(),
  slug: z.string(),
  cmc_rank: MaybeNumber,
  last_updated: IsoTime.nullish(),
  /** Until v2 a dictionary by currency code, or by its id as text if `convert_id` was sent; from v3 on a list. */
  quote: oneShapeOf(z.array(ListedQuote), z.record(z.string(), Quote)),
  ...unused("num_market_pairs", "date_added", "tags", "platform", "is_active", "is_fiat"),
  ...unused("max_supply", "infinite_supply", "circulating_supply", "total_supply", "minted_market_cap"),
  ...unused("self_reported_circulating_supply", "self_reported_market_cap", "tvl_ratio"),
});
export type Coin = z.infer<typeof Coin>;

export const ListingsAnswer = envelope(z.array(Coin));
export type ListingsAnswer = z.infer<typeof ListingsAnswer>;

/** v3: a list; v2 by id or slug: coins by id; v2 by symbol: lists of coins by symbol, for symbols are not unique. */
export const QuotesAnswer = envelope(
  oneShapeOf(z.array(Coin), z.record(z.string(), Coin), z.record(z.string(), z.array(Coin))),
);
export type QuotesAnswer = z.infer<typeof QuotesAnswer>;

const GlobalQuote = z.object({
  total_market_cap: z.number(),
  total_volume_24h: z.number(),
  last_updated: IsoTime.nullish(),
  ...unused("total_volume_24h_reported", "altcoin_market_cap", "altcoin_volume_24h", "altcoin_volume_24h_reported"),
  ...unused("defi_market_cap", "defi_volume_24h", "defi_volume_24h_reported", "defi_24h_percentage_change"),
  ...unused("stablecoin_market_cap", "stablecoin_volume_24h", "stablecoin_volume_24h_reported"),
  ...unused("stablecoin_24h_percentage_change", "derivatives_volume_24h", "derivatives_volume_24h_reported"),
  ...unused("derivatives_24h_percentage_change", "total_market_cap_yesterday", "total_volume_24h_yesterday"),
  ...unused("total_market_cap_yesterday_percentage_change", "total_volume_24h_yesterday_percentage_change"),
});

export const GlobalMetricsAnswer = envelope(
  z.object({
    active_cryptocurrencies: z.number(),
    total_cryptocurrencies: MaybeNumber,
    active_market_pairs: z.number(),
    active_exchanges: z.number(),
    total_exchanges: MaybeNumber,
    btc_dominance: z.number(),
    eth_dominance: MaybeNumber,
    last_updated: IsoTime.nullish(),
    quote: z.record(z.string(), GlobalQuote),
    ...unused("btc_dominance_yesterday", "eth_dominance_yesterday"),
    ...unused("btc_dominance_24h_percentage_change", "eth_dominance_24h_percentage_change"),
    ...unused("defi_volume_24h", "defi_volume_24h_reported", "defi_market_cap", "defi_24h_percentage_change"),
    ...unused("stablecoin_volume_24h", "stablecoin_volume_24h_reported", "stablecoin_market_cap"),
    ...unused("stablecoin_24h_percentage_change", "derivatives_volume_24h", "derivatives_volume_24h_reported"),
    ...unused("derivatives_24h_percentage_change", "total_crypto_dex_currencies", "today_incremental_crypto_number"),
    ...unused("past_24h_incremental_crypto_number", "past_7d_incremental_crypto_number"),
    ...unused("past_30d_incremental_crypto_number", "today_change_percent", "tracked_yearly_number"),
  }),
);
export type GlobalMetricsAnswer = z.infer<typeof GlobalMetricsAnswer>;

const Mood = z.number().min(0).max(100);

export const FearAndGreedAnswer = envelope(
  z.object({ value: Mood, value_classification: z.string(), update_time: IsoTime }),
);
export type FearAndGreedAnswer = z.infer<typeof FearAndGreedAnswer>;

/** Newest first; days at 00:00 UTC in Unix seconds, as text. The casing of the classification varies. */
export const FearAndGreedHistoryAnswer = envelope(
  z.array(z.object({ timestamp: NumberOrText.pipe(UnixSeconds), value: Mood, value_classification: z.string() })),
);
export type FearAndGreedHistoryAnswer = z.infer<typeof FearAndGreedHistoryAnswer>;

/** Days have no limit on newer keys. */
export const KeyInfoAnswer = envelope(
  z.object({
    plan: z.object({
      credit_limit_monthly: z.number().positive(),
      credit_limit_monthly_reset_timestamp: IsoTime.nullish(),
      rate_limit_minute: z.number().positive(),
      credit_limit_daily: MaybeNumber,
      credit_limit_daily_reset_timestamp: IsoTime.nullish(),
      ...unused("credit_limit_monthly_reset", "credit_limit_daily_reset"),
    }),
    usage: z.object({
      current_minute: z.object({ requests_made: z.number(), requests_left: z.number() }),
      current_day: z.object({ credits_used: z.number(), credits_left: MaybeNumber }).optional(),
      current_month: z.object({ credits_used: z.number(), credits_left: z.number() }),
    }),
  }),
);
export type KeyInfoAnswer = z.infer<typeof KeyInfoAnswer>;
