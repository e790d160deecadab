import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { MARKET_UPDATES } from "@augury/model";
import { codeOf } from "./codes.ts";
import { D_BODY, W_BODY } from "./slot-layout.ts";

const RESOLVED = codeOf(MARKET_UPDATES, "resolved");
const DETERMINED = codeOf(MARKET_UPDATES, "determined");

/**
 * Returns what the instrument of the marketUpdate slot at `base` pays a contract, in PriceTicks (a scalar market's may not be whole), or
 * `undefined` when the update is another one or does not say it. Polymarket tells it when the market is resolved (polymarket.md section 9),
 * Kalshi when it is determined; of Kalshi's two outcomes it is the YES.
 */
export function readPayout(i32: Int32Array, f64: Float64Array, base: number): number | undefined {
  const update = i32[base + W_BODY] as number;
  if (update !== RESOLVED && update !== DETERMINED) return undefined;
  const value = f64[(base >>> 1) + D_BODY + 2] as number;
  return value >= 0 && value <= PRICE_TICKS_PER_DOLLAR ? value : undefined;
}
