import { type CashMicros, PRICE_TICKS_PER_DOLLAR, type PriceTicks, type SizeMicros } from "./units.ts";

/**
 * Returns `text` × 10^`places` as an exact safe integer, or `undefined` when it is no plain decimal ("-12.340"; no exponent,
 * no spaces, no leading "+"), carries a non-zero digit past `places`, or leaves the safe range. Never goes through a binary fraction.
 */
export function parseScaled(text: string, places: number): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? "";
  for (let i = places; i < fraction.length; i++) if (fraction[i] !== "0") return undefined;
  const value = Number((match[2] as string) + fraction.slice(0, places).padEnd(places, "0"));
  if (!Number.isSafeInteger(value)) return undefined;
  return match[1] && value !== 0 ? -value : value;
}

/** Returns an integer scaled by 10^`places` as plain decimal text with at least `placesMin` and at most `places` fraction digits. */
export function formatScaled(value: number, places: number, placesMin = places): string {
  const digits = Math.abs(value)
    .toString()
    .padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  let fraction = places === 0 ? "" : digits.slice(digits.length - places);
  while (fraction.length > placesMin && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  return (value < 0 ? "-" : "") + whole + (fraction ? `.${fraction}` : "");
}

/** Returns a dollar text ("0.5600") as a price, or `undefined` when it is off the $0.0001 grid or outside 0…1. */
export function parsePrice(text: string): PriceTicks | undefined {
  const value = parseScaled(text, 4);
  return value === undefined || value < 0 || value > PRICE_TICKS_PER_DOLLAR ? undefined : (value as PriceTicks);
}

/** Returns a contract count text ("12.5", "-0.01") as a size, or `undefined` when it is no decimal or finer than 1e-6. */
export function parseSize(text: string): SizeMicros | undefined {
  return parseScaled(text, 6) as SizeMicros | undefined;
}

/** Returns a dollar amount text as cash, or `undefined` when it is no decimal or finer than 1e-6. */
export function parseCash(text: string): CashMicros | undefined {
  return parseScaled(text, 6) as CashMicros | undefined;
}

/** Returns "0.56" for 5600; `placesMin` pads ("0.5600" with 4). */
export function formatPrice(price: PriceTicks, placesMin = 2): string {
  return formatScaled(price, 4, placesMin);
}

/** Returns "12.5" for 12 500 000. */
export function formatSize(size: SizeMicros, placesMin = 0): string {
  return formatScaled(size, 6, placesMin);
}

/** Returns "-1.25" for −1 250 000, with at least two fraction digits. */
export function formatCash(cash: CashMicros, placesMin = 2): string {
  return formatScaled(cash, 6, placesMin);
}

/** Exact floor(`a` × `b` ÷ `c`) for non-negative safe integers, through BigInt: for ledgers and edges, not for the hot path. */
export function mulDivFloor(a: number, b: number, c: number): number {
  return Number((BigInt(a) * BigInt(b)) / BigInt(c));
}

/** Exact ceil(`a` × `b` ÷ `c`) for non-negative safe integers. */
export function mulDivCeil(a: number, b: number, c: number): number {
  const divisor = BigInt(c);
  return Number((BigInt(a) * BigInt(b) + divisor - 1n) / divisor);
}
