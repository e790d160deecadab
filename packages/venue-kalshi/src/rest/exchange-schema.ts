import { z } from "zod";

/** The exchange itself: kalshi.md section 8. */

export const ExchangeIndexStatus = z.object({
  exchange_index: z.int(),
  description: z.string(),
  exchange_active: z.boolean(),
  trading_active: z.boolean(),
  intra_exchange_transfers_active: z.boolean(),
});
export type ExchangeIndexStatus = z.infer<typeof ExchangeIndexStatus>;

/** The top level speaks for shard 0. */
export const ExchangeStatus = z.object({
  exchange_active: z.boolean(),
  trading_active: z.boolean(),
  intra_exchange_transfers_active: z.boolean().nullish(),
  exchange_estimated_resume_time: z.string().nullish(),
  exchange_index_statuses: z.array(ExchangeIndexStatus).nullish(),
});
export type ExchangeStatus = z.infer<typeof ExchangeStatus>;

/** "HH:MM" in US Eastern time. */
export const DailySchedule = z.object({
  open_time: z.string(),
  close_time: z.string(),
});
export type DailySchedule = z.infer<typeof DailySchedule>;

export const WeeklySchedule = z.object({
  start_time: z.string(),
  end_time: z.string(),
  monday: z.array(DailySchedule),
  tuesday: z.array(DailySchedule),
  wednesday: z.array(DailySchedule),
  thursday: z.array(DailySchedule),
  friday: z.array(DailySchedule),
  saturday: z.array(DailySchedule),
  sunday: z.array(DailySchedule),
});
export type WeeklySchedule = z.infer<typeof WeeklySchedule>;

export const MaintenanceWindow = z.object({
  start_datetime: z.string(),
  end_datetime: z.string(),
});
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

export const Schedule = z.object({
  standard_hours: z.array(WeeklySchedule),
  maintenance_windows: z.array(MaintenanceWindow),
});
export type Schedule = z.infer<typeof Schedule>;

export const ScheduleAnswer = z.object({
  schedule: Schedule,
});
export type ScheduleAnswer = z.infer<typeof ScheduleAnswer>;

export const UserDataTimestamp = z.object({
  as_of_time: z.string(),
});
export type UserDataTimestamp = z.infer<typeof UserDataTimestamp>;
