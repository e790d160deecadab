import { z } from "zod";
import { IsoTime, MaybeNumber, NullableNumber, NumberOrText, UnixMs, UnixSeconds, unused } from "../wire-schemas.ts";

// market-data-sources.md section 2. Fields that nobody here uses are named, so that only new ones count as drift.

/** Amounts by currency code in lower case. */
const ByCurrency = z.record(z.string(), NullableNumber);
export type ByCurrency = z.infer<typeof ByCurrency>;

/**
 * By coin: `usd`, `usd_market_cap`, `usd_24h_vol`, `usd_24h_change` for each currency, and `last_updated_at` in Unix seconds. Coins that
 * it does not know are simply absent; an empty object is a normal answer.
 */
export const SimplePriceAnswer = z.record(z.string(), z.record(z.string(), NullableNumber));
export type SimplePriceAnswer = z.infer<typeof SimplePriceAnswer>;

export const CoinMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  name: z.string(),
  ...unused("image"),
  current_price: NullableNumber,
  market_cap: NullableNumber,
  market_cap_rank: MaybeNumber,
  market_cap_rank_with_rehypothecated: MaybeNumber,
  fully_diluted_valuation: MaybeNumber,
  total_volume: NullableNumber,
  high_24h: MaybeNumber,
  low_24h: MaybeNumber,
  price_change_24h: MaybeNumber,
  price_change_percentage_24h: MaybeNumber,
  market_cap_change_24h: MaybeNumber,
  market_cap_change_percentage_24h: MaybeNumber,
  circulating_supply: MaybeNumber,
  total_supply: MaybeNumber,
  max_supply: MaybeNumber,
  ath: MaybeNumber,
  ath_change_percentage: MaybeNumber,
  ath_date: z.string().nullish(),
  atl: MaybeNumber,
  atl_change_percentage: MaybeNumber,
  atl_date: z.string().nullish(),
  roi: z.object({ times: z.number(), currency: z.string(), percentage: z.number() }).nullish(),
  last_updated: IsoTime.nullable(),
  sparkline_in_7d: z.object({ price: z.array(NullableNumber) }).nullish(),
  price_change_percentage_1h_in_currency: MaybeNumber,
  price_change_percentage_24h_in_currency: MaybeNumber,
  price_change_percentage_7d_in_currency: MaybeNumber,
  price_change_percentage_14d_in_currency: MaybeNumber,
  price_change_percentage_30d_in_currency: MaybeNumber,
  price_change_percentage_200d_in_currency: MaybeNumber,
  price_change_percentage_1y_in_currency: MaybeNumber,
});
export const CoinsMarketsAnswer = z.array(CoinMarket);
export type CoinsMarketsAnswer = z.infer<typeof CoinsMarketsAnswer>;

/** Missing in answers of 2021. Money is text with sign and separators ("$521,967,819"). */
const TrendingCoinData = z.object({
  price: NumberOrText,
  price_btc: z.string().optional(),
  price_change_percentage_24h: ByCurrency.optional(),
  market_cap: z.string().optional(),
  market_cap_btc: z.string().optional(),
  total_volume: z.string().optional(),
  total_volume_btc: z.string().optional(),
  ...unused("sparkline", "content"),
});

const TrendingCoin = z.object({
  id: z.string(),
  coin_id: z.number(),
  name: z.string(),
  symbol: z.string(),
  market_cap_rank: MaybeNumber,
  ...unused("thumb", "small", "large"),
  slug: z.string(),
  price_btc: z.number(),
  score: z.number(),
  data: TrendingCoinData.optional(),
});
export type TrendingCoin = z.infer<typeof TrendingCoin>;

const TrendingNft = z.object({
  id: z.string(),
  name: z.string(),
  symbol: z.string(),
  ...unused("thumb"),
  nft_contract_id: z.number(),
  native_currency_symbol: z.string(),
  floor_price_in_native_currency: NullableNumber,
  floor_price_24h_percentage_change: NullableNumber,
  data: z.record(z.string(), z.unknown()).optional(),
});

const TrendingCategory = z.object({
  id: z.number(),
  name: z.string(),
  market_cap_1h_change: NullableNumber,
  slug: z.string(),
  /** Text in the description of the API, a number in some captures. */
  coins_count: NumberOrText,
  ...unused("top_3_coins_images"),
  data: z.record(z.string(), z.unknown()).optional(),
});

export const TrendingAnswer = z.object({
  coins: z.array(z.object({ item: TrendingCoin })),
  nfts: z.array(TrendingNft).optional(),
  categories: z.array(TrendingCategory).optional(),
  /** Of 2021. */
  ...unused("exchanges"),
});
export type TrendingAnswer = z.infer<typeof TrendingAnswer>;

export const GlobalAnswer = z.object({
  data: z.object({
    active_cryptocurrencies: z.number(),
    ...unused("upcoming_icos", "ongoing_icos", "ended_icos"),
    /** Exchanges, not trading pairs. */
    markets: z.number(),
    total_market_cap: ByCurrency,
    total_volume: ByCurrency,
    /** Percent by coin symbol, ten of them. */
    market_cap_percentage: z.record(z.string(), z.number()),
    market_cap_change_percentage_24h_usd: MaybeNumber,
    volume_change_percentage_24h_usd: MaybeNumber,
    updated_at: UnixSeconds,
  }),
});
export type GlobalAnswer = z.infer<typeof GlobalAnswer>;

/** Candles: time of the candle's end in ms, open, high, low, close. No volume. */
export const OhlcAnswer = z.array(z.tuple([UnixMs, z.number(), z.number(), z.number(), z.number()]));
export type OhlcAnswer = z.infer<typeof OhlcAnswer>;

/** Time in ms and value. */
const Point = z.tuple([UnixMs, NullableNumber]);
export const MarketChartAnswer = z.object({
  prices: z.array(Point),
  market_caps: z.array(Point),
  total_volumes: z.array(Point),
});
export type MarketChartAnswer = z.infer<typeof MarketChartAnswer>;

export const SupportedCurrenciesAnswer = z.array(z.string());

export const CoinsListAnswer = z.array(
  z.object({
    id: z.string(),
    symbol: z.string(),
    name: z.string(),
    platforms: z.record(z.string(), z.string().nullable()).optional(),
  }),
);

export const ExchangesAnswer = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    year_established: MaybeNumber,
    country: z.string().nullish(),
    ...unused("description", "url", "image", "has_trading_incentive"),
    trust_score: MaybeNumber,
    trust_score_rank: MaybeNumber,
    trade_volume_24h_btc: MaybeNumber,
    trade_volume_24h_btc_normalized: MaybeNumber,
  }),
);

export const PingAnswer = z.object({ gecko_says: z.string() });

/** `/key`, Pro only. The `api_key_*` ones stand beside the account's where a key has limits of its own. */
export const KeyUsageAnswer = z.object({
  plan: z.string(),
  rate_limit_request_per_minute: z.number().positive(),
  monthly_call_credit: z.number().positive(),
  current_total_monthly_calls: z.number(),
  current_remaining_monthly_calls: z.number(),
  api_key_rate_limit_request_per_minute: MaybeNumber,
  api_key_monthly_call_credit: MaybeNumber,
  api_key_current_total_monthly_calls: MaybeNumber,
});
export type KeyUsageAnswer = z.infer<typeof KeyUsageAnswer>;
