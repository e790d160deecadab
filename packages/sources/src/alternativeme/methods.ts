import { wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { describeCoinMetrics } from "../coin-metrics.ts";
import { describeMarketMetrics, FEAR_AND_GREED } from "../market-metrics.ts";
import { defineMethod } from "../source.ts";
import { readFearAndGreed, readGlobal, readTicker } from "./metrics.ts";
import { FearAndGreedAnswer, GlobalAnswer, ListingsAnswer, TickerAnswer } from "./schema.ts";

const CURRENCIES = ["USD", "EUR", "GBP", "RUB", "JPY", "CAD", "KRW", "PLN", "BTC", "ETH", "XRP", "LTC", "BCH"] as const;
const SORTS = [
  "id",
  "rank",
  "volume_24h",
  "percent_change_24h",
  "price",
  "percent_change_1h",
  "percent_change_7d",
  "circulating_supply",
  "name",
] as const;

const convert = z
  .string()
  .toUpperCase()
  .pipe(z.enum(CURRENCIES))
  .optional()
  .describe("A second currency beside USD; one of USD, EUR, GBP, RUB, JPY, CAD, KRW, PLN, BTC, ETH, XRP, LTC, BCH.");
const structure = z
  .enum(["dictionary", "array"])
  .default("array")
  .describe("How coins are listed: array, or a dictionary by numeric id.");

export const fearAndGreed = defineMethod({
  name: "fear-and-greed",
  description:
    "The Fear & Greed index of each day, newest first; renewed at 00:00 UTC. Show the source beside the value.",
  params: z.strictObject({
    limit: wholeNumber(0, 100_000).default(1).describe("Days; 0 is the whole history since 2018-02-01."),
    date_format: z
      .enum(["us", "cn", "kr", "world"])
      .optional()
      .describe("Dates instead of Unix seconds, for people; such answers give no metrics."),
  }),
  example: { limit: 2 },
  metrics: [FEAR_AND_GREED],
  answer: FearAndGreedAnswer,
  // Never format=csv: it comes inside a wrapper that is no JSON.
  request: (params) => ({ path: "/fng/", query: params }),
  toReadings: readFearAndGreed,
});

export const listings = defineMethod({
  name: "listings",
  description: "All coins with their numeric id and slug.",
  params: z.strictObject({}),
  example: {},
  metrics: [],
  answer: ListingsAnswer,
  request: () => ({ path: "/v2/listings/" }),
  toReadings: () => [],
});

export const ticker = defineMethod({
  name: "ticker",
  description: "Prices, volumes and changes of the coins, renewed about every 5 minutes.",
  params: z.strictObject({
    limit: wholeNumber(0, 10_000).default(100).describe("Coins; 0 is all of them."),
    start: wholeNumber(1, 100_000).optional().describe("Rank of the first coin."),
    convert,
    sort: z
      .enum(SORTS)
      .optional()
      .describe(`Order: ${SORTS.join(", ")}.`),
    structure,
  }),
  example: { limit: 10 },
  metrics: describeCoinMetrics(),
  answer: TickerAnswer,
  request: (params) => ({ path: "/v2/ticker/", query: params }),
  toReadings: readTicker,
});

export const tickerById = defineMethod({
  name: "ticker-by-id",
  description: "Price, volume and changes of one coin.",
  params: z.strictObject({
    id: word().describe('Numeric id ("1" is Bitcoin, "1027" Ethereum) or slug ("bitcoin").'),
    convert,
  }),
  example: { id: "bitcoin" },
  metrics: describeCoinMetrics(),
  answer: TickerAnswer,
  request: ({ id, convert }) => ({ path: `/v2/ticker/${encodeURIComponent(id)}/`, query: { convert } }),
  toReadings: readTicker,
});

export const global = defineMethod({
  name: "global",
  description: "The market as a whole, renewed about every 5 minutes.",
  params: z.strictObject({ convert }),
  example: {},
  metrics: describeMarketMetrics("Markets (trading pairs) that are active."),
  answer: GlobalAnswer,
  request: (params) => ({ path: "/v2/global/", query: params }),
  toReadings: readGlobal,
});
