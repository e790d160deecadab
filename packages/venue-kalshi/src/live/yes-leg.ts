import { mirrorPrice, type PriceTicks } from "@augury/core";
import type { Instrument, OrderSide } from "@augury/model";

/**
 * How the venue says an order: everything is about YES (kalshi.md section 10.1). Buying NO at q is an ask at 1 − q, selling it a bid there.
 */
export interface YesLeg {
  readonly side: "bid" | "ask";
  readonly price: PriceTicks;
}

/** Returns an order in the venue's terms. */
export function toYesLeg({ outcome }: Pick<Instrument, "outcome">, side: OrderSide, price: PriceTicks): YesLeg {
  const isYes = outcome === "yes";
  return { side: (side === "buy") === isYes ? "bid" : "ask", price: priceOn(outcome, price) };
}

/** Returns a YES price in an outcome's own dollars, and the other way round. */
export function priceOn(outcome: Instrument["outcome"], price: PriceTicks): PriceTicks {
  return outcome === "yes" ? price : mirrorPrice(price);
}
