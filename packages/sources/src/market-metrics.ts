import { currencyUnit } from "./coin-metrics.ts";
import type { MetricDescription, Reading } from "./metric.ts";

type Maybe = number | null | undefined;

/** What is known of the market as a whole. */
export interface MarketNumbers {
  readonly currency: string;
  readonly dataTimeMs?: number | undefined;
  readonly activeCryptocurrencies?: Maybe;
  readonly activeMarkets?: Maybe;
  /** Percent. */
  readonly bitcoinDominance?: Maybe;
  readonly totalMarketCap?: Maybe;
  readonly totalVolume24h?: Maybe;
}

/** Returns the descriptions of the market's metrics. Sources count different things as markets, so each says what. */
export function describeMarketMetrics(activeMarkets: string): MetricDescription[] {
  return [
    { name: "active_cryptocurrencies", unit: "count", description: "Coins that are traded." },
    { name: "active_markets", unit: "count", description: activeMarkets },
    { name: "bitcoin_dominance", unit: "percent", description: "Bitcoin's share of the total market capitalization." },
    { name: "total_market_cap", unit: "USD", description: "Market capitalization of all coins." },
    { name: "total_volume_24h", unit: "USD", description: "Volume of all coins in 24 hours." },
  ];
}

/** Returns the market's numbers as readings; what is null or missing gives none. */
export function readMarket(market: MarketNumbers): Reading[] {
  const currency = currencyUnit(market.currency);
  const money = { unit: currency, labels: { currency } };
  return [
    { name: "active_cryptocurrencies", value: market.activeCryptocurrencies, unit: "count", labels: {} },
    { name: "active_markets", value: market.activeMarkets, unit: "count", labels: {} },
    { name: "bitcoin_dominance", value: market.bitcoinDominance, unit: "percent", labels: {} },
    { name: "total_market_cap", value: market.totalMarketCap, ...money },
    { name: "total_volume_24h", value: market.totalVolume24h, ...money },
  ].flatMap(({ value, ...rest }) =>
    value === null || value === undefined ? [] : [{ ...rest, value, dataTimeMs: market.dataTimeMs }],
  );
}

/** Description of the index that alternative.me and CoinMarketCap each have their own of. */
export const FEAR_AND_GREED: MetricDescription = {
  name: "fear_and_greed_index",
  unit: "index",
  description: "0 is extreme fear, 100 extreme greed. The classification is the source's own word.",
};

export interface MoodNumbers {
  readonly value: number;
  readonly classification: string;
  readonly dataTimeMs: number;
}

/** Returns a day's fear and greed as a reading. */
export function readMood({ value, classification, dataTimeMs }: MoodNumbers): Reading {
  return { name: FEAR_AND_GREED.name, value, unit: FEAR_AND_GREED.unit, labels: { classification }, dataTimeMs };
}
