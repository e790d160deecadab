import { type CashMicros, cashMicros } from "@augury/core";
import type { VenueName } from "./venue-id.ts";

/**
 * Smallest cash value (price × size) of an order that takes at once, 0 where the venue has no such rule. Polymarket refuses a FOK, a FAK
 * or a crossing buy below $1; its least resting size (`orderSizeMin`) is another rule (polymarket.md section 6).
 */
export const TAKER_NOTIONAL_MIN: Readonly<Record<VenueName, CashMicros>> = {
  polymarket: cashMicros(1_000_000),
  kalshi: cashMicros(0),
};
