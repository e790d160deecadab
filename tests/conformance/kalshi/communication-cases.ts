import { kalshiApi } from "@augury/venue-kalshi";
import { ask, type ConformanceCase, type Seen } from "./conformance-case.ts";
import { EVENT, NOW_MS, TICKERS } from "./kalshi-world.ts";

const NOW_TS = Math.floor(NOW_MS / 1000);
const { open, other } = TICKERS;
const rfqId = (seen: Seen): string => seen["CommunicationsApi.createRFQ"].id;
/** The newest quote: a case before has made it. */
const quoteId = (seen: Seen): string => seen["CommunicationsApi.createQuote"].id;
const users = (seen: Seen) => ({
  alice: seen["CommunicationsApi.getRFQ"].rfq.creator_user_id as string,
  bob: seen["CommunicationsApi.getQuotes"].quotes[0].creator_user_id as string,
});
const blockId = (seen: Seen): string => seen["CommunicationsApi.proposeBlockTrade"].block_trade_proposal_id;
const bob = { as: "bob" } as const;
const nothing = { isEmpty: true } as const;

const RFQ = {
  market_ticker: open,
  contracts: 10,
  contracts_fp: "10.00",
  target_cost_excludes_fees: false,
  rest_remainder: false,
  replace_existing: true,
  subaccount: 0,
};
const QUOTE = { yes_bid: "0.4100", no_bid: "0.5600", rest_remainder: false, post_only: true, subaccount: 0 };
const quoteCase = () =>
  ask(
    "CommunicationsApi.createQuote",
    (a, seen) => a.CommunicationsApi.createQuote({ rfq_id: rfqId(seen), ...QUOTE }),
    kalshiApi.createQuote,
    (seen) => ({ rfq_id: rfqId(seen), ...QUOTE }),
    bob,
  );
const rfqCase = () =>
  ask("CommunicationsApi.createRFQ", (a) => a.CommunicationsApi.createRFQ(RFQ), kalshiApi.createRfq, RFQ);
const block = (seen: Seen) => {
  const { alice: buyer_user_id, bob: seller_user_id } = users(seen);
  return {
    buyer_user_id,
    buyer_subaccount: 0,
    seller_user_id,
    seller_subaccount: 0,
    market_ticker: other,
    price_centi_cents: 4400,
    centicount: 2500,
    maker_side: "yes" as const,
    expiration_ts: new Date(NOW_MS + 3_600_000).toISOString(),
  };
};

