import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";
import { BookSide, OutcomeSide } from "./direction.ts";

/** Public trades: kalshi.md section 8. */

export const KalshiTrade = z.object({
  trade_id: z.string(),
  ticker: z.string(),
  count_fp: Contracts,
  yes_price_dollars: Dollars,
  no_price_dollars: Dollars,
  taker_side: z.string().nullish(),
  taker_outcome_side: OutcomeSide.nullish(),
  taker_book_side: BookSide.nullish(),
  created_time: z.string(),
  is_block_trade: z.boolean().nullish(),
});
export type KalshiTrade = z.infer<typeof KalshiTrade>;

export const TradesAnswer = z.object({
  trades: z.array(KalshiTrade),
  cursor: z.string().nullish(),
});
export type TradesAnswer = z.infer<typeof TradesAnswer>;
