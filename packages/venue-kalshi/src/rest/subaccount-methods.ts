import { type AnyApiMethod, defineApiMethod, flag, wholeNumber } from "@augury/net";
import { z } from "zod";
import { byCursor, exchangeIndex, KEY, pageOf, subaccount, uuid } from "./parameters.ts";
import {
  SubaccountBalancesAnswer,
  SubaccountCreated,
  SubaccountNettingAnswer,
  SubaccountTransfersAnswer,
} from "./transfer-schema.ts";

export const createSubaccount = defineApiMethod({
  name: "create-subaccount",
  description: "Opens the next subaccount; needs the Advanced tier.",
  endpoint: "POST /portfolio/subaccounts",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    exchange_index: exchangeIndex("Shard that it trades on; 0 unless said otherwise.").optional(),
  }),
  example: {},
  answer: SubaccountCreated,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/portfolio/subaccounts", body }),
});

export const subaccountBalances = defineApiMethod({
  name: "subaccount-balances",
  description: "Cash of every subaccount.",
  endpoint: "GET /portfolio/subaccounts/balances",
  reference: "kalshi.md section 9",
  params: z.strictObject({}),
  example: {},
  answer: SubaccountBalancesAnswer,
  auth: KEY,
  request: () => ({ path: "/portfolio/subaccounts/balances" }),
});

export const transferSubaccount = defineApiMethod({
  name: "transfer-subaccount",
  description: "Moves money between subaccounts.",
  endpoint: "POST /portfolio/subaccounts/transfer",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    client_transfer_id: uuid("Own id of this transfer: it can be named again without moving twice."),
    from_subaccount: subaccount("Where it comes from; 0 is the primary one."),
    to_subaccount: subaccount("Where it goes to."),
    amount_cents: wholeNumber(1, 100_000_000_000).describe("How much, in cents."),
    exchange_index: exchangeIndex("Shard of both.").optional(),
  }),
  example: {
    client_transfer_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    from_subaccount: 0,
    to_subaccount: 1,
    amount_cents: 1000,
  },
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/portfolio/subaccounts/transfer", body }),
});

export const subaccountTransfers = defineApiMethod({
  name: "subaccount-transfers",
  description: "Money moved between subaccounts.",
  endpoint: "GET /portfolio/subaccounts/transfers",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
  }),
  example: { limit: 100 },
  answer: SubaccountTransfersAnswer,
  auth: KEY,
  paging: byCursor("transfers"),
  request: (query) => ({ path: "/portfolio/subaccounts/transfers", query }),
});

export const subaccountNetting = defineApiMethod({
  name: "subaccount-netting",
  description: "Which subaccounts net YES against NO.",
  endpoint: "GET /portfolio/subaccounts/netting",
  reference: "kalshi.md section 9",
  params: z.strictObject({}),
  example: {},
  answer: SubaccountNettingAnswer,
  auth: KEY,
  request: () => ({ path: "/portfolio/subaccounts/netting" }),
});

export const setSubaccountNetting = defineApiMethod({
  name: "set-subaccount-netting",
  description: "Turns netting of a subaccount on or off.",
  endpoint: "PUT /portfolio/subaccounts/netting",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subaccount_number: subaccount("Which one; 0 is the primary one."),
    enabled: flag().describe("true nets."),
  }),
  example: { subaccount_number: 1, enabled: true },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "PUT", path: "/portfolio/subaccounts/netting", body }),
});

/** Subaccounts. */
export const SUBACCOUNT_METHODS: readonly AnyApiMethod[] = [
  createSubaccount,
  subaccountBalances,
  transferSubaccount,
  subaccountTransfers,
  subaccountNetting,
  setSubaccountNetting,
];
