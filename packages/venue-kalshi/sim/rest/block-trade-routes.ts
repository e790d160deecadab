import { z } from "zod";
import type { SimBlockTrade } from "../account/block-trade-desk.ts";
import { notFound } from "../account/refusal.ts";
import { timeText } from "../number-text.ts";
import { pageOf } from "./page-of.ts";
import { bodyOf, marketOf, type SignedCall, signed, textOf } from "./sim-call.ts";

const ProposalBody = z.object({
  buyer_user_id: z.string(),
  seller_user_id: z.string(),
  market_ticker: z.string(),
  price_centi_cents: z.int().min(1).max(9999),
  centicount: z.int().positive(),
  maker_side: z.enum(["yes", "no"]),
  expiration_ts: z.string(),
});

export const BLOCK_TRADE_ROUTES = [
  signed("GET /communications/block-trade-proposals", (call) => {
    const ticker = textOf(call, "market_ticker");
    const status = textOf(call, "status");
    const newestFirst = [...call.venue.blockTrades.proposals.values()]
      .filter((one) => call.venue.blockTrades.isParty(call.account, one))
      .filter(
        (one) => (ticker ?? one.market.spec.ticker) === one.market.spec.ticker && (status ?? one.status) === one.status,
      )
      .reverse();
    const { page, cursor } = pageOf(call, newestFirst, { limitMax: 100 });
    return { block_trade_proposals: page.map(proposalBody), cursor };
  }),
  signed("POST /communications/block-trade-proposals", propose),
  signed("POST /communications/block-trade-proposals/{block_trade_proposal_id}/accept", (call) => {
    call.venue.blockTrades.accept(call.account, call.params.block_trade_proposal_id ?? "", call.nowMs);
    return undefined;
  }),
];

function propose(call: SignedCall): Response {
  const body = bodyOf(call, ProposalBody);
  for (const id of [body.buyer_user_id, body.seller_user_id])
    if (!call.venue.store.findUser(id)) throw notFound("user");
  const { id } = call.venue.blockTrades.propose(
    call.account,
    {
      buyerId: body.buyer_user_id,
      sellerId: body.seller_user_id,
      market: marketOf(call, body.market_ticker),
      priceCentiCents: body.price_centi_cents,
      centicount: body.centicount,
      makerSide: body.maker_side,
      expirationTs: body.expiration_ts,
    },
    call.nowMs,
  );
  return Response.json({ block_trade_proposal_id: id }, { status: 201 });
}

function proposalBody(one: SimBlockTrade): object {
  const at = (name: string, timeMs: number | undefined) =>
    timeMs === undefined ? {} : { [name]: timeText(timeMs * 1000) };
  return {
    id: one.id,
    proposer_user_id: one.proposer.userId,
    buyer_user_id: one.buyerId,
    seller_user_id: one.sellerId,
    market_ticker: one.market.spec.ticker,
    price_centi_cents: one.priceCentiCents,
    centicount: one.centicount,
    maker_side: one.makerSide,
    expiration_ts: one.expirationTs,
    status: one.status,
    created_ts: timeText(one.createdMs * 1000),
    updated_ts: timeText(one.updatedMs * 1000),
    buyer_accepted: one.buyerAcceptedMs !== undefined,
    seller_accepted: one.sellerAcceptedMs !== undefined,
    ...at("buyer_accepted_ts", one.buyerAcceptedMs),
    ...at("seller_accepted_ts", one.sellerAcceptedMs),
    ...at("executed_ts", one.status === "executed" ? one.updatedMs : undefined),
    ...(one.buyerOrderId !== undefined && { buyer_order_id: one.buyerOrderId }),
    ...(one.sellerOrderId !== undefined && { seller_order_id: one.sellerOrderId }),
  };
}
