import { type AnyApiMethod, defineApiMethod, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { AllocationInput } from "./new-order.ts";
import { byCursor, exchangeIndex, jsonList, KEY, pageOf, segment, subaccount } from "./parameters.ts";
import {
  ShardTransferAnswer,
  ShardTransferStarted,
  ShardTransfersAnswer,
  TargetAllocations,
} from "./transfer-schema.ts";

export const transferShard = defineApiMethod({
  name: "transfer-shard",
  description: "Moves collateral between exchange shards; takes several steps and is not atomic.",
  endpoint: "POST /portfolio/intra_exchange_instance_transfer",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    source: z
      .enum(["event_contract", "margined"])
      .describe("Kind of account that it comes from: event_contract or margined."),
    destination: z
      .enum(["event_contract", "margined"])
      .describe("Kind of account that it goes to: event_contract or margined."),
    amount: wholeNumber(1, 10_000_000_000_000).describe("How much, in hundredths of a cent."),
    source_exchange_shard: exchangeIndex("Shard that it comes from.").optional(),
    destination_exchange_shard: exchangeIndex("Shard that it goes to.").optional(),
    source_subaccount: subaccount("Subaccount that it comes from.").optional(),
    destination_subaccount: subaccount("Subaccount that it goes to.").optional(),
  }),
  example: {
    source: "event_contract",
    destination: "event_contract",
    amount: 100000,
    source_exchange_shard: 0,
    destination_exchange_shard: 1,
  },
  answer: ShardTransferStarted,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/portfolio/intra_exchange_instance_transfer", body }),
});

export const shardTransfer = defineApiMethod({
  name: "shard-transfer",
  description: "How such a transfer stands.",
  endpoint: "GET /portfolio/intra_exchange_instance_transfers/{transfer_id}",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    transfer_id: word().describe("Id of the transfer."),
  }),
  example: { transfer_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: ShardTransferAnswer,
  auth: KEY,
  request: ({ transfer_id }) => ({ path: `/portfolio/intra_exchange_instance_transfers/${segment(transfer_id)}` }),
});

export const shardTransfers = defineApiMethod({
  name: "shard-transfers",
  description: "All such transfers.",
  endpoint: "GET /portfolio/intra_exchange_instance_transfers",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
  }),
  example: { limit: 100 },
  answer: ShardTransfersAnswer,
  auth: KEY,
  paging: byCursor("transfers"),
  request: (query) => ({ path: "/portfolio/intra_exchange_instance_transfers", query }),
});

export const targetAllocation = defineApiMethod({
  name: "target-allocation",
  description: "How free collateral is spread over the shards.",
  endpoint: "GET /portfolio/target_balance_allocation",
  reference: "kalshi.md section 9",
  params: z.strictObject({}),
  example: {},
  answer: TargetAllocations,
  auth: KEY,
  request: () => ({ path: "/portfolio/target_balance_allocation" }),
});

export const setTargetAllocation = defineApiMethod({
  name: "set-target-allocation",
  description: "Says how free collateral is to be spread.",
  endpoint: "POST /portfolio/target_balance_allocation",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    allocations: jsonList(AllocationInput, 64).describe("As JSON: [{exchange_index, percent}]."),
    resting_margin_reservation: z
      .enum(["max", "sum"])
      .optional()
      .describe("How resting orders of several shards are reserved for: max or sum."),
  }),
  example: {
    allocations: [
      { exchange_index: 0, percent: 60 },
      { exchange_index: 1, percent: 40 },
    ],
  },
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/portfolio/target_balance_allocation", body }),
});

/** Collateral of the shards. */
export const TRANSFER_METHODS: readonly AnyApiMethod[] = [
  transferShard,
  shardTransfer,
  shardTransfers,
  targetAllocation,
  setTargetAllocation,
];
