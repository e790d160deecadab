import { z } from "zod";
import { badRequest, notFound, Refusal } from "../account/refusal.ts";
import type { SimShardTransfer } from "../account/sim-account.ts";
import { moneyText } from "../number-text.ts";
import { SHARDS } from "./exchange-routes.ts";
import { pageOf } from "./page-of.ts";
import { bodyOf, type SignedCall, signed } from "./sim-call.ts";

const SUBACCOUNTS_MAX = 64;
const CENT = 10_000;

const Shard = z
  .int()
  .min(0)
  .max(SHARDS.length - 1)
  .default(0);
const Subaccount = z.int().min(0).max(63);
const TransferBody = z.object({
  client_transfer_id: z.uuid(),
  from_subaccount: Subaccount,
  to_subaccount: Subaccount,
  amount_cents: z.int().positive(),
  exchange_index: Shard,
});
const NettingBody = z.object({ subaccount_number: Subaccount, enabled: z.boolean() });
const Instance = z.enum(["event_contract", "margined"]);
const ShardTransferBody = z.object({
  source: Instance,
  destination: Instance,
  /** Hundredths of a cent. */
  amount: z.int().positive(),
  source_exchange_shard: Shard,
  destination_exchange_shard: Shard,
  source_subaccount: Subaccount.default(0),
  destination_subaccount: Subaccount.default(0),
});
const AllocationBody = z.object({
  allocations: z.array(z.object({ exchange_index: Shard, percent: z.number().min(0).max(100) })).min(1),
  resting_margin_reservation: z.enum(["max", "sum"]).default("sum"),
});

export const TRANSFER_ROUTES = [
  signed("POST /portfolio/subaccounts", (call) => {
    if (call.venue.tierOf(call.account.id) === "basic") throw new Refusal(403, "forbidden", "needs the Advanced tier");
    if (call.account.subaccountsOpen >= SUBACCOUNTS_MAX) throw badRequest("too many subaccounts");
    const subaccount_number = call.account.subaccountsOpen++;
    call.account.netting.set(subaccount_number, true);
    return { subaccount_number };
  }),
  signed("GET /portfolio/subaccounts/balances", (call) => ({
    subaccount_balances: numbersOf(call).map((subaccount_number) => ({
      subaccount_number,
      exchange_index: 0,
      balance: moneyText(call.account.cashOf(subaccount_number)),
      updated_ts: Math.floor(call.account.updatedMs / 1000),
    })),
  })),
  signed("POST /portfolio/subaccounts/transfer", transfer),
  signed("GET /portfolio/subaccounts/transfers", (call) => {
    const { page, cursor } = pageOf(call, call.account.subaccountTransfers.toReversed());
    const transfers = page.map(({ id, from, to, cents, shard, timeMs }) => ({
      transfer_id: id,
      from_subaccount: from,
      to_subaccount: to,
      amount_cents: cents,
      created_ts: Math.floor(timeMs / 1000),
      exchange_index: shard,
    }));
    return { transfers, cursor };
  }),
  signed("GET /portfolio/subaccounts/netting", ({ account }) => ({
    netting_configs: [...account.netting].map(([subaccount_number, enabled]) => ({
      subaccount_number,
      enabled,
      exchange_index: 0,
    })),
  })),
  signed("PUT /portfolio/subaccounts/netting", (call) => {
    const { subaccount_number, enabled } = bodyOf(call, NettingBody);
    if (subaccount_number >= call.account.subaccountsOpen) throw notFound("subaccount");
    call.account.netting.set(subaccount_number, enabled);
    return undefined;
  }),
  signed("POST /portfolio/intra_exchange_instance_transfer", transferShard),
  signed("GET /portfolio/intra_exchange_instance_transfers", (call) => {
    const { page, cursor } = pageOf(call, call.account.shardTransfers.toReversed());
    return { transfers: page.map(shardTransferBody), cursor };
  }),
  signed("GET /portfolio/intra_exchange_instance_transfers/{transfer_id}", ({ account, params }) => {
    const found = account.shardTransfers.find(({ id }) => id === params.transfer_id);
    if (!found) throw notFound("transfer");
    return { transfer: shardTransferBody(found) };
  }),
  signed("GET /portfolio/target_balance_allocation", ({ account }) => ({
    allocations: account.allocations,
    resting_margin_reservation: account.marginReservation,
  })),
  signed("POST /portfolio/target_balance_allocation", (call) => {
    const { allocations, resting_margin_reservation } = bodyOf(call, AllocationBody);
    const sum = allocations.reduce((total, { percent }) => total + percent, 0);
    if (Math.abs(sum - 100) > 1e-9) throw badRequest("percents must add up to 100");
    call.account.allocations = allocations;
    call.account.marginReservation = resting_margin_reservation;
    return {};
  }),
];

function numbersOf({ account }: SignedCall): number[] {
  return Array.from({ length: account.subaccountsOpen }, (_, number) => number);
}

/** A transfer that is named again moves nothing. */
function transfer(call: SignedCall): object {
  const { account, nowMs } = call;
  const body = bodyOf(call, TransferBody);
  const {
    client_transfer_id: id,
    from_subaccount: from,
    to_subaccount: to,
    amount_cents: cents,
    exchange_index: shard,
  } = body;
  if (account.subaccountTransfers.some((one) => one.id === id)) return {};
  if (Math.max(from, to) >= account.subaccountsOpen || from === to) throw badRequest("invalid subaccounts");
  if (account.cashOf(from, shard) - account.reserved(from) < cents * CENT)
    throw new Refusal(400, "insufficient_balance", "insufficient balance");
  account.addCash(-cents * CENT, { subaccount: from, shard, timeMs: nowMs });
  account.addCash(cents * CENT, { subaccount: to, shard, timeMs: nowMs });
  account.keep(account.subaccountTransfers, { id, from, to, cents, shard, timeMs: nowMs });
  return {};
}

/** Arrives at once, here; the venue takes several steps. */
function transferShard(call: SignedCall): object {
  const { account, nowMs, venue } = call;
  const body = bodyOf(call, ShardTransferBody);
  const cash = body.amount * 100;
  const from = { subaccount: body.source_subaccount, shard: body.source_exchange_shard, timeMs: nowMs };
  const to = { subaccount: body.destination_subaccount, shard: body.destination_exchange_shard, timeMs: nowMs };
  if (account.cashOf(from.subaccount, from.shard) < cash)
    throw new Refusal(400, "insufficient_balance", "insufficient balance");
  account.addCash(-cash, from);
  account.addCash(cash, to);
  const { source, destination } = body;
  const made = {
    id: venue.store.ids.next(),
    source,
    destination,
    fromShard: from.shard,
    toShard: to.shard,
    cash,
    timeMs: nowMs,
  };
  account.keep(account.shardTransfers, made);
  return { transfer_id: made.id };
}

function shardTransferBody({ id, source, destination, fromShard, toShard, cash, timeMs }: SimShardTransfer): object {
  return {
    transfer_id: id,
    source,
    destination,
    source_exchange_shard: fromShard,
    destination_exchange_shard: toShard,
    amount: moneyText(cash),
    status: "complete",
    created_ts: Math.floor(timeMs / 1000),
  };
}
