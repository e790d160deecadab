import { z } from "zod";
import { TimeMs } from "./wire-text.ts";

/** The `msg` of the reference price channels (kalshi.md section 13.11). Values stay the decimal texts that the venue sends. */
const Value = z.union([z.string(), z.number()]);

const WindowAverage = z.object({
  value: Value,
  window_size: z.int().nullish(),
  window_start_ts_ms: TimeMs.nullish(),
  window_end_ts_exclusive: TimeMs.nullish(),
});

export const IndexValueBody = z.object({
  index_id: z.string().min(1),
  received_at: TimeMs,
  /** What the index provider sent, JSON in a text. */
  data: z.string(),
  /** Trailing 60 s before the tick, the tick itself left out. */
  avg_60s_data: WindowAverage.nullish(),
  /** Only in the last minute of each quarter hour: (close − 60 s, close]. */
  last_60s_windowed_average_15min: WindowAverage.nullish(),
});
export type IndexValueBody = z.infer<typeof IndexValueBody>;

export const FastIndexValueBody = z.object({
  index_id: z.string().min(1),
  value_usd: z.string(),
  source_ts_ms: TimeMs.nullish(),
  received_at: TimeMs.nullish(),
  data: z.string().nullish(),
});
export type FastIndexValueBody = z.infer<typeof FastIndexValueBody>;

export const PythValueBody = z.object({
  underlying_ticker: z.string().min(1),
  value_usd: z.string(),
  source_ts_ms: TimeMs.nullish(),
  received_at: TimeMs.nullish(),
});
export type PythValueBody = z.infer<typeof PythValueBody>;

/** What `indexlist` and `underlying_list` answer: no capture of it is known, so only the list itself is asked for. */
export const IndexListBody = z.object({ index_ids: z.array(z.string()) });
export const UnderlyingListBody = z.object({ underlying_tickers: z.array(z.string()) });
