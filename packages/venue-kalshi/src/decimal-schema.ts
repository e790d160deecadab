import { PRICE_TICKS_PER_DOLLAR, type PriceTicks, parsePrice, parseSize, type SizeMicros } from "@augury/core";
import { z } from "zod";

/** A dollar text within 0…1 on the $0.0001 grid: "0.56", "0.5600" and "0.560000" are one price (kalshi.md section 5.1). */
export const PriceText = z.string().transform((text, context): PriceTicks => {
  const price = parsePrice(text);
  if (price !== undefined) return price;
  context.issues.push({ code: "custom", input: text, message: "a price is 0 to 1 dollar in steps of 0.0001" });
  return z.NEVER;
});

/** A price that a level or a trade can have: neither 0 nor 1 dollar. */
export const TradablePriceText = PriceText.refine(
  (price) => price > 0 && price < PRICE_TICKS_PER_DOLLAR,
  "0 and 1 dollar are no tradable prices",
);

/** A signed contract count with up to six decimals. */
export const SignedSizeText = z.string().transform((text, context): SizeMicros => {
  const size = parseSize(text);
  if (size !== undefined) return size;
  context.issues.push({ code: "custom", input: text, message: "a count is a decimal with up to six places" });
  return z.NEVER;
});

export const SizeText = SignedSizeText.refine((size) => size >= 0, "a count is not negative");
export const PositiveSizeText = SignedSizeText.refine((size) => size > 0, "a traded count is positive");
