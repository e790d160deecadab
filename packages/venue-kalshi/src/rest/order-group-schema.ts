import { z } from "zod";
import { Contracts } from "./decimal-text.ts";

/** Order groups: kalshi.md section 10.3. */

export const OrderGroup = z.object({
  id: z.string(),
  contracts_limit_fp: Contracts.nullish(),
  is_auto_cancel_enabled: z.boolean(),
  exchange_index: z.int().nullish(),
});
export type OrderGroup = z.infer<typeof OrderGroup>;

export const OrderGroupsAnswer = z.object({
  order_groups: z.array(OrderGroup).nullish(),
});
export type OrderGroupsAnswer = z.infer<typeof OrderGroupsAnswer>;

export const OrderGroupAnswer = z.object({
  is_auto_cancel_enabled: z.boolean(),
  contracts_limit_fp: Contracts.nullish(),
  orders: z.array(z.string()),
  exchange_index: z.int().nullish(),
});
export type OrderGroupAnswer = z.infer<typeof OrderGroupAnswer>;

export const OrderGroupCreated = z.object({
  order_group_id: z.string(),
  subaccount: z.int(),
  exchange_index: z.int().nullish(),
});
export type OrderGroupCreated = z.infer<typeof OrderGroupCreated>;
