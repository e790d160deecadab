import { RateBudgetConfig } from "@augury/net";

const WINDOW_MS = 10_000;

function per10s(quota: number) {
  return { kind: "quota", quota, windowMs: WINDOW_MS } as const;
}

/** Gamma's quotas per 10 s (polymarket.md section 16): everything together, and some of it apart. */
export const GAMMA_BUDGET = RateBudgetConfig.parse({
  allowances: {
    total: per10s(4000),
    // A start may ask for 100 pages of 100 markets at once; what is spent so fast comes back the slower.
    markets: { ...per10s(300), burst: 0.5 },
    events: per10s(500),
    search: per10s(350),
    comments: per10s(200),
    tags: per10s(200),
  },
  classes: {
    default: { total: 1 },
    markets: { total: 1, markets: 1 },
    events: { total: 1, events: 1 },
    search: { total: 1, search: 1 },
    comments: { total: 1, comments: 1 },
    tags: { total: 1, tags: 1 },
  },
});
