import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";

/** What the V2 order calls answer: kalshi.md section 10. Numbers have no suffix here. */

/** Why one item of a batch was refused. */
export const ItemError = z.object({
  code: z.string().nullish(),
  message: z.string().nullish(),
  details: z.string().nullish(),
});
export type ItemError = z.infer<typeof ItemError>;

export const OrderCreated = z.object({
  order_id: z.string(),
  client_order_id: z.string().nullish(),
  fill_count: Contracts,
  remaining_count: Contracts,
  average_fill_price: Dollars.nullish(),
  average_fee_paid: Dollars.nullish(),
  ts_ms: z.int(),
});
export type OrderCreated = z.infer<typeof OrderCreated>;

export const OrderCanceled = z.object({
  order_id: z.string(),
  client_order_id: z.string().nullish(),
  reduced_by: Contracts,
  ts_ms: z.int(),
});
export type OrderCanceled = z.infer<typeof OrderCanceled>;

/** The id may be a new one: then it is a new order. */
export const OrderAmended = z.object({
  order_id: z.string(),
  client_order_id: z.string().nullish(),
  remaining_count: Contracts.nullish(),
  fill_count: Contracts.nullish(),
  average_fill_price: Dollars.nullish(),
  average_fee_paid: Dollars.nullish(),
  ts_ms: z.int(),
});
export type OrderAmended = z.infer<typeof OrderAmended>;

export const OrderDecreased = z.object({
  order_id: z.string(),
  client_order_id: z.string().nullish(),
  remaining_count: Contracts,
  ts_ms: z.int(),
});
export type OrderDecreased = z.infer<typeof OrderDecreased>;

/** Either what a single order answers, or `error`. */
export const BatchCreateItem = z.object({
  order_id: z.string().nullish(),
  client_order_id: z.string().nullish(),
  fill_count: Contracts.nullish(),
  remaining_count: Contracts.nullish(),
  average_fill_price: Dollars.nullish(),
  average_fee_paid: Dollars.nullish(),
  ts_ms: z.int().nullish(),
  error: ItemError.nullish(),
});
export type BatchCreateItem = z.infer<typeof BatchCreateItem>;

export const BatchCreateAnswer = z.object({
  orders: z.array(BatchCreateItem),
});
export type BatchCreateAnswer = z.infer<typeof BatchCreateAnswer>;

/** What was canceled, or `error`. */
export const BatchCancelItem = z.object({
  order_id: z.string(),
  client_order_id: z.string().nullish(),
  reduced_by: Contracts,
  ts_ms: z.int().nullish(),
  error: ItemError.nullish(),
});
export type BatchCancelItem = z.infer<typeof BatchCancelItem>;

export const BatchCancelAnswer = z.object({
  orders: z.array(BatchCancelItem),
});
export type BatchCancelAnswer = z.infer<typeof BatchCancelAnswer>;
