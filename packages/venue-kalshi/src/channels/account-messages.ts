import { z } from "zod";
import {
  BookSideWord,
  ContractCount,
  MoneyDollars,
  Outcome,
  PriceDollars,
  SignedContractCount,
  TimeMs,
  TimeSeconds,
} from "./wire-text.ts";

/**
 * The `msg` of the private channels (kalshi.md sections 13.5 to 13.7 and 13.9). Direction is `outcome_side` and `book_side`; the older
 * fields beside them mislead on maker fills and may vanish any day, so nothing depends on them.
 */
export const FillBody = z.object({
  trade_id: z.string().min(1),
  order_id: z.string().min(1),
  client_order_id: z.string().nullish(),
  market_ticker: z.string().min(1),
  exchange_index: z.int().nullish(),
  is_taker: z.boolean(),
  outcome_side: Outcome,
  book_side: BookSideWord,
  /** Always the YES price; there is no NO price. */
  yes_price_dollars: PriceDollars,
  count_fp: ContractCount,
  /** Total dollars for this fill. */
  fee_cost: MoneyDollars,
  post_position_fp: SignedContractCount,
  subaccount: z.int().nullish(),
  ts: TimeSeconds.nullish(),
  ts_ms: TimeMs.nullish(),
  /** Deprecated. */
  side: z.string().nullish(),
  action: z.string().nullish(),
  purchased_side: z.string().nullish(),
});
export type FillBody = z.infer<typeof FillBody>;

/** The message type is `user_order`, the channel `user_orders`. State, cumulative: the newest wins. */
export const UserOrderBody = z.object({
  order_id: z.string().min(1),
  user_id: z.string().nullish(),
  ticker: z.string().min(1),
  exchange_index: z.int().nullish(),
  /** resting, canceled, executed, unknown. */
  status: z.string(),
  outcome_side: Outcome,
  book_side: BookSideWord,
  /** Deprecated. */
  side: z.string().nullish(),
  is_yes: z.boolean().nullish(),
  yes_price_dollars: PriceDollars,
  initial_count_fp: ContractCount,
  fill_count_fp: ContractCount,
  remaining_count_fp: ContractCount,
  taker_fill_cost_dollars: MoneyDollars,
  maker_fill_cost_dollars: MoneyDollars,
  taker_fees_dollars: MoneyDollars,
  maker_fees_dollars: MoneyDollars,
  /** May be empty. */
  client_order_id: z.string().nullish(),
  order_group_id: z.string().nullish(),
  self_trade_prevention_type: z.string().nullish(),
  created_ts_ms: TimeMs.nullish(),
  last_updated_ts_ms: TimeMs.nullish(),
  expiration_ts_ms: TimeMs.nullish(),
  /** Deprecated RFC 3339 twins. */
  created_time: z.string().nullish(),
  last_update_time: z.string().nullish(),
  expiration_time: z.string().nullish(),
  /** Decrease, Amend, MarginCancel, SelfTradeCancel, ExpiryCancel, CloseCancel, HaltCancel, Trade, PostOnlyCrossCancel, ReduceOnlyCancel. */
  last_update_reason: z.string().nullish(),
  subaccount_number: z.int().nullish(),
});
export type UserOrderBody = z.infer<typeof UserOrderBody>;

/** The message type is `market_position`, the channel `market_positions`. */
export const MarketPositionBody = z.object({
  user_id: z.string().nullish(),
  market_ticker: z.string().min(1),
  /** + YES, − NO. */
  position_fp: SignedContractCount,
  position_cost_dollars: MoneyDollars,
  realized_pnl_dollars: MoneyDollars,
  fees_paid_dollars: MoneyDollars,
  position_fee_cost_dollars: MoneyDollars.nullish(),
  volume_fp: ContractCount.nullish(),
  subaccount: z.int().nullish(),
});
export type MarketPositionBody = z.infer<typeof MarketPositionBody>;

export const OrderGroupUpdateBody = z.object({
  /** created, triggered, reset, deleted, limit_updated. */
  event_type: z.string(),
  order_group_id: z.string().min(1),
  /** With created and limit_updated. */
  contracts_limit_fp: ContractCount.nullish(),
  ts_ms: TimeMs.nullish(),
});
export type OrderGroupUpdateBody = z.infer<typeof OrderGroupUpdateBody>;
