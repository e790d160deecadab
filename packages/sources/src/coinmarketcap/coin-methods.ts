import { decimal, flag, wholeNumber, wordList } from "@augury/net";
import { z } from "zod";
import { describeCoinMetrics } from "../coin-metrics.ts";
import { joinedQuery } from "../joined-query.ts";
import { defineMethod } from "../source.ts";
import { coinsOf, readCoins } from "./metrics.ts";
import { BOTH_CONVERTS, CONVERT, countKeys, extraConverts, isOneConvert } from "./parameters.ts";
import { ListingsAnswer, QuotesAnswer } from "./schema.ts";

const SORTS = [
  "market_cap",
  "name",
  "symbol",
  "date_added",
  "price",
  "circulating_supply",
  "total_supply",
  "max_supply",
  "num_market_pairs",
  "volume_24h",
  "volume_7d",
  "percent_change_1h",
  "percent_change_24h",
  "percent_change_7d",
] as const;

const AMOUNT_MAX = 1e17;

function range(what: string) {
  return {
    min: decimal(0, AMOUNT_MAX).optional().describe(`Only coins with at least this ${what}.`),
    max: decimal(0, AMOUNT_MAX).optional().describe(`Only coins with at most this ${what}.`),
  };
}

const price = range("price");
const marketCap = range("market capitalization");
const volume = range("volume in 24 hours");
const supply = range("circulating supply");

const CHANGE_MIN = -100;
const CHANGE_MAX = 1e9;

/** Coins per credit. */
const LISTED_PER_CREDIT = 200;
const QUOTED_PER_CREDIT = 100;

export const listings = defineMethod({
  name: "listings",
  description:
    "Coins with their latest market data, ranked and filtered. One credit per 200 coins and per further currency.",
  params: z
    .strictObject({
      version: z.enum(["v1", "v3"]).default("v3").describe("v3, or v1, which is deprecated since 2026."),
      start: wholeNumber(1, 100_000).default(1).describe("Place of the first coin in the list."),
      limit: wholeNumber(1, 5000).default(100).describe("Coins."),
      price_min: price.min,
      price_max: price.max,
      market_cap_min: marketCap.min,
      market_cap_max: marketCap.max,
      volume_24h_min: volume.min,
      volume_24h_max: volume.max,
      circulating_supply_min: supply.min,
      circulating_supply_max: supply.max,
      percent_change_24h_min: decimal(CHANGE_MIN, CHANGE_MAX)
        .optional()
        .describe("Only coins that changed more, in percent."),
      percent_change_24h_max: decimal(CHANGE_MIN, CHANGE_MAX)
        .optional()
        .describe("Only coins that changed less, in percent."),
      ...CONVERT,
      sort: z
        .enum(SORTS)
        .default("market_cap")
        .describe(`Order: ${SORTS.join(", ")}.`),
      sort_dir: z.enum(["asc", "desc"]).optional().describe("asc or desc."),
      cryptocurrency_type: z.enum(["all", "coins", "tokens"]).default("all").describe("all, coins or tokens."),
      tag: z.string().min(1).max(100).default("all").describe('Only coins with this tag ("defi").'),
      aux: wordList(40).optional().describe("Further fields to send."),
    })
    .refine(isOneConvert, BOTH_CONVERTS),
  example: { limit: 10 },
  metrics: describeCoinMetrics(),
  answer: ListingsAnswer,
  request: ({ version, ...query }) => ({
    path: `/${version}/cryptocurrency/listings/latest`,
    query: joinedQuery(query),
    credits: Math.ceil(query.limit / LISTED_PER_CREDIT) + extraConverts(query),
  }),
  toReadings: ({ data }) => readCoins(data),
});

export const quotes = defineMethod({
  name: "quotes",
  description: "Latest market data of some coins. One credit per 100 coins and per further currency.",
  params: z
    .strictObject({
      version: z.enum(["v2", "v3"]).default("v3").describe("v3, or v2, which is deprecated since 2026."),
      id: wordList(500).optional().describe('Coins by CoinMarketCap id ("1,1027").'),
      slug: wordList(500).optional().describe('Coins by slug ("bitcoin").'),
      symbol: wordList(500).optional().describe('Coins by symbol ("BTC"); several coins may share one.'),
      ...CONVERT,
      aux: wordList(40).optional().describe("Further fields to send."),
      skip_invalid: flag()
        .default(true)
        .describe("Leave out coins that it does not know, instead of refusing them all."),
    })
    .refine((params) => countKeys(params) === 1, { error: "name coins by one of id, slug, symbol" })
    .refine(isOneConvert, BOTH_CONVERTS),
  example: { symbol: ["BTC", "ETH"] },
  metrics: describeCoinMetrics(),
  answer: QuotesAnswer,
  request: ({ version, ...query }) => {
    const asked = (query.id ?? query.slug ?? query.symbol ?? []).length;
    const credits = Math.ceil(asked / QUOTED_PER_CREDIT) + extraConverts(query);
    return { path: `/${version}/cryptocurrency/quotes/latest`, query: joinedQuery(query), credits };
  },
  toReadings: ({ data }) => readCoins(coinsOf(data)),
});
