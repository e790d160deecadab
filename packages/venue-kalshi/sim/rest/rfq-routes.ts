import { z } from "zod";
import { badRequest } from "../account/refusal.ts";
import type { SimQuoteState, SimRfqState } from "../account/rfq-desk.ts";
import type { SimAccount } from "../account/sim-account.ts";
import { countText, moneyText, priceText, timeText } from "../number-text.ts";
import { pageOf } from "./page-of.ts";
import {
  bodyOf,
  cashOf,
  intOf,
  marketOf,
  priceOf,
  type SignedCall,
  signed,
  sizeOf,
  textOf,
  timeFilter,
  wordOf,
} from "./sim-call.ts";

const Subaccount = z.int().min(0).max(63).default(0);
const RfqBody = z.object({
  market_ticker: z.string(),
  contracts: z.int().positive().optional(),
  contracts_fp: z.string().optional(),
  target_cost_dollars: z.string().optional(),
  target_cost_excludes_fees: z.boolean().default(false),
  rest_remainder: z.boolean(),
  replace_existing: z.boolean().default(false),
  subaccount: Subaccount,
});
const QuoteBody = z.object({
  rfq_id: z.string(),
  yes_bid: z.string(),
  no_bid: z.string(),
  rest_remainder: z.boolean(),
  post_only: z.boolean().default(false),
  subaccount: Subaccount,
});
const AcceptBody = z.object({ accepted_side: z.enum(["yes", "no"]) });
const QUOTE_STATES = ["open", "accepted", "confirmed", "executed", "cancelled"];
const QUOTE_TERMS = { cost: 2 };

export const RFQ_ROUTES = [
  signed("GET /communications/id", ({ account }) => ({ communications_id: account.communicationsId })),
  signed("GET /communications/rfqs", listRfqs),
  signed("POST /communications/rfqs", createRfq),
  signed("GET /communications/rfqs/{rfq_id}", (call) => ({ rfq: rfqBody(call.account, rfqOf(call)) })),
  signed("DELETE /communications/rfqs/{rfq_id}", (call) => {
    call.venue.rfqs.closeRfq(call.account, rfqOf(call).id, call.nowMs);
    return undefined;
  }),
  signed("GET /communications/quotes", listQuotes),
  signed("POST /communications/quotes", createQuote, QUOTE_TERMS),
  // A quote has two addresses, of its own and below its RFQ.
  ...["/communications/quotes/{quote_id}", "/communications/rfqs/{rfq_id}/quotes/{quote_id}"].flatMap((path) => [
    signed(`GET ${path}`, (call) => ({ quote: quoteBody(call, quoteOf(call)) }), QUOTE_TERMS),
    signed(
      `DELETE ${path}`,
      (call) => {
        call.venue.rfqs.withdraw(call.account, quoteOf(call), call.nowMs);
        return undefined;
      },
      QUOTE_TERMS,
    ),
    signed(`PUT ${path}/accept`, (call) => {
      const { accepted_side } = bodyOf(call, AcceptBody);
      call.venue.rfqs.accept(call.account, quoteOf(call), accepted_side, call.nowMs);
      return undefined;
    }),
    signed(`PUT ${path}/confirm`, (call) => {
      call.venue.rfqs.confirm(call.account, quoteOf(call), call.nowMs);
      return undefined;
    }),
  ]),
];

function rfqOf(call: SignedCall): SimRfqState {
  return call.venue.rfqs.findRfq(call.params.rfq_id ?? "");
}

function quoteOf(call: SignedCall): SimQuoteState {
  return call.venue.rfqs.findQuote(call.account, call.params.quote_id ?? "", call.params.rfq_id);
}

function listRfqs(call: SignedCall): object {
  const event = textOf(call, "event_ticker");
  const ticker = textOf(call, "market_ticker");
  const status = wordOf(call, "status", ["open", "closed"]);
  const creator = textOf(call, "creator_user_id");
  const subaccount = intOf(call, "subaccount");
  const isOwn = wordOf(call, "user_filter", ["self"]) === "self";
  const newestFirst = [...call.venue.rfqs.rfqs.values()]
    .filter(
      (rfq) =>
        (event === undefined || rfq.market.spec.event.ticker === event) &&
        (ticker === undefined || rfq.market.spec.ticker === ticker) &&
        (status === undefined || rfq.status === status) &&
        (creator === undefined || rfq.owner.userId === creator) &&
        (subaccount === undefined || (rfq.owner === call.account && rfq.subaccount === subaccount)) &&
        (!isOwn || rfq.owner === call.account),
    )
    .reverse();
  const { page, cursor } = pageOf(call, newestFirst, { limitMax: 100 });
  return { rfqs: page.map((rfq) => rfqBody(call.account, rfq)), cursor };
}

function createRfq(call: SignedCall): Response {
  const body = bodyOf(call, RfqBody);
  const { contracts, contracts_fp, target_cost_dollars } = body;
  const size = contracts_fp === undefined ? (contracts ?? 0) * 1e6 : sizeOf(contracts_fp, "contracts_fp");
  const targetCost = target_cost_dollars === undefined ? undefined : cashOf(target_cost_dollars, "target_cost_dollars");
  if ((size === 0) === (targetCost === undefined)) throw badRequest("contracts or target_cost_dollars is needed");
  const { id } = call.venue.rfqs.createRfq(
    call.account,
    {
      market: marketOf(call, body.market_ticker),
      size,
      targetCost,
      excludesFees: body.target_cost_excludes_fees,
      restsRemainder: body.rest_remainder,
      replaces: body.replace_existing,
      subaccount: body.subaccount,
    },
    call.nowMs,
  );
  return Response.json({ id }, { status: 201 });
}

