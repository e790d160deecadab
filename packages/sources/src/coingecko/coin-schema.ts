import { z } from "zod";
import { IsoTime, MaybeNumber, NullableNumber, unused } from "../wire-schemas.ts";

const ByCurrency = z.record(z.string(), NullableNumber);

const IDENTITY = { id: z.string(), symbol: z.string(), name: z.string(), ...unused("localization", "image") };
const SOCIAL = unused("community_data", "developer_data", "public_interest_stats");

/** `/coins/{id}/history`: one day's numbers at 00:00 UTC. A day before the coin's first has no `market_data`. */
export const CoinHistoryAnswer = z.object({
  ...IDENTITY,
  ...SOCIAL,
  market_data: z.object({ current_price: ByCurrency, market_cap: ByCurrency, total_volume: ByCurrency }).optional(),
});
export type CoinHistoryAnswer = z.infer<typeof CoinHistoryAnswer>;

const CoinMarketData = z.looseObject({
  current_price: ByCurrency,
  market_cap: ByCurrency,
  total_volume: ByCurrency,
  price_change_percentage_1h_in_currency: ByCurrency.optional(),
  price_change_percentage_24h_in_currency: ByCurrency.optional(),
  price_change_percentage_7d_in_currency: ByCurrency.optional(),
  last_updated: IsoTime.nullish(),
  ...unused("ath", "ath_change_percentage", "ath_date", "atl", "atl_change_percentage", "atl_date", "roi"),
  ...unused("total_value_locked", "mcap_to_tvl_ratio", "fdv_to_tvl_ratio", "market_cap_fdv_ratio"),
  ...unused("market_cap_rank", "market_cap_rank_with_rehypothecated", "fully_diluted_valuation", "high_24h", "low_24h"),
  ...unused("outstanding_supply", "outstanding_token_value_usd", "sparkline_7d"),
  ...unused("total_supply", "max_supply", "max_supply_infinite", "circulating_supply"),
  ...unused("price_change_24h", "price_change_24h_in_currency", "price_change_percentage_24h"),
  ...unused("price_change_percentage_7d", "price_change_percentage_14d", "price_change_percentage_30d"),
  ...unused("price_change_percentage_60d", "price_change_percentage_200d", "price_change_percentage_1y"),
  ...unused("price_change_percentage_14d_in_currency", "price_change_percentage_30d_in_currency"),
  ...unused("price_change_percentage_60d_in_currency", "price_change_percentage_200d_in_currency"),
  ...unused("price_change_percentage_1y_in_currency", "market_cap_change_24h", "market_cap_change_percentage_24h"),
  ...unused("market_cap_change_24h_in_currency", "market_cap_change_percentage_24h_in_currency"),
});

/** `/coins/{id}`, with whatever was asked for. What we do not name is kept: people look at this answer. */
export const CoinAnswer = z.looseObject({
  ...IDENTITY,
  ...SOCIAL,
  market_cap_rank: MaybeNumber,
  market_data: CoinMarketData.optional(),
  last_updated: IsoTime.nullish(),
  ...unused("web_slug", "asset_platform_id", "platforms", "detail_platforms", "block_time_in_minutes"),
  ...unused("hashing_algorithm", "categories", "preview_listing", "public_notice", "additional_notices"),
  ...unused("description", "links", "country_origin", "genesis_date", "watchlist_portfolio_users", "status_updates"),
  ...unused("sentiment_votes_up_percentage", "sentiment_votes_down_percentage", "tickers"),
  ...unused("market_cap_rank_with_rehypothecated"),
});
export type CoinAnswer = z.infer<typeof CoinAnswer>;
