import { formatPrice, priceTicks } from "@augury/core";

/** Every price in steps of 0.001, as the venue spells it. */
export function possiblePrices(): string[] {
  return Array.from({ length: 999 }, (_, at) => formatPrice(priceTicks((at + 1) * 10), 1));
}

/** "0.51" for "0.510" and the other way round: the venue pads last trade prices now and then (polymarket.md section 3). */
export function otherSpelling(price: string): string {
  if (!price.includes(".")) return price;
  return price.endsWith("0") ? price.slice(0, -1) : `${price}0`;
}
