import { z } from "zod";
import { DecimalText, listOf, TimeText } from "./wire-schemas.ts";

/** "", text or number; the legacy base fee, not what was charged. */
const FeeRate = z.union([z.string(), z.number().transform(String)]).nullish();

/**
 * A maker's part of a trade. It may be on the other token than the trade's: always use its own asset, side, price and outcome
 * (polymarket.md section 4).
 */
export const MakerOrder = z.object({
  order_id: z.string().min(1),
  owner: z.string(),
  maker_address: z.string(),
  matched_amount: DecimalText,
  price: DecimalText,
  fee_rate_bps: FeeRate,
  asset_id: z.string(),
  outcome: z.string(),
  outcome_index: z.number().optional(),
  side: z.enum(["BUY", "SELL"]).optional(),
  builder_fee: z.string().nullish(),
  builder_code: z.string().nullish(),
});
export type MakerOrder = z.infer<typeof MakerOrder>;

/** States of a trade, in the order of its life; CONFIRMED and FAILED are final. */
export const TradeStatus = z
  .string()
  .transform((status) => status.replace(/^TRADE_STATUS_/, ""))
  .pipe(z.enum(["MATCHED", "MATCHED_NOT_BROADCASTED", "MINED", "CONFIRMED", "RETRYING", "FAILED"]));
export type TradeStatus = z.infer<typeof TradeStatus>;

/** A trade of the account (polymarket.md section 4). */
export const Trade = z.object({
  id: z.string().min(1),
  taker_order_id: z.string(),
  market: z.string(),
  asset_id: z.string(),
  side: z.enum(["BUY", "SELL"]),
  size: DecimalText,
  fee_rate_bps: FeeRate,
  price: DecimalText,
  status: TradeStatus,
  /** Unix seconds. */
  match_time: TimeText,
  match_time_nano: TimeText.optional(),
  last_update: TimeText,
  outcome: z.string(),
  bucket_index: z.number(),
  owner: z.string(),
  maker_address: z.string(),
  maker_orders: listOf(MakerOrder),
  transaction_hash: z.string().nullish(),
  err_msg: z.string().nullish(),
  trader_side: z.enum(["TAKER", "MAKER"]),
});
export type Trade = z.infer<typeof Trade>;
