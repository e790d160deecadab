import { readCoin } from "../coin-metrics.ts";
import { readMarket, readMood } from "../market-metrics.ts";
import type { Reading } from "../metric.ts";
import { isoToMs } from "../wire-schemas.ts";
import type { PriceConversionAnswer } from "./reference-schema.ts";
import type {
  Coin,
  FearAndGreedAnswer,
  FearAndGreedHistoryAnswer,
  GlobalMetricsAnswer,
  Quote,
  QuotesAnswer,
} from "./schema.ts";

const USD_ID = "2781";

/** Returns the code of a currency that may be named by its CoinMarketCap id; an id that we do not know stays one ("ID2790"). */
export function currencyOf(key: string): string {
  if (key === USD_ID) return "USD";
  return /^\d+$/.test(key) ? `ID${key}` : key;
}

/** Returns the coins of an answer, whichever of its shapes it has. */
export function coinsOf(data: QuotesAnswer["data"]): readonly Coin[] {
  return Array.isArray(data) ? data : Object.values(data).flat();
}

/** Returns the readings of every coin in every currency. Symbols are not unique: the label `name` tells two of them apart. */
export function readCoins(coins: readonly Coin[]): Reading[] {
  return coins.flatMap((coin) => quotesOf(coin).flatMap(([currency, quote]) => readQuote(coin, currency, quote)));
}

function quotesOf({ quote }: Coin): (readonly [string, Quote])[] {
  if (Array.isArray(quote)) return quote.map((one) => [one.symbol, one] as const);
  return Object.entries(quote).map(([key, one]) => [currencyOf(key), one] as const);
}

function readQuote(coin: Coin, currency: string, quote: Quote): Reading[] {
  return readCoin({
    key: coin.symbol,
    symbol: coin.symbol,
    name: coin.name,
    currency,
    dataTimeMs: isoToMs(quote.last_updated ?? coin.last_updated),
    price: quote.price,
    marketCap: quote.market_cap,
    volume24h: quote.volume_24h,
    percentChange1h: quote.percent_change_1h,
    percentChange24h: quote.percent_change_24h,
    percentChange7d: quote.percent_change_7d,
  });
}

/** Returns the market's readings; `active_exchanges` beside the pairs, because other sources mean exchanges by "markets". */
export function readGlobalMetrics({ data, status }: GlobalMetricsAnswer): Reading[] {
  const dataTimeMs = isoToMs(data.last_updated ?? status.timestamp);
  const counts = readMarket({
    currency: "USD",
    dataTimeMs,
    activeCryptocurrencies: data.active_cryptocurrencies,
    activeMarkets: data.active_market_pairs,
    bitcoinDominance: data.btc_dominance,
  });
  const exchanges = { name: "active_exchanges", value: data.active_exchanges, unit: "count", labels: {}, dataTimeMs };
  const money = Object.entries(data.quote).flatMap(([key, quote]) =>
    readMarket({
      currency: currencyOf(key),
      dataTimeMs: isoToMs(quote.last_updated) ?? dataTimeMs,
      totalMarketCap: quote.total_market_cap,
      totalVolume24h: quote.total_volume_24h,
    }),
  );
  return [...counts, exchanges, ...money];
}

export function readFearAndGreed({ data }: FearAndGreedAnswer): Reading[] {
  const { value, value_classification: classification, update_time } = data;
  return [readMood({ value, classification, dataTimeMs: Date.parse(update_time) })];
}

export function readFearAndGreedHistory({ data }: FearAndGreedHistoryAnswer): Reading[] {
  return data.map(({ value, value_classification: classification, timestamp }) =>
    readMood({ value, classification, dataTimeMs: timestamp * 1000 }),
  );
}

/** Returns the price of one unit; the answer has that of the amount asked for. */
export function readConversion({ data }: PriceConversionAnswer): Reading[] {
  const list = Array.isArray(data) ? data : [data];
  return list.flatMap(({ symbol, name, amount, quote, last_updated }) =>
    Object.entries(quote).flatMap(([key, { price, last_updated: quotedAt }]) =>
      readCoin({
        key: symbol,
        symbol,
        name,
        currency: currencyOf(key),
        dataTimeMs: isoToMs(quotedAt ?? last_updated),
        price: price === null || amount === 0 ? undefined : price / amount,
      }),
    ),
  );
}
