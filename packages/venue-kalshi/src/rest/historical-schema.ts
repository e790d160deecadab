import { z } from "zod";

/** Where live data end and history begins: kalshi.md section 7. */

export const HistoricalCutoff = z.object({
  market_settled_ts: z.string(),
  trades_created_ts: z.string(),
  orders_updated_ts: z.string(),
  market_positions_last_updated_ts: z.string().nullish(),
});
export type HistoricalCutoff = z.infer<typeof HistoricalCutoff>;
