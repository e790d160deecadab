import { z } from "zod";
import { Contracts } from "./decimal-text.ts";

/** What helps to find markets: structured targets, filters, incentive programs. */

export const StructuredTarget = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  type: z.string().nullish(),
  details: z.record(z.string(), z.unknown()).nullish(),
  source_id: z.string().nullish(),
  source_ids: z.record(z.string(), z.string()).nullish(),
  last_updated_ts: z.string().nullish(),
});
export type StructuredTarget = z.infer<typeof StructuredTarget>;

export const StructuredTargetAnswer = z.object({
  structured_target: StructuredTarget.nullish(),
});
export type StructuredTargetAnswer = z.infer<typeof StructuredTargetAnswer>;

export const StructuredTargetsAnswer = z.object({
  structured_targets: z.array(StructuredTarget).nullish(),
  cursor: z.string().nullish(),
});
export type StructuredTargetsAnswer = z.infer<typeof StructuredTargetsAnswer>;

export const ScopeList = z.object({
  scopes: z.array(z.string()),
});
export type ScopeList = z.infer<typeof ScopeList>;

export const SportFilters = z.object({
  scopes: z.array(z.string()),
  competitions: z.record(z.string(), ScopeList),
});
export type SportFilters = z.infer<typeof SportFilters>;

export const FiltersBySport = z.object({
  filters_by_sports: z.record(z.string(), SportFilters),
  sport_ordering: z.array(z.string()),
});
export type FiltersBySport = z.infer<typeof FiltersBySport>;

export const TagsByCategory = z.object({
  tags_by_categories: z.record(z.string(), z.array(z.string())),
});
export type TagsByCategory = z.infer<typeof TagsByCategory>;

export const IncentiveProgram = z.object({
  id: z.string(),
  market_id: z.string(),
  market_ticker: z.string(),
  incentive_type: z.string(),
  incentive_description: z.string(),
  start_date: z.string(),
  end_date: z.string(),
  period_reward: z.int(),
  paid_out: z.boolean(),
  discount_factor_bps: z.int().nullish(),
  target_size_fp: Contracts.nullish(),
  max_reward_per_account: z.int().nullish(),
});
export type IncentiveProgram = z.infer<typeof IncentiveProgram>;

export const IncentiveProgramsAnswer = z.object({
  incentive_programs: z.array(IncentiveProgram),
  next_cursor: z.string().nullish(),
});
export type IncentiveProgramsAnswer = z.infer<typeof IncentiveProgramsAnswer>;
