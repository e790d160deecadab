import { quotaShape, type RateBudget } from "@augury/net";
import { z } from "zod";
import { RestSource } from "../rest-source.ts";
import { DAY, MINUTE, MONTH, minuteQuota, planBudget, SourceConfig } from "../source-config.ts";
import { defineSource, type SourceOptions } from "../source-definition.ts";
import { listings, quotes } from "./coin-methods.ts";
import { fearAndGreed, fearAndGreedHistory, globalMetrics, keyInfo } from "./market-methods.ts";
import { readCoinMarketCapError } from "./read-error.ts";
import { fiatMap, info, map, priceConversion } from "./reference-methods.ts";
import { AnyAnswer, KeyInfoAnswer } from "./schema.ts";

const BASE_URL = "https://pro-api.coinmarketcap.com";
/** Where a part of the methods is open without a key. */
const KEYLESS_PREFIX = "/public-api";
const KEY_ENV = "CMC_API_KEY";
const KEY_HEADER = "X-CMC_PRO_API_KEY";
const METHODS = [
  listings,
  quotes,
  globalMetrics,
  fearAndGreed,
  fearAndGreedHistory,
  keyInfo,
  map,
  info,
  fiatMap,
  priceConversion,
];

/** The free plan of 2025, which is the lower one of what the sheet has; `/v1/key/info` says what it really is. */
const FREE_PLAN = { requestsPerMinute: 30, creditsPerMonth: 10_000 };
/** "Heavily limited", written nowhere: a guess on the low side. */
const KEYLESS_REQUESTS_PER_MINUTE = 5;

export const CoinMarketCapConfig = SourceConfig.extend({
  access: z
    .enum(["key", "keyless"])
    .optional()
    .describe("keyless: only the methods that are open to all. Left out: key where there is one."),
  creditsPerDay: z
    .int()
    .positive()
    .optional()
    .describe("Credits that the plan gives per day, where it limits them (333 on older free keys)."),
});
export type CoinMarketCapConfig = z.infer<typeof CoinMarketCapConfig>;

/** CoinMarketCap (market-data-sources.md section 3). */
export const coinMarketCap = defineSource({
  name: "coinmarketcap",
  title: "CoinMarketCap",
  description: "Listings, quotes, the market as a whole and CoinMarketCap's own Fear & Greed index.",
  key: "optional",
  keyEnv: KEY_ENV,
  config: CoinMarketCapConfig,
  methods: METHODS,
  probe: fearAndGreed.name,
  open: openCoinMarketCap,
});

export function openCoinMarketCap(config: CoinMarketCapConfig, options: SourceOptions = {}): RestSource {
  const access = config.access ?? (options.apiKey === undefined ? "keyless" : "key");
  const common = {
    name: "coinmarketcap",
    methods: METHODS,
    http: config.http,
    readErrorBody: readCoinMarketCapError,
  };
  const baseUrl = config.baseUrl ?? BASE_URL;
  return access === "keyless"
    ? new RestSource(
        {
          ...common,
          baseUrl: baseUrl.replace(/\/+$/, "") + KEYLESS_PREFIX,
          budget: planBudget({ requestsPerMinute: config.requestsPerMinute ?? KEYLESS_REQUESTS_PER_MINUTE }),
        },
        options,
      )
    : new RestSource({ ...common, baseUrl, ...keyedParts(config, options.apiKey) }, options);
}

function keyedParts(config: CoinMarketCapConfig, apiKey: string | undefined) {
  const { requestsPerMinute, creditsPerMonth, creditsPerDay } = { ...FREE_PLAN, ...definedOf(config) };
  return {
    budget: planBudget({ requestsPerMinute, creditsPerMonth, creditsPerDay }),
    headers: apiKey === undefined ? {} : { [KEY_HEADER]: apiKey },
    missingKey: apiKey === undefined ? `set ${KEY_ENV}, or access to keyless` : undefined,
    creditAllowances: creditsPerDay === undefined ? [MONTH] : [DAY, MONTH],
    creditsCharged: (value: unknown) => AnyAnswer.safeParse(value).data?.status.credit_count,
    limits: { method: keyInfo.name, apply: applyKeyInfo },
  };
}

function definedOf(config: CoinMarketCapConfig): Partial<typeof FREE_PLAN> & { creditsPerDay?: number } {
  const { requestsPerMinute, creditsPerMonth, creditsPerDay } = config;
  return {
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(creditsPerMonth !== undefined && { creditsPerMonth }),
    ...(creditsPerDay !== undefined && { creditsPerDay }),
  };
}

/** Takes over what `/v1/key/info` says of minute and month; of the day where both it and the configuration have a limit. */
function applyKeyInfo(value: unknown, budget: RateBudget, nowUs: number): void {
  const { plan, usage } = KeyInfoAnswer.parse(value).data;
  budget.reshape(MINUTE, quotaShape(minuteQuota(plan.rate_limit_minute)));
  const resetAtMs = Date.parse(plan.credit_limit_monthly_reset_timestamp ?? "");
  budget.ledger.credits(MONTH).sync(
    {
      quota: plan.credit_limit_monthly,
      left: usage.current_month.credits_left,
      ...(!Number.isNaN(resetAtMs) && { resetAtMs }),
    },
    nowUs,
  );
  const hasDay = budget.usage().allowances.some(({ name }) => name === DAY);
  const left = usage.current_day?.credits_left;
  if (!hasDay || typeof plan.credit_limit_daily !== "number" || typeof left !== "number") return;
  budget.ledger.credits(DAY).sync({ quota: plan.credit_limit_daily, left }, nowUs);
}
