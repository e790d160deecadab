import { type AnyApiMethod, defineApiMethod, flag, word } from "@augury/net";
import { z } from "zod";
import { QuoteAnswer, QuoteCreated, QuotesAnswer } from "./communication-schema.ts";
import { OutcomeSide } from "./direction.ts";
import { byCursor, dollarText, KEY, pageOf, segment, subaccount, unixSeconds } from "./parameters.ts";

export const quotes = defineApiMethod({
  name: "quotes",
  description: "Quotes that we made or got.",
  endpoint: "GET /communications/quotes",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    ...pageOf(500),
    min_ts: unixSeconds("Not before this time, in Unix seconds.").optional(),
    max_ts: unixSeconds("Not after this time, in Unix seconds.").optional(),
    status: z
      .enum(["open", "accepted", "confirmed", "executed", "cancelled"])
      .optional()
      .describe("Only quotes in this state: open, accepted, confirmed, executed or cancelled."),
    quote_creator_user_id: word().optional().describe("Only by this user."),
    user_filter: z.literal("self").optional().describe("self: only those we made."),
    rfq_user_filter: z.literal("self").optional().describe("self: only those for our RFQs."),
    rfq_creator_user_id: word().optional().describe("Only for RFQs of this user."),
    rfq_creator_subtrader_id: word().optional().describe("Only for members with subtraders."),
    rfq_id: word().optional().describe("Only for this RFQ."),
  }),
  example: { user_filter: "self" },
  answer: QuotesAnswer,
  auth: KEY,
  paging: byCursor("quotes"),
  request: (query) => ({ path: "/communications/quotes", query }),
});

export const readQuote = defineApiMethod({
  name: "quote",
  description: "One quote.",
  endpoint: "GET /communications/quotes/{quote_id}",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    quote_id: word().describe("Id of the quote."),
  }),
  example: { quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: QuoteAnswer,
  auth: KEY,
  request: ({ quote_id }) => ({ path: `/communications/quotes/${segment(quote_id)}` }),
});

export const createQuote = defineApiMethod({
  name: "create-quote",
  description: "Quotes for an RFQ.",
  endpoint: "POST /communications/quotes",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    rfq_id: word().describe("Id of the RFQ."),
    yes_bid: dollarText("What we pay for YES; 0 is no bid."),
    no_bid: dollarText("What we pay for NO; 0 is no bid."),
    rest_remainder: flag().describe("Let what is not taken rest in the book."),
    post_only: flag().optional().describe("Never take."),
    subaccount: subaccount("For this subaccount.").optional(),
  }),
  example: { rfq_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", yes_bid: "0.45", no_bid: "0.50", rest_remainder: false },
  answer: QuoteCreated,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/communications/quotes", body }),
});

export const deleteQuote = defineApiMethod({
  name: "delete-quote",
  description: "Withdraws an own quote.",
  endpoint: "DELETE /communications/quotes/{quote_id}",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    quote_id: word().describe("Id of the quote."),
  }),
  example: { quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ quote_id }) => ({
    method: "DELETE",
    path: `/communications/quotes/${segment(quote_id)}`,
    priority: true,
  }),
});

export const acceptQuote = defineApiMethod({
  name: "accept-quote",
  description: "Accepts a quote for an own RFQ.",
  endpoint: "PUT /communications/quotes/{quote_id}/accept",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    quote_id: word().describe("Id of the quote."),
    accepted_side: OutcomeSide.describe("Which side of the quote is taken: yes or no."),
  }),
  example: { quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", accepted_side: "yes" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ quote_id, ...body }) => ({
    method: "PUT",
    path: `/communications/quotes/${segment(quote_id)}/accept`,
    body,
  }),
});

export const confirmQuote = defineApiMethod({
  name: "confirm-quote",
  description: "Confirms an own quote that was accepted: it is executed then.",
  endpoint: "PUT /communications/quotes/{quote_id}/confirm",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    quote_id: word().describe("Id of the quote."),
  }),
  example: { quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ quote_id }) => ({ method: "PUT", path: `/communications/quotes/${segment(quote_id)}/confirm`, body: {} }),
});

export const rfqQuote = defineApiMethod({
  name: "rfq-quote",
  description: "One quote, named with its RFQ.",
  endpoint: "GET /communications/rfqs/{rfq_id}/quotes/{quote_id}",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    rfq_id: word().describe("Id of the RFQ."),
    quote_id: word().describe("Id of the quote."),
  }),
  example: { rfq_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: QuoteAnswer,
  auth: KEY,
  request: ({ rfq_id, quote_id }) => ({ path: `/communications/rfqs/${segment(rfq_id)}/quotes/${segment(quote_id)}` }),
});

export const deleteRfqQuote = defineApiMethod({
  name: "delete-rfq-quote",
  description: "Withdraws an own quote, named with its RFQ.",
  endpoint: "DELETE /communications/rfqs/{rfq_id}/quotes/{quote_id}",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    rfq_id: word().describe("Id of the RFQ."),
    quote_id: word().describe("Id of the quote."),
  }),
  example: { rfq_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ rfq_id, quote_id }) => ({
    method: "DELETE",
    path: `/communications/rfqs/${segment(rfq_id)}/quotes/${segment(quote_id)}`,
    priority: true,
  }),
});

export const acceptRfqQuote = defineApiMethod({
  name: "accept-rfq-quote",
  description: "Accepts a quote, named with its RFQ.",
  endpoint: "PUT /communications/rfqs/{rfq_id}/quotes/{quote_id}/accept",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    rfq_id: word().describe("Id of the RFQ."),
    quote_id: word().describe("Id of the quote."),
    accepted_side: OutcomeSide.describe("Which side of the quote is taken: yes or no."),
  }),
  example: {
    rfq_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    accepted_side: "no",
  },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ rfq_id, quote_id, ...body }) => ({
    method: "PUT",
    path: `/communications/rfqs/${segment(rfq_id)}/quotes/${segment(quote_id)}/accept`,
    body,
  }),
});

export const confirmRfqQuote = defineApiMethod({
  name: "confirm-rfq-quote",
  description: "Confirms an own quote, named with its RFQ.",
  endpoint: "PUT /communications/rfqs/{rfq_id}/quotes/{quote_id}/confirm",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    rfq_id: word().describe("Id of the RFQ."),
    quote_id: word().describe("Id of the quote."),
  }),
  example: { rfq_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", quote_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ rfq_id, quote_id }) => ({
    method: "PUT",
    path: `/communications/rfqs/${segment(rfq_id)}/quotes/${segment(quote_id)}/confirm`,
    body: {},
  }),
});

/** Quotes. */
export const QUOTE_METHODS: readonly AnyApiMethod[] = [
  quotes,
  readQuote,
  createQuote,
  deleteQuote,
  acceptQuote,
  confirmQuote,
  rfqQuote,
  deleteRfqQuote,
  acceptRfqQuote,
  confirmRfqQuote,
];
