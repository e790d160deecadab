import { RateBudgetConfig } from "@augury/net";

function per10s(quota: number) {
  return { kind: "quota", quota, windowMs: 10_000 } as const;
}

/**
 * The Data API's quotas per 10 s (polymarket.md section 16): everything together, and some of it apart. Those of version 2 are written
 * nowhere and were measured at 200 to 400 per call: the lower figure, for all of its calls together.
 */
export const DATA_BUDGET = RateBudgetConfig.parse({
  allowances: { total: per10s(1000), trades: per10s(200), positions: per10s(150), v2: per10s(200) },
  classes: {
    default: { total: 1 },
    trades: { total: 1, trades: 1 },
    positions: { total: 1, positions: 1 },
    v2: { total: 1, v2: 1 },
  },
});
