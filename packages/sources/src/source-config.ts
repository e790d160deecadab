import { AllowanceConfig, DEFAULT_CLASS, HttpBaseUrl, HttpOverride, RateBudgetConfig } from "@augury/net";
import { z } from "zod";

/** Longest wait for the budget. A minute's quota may take nearly a minute to come back. */
const WAIT_MS_MAX = 60_000;

/** Settings that every source has. A setting left out follows from the plan, or from the common HTTP section. */
export const SourceConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("false: the source is left out."),
  baseUrl: HttpBaseUrl.optional().describe("REST base; only for proxies and simulated sources."),
  http: HttpOverride.default({}).describe("HTTP settings that differ from the common section."),
  requestsPerMinute: z
    .int()
    .min(3)
    .max(100_000)
    .optional()
    .describe("Requests that the plan allows per minute; 90 % of them are used."),
  creditsPerMonth: z.int().positive().optional().describe("Credits that the plan gives per calendar month (UTC)."),
});
export type SourceConfig = z.infer<typeof SourceConfig>;

/** Name of the allowance that counts requests, and of those that count credits. */
export const MINUTE = "minute";
export const DAY = "day";
export const MONTH = "month";

export interface PlanLimits {
  readonly requestsPerMinute: number;
  readonly creditsPerDay?: number | undefined;
  readonly creditsPerMonth?: number | undefined;
}

/** Returns the rate budget of a plan: every call costs one request, and one credit where there are credits. */
export function planBudget({ requestsPerMinute, creditsPerDay, creditsPerMonth }: PlanLimits): RateBudgetConfig {
  const credits = { [DAY]: creditsPerDay, [MONTH]: creditsPerMonth };
  const given = Object.entries(credits).flatMap(([period, quota]) => (quota === undefined ? [] : [{ period, quota }]));
  return RateBudgetConfig.parse({
    allowances: {
      [MINUTE]: minuteQuota(requestsPerMinute),
      ...Object.fromEntries(given.map(({ period, quota }) => [period, { kind: "credits", quota, period }])),
    },
    classes: { [DEFAULT_CLASS]: { [MINUTE]: 1, ...Object.fromEntries(given.map(({ period }) => [period, 1])) } },
    waitMsMax: WAIT_MS_MAX,
  });
}

/** Returns the allowance of so many requests in any 60 seconds. */
export function minuteQuota(requestsPerMinute: number): AllowanceConfig & { kind: "quota" } {
  const quota = AllowanceConfig.parse({ kind: "quota", quota: requestsPerMinute, windowMs: 60_000 });
  return quota as AllowanceConfig & { kind: "quota" };
}
