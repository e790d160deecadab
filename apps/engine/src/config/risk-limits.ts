import { RiskConfig } from "@augury/risk";
import { z } from "zod";

const { mode: _mode, polled: _polled, ...limits } = RiskConfig.shape;

/**
 * The risk gate's limits as a file writes them: all but what the engine says itself: the mode, which stands at the top, and
 * what polled books are good for, which stands at their venue.
 */
export const RiskLimits = z.strictObject(limits).superRefine((value, context) => {
  const checked = RiskConfig.safeParse(value);
  for (const { message, path } of checked.error?.issues ?? []) context.addIssue({ code: "custom", message, path });
});
export type RiskLimits = z.infer<typeof RiskLimits>;
