import type { PriceTicks, SizeMicros } from "@augury/core";
import type { OrderSide } from "@augury/model";

/** An order as far as its worst case goes. */
export interface Claim {
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  /** May only make a position smaller. Left out: no. */
  readonly reduceOnly?: boolean;
}
