import { type CashMicros, mirrorPrice, notionalUp, type PriceTicks, type SizeMicros, sizeMicros } from "@augury/core";
import type { OrderSide } from "@augury/model";

/**
 * Returns the most cash that the unfilled rest of an order can cost before fees, rounded up: its price on a buy, what is missing to a dollar
 * on a sell (contracts sold may turn out to be worth one).
 */
export function exposureOf(
  { price, side, size }: { readonly price: PriceTicks; readonly side: OrderSide; readonly size: SizeMicros },
  filledSize: SizeMicros = sizeMicros(0),
): CashMicros {
  return notionalUp(side === "buy" ? price : mirrorPrice(price), Math.max(0, size - filledSize) as SizeMicros);
}