/** Who created it is told to the creator alone. */
function rfqBody(account: SimAccount, rfq: SimRfqState): object {
  return {
    id: rfq.id,
    creator_id: rfq.owner.communicationsId,
    market_ticker: rfq.market.spec.ticker,
    contracts_fp: countText(rfq.size),
    ...(rfq.targetCost !== undefined && {
      target_cost_dollars: moneyText(rfq.targetCost),
      target_cost_excludes_fees: rfq.excludesFees,
    }),
    status: rfq.status,
    created_ts: timeText(rfq.createdMs * 1000),
    rest_remainder: rfq.restsRemainder,
    updated_ts: timeText(rfq.updatedMs * 1000),
    ...(rfq.owner === account && { creator_user_id: account.userId, creator_subaccount: rfq.subaccount }),
  };
}

function listQuotes(call: SignedCall): object {
  const status = wordOf(call, "status", QUOTE_STATES);
  const rfqId = textOf(call, "rfq_id");
  const maker = textOf(call, "quote_creator_user_id");
  const owner = textOf(call, "rfq_creator_user_id");
  const isMade = wordOf(call, "user_filter", ["self"]) === "self";
  const isAsked = wordOf(call, "rfq_user_filter", ["self"]) === "self";
  const isWithin = timeFilter(call);
  const newestFirst = [...call.venue.rfqs.quotes.values()]
    .filter(
      (quote) =>
        (quote.maker === call.account || quote.rfq.owner === call.account) &&
        (status === undefined || quote.status === status) &&
        (rfqId === undefined || quote.rfq.id === rfqId) &&
        (maker === undefined || quote.maker.userId === maker) &&
        (owner === undefined || quote.rfq.owner.userId === owner) &&
        (!isMade || quote.maker === call.account) &&
        (!isAsked || quote.rfq.owner === call.account) &&
        isWithin(quote.updatedMs),
    )
    .reverse();
  const { page, cursor } = pageOf(call, newestFirst, { limitDefault: 500, limitMax: 500 });
  return { quotes: page.map((quote) => quoteBody(call, quote)), cursor };
}

function createQuote(call: SignedCall): Response {
  const body = bodyOf(call, QuoteBody);
  const { id } = call.venue.rfqs.createQuote(
    call.account,
    {
      rfq: call.venue.rfqs.findRfq(body.rfq_id),
      yesBid: priceOf(body.yes_bid, "yes_bid"),
      noBid: priceOf(body.no_bid, "no_bid"),
      restsRemainder: body.rest_remainder,
      postOnly: body.post_only,
      subaccount: body.subaccount,
    },
    call.nowMs,
  );
  return Response.json({ id }, { status: 201 });
}

/** Order and user ids of the other party stay hidden. */
function quoteBody({ venue, account }: SignedCall, quote: SimQuoteState): object {
  const { rfq, maker } = quote;
  const at = (name: string, timeMs: number | undefined) =>
    timeMs === undefined ? {} : { [name]: timeText(timeMs * 1000) };
  return {
    id: quote.id,
    rfq_id: rfq.id,
    creator_id: maker.communicationsId,
    rfq_creator_id: rfq.owner.communicationsId,
    market_ticker: rfq.market.spec.ticker,
    contracts_fp: countText(rfq.size),
    yes_bid_dollars: priceText(quote.yesBid),
    no_bid_dollars: priceText(quote.noBid),
    created_ts: timeText(quote.createdMs * 1000),
    updated_ts: timeText(quote.updatedMs * 1000),
    status: quote.status,
    ...(quote.acceptedSide !== undefined && { accepted_side: quote.acceptedSide }),
    ...at("accepted_ts", quote.acceptedMs),
    ...at("confirmed_ts", quote.confirmedMs),
    ...at("executed_ts", quote.executedMs),
    ...at("cancelled_ts", quote.status === "cancelled" ? quote.updatedMs : undefined),
    rest_remainder: quote.restsRemainder,
    post_only: quote.postOnly,
    yes_contracts_fp: countText(venue.rfqs.sizeOf(quote, "yes")),
    no_contracts_fp: countText(venue.rfqs.sizeOf(quote, "no")),
    ...(rfq.targetCost !== undefined && { rfq_target_cost_dollars: moneyText(rfq.targetCost) }),
    ...(maker === account && {
      creator_user_id: maker.userId,
      creator_subaccount: quote.subaccount,
      ...(quote.makerOrderId !== undefined && { creator_order_id: quote.makerOrderId }),
    }),
    ...(rfq.owner === account && {
      rfq_creator_user_id: rfq.owner.userId,
      rfq_creator_subaccount: rfq.subaccount,
      ...(quote.takerOrderId !== undefined && { rfq_creator_order_id: quote.takerOrderId }),
    }),
  };
}
