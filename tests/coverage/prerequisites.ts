import type { Substitutes } from "./substitutes.ts";

/** Where a parameter's value comes from: another call's answer. */
export interface Source {
  /** A call of the same provider, "orders create-order". It may have prerequisites of its own. */
  readonly from: string;
  /** Path into its answer. */
  readonly at: readonly (string | number)[];
  /** Laid over that call's example, made anew for each call. */
  readonly params?: () => Readonly<Record<string, unknown>>;
}

/** What has to be so before a call can be answered well. */
export interface Prerequisite {
  readonly take?: Readonly<Record<string, Source>>;
  /** Laid over its example. */
  readonly params?: (known: Substitutes) => Readonly<Record<string, unknown>>;
  /** Calls made first, with the same parameters as far as they know them. */
  readonly before?: readonly string[];
}

/** A price far from the market, so that the order rests, and an id that was never used. */
const restingOrder = () => ({ price: "0.01", client_order_id: crypto.randomUUID() });
const ORDER: Source = { from: "orders create-order", at: ["order_id"], params: restingOrder };
const GROUP: Source = { from: "orders create-order-group", at: ["order_group_id"] };
const RFQ: Source = { from: "communications create-rfq", at: ["id"], params: () => ({ replace_existing: true }) };
const QUOTE: Source = { from: "communications create-quote", at: ["id"] };
const USER: Source = { from: "orders order", at: ["order", "user_id"] };
const SUBTRADER: Source = {
  from: "fcm create-subtrader",
  at: ["subtrader_id"],
  params: () => ({ subtrader_suffix: crypto.randomUUID().slice(0, 8) }),
};
const COLLECTION: Source = { from: "discovery collections", at: ["multivariate_contracts", 0, "collection_ticker"] };
const anyMilestone = () => ({ category: undefined });
const MILESTONE: Source = { from: "discovery milestones", at: ["milestones", 0, "id"], params: anyMilestone };

/**
 * Calls about something that has to be there first: each parameter's value comes from a call made right before, so that what one call
 * deletes does not fail the next.
 */
export const PREREQUISITES: Readonly<Record<string, Prerequisite>> = {
  "polymarket gamma series-by-id": { take: { id: { from: "gamma series", at: [0, "id"] } } },
  "polymarket gamma comment": { take: { id: { from: "gamma comments", at: [0, "id"] } } },
  "polymarket gamma public-profile": { take: { address: { from: "data trades", at: [0, "proxyWallet"] } } },
  "kalshi discovery milestone": { take: { milestone_id: MILESTONE } },
  "kalshi discovery collection": { take: { collection_ticker: COLLECTION } },
  "kalshi discovery create-combo": {
    take: { collection_ticker: COLLECTION },
    params: ({ ticker, eventTicker, otherTicker, otherEventTicker }) => ({
      selected_markets: [
        { market_ticker: ticker, event_ticker: eventTicker, side: "yes" },
        { market_ticker: otherTicker, event_ticker: otherEventTicker, side: "yes" },
      ],
    }),
  },
  "kalshi communications create-rfq": { params: () => ({ replace_existing: true }) },
  "kalshi discovery structured-target": {
    take: {
      structured_target_id: {
        from: "discovery structured-targets",
        at: ["structured_targets", 0, "id"],
        params: () => ({ type: undefined }),
      },
    },
  },
  "kalshi live live-data": { take: { milestone_id: MILESTONE } },
  "kalshi live live-data-typed": {
    take: {
      milestone_id: MILESTONE,
      type: { ...MILESTONE, at: ["milestones", 0, "type"] },
    },
  },
  "kalshi live game-stats": { take: { milestone_id: MILESTONE } },
  "kalshi portfolio shard-transfer": {
    take: { transfer_id: { from: "portfolio transfer-shard", at: ["transfer_id"] } },
  },
  "kalshi orders order": { take: { order_id: ORDER } },
  "kalshi orders queue-position": { take: { order_id: ORDER } },
  "kalshi orders cancel-order": { take: { order_id: ORDER } },
  "kalshi orders amend-order": { take: { order_id: ORDER } },
  "kalshi orders decrease-order": { take: { order_id: ORDER } },
  "kalshi orders order-group": { take: { order_group_id: GROUP } },
  "kalshi orders reset-order-group": { take: { order_group_id: GROUP } },
  "kalshi orders trigger-order-group": { take: { order_group_id: GROUP } },
  "kalshi orders set-order-group-limit": { take: { order_group_id: GROUP } },
  "kalshi orders delete-order-group": { take: { order_group_id: GROUP } },
  "kalshi account delete-api-key": { take: { api_key: { from: "account generate-api-key", at: ["api_key_id"] } } },
  "kalshi communications rfq": { take: { rfq_id: RFQ } },
  "kalshi communications delete-rfq": { take: { rfq_id: RFQ } },
  "kalshi communications create-quote": { take: { rfq_id: RFQ } },
  "kalshi communications quote": { take: { quote_id: QUOTE } },
  "kalshi communications delete-quote": { take: { quote_id: QUOTE } },
  "kalshi communications accept-quote": { take: { quote_id: QUOTE } },
  "kalshi communications confirm-quote": { take: { quote_id: QUOTE }, before: ["communications accept-quote"] },
  "kalshi communications rfq-quote": { take: { rfq_id: RFQ, quote_id: QUOTE } },
  "kalshi communications delete-rfq-quote": { take: { rfq_id: RFQ, quote_id: QUOTE } },
  "kalshi communications accept-rfq-quote": { take: { rfq_id: RFQ, quote_id: QUOTE } },
  "kalshi communications confirm-rfq-quote": {
    take: { rfq_id: RFQ, quote_id: QUOTE },
    before: ["communications accept-rfq-quote"],
  },
  "kalshi communications propose-block-trade": { take: { buyer_user_id: USER, seller_user_id: USER } },
  "kalshi communications accept-block-trade": {
    take: {
      block_trade_proposal_id: { from: "communications propose-block-trade", at: ["block_trade_proposal_id"] },
    },
  },
  "kalshi fcm daily-cap": { take: { subtrader_id: SUBTRADER }, before: ["fcm set-daily-cap"] },
  "kalshi fcm set-daily-cap": { take: { subtrader_id: SUBTRADER } },
  "kalshi fcm delete-daily-cap": { take: { subtrader_id: SUBTRADER }, before: ["fcm set-daily-cap"] },
  "kalshi fcm subtrader-orders": { take: { subtrader_id: SUBTRADER } },
  "kalshi fcm subtrader-positions": { take: { subtrader_id: SUBTRADER } },
};
