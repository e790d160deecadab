import { flag, wholeNumber, wordList } from "@augury/net";
import { z } from "zod";
import { describeCoinMetrics } from "../coin-metrics.ts";
import { joinedQuery } from "../joined-query.ts";
import { defineMethod } from "../source.ts";
import { readMarkets, readSimplePrice } from "./metrics.ts";
import { LIST_MAX, precision, vsCurrency } from "./parameters.ts";
import { CoinsMarketsAnswer, SimplePriceAnswer } from "./schema.ts";

const coins = {
  ids: wordList(LIST_MAX).optional().describe('Coins by id ("bitcoin,ethereum").'),
  names: wordList(LIST_MAX).optional().describe('Coins by name ("Bitcoin").'),
  symbols: wordList(LIST_MAX).optional().describe('Coins by symbol ("btc").'),
  include_tokens: z.enum(["top", "all"]).optional().describe("With symbols: the top coin of each, or all of them."),
};

type CoinKeys = { ids?: unknown; names?: unknown; symbols?: unknown };

function countKeys({ ids, names, symbols }: CoinKeys): number {
  return [ids, names, symbols].filter((list) => list !== undefined).length;
}

export const simplePrice = defineMethod({
  name: "simple-price",
  description:
    "Prices of some coins in some currencies. Coins that CoinGecko does not know are left out without a word.",
  params: z
    .strictObject({
      vs_currencies: wordList(60).default(["usd"]).describe("Currencies, by code."),
      ...coins,
      include_market_cap: flag().default(true).describe("With market capitalization."),
      include_24hr_vol: flag().default(true).describe("With the volume of 24 hours."),
      include_24hr_change: flag().default(true).describe("With the price change in 24 hours."),
      include_last_updated_at: flag().default(true).describe("With the time of the data."),
      precision,
    })
    .refine((params) => countKeys(params) === 1, { error: "name coins by one of ids, names, symbols" }),
  example: { ids: ["bitcoin", "ethereum"] },
  metrics: describeCoinMetrics("price", "market_cap", "volume_24h", "percent_change_24h"),
  answer: SimplePriceAnswer,
  request: (params) => ({ path: "/simple/price", query: joinedQuery(params) }),
  toReadings: (answer, params) =>
    readSimplePrice(answer, params.symbols ? "symbols" : params.names ? "names" : "ids", params.vs_currencies),
});

const ORDERS = ["market_cap_desc", "market_cap_asc", "volume_asc", "volume_desc", "id_asc", "id_desc"] as const;
const WINDOWS = ["1h", "24h", "7d", "14d", "30d", "200d", "1y"] as const;

export const coinsMarkets = defineMethod({
  name: "coins-markets",
  description: "Market data of many coins, a page at a time.",
  params: z
    .strictObject({
      vs_currency: vsCurrency,
      ...coins,
      category: z.string().min(1).optional().describe("Only coins of this category, by its id."),
      order: z
        .enum(ORDERS)
        .default("market_cap_desc")
        .describe(`Order: ${ORDERS.join(", ")}.`),
      per_page: wholeNumber(1, 250).default(100).describe("Coins on a page."),
      page: wholeNumber(1, 10_000).default(1).describe("Page, from 1."),
      sparkline: flag().default(false).describe("With the prices of 7 days."),
      price_change_percentage: wordList(WINDOWS.length)
        .pipe(z.array(z.enum(WINDOWS)))
        .default(["1h", "24h", "7d"])
        .describe(`Windows of price changes: ${WINDOWS.join(", ")}.`),
      locale: z.string().min(2).max(10).optional().describe('Language of names ("en").'),
      precision,
      include_rehypothecated: flag().optional().describe("With rehypothecated tokens in the ranking."),
    })
    .refine((params) => countKeys(params) <= 1, { error: "name coins by one of ids, names, symbols" }),
  example: { per_page: 10 },
  metrics: describeCoinMetrics(),
  answer: CoinsMarketsAnswer,
  request: (params) => ({ path: "/coins/markets", query: joinedQuery(params) }),
  toReadings: (coinsOfPage, { vs_currency }) => readMarkets(coinsOfPage, vs_currency),
});
