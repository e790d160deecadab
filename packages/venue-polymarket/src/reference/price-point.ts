import { parseE18 } from "@augury/model";

/** One price of one second, exact. */
export interface PricePoint {
  /** The venue's own second. */
  readonly timestampMs: number;
  /** Price × 1e18. */
  readonly e18: bigint;
  /** The venue repeats its last price for want of a newer one. */
  readonly isCarried: boolean;
}

/** How a feed writes its exact text: a plain decimal, or an integer × 1e18 (RTDS's Chainlink topics). */
export type PriceScale = "plain" | "e18";

/** Display value and exact text agree to one part in this many: a price of the wrong scale is off by far more. */
const AGREEMENT = 1_000_000n;

/**
 * Returns the exact price × 1e18 from a message's display value and exact text; without the text the display value counts. `undefined`
 * when one of them is no number, or when they disagree: then the text has another scale than its channel says.
 */
export function readPrice(
  value: number | string,
  exactText: string | null | undefined,
  scale: PriceScale,
): bigint | undefined {
  const shown = parseE18(String(value));
  if (shown === undefined || exactText === null || exactText === undefined) return shown;
  const exact = scale === "e18" ? parseInteger(exactText) : parseE18(exactText);
  if (exact === undefined) return undefined;
  return sizeOf(exact - shown) * AGREEMENT <= sizeOf(shown) ? exact : undefined;
}

function sizeOf(number: bigint): bigint {
  return number < 0n ? -number : number;
}

function parseInteger(text: string): bigint | undefined {
  return /^-?\d{1,60}$/.test(text) ? BigInt(text) : undefined;
}
