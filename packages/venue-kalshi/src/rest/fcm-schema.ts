import { z } from "zod";
import { Dollars } from "./decimal-text.ts";

/** Subtraders of futures commission merchants. */

export const Subtrader = z.object({
  subtrader_id: z.string(),
  exchange_indices: z.array(z.int()),
  trading_blocked: z.boolean(),
  fcm_trading_blocked: z.boolean(),
  propagation_pending: z.boolean(),
});
export type Subtrader = z.infer<typeof Subtrader>;

export const SubtradersAnswer = z.object({
  subtraders: z.array(Subtrader),
});
export type SubtradersAnswer = z.infer<typeof SubtradersAnswer>;

export const SubtraderCreated = z.object({
  subtrader_id: z.string(),
});
export type SubtraderCreated = z.infer<typeof SubtraderCreated>;

export const DailyCap = z.object({
  subtrader_id: z.string(),
  limit: Dollars,
  executed_utilization: Dollars,
  resting_order_utilization: Dollars,
  pending_order_utilization: Dollars,
  cap_date: z.string(),
});
export type DailyCap = z.infer<typeof DailyCap>;
