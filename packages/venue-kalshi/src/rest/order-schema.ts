import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";
import { BookSide, OrderStatus, OutcomeSide } from "./direction.ts";

/** Orders as they read: kalshi.md section 9. */

export const KalshiOrder = z.object({
  order_id: z.string(),
  user_id: z.string().nullish(),
  client_order_id: z.string(),
  ticker: z.string(),
  side: z.string().nullish(),
  action: z.string().nullish(),
  outcome_side: OutcomeSide,
  book_side: BookSide,
  type: z.string().nullish(),
  status: OrderStatus,
  yes_price_dollars: Dollars,
  no_price_dollars: Dollars.nullish(),
  fill_count_fp: Contracts,
  remaining_count_fp: Contracts,
  initial_count_fp: Contracts,
  taker_fill_cost_dollars: Dollars,
  maker_fill_cost_dollars: Dollars,
  taker_fees_dollars: Dollars,
  maker_fees_dollars: Dollars,
  expiration_time: z.string().nullish(),
  created_time: z.string().nullish(),
  last_update_time: z.string().nullish(),
  self_trade_prevention_type: z.string().nullish(),
  order_group_id: z.string().nullish(),
  cancel_order_on_pause: z.boolean().nullish(),
  subaccount_number: z.int().nullish(),
  exchange_index: z.int().nullish(),
});
export type KalshiOrder = z.infer<typeof KalshiOrder>;

export const OrderAnswer = z.object({
  order: KalshiOrder,
});
export type OrderAnswer = z.infer<typeof OrderAnswer>;

export const OrdersAnswer = z.object({
  orders: z.array(KalshiOrder),
  cursor: z.string().nullish(),
});
export type OrdersAnswer = z.infer<typeof OrdersAnswer>;

export const QueuePosition = z.object({
  order_id: z.string(),
  market_ticker: z.string(),
  queue_position_fp: Contracts,
});
export type QueuePosition = z.infer<typeof QueuePosition>;

export const QueuePositionsAnswer = z.object({
  queue_positions: z.array(QueuePosition),
});
export type QueuePositionsAnswer = z.infer<typeof QueuePositionsAnswer>;

export const QueuePositionAnswer = z.object({
  queue_position_fp: Contracts,
});
export type QueuePositionAnswer = z.infer<typeof QueuePositionAnswer>;
