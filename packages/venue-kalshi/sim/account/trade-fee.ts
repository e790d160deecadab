import type { EventSpec } from "../market-spec.ts";

/** PPM of C × P × (1 − P) at multiplier 1 (kalshi.md section 11). */
const TAKER_PPM = 70_000;
const MAKER_PPM = { quadratic: 0, quadratic_with_maker_fees: 17_500 } as const;

export interface FeeTerms {
  readonly event: EventSpec;
  readonly isTaker: boolean;
  readonly side: "bid" | "ask";
  /** PriceTicks of YES. */
  readonly price: number;
  /** SizeMicros. */
  readonly size: number;
}

/**
 * Returns the fee of one fill in micro-dollars: rounded up to $0.0001, and up again so that the balance changes by whole $0.0001,
 * downwards (kalshi.md section 11, rules a and b).
 */
export function computeTradeFee({ event, isTaker, side, price, size }: FeeTerms): number {
  const { feeType, feeMultiplier } = event.series;
  const ppm = (isTaker ? TAKER_PPM : MAKER_PPM[feeType]) * (event.feeMultiplierOverride ?? feeMultiplier);
  const product = BigInt(Math.round(ppm)) * BigInt(size) * BigInt(price) * BigInt(10_000 - price);
  const fee = Number(ceilDiv(product, 10n ** 16n)) * 100;
  const cash = (size * price) / 10_000;
  const change = side === "bid" ? -cash - fee : cash - fee;
  return fee + (change - Math.floor(change / 100) * 100);
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
