import { z } from "zod";
import { Dollars } from "./decimal-text.ts";

/** Money: kalshi.md section 9. Plain integers are cents. */

export const ShardBalance = z.object({
  exchange_index: z.int(),
  balance: Dollars,
});
export type ShardBalance = z.infer<typeof ShardBalance>;

/** `balance_dollars` is the exact one; answers before 2026-05-28 lack it. */
export const Balance = z.object({
  balance: z.int(),
  balance_dollars: Dollars.nullish(),
  portfolio_value: z.int(),
  updated_ts: z.int(),
  balance_breakdown: z.array(ShardBalance).nullish(),
});
export type Balance = z.infer<typeof Balance>;

export const RestingValue = z.object({
  total_resting_order_value: z.int(),
  resting_order_value_breakdown: z.array(ShardBalance),
});
export type RestingValue = z.infer<typeof RestingValue>;

export const Deposit = z.object({
  id: z.string(),
  status: z.string(),
  type: z.string(),
  amount_cents: z.int(),
  fee_cents: z.int(),
  created_ts: z.int(),
  finalized_ts: z.int().nullish(),
});
export type Deposit = z.infer<typeof Deposit>;

export const DepositsAnswer = z.object({
  deposits: z.array(Deposit),
  cursor: z.string().nullish(),
});
export type DepositsAnswer = z.infer<typeof DepositsAnswer>;

export const Withdrawal = z.object({
  id: z.string(),
  status: z.string(),
  type: z.string(),
  amount_cents: z.int(),
  fee_cents: z.int(),
  created_ts: z.int(),
  finalized_ts: z.int().nullish(),
});
export type Withdrawal = z.infer<typeof Withdrawal>;

export const WithdrawalsAnswer = z.object({
  withdrawals: z.array(Withdrawal),
  cursor: z.string().nullish(),
});
export type WithdrawalsAnswer = z.infer<typeof WithdrawalsAnswer>;
