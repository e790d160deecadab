import { MICROS } from "@augury/core";
import { LegConfig } from "@augury/execution";
import { z } from "zod";

const { lossMax: _loss, unwindLossMax: _unwindLoss, ...bounds } = LegConfig.shape;
const Dollars = z.number().nonnegative().max(1_000_000);

/** Bounds of intents of several legs as a file writes them: money in dollars. */
export const LegLimits = z.strictObject({
  lossDollarsMax: Dollars.default(1_000).describe(
    "The most that an intent may lose when a leg fails and nothing can be traded back. Above it no leg goes.",
  ),
  unwindLossDollarsMax: Dollars.default(1_000).describe(
    "The most that it may lose when everything is traded back within the band; of plans that unwind.",
  ),
  ...bounds,
});
export type LegLimits = z.infer<typeof LegLimits>;

/** Returns what the executor is handed. */
export function toLegConfig({ lossDollarsMax, unwindLossDollarsMax, ...rest }: LegLimits): LegConfig {
  return {
    ...rest,
    lossMax: Math.round(lossDollarsMax * MICROS),
    unwindLossMax: Math.round(unwindLossDollarsMax * MICROS),
  };
}
