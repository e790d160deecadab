import { z } from "zod";

/** Live data of games and weather, passed on as the venue has them. */

export const LiveData = z.object({
  type: z.string(),
  details: z.record(z.string(), z.unknown()),
  milestone_id: z.string(),
});
export type LiveData = z.infer<typeof LiveData>;

export const LiveDataAnswer = z.object({
  live_data: LiveData,
});
export type LiveDataAnswer = z.infer<typeof LiveDataAnswer>;

export const LiveDatasAnswer = z.object({
  live_datas: z.array(LiveData),
});
export type LiveDatasAnswer = z.infer<typeof LiveDatasAnswer>;

export const EventLiveData = z.object({
  type: z.string(),
  details: z.record(z.string(), z.unknown()),
  is_historical: z.boolean().nullish(),
  default_range: z.string().nullish(),
  range_options: z.array(z.string()).nullish(),
});
export type EventLiveData = z.infer<typeof EventLiveData>;

export const EventLiveDataAnswer = z.object({
  live_data: EventLiveData,
});
export type EventLiveDataAnswer = z.infer<typeof EventLiveDataAnswer>;

export const PlayPeriod = z.object({
  events: z.array(z.record(z.string(), z.unknown())).nullish(),
});
export type PlayPeriod = z.infer<typeof PlayPeriod>;

export const PlayByPlay = z.object({
  periods: z.array(PlayPeriod).nullish(),
});
export type PlayByPlay = z.infer<typeof PlayByPlay>;

export const GameStatsAnswer = z.object({
  pbp: PlayByPlay.nullish(),
});
export type GameStatsAnswer = z.infer<typeof GameStatsAnswer>;

export const WeatherReading = z.object({
  station_id: z.string(),
  code: z.string(),
  source: z.string().nullish(),
  temp_f: z.number().nullish(),
  obs_time_ms: z.int().nullish(),
  received_at_ms: z.int().nullish(),
  primary_code: z.string().nullish(),
});
export type WeatherReading = z.infer<typeof WeatherReading>;

export const WeatherPoint = z.object({
  t: z.int(),
  v: z.number().nullish(),
  status: z.string(),
  contributors: z.int().nullish(),
  receipt_basis: z.string().nullish(),
  stations: z.array(WeatherReading).nullish(),
});
export type WeatherPoint = z.infer<typeof WeatherPoint>;

export const WeatherIndex = z.object({
  city: z.string(),
  config_version: z.string().nullish(),
  units: z.string(),
  timeseries: z.array(WeatherPoint),
});
export type WeatherIndex = z.infer<typeof WeatherIndex>;

export const CalibrationStation = z.object({
  station_id: z.string(),
  weight: z.number(),
  offset_c: z.number(),
  update_note: z.string().nullish(),
});
export type CalibrationStation = z.infer<typeof CalibrationStation>;

export const Calibration = z.object({
  config_version: z.string(),
  published_at_ms: z.int().nullish(),
  effective_at_ms: z.int(),
  change_reason: z.string().nullish(),
  calibration_window_start_ms: z.int().nullish(),
  calibration_window_end_ms: z.int().nullish(),
  city_reference_c: z.number(),
  stations: z.array(CalibrationStation),
});
export type Calibration = z.infer<typeof Calibration>;

export const WeatherCalibrations = z.object({
  city: z.string(),
  units: z.string(),
  calibrations: z.array(Calibration),
});
export type WeatherCalibrations = z.infer<typeof WeatherCalibrations>;
