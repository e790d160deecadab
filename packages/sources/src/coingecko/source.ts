import { quotaShape, type RateBudget } from "@augury/net";
import { z } from "zod";
import { RestSource, type RestSourceParts } from "../rest-source.ts";
import { MINUTE, MONTH, minuteQuota, type PlanLimits, planBudget, SourceConfig } from "../source-config.ts";
import { defineSource, type SourceOptions } from "../source-definition.ts";
import { coin, coinHistory, marketChart, ohlc } from "./coin-methods.ts";
import { coinsList, exchanges, global, keyUsage, ping, supportedCurrencies, trending } from "./market-methods.ts";
import { coinsMarkets, simplePrice } from "./prices.ts";
import { readCoinGeckoError } from "./read-error.ts";
import { KeyUsageAnswer } from "./schema.ts";

const KEY_ENV = "CG_API_KEY";
const METHODS = [
  simplePrice,
  coinsMarkets,
  trending,
  global,
  ohlc,
  coin,
  marketChart,
  coinHistory,
  coinsList,
  supportedCurrencies,
  exchanges,
  ping,
  keyUsage,
];

interface Plan extends PlanLimits {
  readonly baseUrl: string;
  readonly header?: string;
  readonly queryParam?: string;
}

/**
 * Section 2: hosts, where the key goes, limits. Of the Demo plan's two limits (30 a minute in older text, 100 in current) the lower one.
 * Pro limits differ by plan: they begin as Demo's and are what `/key` says from then on. Without a key the limit is shared by everyone on
 * this address and written nowhere: ours is a guess on the low side.
 */
const PLANS = {
  keyless: { baseUrl: "https://api.coingecko.com/api/v3", requestsPerMinute: 5 },
  demo: {
    baseUrl: "https://api.coingecko.com/api/v3",
    header: "x-cg-demo-api-key",
    queryParam: "x_cg_demo_api_key",
    requestsPerMinute: 30,
    creditsPerMonth: 10_000,
  },
  pro: {
    baseUrl: "https://pro-api.coingecko.com/api/v3",
    header: "x-cg-pro-api-key",
    queryParam: "x_cg_pro_api_key",
    requestsPerMinute: 30,
    creditsPerMonth: 10_000,
  },
} satisfies Record<string, Plan>;

export const CoinGeckoConfig = SourceConfig.extend({
  plan: z
    .enum(["keyless", "demo", "pro"])
    .optional()
    .describe("Which key it is; the other plan's host refuses it. Left out: demo with a key, keyless without."),
  keyPlacement: z
    .enum(["header", "query"])
    .default("header")
    .describe("Where the key goes. In the query it ends up in the logs of whatever stands between."),
});
export type CoinGeckoConfig = z.infer<typeof CoinGeckoConfig>;

/** CoinGecko (market-data-sources.md section 2). */
export const coinGecko = defineSource({
  name: "coingecko",
  title: "CoinGecko",
  description: "Prices, markets, candles and trends of some twenty thousand coins.",
  key: "optional",
  keyEnv: KEY_ENV,
  config: CoinGeckoConfig,
  methods: METHODS,
  probe: ping.name,
  open: openCoinGecko,
});

export function openCoinGecko(config: CoinGeckoConfig, options: SourceOptions = {}): RestSource {
  const planName = config.plan ?? (options.apiKey === undefined ? "keyless" : "demo");
  const plan: Plan = PLANS[planName];
  const creditsPerMonth = plan.creditsPerMonth && (config.creditsPerMonth ?? plan.creditsPerMonth);
  return new RestSource(
    {
      name: "coingecko",
      methods: METHODS,
      baseUrl: config.baseUrl ?? plan.baseUrl,
      budget: planBudget({
        requestsPerMinute: config.requestsPerMinute ?? plan.requestsPerMinute,
        creditsPerMonth,
      }),
      http: config.http,
      readErrorBody: readCoinGeckoError,
      creditAllowances: creditsPerMonth === undefined ? [] : [MONTH],
      limits: planName === "pro" ? { method: keyUsage.name, apply: applyKeyUsage } : undefined,
      ...placeKey(plan, config.keyPlacement, options.apiKey),
    },
    options,
  );
}

type KeyPlace = Pick<RestSourceParts, "headers" | "query" | "missingKey">;

function placeKey({ header, queryParam }: Plan, placement: "header" | "query", apiKey: string | undefined): KeyPlace {
  if (header === undefined || queryParam === undefined) return {};
  if (apiKey === undefined) return { missingKey: `set ${KEY_ENV}, or the plan to keyless` };
  return placement === "header" ? { headers: { [header]: apiKey } } : { query: { [queryParam]: apiKey } };
}

/** Takes over what `/key` says: the key's own limits where it has any, else the account's. */
function applyKeyUsage(value: unknown, budget: RateBudget, nowUs: number): void {
  const usage = KeyUsageAnswer.parse(value);
  const requests = usage.api_key_rate_limit_request_per_minute ?? usage.rate_limit_request_per_minute;
  budget.reshape(MINUTE, quotaShape(minuteQuota(requests)));
  budget.ledger.credits(MONTH).sync(creditsLeft(usage), nowUs);
}

function creditsLeft(usage: KeyUsageAnswer): { quota: number; left: number } {
  const account = { quota: usage.monthly_call_credit, left: usage.current_remaining_monthly_calls };
  const { api_key_monthly_call_credit: quota, api_key_current_total_monthly_calls: used } = usage;
  if (typeof quota !== "number" || typeof used !== "number") return account;
  return { quota, left: Math.max(0, Math.min(quota - used, account.left)) };
}
