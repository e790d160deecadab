import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import type { OrderReport, OrderRequest, ReasonCode } from "@augury/model";

/** Returns the report of an order that was not sent. */
export function rejectionOf({ instrument, intentId, leg, side }: OrderRequest, reason: ReasonCode): OrderReport {
  return {
    intentId,
    leg,
    instrument,
    side,
    state: "rejected",
    reason,
    fillSize: sizeMicros(0),
    fillPrice: priceTicks(0),
    fee: cashMicros(0),
    liquidity: "taker",
    filledSize: sizeMicros(0),
  };
}
