import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { z } from "zod";

const Dollars = z.number().nonnegative().max(1_000_000_000);
const Count = z.int().nonnegative().max(100_000);

/**
 * Limits of the risk gate. Dollars are plain numbers of dollars, prices PriceTicks ($0.0001). A limit is the last value that is still
 * allowed.
 */
export const RiskConfig = z
  .strictObject({
    /** `observe`: no order at all. `paper`: orders go to the simulated venue. */
    mode: z.enum(["observe", "paper"]).default("paper"),
    /** How far from the middle of the instrument's own book an order may be priced. */
    priceBandTicks: z.int().positive().max(PRICE_TICKS_PER_DOLLAR).default(2_000),
    priceTicksMin: z.int().min(1).max(PRICE_TICKS_PER_DOLLAR).default(1),
    priceTicksMax: z
      .int()
      .min(1)
      .max(PRICE_TICKS_PER_DOLLAR - 1)
      .default(PRICE_TICKS_PER_DOLLAR - 1),
    /** What one order may put at risk. */
    orderNotionalDollarsMax: Dollars.default(100),
    /** What one position may cost once everything that rests and everything asked for is filled. */
    positionNotionalDollarsMax: Dollars.default(500),
    openOrdersMax: Count.default(200),
    openOrdersPerStrategyMax: Count.default(100),
    /** Orders of all strategies accepted within any second. */
    ordersPerSecondMax: z.int().positive().max(10_000).default(200),
  })
  .refine((config) => config.priceTicksMin <= config.priceTicksMax, {
    path: ["priceTicksMax"],
    error: "priceTicksMax must not be below priceTicksMin",
  });
export type RiskConfig = z.infer<typeof RiskConfig>;
