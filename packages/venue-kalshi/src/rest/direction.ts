import { z } from "zod";

/** Which outcome gains: YES bought or NO sold is "yes" (kalshi.md section 9). */
export const OutcomeSide = z.enum(["yes", "no"]);
/** Always about YES: "bid" buys it, or sells NO. */
export const BookSide = z.enum(["bid", "ask"]);
export const OrderStatus = z.enum(["resting", "canceled", "executed"]);
