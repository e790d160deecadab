import { parseScaled, parseSize, type SizeMicros, sizeMicros } from "@augury/core";

/** Fills are cut to hundredths of a contract, so sums differ from the trades by so much (polymarket.md section 6). */
const DUST = 10_000;

/**
 * Returns how much of an order is surely matched, `undefined` where the text is no size. In some readings both sizes are base units
 * (millionths) and not contracts: then the original size is the very number that was signed (polymarket.md section 4). A hundredth of a
 * contract is left out, so that dust never passes for a trade that has to be waited for.
 */
export function matchedSize(
  { sizeMatched, originalSize }: { readonly sizeMatched: string; readonly originalSize: string },
  signed: SizeMicros | undefined,
): SizeMicros | undefined {
  const isBaseUnits = signed !== undefined && parseScaled(originalSize, 0) === signed;
  return withoutDust(isBaseUnits ? parseScaled(sizeMatched, 0) : parseSize(sizeMatched));
}

/** Returns a told sum of contracts without what may be dust. */
export function withoutDust(micros: number | undefined): SizeMicros | undefined {
  return micros === undefined ? undefined : sizeMicros(Math.max(0, micros - DUST));
}