/** RFQs of alice, quotes of bob, a block trade of both, in the order in which they are asked. */
export const COMMUNICATION_CASES: readonly ConformanceCase[] = [
  ask(
    "CommunicationsApi.getCommunicationsID",
    (a) => a.CommunicationsApi.getCommunicationsID(),
    kalshiApi.communicationsId,
    {},
  ),
  rfqCase(),
  ask(
    "CommunicationsApi.getRFQ",
    (a, seen) => a.CommunicationsApi.getRFQ(rfqId(seen)),
    kalshiApi.readRfq,
    (seen) => ({ rfq_id: rfqId(seen) }),
  ),
  ask(
    "CommunicationsApi.getRFQs",
    (a) => a.CommunicationsApi.getRFQs(undefined, EVENT, open, 0, 5, "open", undefined, "self"),
    kalshiApi.listRfqs,
    { event_ticker: EVENT, market_ticker: open, subaccount: 0, limit: 5, status: "open", user_filter: "self" },
  ),
  quoteCase(),
  ask(
    "CommunicationsApi.getQuotes",
    (a, seen) =>
      a.CommunicationsApi.getQuotes(
        undefined,
        1,
        NOW_TS + 1,
        5,
        "open",
        undefined,
        "self",
        undefined,
        undefined,
        undefined,
        rfqId(seen),
      ),
    kalshiApi.quotes,
    (seen) => ({
      min_ts: 1,
      max_ts: NOW_TS + 1,
      limit: 5,
      status: "open" as const,
      user_filter: "self" as const,
      rfq_id: rfqId(seen),
    }),
    bob,
  ),
  ask(
    "CommunicationsApi.getQuote",
    (a, seen) => a.CommunicationsApi.getQuote(quoteId(seen)),
    kalshiApi.readQuote,
    (seen) => ({ quote_id: quoteId(seen) }),
  ),
  ask(
    "CommunicationsApi.acceptQuote",
    (a, seen) => a.CommunicationsApi.acceptQuote(quoteId(seen), { accepted_side: "yes" }),
    kalshiApi.acceptQuote,
    (seen) => ({ quote_id: quoteId(seen), accepted_side: "yes" as const }),
    nothing,
  ),
  ask(
    "CommunicationsApi.confirmQuote",
    (a, seen) => a.CommunicationsApi.confirmQuote(quoteId(seen), {}),
    kalshiApi.confirmQuote,
    (seen) => ({ quote_id: quoteId(seen) }),
    { ...bob, ...nothing },
  ),
  ask(
    "CommunicationsApi.getRFQQuote",
    (a, seen) => a.CommunicationsApi.getRFQQuote(rfqId(seen), quoteId(seen)),
    kalshiApi.rfqQuote,
    (seen) => ({ rfq_id: rfqId(seen), quote_id: quoteId(seen) }),
    bob,
  ),
  rfqCase(),
  quoteCase(),
  ask(
    "CommunicationsApi.acceptRFQQuote",
    (a, seen) => a.CommunicationsApi.acceptRFQQuote(rfqId(seen), quoteId(seen), { accepted_side: "no" }),
    kalshiApi.acceptRfqQuote,
    (seen) => ({ rfq_id: rfqId(seen), quote_id: quoteId(seen), accepted_side: "no" as const }),
    nothing,
  ),
  ask(
    "CommunicationsApi.confirmRFQQuote",
    (a, seen) => a.CommunicationsApi.confirmRFQQuote(rfqId(seen), quoteId(seen), {}),
    kalshiApi.confirmRfqQuote,
    (seen) => ({ rfq_id: rfqId(seen), quote_id: quoteId(seen) }),
    { ...bob, ...nothing },
  ),
  rfqCase(),
  quoteCase(),
  ask(
    "CommunicationsApi.deleteQuote",
    (a, seen) => a.CommunicationsApi.deleteQuote(quoteId(seen)),
    kalshiApi.deleteQuote,
    (seen) => ({ quote_id: quoteId(seen) }),
    { ...bob, ...nothing },
  ),
  quoteCase(),
  ask(
    "CommunicationsApi.deleteRFQQuote",
    (a, seen) => a.CommunicationsApi.deleteRFQQuote(rfqId(seen), quoteId(seen)),
    kalshiApi.deleteRfqQuote,
    (seen) => ({ rfq_id: rfqId(seen), quote_id: quoteId(seen) }),
    { ...bob, ...nothing },
  ),
  ask(
    "CommunicationsApi.deleteRFQ",
    (a, seen) => a.CommunicationsApi.deleteRFQ(rfqId(seen)),
    kalshiApi.deleteRfq,
    (seen) => ({ rfq_id: rfqId(seen) }),
    nothing,
  ),
  ask(
    "CommunicationsApi.proposeBlockTrade",
    (a, seen) => a.CommunicationsApi.proposeBlockTrade(block(seen)),
    kalshiApi.proposeBlockTrade,
    block,
  ),
  ask(
    "CommunicationsApi.acceptBlockTradeProposal",
    (a, seen) => a.CommunicationsApi.acceptBlockTradeProposal(blockId(seen), { subaccount: 0 }),
    kalshiApi.acceptBlockTrade,
    (seen) => ({ block_trade_proposal_id: blockId(seen), subaccount: 0 }),
    { ...bob, ...nothing },
  ),
  ask(
    "CommunicationsApi.getBlockTradeProposals",
    (a) => a.CommunicationsApi.getBlockTradeProposals(undefined, other, 5, "executed"),
    kalshiApi.blockTrades,
    { market_ticker: other, limit: 5, status: "executed" },
  ),
];
