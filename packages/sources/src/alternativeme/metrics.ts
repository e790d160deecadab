import { readCoin } from "../coin-metrics.ts";
import { readMarket, readMood } from "../market-metrics.ts";
import type { Reading } from "../metric.ts";
import type { Coin, FearAndGreedAnswer, GlobalAnswer, TickerAnswer } from "./schema.ts";

/** A share at or below this is a fraction, above it percent: bitcoin never had 1.5 % of the market (section 1, traps). */
const FRACTION_MAX = 1.5;

/** Returns bitcoin's share in percent, whichever of the two ways it was sent. */
export function toPercent(share: number): number {
  return share <= FRACTION_MAX ? share * 100 : share;
}

/** Returns one reading per day. Formatted dates name no time zone, so rows that have one give none. */
export function readFearAndGreed({ data }: FearAndGreedAnswer): Reading[] {
  return data
    .filter(({ timestamp }) => /^\d{1,12}$/.test(timestamp))
    .map(({ value, value_classification, timestamp }) =>
      readMood({ value, classification: value_classification, dataTimeMs: Number(timestamp) * 1000 }),
    );
}

/** Returns the readings of every coin in every currency that came. */
export function readTicker({ data }: TickerAnswer): Reading[] {
  const coins: readonly Coin[] = Array.isArray(data) ? data : Object.values(data);
  return coins.flatMap((coin) =>
    Object.entries(coin.quotes).flatMap(([currency, quote]) =>
      readCoin({
        key: coin.symbol,
        symbol: coin.symbol,
        name: coin.name,
        currency,
        dataTimeMs: coin.last_updated * 1000,
        price: quote.price,
        marketCap: quote.market_cap,
        volume24h: quote.volume_24h,
        percentChange1h: quote.percentage_change_1h ?? quote.percent_change_1h,
        percentChange24h: quote.percentage_change_24h ?? quote.percent_change_24h,
        percentChange7d: quote.percentage_change_7d ?? quote.percent_change_7d,
      }),
    ),
  );
}

/** Returns the market's readings; money in every currency that came, counts once. */
export function readGlobal({ data }: GlobalAnswer): Reading[] {
  const dataTimeMs = data.last_updated * 1000;
  const counts = readMarket({
    currency: "USD",
    dataTimeMs,
    activeCryptocurrencies: data.active_cryptocurrencies,
    activeMarkets: data.active_markets,
    bitcoinDominance: toPercent(data.bitcoin_percentage_of_market_cap),
  });
  const money = Object.entries(data.quotes).flatMap(([currency, quote]) =>
    readMarket({
      currency,
      dataTimeMs,
      totalMarketCap: quote.total_market_cap,
      totalVolume24h: quote.total_volume_24h,
    }),
  );
  return [...counts, ...money];
}
