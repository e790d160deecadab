import { type CashMicros, formatCash, formatPrice, formatSize, type PriceTicks, type SizeMicros } from "@augury/core";

/** Returns a price with four decimals: "0.5600" (kalshi.md section 5.1). */
export function priceText(price: number): string {
  return formatPrice(price as PriceTicks, 4);
}

/** Returns a contract count with two decimals: "-0.01". */
export function countText(size: number): string {
  return formatSize(size as SizeMicros, 2);
}

/** Returns an amount of money with six decimals, as the venue prints costs and fees (kalshi.md section 5.1). */
export function moneyText(cash: number): string {
  return formatCash(cash as CashMicros, 6);
}

/** Returns RFC 3339 in UTC with the microseconds that are there and no trailing zeros, as the venue's Go prints it. */
export function timeText(timeUs: number): string {
  const seconds = Math.floor(timeUs / 1e6);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  const micros = String(timeUs - seconds * 1e6)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return micros === "" ? `${whole}Z` : `${whole}.${micros}Z`;
}
