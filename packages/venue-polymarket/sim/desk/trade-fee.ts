import type { SimMarket } from "../sim-market.ts";

/** C × rate × p × (1 − p), in micro-dollars: steps of 0.00001 dollars, half up and to the last digit exact (polymarket.md section 8). */
export function tradeFeeOf({ spec }: SimMarket, size: number, price: number): number {
  const ratePpm = Math.round(spec.feeRate * 1e6);
  const exact = BigInt(size) * BigInt(ratePpm) * BigInt(price) * BigInt(10_000 - price);
  // A step is ten micro-dollars; the rate is in millionths, each price in ten-thousandths.
  const step = 10n ** 15n;
  return Number((exact * 2n + step) / (step * 2n)) * 10;
}
