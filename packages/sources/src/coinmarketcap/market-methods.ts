import { wholeNumber } from "@augury/net";
import { z } from "zod";
import { joinedQuery } from "../joined-query.ts";
import { describeMarketMetrics, FEAR_AND_GREED } from "../market-metrics.ts";
import { defineMethod } from "../source.ts";
import { readFearAndGreed, readFearAndGreedHistory, readGlobalMetrics } from "./metrics.ts";
import { BOTH_CONVERTS, CONVERT, extraConverts, isOneConvert } from "./parameters.ts";
import { FearAndGreedAnswer, FearAndGreedHistoryAnswer, GlobalMetricsAnswer, KeyInfoAnswer } from "./schema.ts";

export const globalMetrics = defineMethod({
  name: "global-metrics",
  description: "The market as a whole; cached for 5 minutes.",
  params: z.strictObject(CONVERT).refine(isOneConvert, BOTH_CONVERTS),
  example: {},
  metrics: [
    ...describeMarketMetrics("Trading pairs that are active."),
    { name: "active_exchanges", unit: "count", description: "Exchanges that are active." },
  ],
  answer: GlobalMetricsAnswer,
  request: (query) => ({
    path: "/v1/global-metrics/quotes/latest",
    query: joinedQuery(query),
    credits: 1 + extraConverts(query),
  }),
  toReadings: readGlobalMetrics,
});

export const fearAndGreed = defineMethod({
  name: "fear-and-greed",
  description: "CoinMarketCap's own Fear & Greed index, not alternative.me's; refreshed every 15 minutes.",
  params: z.strictObject({}),
  example: {},
  metrics: [FEAR_AND_GREED],
  answer: FearAndGreedAnswer,
  request: () => ({ path: "/v3/fear-and-greed/latest" }),
  toReadings: readFearAndGreed,
});

export const fearAndGreedHistory = defineMethod({
  name: "fear-and-greed-history",
  description: "CoinMarketCap's Fear & Greed index of each day, newest first.",
  params: z.strictObject({
    start: wholeNumber(1, 100_000).default(1).describe("The first day, counted back from the newest."),
    limit: wholeNumber(1, 500).default(50).describe("Days."),
  }),
  example: { limit: 7 },
  metrics: [FEAR_AND_GREED],
  answer: FearAndGreedHistoryAnswer,
  request: (query) => ({ path: "/v3/fear-and-greed/historical", query }),
  toReadings: readFearAndGreedHistory,
});

export const keyInfo = defineMethod({
  name: "key-info",
  description: "The key's plan, limits and what is left of them. Costs no credit.",
  params: z.strictObject({}),
  example: {},
  metrics: [],
  answer: KeyInfoAnswer,
  request: () => ({ path: "/v1/key/info", credits: 0 }),
  toReadings: () => [],
});
