import { decimal, flag, wholeNumber, word, wordList } from "@augury/net";
import { z } from "zod";
import { describeCoinMetrics } from "../coin-metrics.ts";
import { joinedQuery } from "../joined-query.ts";
import { defineMethod } from "../source.ts";
import { readConversion } from "./metrics.ts";
import { BOTH_CONVERTS, CONVERT, countKeys, extraConverts, isOneConvert } from "./parameters.ts";
import { FiatMapAnswer, InfoAnswer, MapAnswer, PriceConversionAnswer } from "./reference-schema.ts";

export const map = defineMethod({
  name: "map",
  description: "CoinMarketCap ids of coins.",
  params: z.strictObject({
    listing_status: wordList(3)
      .pipe(z.array(z.enum(["active", "inactive", "untracked"])))
      .optional()
      .describe("active, inactive, untracked; active if left out."),
    start: wholeNumber(1, 1_000_000).default(1).describe("Place of the first coin in the list."),
    limit: wholeNumber(1, 10_000).default(100).describe("Coins."),
    sort: z.enum(["id", "cmc_rank"]).optional().describe("id or cmc_rank."),
    symbol: wordList(500).optional().describe("Only coins with these symbols."),
    aux: wordList(20).optional().describe("Further fields to send."),
  }),
  example: { symbol: ["BTC"] },
  metrics: [],
  answer: MapAnswer,
  // Sources differ on whether it costs a credit: counted as one until the answer says what it was.
  request: (query) => ({ path: "/v1/cryptocurrency/map", query: joinedQuery(query) }),
  toReadings: () => [],
});

export const info = defineMethod({
  name: "info",
  description: "What coins are: logo, description, links, contract.",
  params: z
    .strictObject({
      id: wordList(500).optional().describe('Coins by CoinMarketCap id ("1,1027").'),
      slug: wordList(500).optional().describe('Coins by slug ("bitcoin").'),
      symbol: wordList(500).optional().describe('Coins by symbol ("BTC").'),
      aux: wordList(20).optional().describe("Further fields to send."),
    })
    .refine((params) => countKeys(params) === 1, { error: "name coins by one of id, slug, symbol" }),
  example: { id: ["1"] },
  metrics: [],
  answer: InfoAnswer,
  request: (query) => ({ path: "/v1/cryptocurrency/info", query: joinedQuery(query) }),
  toReadings: () => [],
});

export const fiatMap = defineMethod({
  name: "fiat-map",
  description: "CoinMarketCap ids of fiat currencies.",
  params: z.strictObject({
    start: wholeNumber(1, 10_000).default(1).describe("Place of the first currency in the list."),
    limit: wholeNumber(1, 5000).default(100).describe("Currencies."),
    sort: z.enum(["id", "name"]).optional().describe("id or name."),
    include_metals: flag().default(false).describe("With gold, silver and the like."),
  }),
  example: { limit: 10 },
  metrics: [],
  answer: FiatMapAnswer,
  request: (query) => ({ path: "/v1/fiat/map", query }),
  toReadings: () => [],
});

export const priceConversion = defineMethod({
  name: "price-conversion",
  description: "An amount of one currency in others, now or at a time.",
  params: z
    .strictObject({
      amount: decimal(0.000_000_01, 1e12).default(1).describe("Amount to convert."),
      id: word().optional().describe("What the amount is of, by CoinMarketCap id."),
      symbol: word().optional().describe('What the amount is of, by symbol ("BTC").'),
      time: z.string().min(1).max(40).optional().describe("At this time instead of now: ISO 8601 or Unix seconds."),
      ...CONVERT,
    })
    .refine((params) => countKeys(params) === 1, { error: "name what to convert by id or by symbol" })
    .refine(isOneConvert, BOTH_CONVERTS),
  example: { symbol: "BTC", convert: ["EUR"] },
  metrics: describeCoinMetrics("price"),
  answer: PriceConversionAnswer,
  request: (query) => ({
    path: "/v2/tools/price-conversion",
    query: joinedQuery(query),
    credits: 1 + extraConverts(query),
  }),
  toReadings: readConversion,
});
