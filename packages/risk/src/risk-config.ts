import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { z } from "zod";

const Dollars = z.number().nonnegative().max(1_000_000_000);
const Count = z.int().nonnegative().max(100_000);
const Milliseconds = z.int().nonnegative().max(600_000);
const InnerPrice = z
  .int()
  .min(1)
  .max(PRICE_TICKS_PER_DOLLAR - 1);

/**
 * Limits of the risk gate. Dollars are plain numbers of dollars, prices PriceTicks ($0.0001). A limit is the last value that is still
 * allowed.
 */
export const RiskConfig = z
  .strictObject({
    mode: z
      .enum(["observe", "paper", "live"])
      .default("paper")
      .describe("observe: no order at all; paper: to the simulated venue; live: to the venues, with real money."),
    polled: z
      .enum(["observe", "paper"])
      .default("observe")
      .describe(
        "Books that are polled, not streamed: observe refuses every order on them, paper lets simulated ones through.",
      ),
    priceBandTicks: z
      .int()
      .positive()
      .max(PRICE_TICKS_PER_DOLLAR)
      .default(2_000)
      .describe("How far from the middle of the instrument's own book an order may be priced, in $0.0001."),
    priceTicksMin: InnerPrice.default(1).describe("Lowest price of an order, in $0.0001."),
    priceTicksMax: InnerPrice.default(PRICE_TICKS_PER_DOLLAR - 1).describe("Highest price of an order, in $0.0001."),
    orderNotionalDollarsMax: Dollars.default(100).describe("What one order may put at risk."),
    positionNotionalDollarsMax: Dollars.default(500).describe(
      "What one position may cost once everything that rests and everything asked for is filled.",
    ),
    marketNotionalDollarsMax: Dollars.default(1_000).describe("The same for all outcomes of a market together."),
    groupNotionalDollarsMax: Dollars.default(2_500).describe("The same for a mutually exclusive set of markets."),
    venueNotionalDollarsMax: Dollars.default(10_000).describe("The same for everything at one venue."),
    totalNotionalDollarsMax: Dollars.default(20_000).describe("The same for everything."),
    outcomeLossDollarsMax: Dollars.default(2_500).describe(
      "What a market, or a mutually exclusive set, may lose: whatever resolves (void too) and whichever orders fill.",
    ),
    dailyLossDollarsMax: Dollars.default(1_000).describe(
      "Profit lost since the UTC day began. Beyond it only what closes positions is let through.",
    ),
    drawdownDollarsMax: Dollars.default(2_000).describe("The same since the profit stood highest in this run."),
    heartbeatMissesMax: Count.default(1).describe(
      "Live: beats in a row that a venue's dead-man switch may leave unanswered; beyond it no order goes there.",
    ),
    clockSkewMsMax: Milliseconds.default(2_000).describe(
      "Live: how far a venue's clock may be from ours; beyond it no order goes there.",
    ),
    unknownNotionalDollarsMax: Dollars.default(100).describe(
      "Live: what orders of unknown outcome may cost at a venue; beyond it no other goes there until they are known.",
    ),
    selfCross: z
      .enum(["refuse", "allow"])
      .default("refuse")
      .describe("Whether orders of ours may trade with each other, across both outcomes of a market too."),
    openOrdersMax: Count.default(200).describe("Orders that have not ended."),
    openOrdersPerStrategyMax: Count.default(100).describe("The same for one strategy."),
    ordersPerSecondMax: z
      .int()
      .positive()
      .max(10_000)
      .default(200)
      .describe("Orders of all strategies accepted within any second."),
  })
  .refine((config) => config.priceTicksMin <= config.priceTicksMax, {
    path: ["priceTicksMax"],
    error: "priceTicksMax must not be below priceTicksMin",
  });
export type RiskConfig = z.infer<typeof RiskConfig>;

/**
 * The limits that may change while an engine runs, in the order of their numbers in a control slot: append only, journals carry the number.
 * Not among them: the mode, and what sizes memory at the start (`ordersPerSecondMax`).
 */
export const RISK_LIMITS = [
  "priceBandTicks",
  "priceTicksMin",
  "priceTicksMax",
  "orderNotionalDollarsMax",
  "positionNotionalDollarsMax",
  "marketNotionalDollarsMax",
  "groupNotionalDollarsMax",
  "venueNotionalDollarsMax",
  "totalNotionalDollarsMax",
  "outcomeLossDollarsMax",
  "dailyLossDollarsMax",
  "drawdownDollarsMax",
  "openOrdersMax",
  "openOrdersPerStrategyMax",
  "heartbeatMissesMax",
  "clockSkewMsMax",
  "unknownNotionalDollarsMax",
] as const satisfies readonly (keyof RiskConfig)[];
export type RiskLimit = (typeof RISK_LIMITS)[number];

/** Limits to change, under their configuration names and in its units. */
export type LimitChanges = { readonly [Limit in RiskLimit]?: number | undefined };
