import { RiskConfig } from "@augury/risk";
import { z } from "zod";

const { mode: _, ...limits } = RiskConfig.shape;

/** The risk gate's limits as a file writes them: all but the mode, which is the engine's own and stands at the top. */
export const RiskLimits = z.strictObject(limits).superRefine((value, context) => {
  const checked = RiskConfig.safeParse(value);
  for (const { message, path } of checked.error?.issues ?? []) context.addIssue({ code: "custom", message, path });
});
export type RiskLimits = z.infer<typeof RiskLimits>;
