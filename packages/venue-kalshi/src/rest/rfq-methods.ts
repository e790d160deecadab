import { type AnyApiMethod, defineApiMethod, flag, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { CommunicationsId, RfqAnswer, RfqCreated, RfqsAnswer } from "./communication-schema.ts";
import { hasRfqSize, RFQ_SIZE } from "./new-order.ts";
import {
  byCursor,
  countText,
  dollarText,
  eventTicker,
  KEY,
  marketTicker,
  pageOf,
  segment,
  subaccount,
} from "./parameters.ts";

export const communicationsId = defineApiMethod({
  name: "communications-id",
  description: "Our anonymous id among quoters.",
  endpoint: "GET /communications/id",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({}),
  example: {},
  answer: CommunicationsId,
  auth: KEY,
  request: () => ({ path: "/communications/id" }),
});

export const listRfqs = defineApiMethod({
  name: "rfqs",
  description: "Requests for quotes.",
  endpoint: "GET /communications/rfqs",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    ...pageOf(100),
    event_ticker: eventTicker("Only this event.").optional(),
    market_ticker: marketTicker("Only this market.").optional(),
    subaccount: subaccount("Only this subaccount.").optional(),
    status: z.enum(["open", "closed"]).optional().describe("Only RFQs in this state: open or closed."),
    creator_user_id: word().optional().describe("Only of this user."),
    user_filter: z.literal("self").optional().describe("self: only our own."),
  }),
  example: { status: "open" },
  answer: RfqsAnswer,
  auth: KEY,
  paging: byCursor("rfqs"),
  request: (query) => ({ path: "/communications/rfqs", query }),
});

export const readRfq = defineApiMethod({
  name: "rfq",
  description: "One request for quotes.",
  endpoint: "GET /communications/rfqs/{rfq_id}",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    rfq_id: word().describe("Id of the RFQ."),
  }),
  example: { rfq_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: RfqAnswer,
  auth: KEY,
  request: ({ rfq_id }) => ({ path: `/communications/rfqs/${segment(rfq_id)}` }),
});

export const createRfq = defineApiMethod({
  name: "create-rfq",
  description: "Asks for quotes; a second of the same shape while one is open is refused.",
  endpoint: "POST /communications/rfqs",
  reference: "kalshi.md section 10.4",
  params: z
    .strictObject({
      market_ticker: marketTicker(),
      contracts: wholeNumber(1, 1_000_000_000).optional().describe("How many, whole ones."),
      contracts_fp: countText("How many, with two decimals.").optional(),
      target_cost_dollars: dollarText("In place of a count: what it may cost.").optional(),
      target_cost_excludes_fees: flag().optional().describe("Fees come on top of that cost."),
      rest_remainder: flag().describe("Let what is not quoted rest in the book."),
      replace_existing: flag().optional().describe("Close the own RFQs that are open."),
      subtrader_id: word().optional().describe("Only for members with subtraders."),
      subaccount: subaccount("For this subaccount.").optional(),
    })
    .refine(hasRfqSize, RFQ_SIZE),
  example: { market_ticker: "KXBTC-26NOV2117-B95000", contracts: 100, rest_remainder: false },
  answer: RfqCreated,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/communications/rfqs", body }),
});

export const deleteRfq = defineApiMethod({
  name: "delete-rfq",
  description: "Closes an own RFQ.",
  endpoint: "DELETE /communications/rfqs/{rfq_id}",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    rfq_id: word().describe("Id of the RFQ."),
  }),
  example: { rfq_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ rfq_id }) => ({ method: "DELETE", path: `/communications/rfqs/${segment(rfq_id)}` }),
});

/** Requests for quotes. */
export const RFQ_METHODS: readonly AnyApiMethod[] = [communicationsId, listRfqs, readRfq, createRfq, deleteRfq];
