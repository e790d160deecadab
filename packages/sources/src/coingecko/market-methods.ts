import { flag, wholeNumber } from "@augury/net";
import { z } from "zod";
import { describeCoinMetrics } from "../coin-metrics.ts";
import { describeMarketMetrics } from "../market-metrics.ts";
import { defineMethod } from "../source.ts";
import { readGlobal, readTrending } from "./metrics.ts";
import { metricCurrency } from "./parameters.ts";
import {
  CoinsListAnswer,
  ExchangesAnswer,
  GlobalAnswer,
  KeyUsageAnswer,
  PingAnswer,
  SupportedCurrenciesAnswer,
  TrendingAnswer,
} from "./schema.ts";

const NOTHING = z.strictObject({});

export const trending = defineMethod({
  name: "trending",
  description: "Coins, NFTs and categories that people search for most; cached for 10 minutes.",
  params: NOTHING,
  example: {},
  metrics: describeCoinMetrics("price", "market_cap", "volume_24h", "percent_change_24h"),
  answer: TrendingAnswer,
  request: () => ({ path: "/search/trending" }),
  toReadings: readTrending,
});

export const global = defineMethod({
  name: "global",
  description: "The market as a whole; cached for 10 minutes.",
  params: z.strictObject({ metric_currency: metricCurrency }),
  example: {},
  metrics: describeMarketMetrics("Exchanges, not trading pairs."),
  answer: GlobalAnswer,
  request: () => ({ path: "/global" }),
  toReadings: (answer, { metric_currency }) => readGlobal(answer, metric_currency),
});

export const supportedCurrencies = defineMethod({
  name: "supported-vs-currencies",
  description: "Codes of the currencies that prices can be given in.",
  params: NOTHING,
  example: {},
  metrics: [],
  answer: SupportedCurrenciesAnswer,
  request: () => ({ path: "/simple/supported_vs_currencies" }),
  toReadings: () => [],
});

export const coinsList = defineMethod({
  name: "coins-list",
  description: "All coins with id, symbol and name; more than ten thousand.",
  params: z.strictObject({
    include_platform: flag().default(false).describe("With contract addresses."),
    status: z.enum(["active", "inactive"]).optional().describe("active (default), or inactive on paid plans."),
  }),
  example: {},
  metrics: [],
  answer: CoinsListAnswer,
  request: (query) => ({ path: "/coins/list", query }),
  toReadings: () => [],
});

export const exchanges = defineMethod({
  name: "exchanges",
  description: "Exchanges with their volume in bitcoin and their trust score, a page at a time.",
  params: z.strictObject({
    per_page: wholeNumber(1, 250).default(100).describe("Exchanges on a page."),
    page: wholeNumber(1, 10_000).default(1).describe("Page, from 1."),
  }),
  example: { per_page: 10 },
  metrics: [],
  answer: ExchangesAnswer,
  request: (query) => ({ path: "/exchanges", query }),
  toReadings: () => [],
});

export const ping = defineMethod({
  name: "ping",
  description: "Whether the API answers.",
  params: NOTHING,
  example: {},
  metrics: [],
  answer: PingAnswer,
  request: () => ({ path: "/ping" }),
  toReadings: () => [],
});

export const keyUsage = defineMethod({
  name: "key-usage",
  description: "The plan's limits and what is left of them; Pro keys only.",
  params: NOTHING,
  example: {},
  metrics: [],
  answer: KeyUsageAnswer,
  request: () => ({ path: "/key" }),
  toReadings: () => [],
});
