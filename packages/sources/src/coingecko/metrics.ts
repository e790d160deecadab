import { readCoin } from "../coin-metrics.ts";
import { readMarket } from "../market-metrics.ts";
import type { Reading } from "../metric.ts";
import { isoToMs, UnixSeconds } from "../wire-schemas.ts";
import type { CoinAnswer, CoinHistoryAnswer } from "./coin-schema.ts";
import type {
  CoinsMarketsAnswer,
  GlobalAnswer,
  MarketChartAnswer,
  OhlcAnswer,
  SimplePriceAnswer,
  TrendingAnswer,
  TrendingCoin,
} from "./schema.ts";

/** What a coin was asked for by, which is also what the answer calls it. */
export type CoinKey = "ids" | "names" | "symbols";

/** Returns the readings of every coin in every currency. The answer names coins as they were asked for, and by nothing else. */
export function readSimplePrice(answer: SimplePriceAnswer, askedBy: CoinKey, currencies: readonly string[]): Reading[] {
  return Object.entries(answer).flatMap(([key, numbers]) => {
    const updatedAt = UnixSeconds.safeParse(numbers.last_updated_at);
    const dataTimeMs = updatedAt.success ? updatedAt.data * 1000 : undefined;
    const label = askedBy === "symbols" ? { symbol: key } : { name: key };
    return currencies.flatMap((code) => {
      const currency = code.toLowerCase();
      return readCoin({
        key,
        ...label,
        currency,
        dataTimeMs,
        price: numbers[currency],
        marketCap: numbers[`${currency}_market_cap`],
        volume24h: numbers[`${currency}_24h_vol`],
        percentChange24h: numbers[`${currency}_24h_change`],
      });
    });
  });
}

/** Returns the readings of a page of markets. Symbols are not unique: the label `name` tells two of them apart. */
export function readMarkets(coins: CoinsMarketsAnswer, currency: string): Reading[] {
  return coins.flatMap((coin) =>
    readCoin({
      key: coin.symbol,
      symbol: coin.symbol,
      name: coin.name,
      currency,
      dataTimeMs: isoToMs(coin.last_updated),
      price: coin.current_price,
      marketCap: coin.market_cap,
      volume24h: coin.total_volume,
      percentChange1h: coin.price_change_percentage_1h_in_currency,
      percentChange24h: coin.price_change_percentage_24h_in_currency ?? coin.price_change_percentage_24h,
      percentChange7d: coin.price_change_percentage_7d_in_currency,
    }),
  );
}

/** Returns the readings of the coins that people search for, in dollars. Answers of 2021 had no numbers for them. */
export function readTrending({ coins }: TrendingAnswer): Reading[] {
  return coins.flatMap(({ item }) => readTrendingCoin(item));
}

function readTrendingCoin({ symbol, name, data }: TrendingCoin): Reading[] {
  if (data === undefined) return [];
  return readCoin({
    key: symbol,
    symbol,
    name,
    currency: "usd",
    price: data.price,
    marketCap: parseDollars(data.market_cap),
    volume24h: parseDollars(data.total_volume),
    percentChange24h: data.price_change_percentage_24h?.usd,
  });
}

/** Returns the number in "$521,967,819", or `undefined` when the text has another form. */
export function parseDollars(text: string | undefined): number | undefined {
  const match = /^\$(\d{1,3}(?:,\d{3})*|\d+)(\.\d+)?$/.exec(text ?? "");
  return match ? Number((match[1] as string).replaceAll(",", "") + (match[2] ?? "")) : undefined;
}

/** Returns the market's readings in one currency. */
export function readGlobal({ data }: GlobalAnswer, currency: string): Reading[] {
  const code = currency.toLowerCase();
  return readMarket({
    currency,
    dataTimeMs: data.updated_at * 1000,
    activeCryptocurrencies: data.active_cryptocurrencies,
    activeMarkets: data.markets,
    bitcoinDominance: data.market_cap_percentage.btc,
    totalMarketCap: data.total_market_cap[code],
    totalVolume24h: data.total_volume[code],
  });
}

/** Returns the close of each candle as the price at the candle's end. The last candle may still be moving. */
export function readOhlc(candles: OhlcAnswer, id: string, currency: string): Reading[] {
  return candles.flatMap(([endMs, , , , close]) =>
    readCoin({ key: id, name: id, currency, dataTimeMs: endMs, price: close }),
  );
}

/** Returns price, market capitalization and volume at each of the chart's times. */
export function readMarketChart(chart: MarketChartAnswer, id: string, currency: string): Reading[] {
  const coin = { key: id, name: id, currency };
  return [
    ...chart.prices.flatMap(([dataTimeMs, price]) => readCoin({ ...coin, dataTimeMs, price })),
    ...chart.market_caps.flatMap(([dataTimeMs, marketCap]) => readCoin({ ...coin, dataTimeMs, marketCap })),
    ...chart.total_volumes.flatMap(([dataTimeMs, volume24h]) => readCoin({ ...coin, dataTimeMs, volume24h })),
  ];
}

/** Returns a coin's readings in one of the answer's currencies. */
export function readCoinDetail({ symbol, name, market_data, last_updated }: CoinAnswer, currency: string): Reading[] {
  if (market_data === undefined) return [];
  const code = currency.toLowerCase();
  return readCoin({
    key: symbol,
    symbol,
    name,
    currency,
    dataTimeMs: isoToMs(market_data.last_updated ?? last_updated),
    price: market_data.current_price[code],
    marketCap: market_data.market_cap[code],
    volume24h: market_data.total_volume[code],
    percentChange1h: market_data.price_change_percentage_1h_in_currency?.[code],
    percentChange24h: market_data.price_change_percentage_24h_in_currency?.[code],
    percentChange7d: market_data.price_change_percentage_7d_in_currency?.[code],
  });
}

/** Returns a coin's readings at 00:00 UTC of the day asked for, "dd-mm-yyyy". */
export function readCoinHistory(answer: CoinHistoryAnswer, date: string, currency: string): Reading[] {
  const { symbol, name, market_data } = answer;
  const code = currency.toLowerCase();
  const [day, month, year] = date.split("-");
  return readCoin({
    key: symbol,
    symbol,
    name,
    currency,
    dataTimeMs: Date.parse(`${year}-${month}-${day}T00:00:00Z`),
    price: market_data?.current_price[code],
    marketCap: market_data?.market_cap[code],
    volume24h: market_data?.total_volume[code],
  });
}
