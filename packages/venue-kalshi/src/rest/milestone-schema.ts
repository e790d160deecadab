import { z } from "zod";

/** What happens in the world that markets are about: games, races, releases. */

export const Milestone = z.object({
  id: z.string(),
  category: z.string(),
  type: z.string(),
  start_date: z.string(),
  end_date: z.string().nullish(),
  related_event_tickers: z.array(z.string()).nullish(),
  title: z.string(),
  notification_message: z.string().nullish(),
  source_id: z.string().nullish(),
  source_ids: z.record(z.string(), z.string()).nullish(),
  details: z.record(z.string(), z.unknown()).nullish(),
  primary_event_tickers: z.array(z.string()).nullish(),
  last_updated_ts: z.string().nullish(),
});
export type Milestone = z.infer<typeof Milestone>;

export const MilestoneAnswer = z.object({
  milestone: Milestone,
});
export type MilestoneAnswer = z.infer<typeof MilestoneAnswer>;

export const MilestonesAnswer = z.object({
  milestones: z.array(Milestone),
  cursor: z.string().nullish(),
});
export type MilestonesAnswer = z.infer<typeof MilestonesAnswer>;
