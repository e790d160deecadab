import { type CashMicros, formatCash } from "@augury/core";
import { countText, priceText, timeText } from "./number-text.ts";

/** A request for quotes, as everyone sees it. */
export interface SimRfq {
  readonly id: string;
  /** Anonymous; "0" hides it. */
  readonly creatorId: string;
  readonly ticker: string;
  readonly eventTicker?: string;
  /** SizeMicros. */
  readonly size?: number;
  /** CashMicros. */
  readonly targetCost?: number;
  readonly timeMs: number;
}

/** A quote, as its two parties see it. Prices in PriceTicks, each on its own leg. */
export interface SimQuote {
  readonly quoteId: string;
  readonly rfqId: string;
  readonly quoteCreatorId: string;
  readonly rfqCreatorId: string;
  readonly ticker: string;
  readonly yesBid: number;
  readonly noBid: number;
  readonly yesSize?: number;
  readonly noSize?: number;
  readonly timeMs: number;
}

/** What became of a quote when it was executed, as one party sees it. */
export interface SimQuoteExecution {
  readonly quoteId: string;
  readonly rfqId: string;
  readonly quoteCreatorId: string;
  readonly rfqCreatorId: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly timeMs: number;
}

/** The `msg` of rfq_created and rfq_deleted (kalshi.md section 13.10). */
export function encodeRfq(rfq: SimRfq, type: "rfq_created" | "rfq_deleted"): string {
  return JSON.stringify({
    id: rfq.id,
    creator_id: rfq.creatorId,
    market_ticker: rfq.ticker,
    ...(rfq.eventTicker === undefined ? {} : { event_ticker: rfq.eventTicker }),
    ...(rfq.size === undefined ? {} : { contracts_fp: countText(rfq.size) }),
    ...(rfq.targetCost === undefined ? {} : { target_cost_dollars: formatCash(rfq.targetCost as CashMicros, 4) }),
    [type === "rfq_created" ? "created_ts" : "deleted_ts"]: timeText(rfq.timeMs * 1000),
  });
}

/** The `msg` of quote_created, and with `accepted` that of quote_accepted. */
export function encodeQuote(
  quote: SimQuote,
  accepted?: { readonly side: "yes" | "no"; readonly size: number },
): string {
  return JSON.stringify({
    quote_id: quote.quoteId,
    rfq_id: quote.rfqId,
    quote_creator_id: quote.quoteCreatorId,
    rfq_creator_id: quote.rfqCreatorId,
    market_ticker: quote.ticker,
    yes_bid_dollars: priceText(quote.yesBid),
    no_bid_dollars: priceText(quote.noBid),
    ...(quote.yesSize === undefined ? {} : { yes_contracts_offered_fp: countText(quote.yesSize) }),
    ...(quote.noSize === undefined ? {} : { no_contracts_offered_fp: countText(quote.noSize) }),
    ...(accepted ? { accepted_side: accepted.side, contracts_accepted_fp: countText(accepted.size) } : {}),
    created_ts: timeText(quote.timeMs * 1000),
  });
}

/** The `msg` of quote_executed. */
export function encodeQuoteExecution(execution: SimQuoteExecution): string {
  return JSON.stringify({
    quote_id: execution.quoteId,
    rfq_id: execution.rfqId,
    quote_creator_id: execution.quoteCreatorId,
    rfq_creator_id: execution.rfqCreatorId,
    order_id: execution.orderId,
    client_order_id: execution.clientOrderId,
    market_ticker: execution.ticker,
    executed_ts: timeText(execution.timeMs * 1000),
  });
}
