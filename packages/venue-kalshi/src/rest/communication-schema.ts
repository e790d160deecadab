import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";
import { SelectedLeg } from "./market-schema.ts";

/** Requests for quotes, quotes and block trades: kalshi.md section 10.4. */

export const Rfq = z.object({
  id: z.string(),
  creator_id: z.string(),
  market_ticker: z.string(),
  contracts_fp: Contracts,
  target_cost_dollars: Dollars.nullish(),
  target_cost_excludes_fees: z.boolean().nullish(),
  status: z.string(),
  created_ts: z.string(),
  mve_collection_ticker: z.string().nullish(),
  mve_selected_legs: z.array(SelectedLeg).nullish(),
  rest_remainder: z.boolean().nullish(),
  cancellation_reason: z.string().nullish(),
  creator_user_id: z.string().nullish(),
  creator_subaccount: z.int().nullish(),
  cancelled_ts: z.string().nullish(),
  updated_ts: z.string().nullish(),
});
export type Rfq = z.infer<typeof Rfq>;

export const RfqAnswer = z.object({
  rfq: Rfq,
});
export type RfqAnswer = z.infer<typeof RfqAnswer>;

export const RfqsAnswer = z.object({
  rfqs: z.array(Rfq),
  cursor: z.string().nullish(),
});
export type RfqsAnswer = z.infer<typeof RfqsAnswer>;

export const RfqCreated = z.object({
  id: z.string(),
});
export type RfqCreated = z.infer<typeof RfqCreated>;

export const Quote = z.object({
  id: z.string(),
  rfq_id: z.string(),
  creator_id: z.string(),
  rfq_creator_id: z.string(),
  market_ticker: z.string(),
  contracts_fp: Contracts,
  yes_bid_dollars: Dollars,
  no_bid_dollars: Dollars,
  created_ts: z.string(),
  updated_ts: z.string(),
  status: z.string(),
  accepted_side: z.string().nullish(),
  accepted_ts: z.string().nullish(),
  confirmed_ts: z.string().nullish(),
  executed_ts: z.string().nullish(),
  cancelled_ts: z.string().nullish(),
  rest_remainder: z.boolean().nullish(),
  post_only: z.boolean().nullish(),
  cancellation_reason: z.string().nullish(),
  creator_user_id: z.string().nullish(),
  rfq_creator_user_id: z.string().nullish(),
  rfq_target_cost_dollars: Dollars.nullish(),
  target_cost_excludes_fees: z.boolean().nullish(),
  rfq_creator_order_id: z.string().nullish(),
  creator_order_id: z.string().nullish(),
  creator_subaccount: z.int().nullish(),
  rfq_creator_subaccount: z.int().nullish(),
  yes_contracts_fp: Contracts.nullish(),
  no_contracts_fp: Contracts.nullish(),
});
export type Quote = z.infer<typeof Quote>;

export const QuoteAnswer = z.object({
  quote: Quote,
});
export type QuoteAnswer = z.infer<typeof QuoteAnswer>;

export const QuotesAnswer = z.object({
  quotes: z.array(Quote),
  cursor: z.string().nullish(),
});
export type QuotesAnswer = z.infer<typeof QuotesAnswer>;

export const QuoteCreated = z.object({
  id: z.string(),
});
export type QuoteCreated = z.infer<typeof QuoteCreated>;

export const CommunicationsId = z.object({
  communications_id: z.string(),
});
export type CommunicationsId = z.infer<typeof CommunicationsId>;

export const BlockTradeProposal = z.object({
  id: z.string(),
  proposer_user_id: z.string(),
  buyer_user_id: z.string(),
  buyer_subtrader_id: z.string().nullish(),
  seller_user_id: z.string(),
  seller_subtrader_id: z.string().nullish(),
  market_ticker: z.string(),
  price_centi_cents: z.int(),
  centicount: z.int(),
  maker_side: z.string(),
  expiration_ts: z.string(),
  status: z.string(),
  created_ts: z.string(),
  updated_ts: z.string(),
  buyer_accepted: z.boolean(),
  seller_accepted: z.boolean(),
  buyer_accepted_ts: z.string().nullish(),
  seller_accepted_ts: z.string().nullish(),
  executed_ts: z.string().nullish(),
  buyer_order_id: z.string().nullish(),
  seller_order_id: z.string().nullish(),
});
export type BlockTradeProposal = z.infer<typeof BlockTradeProposal>;

export const BlockTradeProposalsAnswer = z.object({
  block_trade_proposals: z.array(BlockTradeProposal),
  cursor: z.string().nullish(),
});
export type BlockTradeProposalsAnswer = z.infer<typeof BlockTradeProposalsAnswer>;

export const BlockTradeProposed = z.object({
  block_trade_proposal_id: z.string(),
});
export type BlockTradeProposed = z.infer<typeof BlockTradeProposed>;
