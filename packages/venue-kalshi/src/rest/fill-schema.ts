import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";
import { BookSide, OutcomeSide } from "./direction.ts";

/** Own trades and settlements: kalshi.md section 9. */

/** `outcome_side` tells the direction; `side` and `action` mislead on maker fills (kalshi.md section 16, trap 14). */
export const KalshiFill = z.object({
  fill_id: z.string(),
  exchange_index: z.int().nullish(),
  trade_id: z.string(),
  order_id: z.string(),
  ticker: z.string(),
  market_ticker: z.string().nullish(),
  side: z.string().nullish(),
  action: z.string().nullish(),
  outcome_side: OutcomeSide,
  book_side: BookSide,
  count_fp: Contracts,
  yes_price_dollars: Dollars,
  no_price_dollars: Dollars,
  is_taker: z.boolean(),
  created_time: z.string().nullish(),
  fee_cost: Dollars,
  subaccount_number: z.int().nullish(),
  ts: z.int().nullish(),
});
export type KalshiFill = z.infer<typeof KalshiFill>;

export const FillsAnswer = z.object({
  fills: z.array(KalshiFill),
  cursor: z.string().nullish(),
});
export type FillsAnswer = z.infer<typeof FillsAnswer>;

/** `revenue` and `value` are cents. */
export const Settlement = z.object({
  ticker: z.string(),
  exchange_index: z.int().nullish(),
  event_ticker: z.string(),
  market_result: z.string(),
  yes_count_fp: Contracts,
  yes_total_cost_dollars: Dollars,
  no_count_fp: Contracts,
  no_total_cost_dollars: Dollars,
  revenue: z.int(),
  settled_time: z.string(),
  fee_cost: Dollars,
  value: z.int().nullish(),
});
export type Settlement = z.infer<typeof Settlement>;

export const SettlementsAnswer = z.object({
  settlements: z.array(Settlement),
  cursor: z.string().nullish(),
});
export type SettlementsAnswer = z.infer<typeof SettlementsAnswer>;
