import { z } from "zod";
import { Dollars } from "./decimal-text.ts";

/** Collateral between shards and subaccounts: kalshi.md section 9. */

export const ShardTransfer = z.object({
  transfer_id: z.string(),
  source: z.string(),
  destination: z.string(),
  source_exchange_shard: z.int(),
  destination_exchange_shard: z.int(),
  amount: Dollars,
  status: z.string(),
  created_ts: z.int(),
});
export type ShardTransfer = z.infer<typeof ShardTransfer>;

export const ShardTransferStarted = z.object({
  transfer_id: z.string(),
});
export type ShardTransferStarted = z.infer<typeof ShardTransferStarted>;

export const ShardTransferAnswer = z.object({
  transfer: ShardTransfer,
});
export type ShardTransferAnswer = z.infer<typeof ShardTransferAnswer>;

export const ShardTransfersAnswer = z.object({
  transfers: z.array(ShardTransfer),
  cursor: z.string().nullish(),
});
export type ShardTransfersAnswer = z.infer<typeof ShardTransfersAnswer>;

export const TargetAllocation = z.object({
  exchange_index: z.int(),
  percent: z.number(),
});
export type TargetAllocation = z.infer<typeof TargetAllocation>;

export const TargetAllocations = z.object({
  allocations: z.array(TargetAllocation),
  resting_margin_reservation: z.string(),
});
export type TargetAllocations = z.infer<typeof TargetAllocations>;

export const SubaccountCreated = z.object({
  subaccount_number: z.int(),
});
export type SubaccountCreated = z.infer<typeof SubaccountCreated>;

export const SubaccountBalance = z.object({
  subaccount_number: z.int(),
  exchange_index: z.int(),
  balance: Dollars,
  updated_ts: z.int(),
});
export type SubaccountBalance = z.infer<typeof SubaccountBalance>;

export const SubaccountBalancesAnswer = z.object({
  subaccount_balances: z.array(SubaccountBalance),
});
export type SubaccountBalancesAnswer = z.infer<typeof SubaccountBalancesAnswer>;

export const SubaccountTransfer = z.object({
  transfer_id: z.string(),
  from_subaccount: z.int(),
  to_subaccount: z.int(),
  amount_cents: z.int(),
  created_ts: z.int(),
  exchange_index: z.int(),
});
export type SubaccountTransfer = z.infer<typeof SubaccountTransfer>;

export const SubaccountTransfersAnswer = z.object({
  transfers: z.array(SubaccountTransfer),
  cursor: z.string().nullish(),
});
export type SubaccountTransfersAnswer = z.infer<typeof SubaccountTransfersAnswer>;

export const SubaccountNetting = z.object({
  subaccount_number: z.int(),
  enabled: z.boolean(),
  exchange_index: z.int(),
});
export type SubaccountNetting = z.infer<typeof SubaccountNetting>;

export const SubaccountNettingAnswer = z.object({
  netting_configs: z.array(SubaccountNetting),
});
export type SubaccountNettingAnswer = z.infer<typeof SubaccountNettingAnswer>;
