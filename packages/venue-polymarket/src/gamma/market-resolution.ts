import type { MarketTerms } from "./market-terms.ts";

/** How a market's question stands. */
export interface MarketResolution {
  /**
   * "open": nobody has proposed an outcome. "proposed", "disputed": the oracle is at it, and trading may go on. "closed": no trading any
   * more, the outcome is not known yet. "resolved": `payouts` is final.
   */
  readonly state: "open" | "proposed" | "disputed" | "closed" | "resolved";
  /** Dollars per contract of the first and the second outcome: 1 and 0, 0 and 1, or a half each. */
  readonly payouts?: readonly [number, number];
}

const PAYOUTS: Readonly<Record<string, readonly [number, number]>> = {
  "1,0": [1, 0],
  "0,1": [0, 1],
  "0.5,0.5": [0.5, 0.5],
};

type ResolutionTerms = Pick<MarketTerms, "closed" | "outcomePrices" | "umaResolutionStatus" | "umaResolutionStatuses">;

/**
 * Returns how a market's question stands (polymarket.md section 13). Prices near 0 and 1 prove nothing before the market is closed; a half each
 * is also what the empty book of a closed market shows, and proves nothing before the oracle has spoken.
 */
export function toResolution({ closed, outcomePrices, ...uma }: ResolutionTerms): MarketResolution {
  const status = uma.umaResolutionStatus ?? uma.umaResolutionStatuses?.at(-1);
  if (closed !== true) return { state: status === "proposed" || status === "disputed" ? status : "open" };
  const payouts = PAYOUTS[(outcomePrices ?? []).map(Number).join()];
  const isProven = payouts?.[0] !== 0.5 || uma.umaResolutionStatus === "resolved";
  return payouts && isProven ? { state: "resolved", payouts } : { state: "closed" };
}
