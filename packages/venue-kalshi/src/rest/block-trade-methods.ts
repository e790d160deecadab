import { type AnyApiMethod, defineApiMethod, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { BlockTradeProposalsAnswer, BlockTradeProposed } from "./communication-schema.ts";
import { OutcomeSide } from "./direction.ts";
import { byCursor, KEY, marketTicker, pageOf, segment, subaccount } from "./parameters.ts";

export const blockTrades = defineApiMethod({
  name: "block-trades",
  description: "Block trades proposed to us or by us.",
  endpoint: "GET /communications/block-trade-proposals",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    ...pageOf(100),
    market_ticker: marketTicker("Only this market.").optional(),
    status: word().optional().describe("Only proposals in this state."),
  }),
  example: { limit: 50 },
  answer: BlockTradeProposalsAnswer,
  auth: KEY,
  paging: byCursor("block_trade_proposals"),
  request: (query) => ({ path: "/communications/block-trade-proposals", query }),
});

export const proposeBlockTrade = defineApiMethod({
  name: "propose-block-trade",
  description: "Proposes a block trade between two users.",
  endpoint: "POST /communications/block-trade-proposals",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    buyer_user_id: word().describe("User that buys YES."),
    buyer_subtrader_id: word().optional().describe("Only for members with subtraders."),
    buyer_subaccount: subaccount("Subaccount of the buyer.").optional(),
    seller_user_id: word().describe("User that sells YES."),
    seller_subtrader_id: word().optional().describe("Only for members with subtraders."),
    seller_subaccount: subaccount("Subaccount of the seller.").optional(),
    market_ticker: marketTicker(),
    price_centi_cents: wholeNumber(1, 9999).describe("Price in hundredths of a cent."),
    centicount: wholeNumber(1, 100_000_000_000).describe("Hundredths of a contract."),
    maker_side: OutcomeSide.describe("Side of the maker: yes or no."),
    expiration_ts: z.iso.datetime({ offset: true }).describe("Until when it can be accepted, in RFC 3339."),
  }),
  example: {
    buyer_user_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    seller_user_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    market_ticker: "KXBTC-26NOV2117-B95000",
    price_centi_cents: 5600,
    centicount: 100000,
    maker_side: "yes",
    expiration_ts: "2096-11-21T18:00:00Z",
  },
  answer: BlockTradeProposed,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/communications/block-trade-proposals", body }),
});

export const acceptBlockTrade = defineApiMethod({
  name: "accept-block-trade",
  description: "Accepts a block trade that was proposed to us.",
  endpoint: "POST /communications/block-trade-proposals/{block_trade_proposal_id}/accept",
  reference: "kalshi.md section 10.4",
  params: z.strictObject({
    block_trade_proposal_id: word().describe("Id of the proposal."),
    subtrader_id: word().optional().describe("Only for members with subtraders."),
    subaccount: subaccount("For this subaccount.").optional(),
  }),
  example: { block_trade_proposal_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ block_trade_proposal_id, ...body }) => ({
    method: "POST",
    path: `/communications/block-trade-proposals/${segment(block_trade_proposal_id)}/accept`,
    body,
  }),
});

/** Block trades. */
export const BLOCK_TRADE_METHODS: readonly AnyApiMethod[] = [blockTrades, proposeBlockTrade, acceptBlockTrade];
