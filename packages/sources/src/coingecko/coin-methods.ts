import { flag, wholeNumber } from "@augury/net";
import { z } from "zod";
import { describeCoinMetrics } from "../coin-metrics.ts";
import { defineMethod } from "../source.ts";
import { CoinAnswer, CoinHistoryAnswer } from "./coin-schema.ts";
import { readCoinDetail, readCoinHistory, readMarketChart, readOhlc } from "./metrics.ts";
import { coinId, metricCurrency, precision, vsCurrency } from "./parameters.ts";
import { MarketChartAnswer, OhlcAnswer } from "./schema.ts";

const OHLC_DAYS = ["1", "7", "14", "30", "90", "180", "365", "max"] as const;
const INTERVALS = ["daily", "hourly"] as const;

export const ohlc = defineMethod({
  name: "ohlc",
  description:
    "Candles of a coin. Their time is their end. 1 to 2 days have candles of 30 minutes, up to 30 days of 4 hours, more of 4 days.",
  params: z.strictObject({
    id: coinId,
    vs_currency: vsCurrency,
    days: z
      .union([z.string(), z.int().transform(String)])
      .pipe(z.enum(OHLC_DAYS))
      .default("7")
      .describe(`Days back: ${OHLC_DAYS.join(", ")}; max on paid plans.`),
    interval: z.enum(INTERVALS).optional().describe("Size of candles, on paid plans: daily, hourly."),
    precision,
  }),
  example: { id: "bitcoin", days: "7" },
  metrics: describeCoinMetrics("price"),
  answer: OhlcAnswer,
  request: ({ id, ...query }) => ({ path: `/coins/${encodeURIComponent(id)}/ohlc`, query }),
  toReadings: (candles, { id, vs_currency }) => readOhlc(candles, id, vs_currency),
});

export const marketChart = defineMethod({
  name: "market-chart",
  description: "Prices, market capitalizations and volumes of a coin over the last days.",
  params: z.strictObject({
    id: coinId,
    vs_currency: vsCurrency,
    days: z
      .union([z.literal("max"), wholeNumber(1, 10_000)], { error: "must be a whole number of days, or max" })
      .default(7)
      .describe("Days back, or max; the Demo plan reaches back 365."),
    interval: z.enum(INTERVALS).optional().describe("daily; hourly on paid plans. Left out, it follows from the days."),
    precision,
  }),
  example: { id: "bitcoin", days: 7 },
  metrics: describeCoinMetrics("price", "market_cap", "volume_24h"),
  answer: MarketChartAnswer,
  request: ({ id, ...query }) => ({ path: `/coins/${encodeURIComponent(id)}/market_chart`, query }),
  toReadings: (chart, { id, vs_currency }) => readMarketChart(chart, id, vs_currency),
});

export const coin = defineMethod({
  name: "coin",
  description: "Everything about one coin; what is large is left out unless asked for.",
  params: z.strictObject({
    id: coinId,
    localization: flag().default(false).describe("With names in all languages."),
    tickers: flag().default(false).describe("With markets where it is traded."),
    market_data: flag().default(true).describe("With prices and volumes."),
    community_data: flag().default(false).describe("With social media numbers."),
    developer_data: flag().default(false).describe("With source repository numbers."),
    sparkline: flag().default(false).describe("With the prices of 7 days."),
    metric_currency: metricCurrency,
  }),
  example: { id: "bitcoin" },
  metrics: describeCoinMetrics(),
  answer: CoinAnswer,
  request: ({ id, metric_currency: _, ...query }) => ({ path: `/coins/${encodeURIComponent(id)}`, query }),
  toReadings: (answer, { metric_currency }) => readCoinDetail(answer, metric_currency),
});

/** Whether "30-02-2024" would be a day of the calendar. */
function isDay(text: string): boolean {
  const [day, month, year] = text.split("-").map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1;
}

export const coinHistory = defineMethod({
  name: "coin-history",
  description: "A coin's price, market capitalization and volume at 00:00 UTC of one day.",
  params: z.strictObject({
    id: coinId,
    date: z
      .string()
      .regex(/^\d{2}-\d{2}-\d{4}$/, { error: "must be a day such as 31-12-2025" })
      .refine(isDay, { error: "must be a day of the calendar" })
      .describe("The day, dd-mm-yyyy; the Demo plan reaches back 365 days."),
    localization: flag().default(false).describe("With names in all languages."),
    metric_currency: metricCurrency,
  }),
  example: { id: "bitcoin", date: "31-10-2026" },
  metrics: describeCoinMetrics("price", "market_cap", "volume_24h"),
  answer: CoinHistoryAnswer,
  request: ({ id, date, localization }) => ({
    path: `/coins/${encodeURIComponent(id)}/history`,
    query: { date, localization },
  }),
  toReadings: (answer, { date, metric_currency }) => readCoinHistory(answer, date, metric_currency),
});
