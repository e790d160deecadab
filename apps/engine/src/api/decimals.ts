import { type CashMicros, formatCash, formatPrice, formatSize, type PriceTicks, type SizeMicros } from "@augury/core";
import { z } from "zod";

/**
 * Numbers in answers: decimal text for people and exact tools, the engine's own integer beside it. `x` and `xTicks` (or `xMicros`) always
 * mean the same.
 */
const PriceText = z
  .string()
  .regex(/^[01]\.\d{4}$/)
  .describe("Dollars, four decimals.");
const PriceInteger = z.int().min(0).max(10_000).describe("Units of $0.0001.");
const SizeText = z
  .string()
  .regex(/^-?\d+(\.\d{1,6})?$/)
  .describe("Contracts, up to six decimals.");
const SizeInteger = z.int().describe("Contracts × 1e6.");
const CashText = z
  .string()
  .regex(/^-?\d+\.\d{2,6}$/)
  .describe("Dollars, two to six decimals.");
const CashInteger = z.int().describe("Dollars × 1e6.");

export const Price = { text: PriceText, ticks: PriceInteger } as const;
export const Size = { text: SizeText, micros: SizeInteger } as const;
export const Cash = { text: CashText, micros: CashInteger } as const;

/** Returns "0.5600" for 5600. */
export function priceText(price: PriceTicks): string {
  return formatPrice(price, 4);
}

/** Returns "12.5" for 12 500 000. */
export function sizeText(size: SizeMicros): string {
  return formatSize(size);
}

/** Returns "-1.25" for −1 250 000. */
export function cashText(cash: CashMicros): string {
  return formatCash(cash);
}

/** One level of a book as answers show it. */
export const Level = z.strictObject({
  price: PriceText,
  priceTicks: PriceInteger,
  size: SizeText,
  sizeMicros: SizeInteger,
});
export type Level = z.infer<typeof Level>;

/** Returns a level as answers show it. */
export function toLevel({ price, size }: { readonly price: PriceTicks; readonly size: SizeMicros }): Level {
  return { price: priceText(price), priceTicks: price, size: sizeText(size), sizeMicros: size };
}

/** Microseconds since the Unix epoch. */
export const TimeUs = z.number().nonnegative().describe("Microseconds since the Unix epoch.");
