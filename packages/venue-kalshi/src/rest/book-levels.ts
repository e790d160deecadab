import {
  err,
  ok,
  PRICE_TICKS_PER_DOLLAR,
  type PriceTicks,
  parsePrice,
  parseSize,
  type Result,
  type SizeMicros,
} from "@augury/core";
import { VenueError } from "@augury/model";
import type { OrderbookLevels } from "./orderbook-schema.ts";

/** Bids of both legs in our units, each at its own leg's price, best last. A NO bid at q is a YES ask at 1 - q (kalshi.md section 15). */
export interface KalshiBookLevels {
  readonly yes: readonly KalshiBookLevel[];
  readonly no: readonly KalshiBookLevel[];
}

export interface KalshiBookLevel {
  readonly price: PriceTicks;
  readonly size: SizeMicros;
}

/** Returns a REST book in our units. A price that is none (0, 1 dollar, off our grid) or a negative size makes the whole book bad. */
export function toBookLevels({ yes_dollars, no_dollars }: OrderbookLevels): Result<KalshiBookLevels, VenueError> {
  const yes = (yes_dollars ?? []).map(toLevel);
  const no = (no_dollars ?? []).map(toLevel);
  const bad = [...yes, ...no].find((level) => typeof level === "string");
  if (bad !== undefined) return err(new VenueError("bad_payload", "resync", `kalshi orderbook: ${bad}`));
  return ok({ yes: yes as KalshiBookLevel[], no: no as KalshiBookLevel[] });
}

function toLevel([priceText, sizeText]: readonly [string, string]): KalshiBookLevel | string {
  const price = parsePrice(priceText);
  const size = parseSize(sizeText);
  const isTradable = price !== undefined && price > 0 && price < PRICE_TICKS_PER_DOLLAR;
  if (!isTradable) return `a price must lie between 0 and 1 dollar, was "${priceText}"`;
  return size !== undefined && size >= 0 ? { price, size } : `a size must be a count of contracts, was "${sizeText}"`;
}
