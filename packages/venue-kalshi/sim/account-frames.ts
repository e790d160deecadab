import { countText, moneyText, priceText } from "./number-text.ts";

/** Direction of an order or fill: `bid` = long YES (bought YES or sold NO), whatever leg it was priced on (kalshi.md section 9). */
export type SimBookSide = "bid" | "ask";

/** One execution of one order of an account, in our integer units; `price` on the YES scale. */
export interface SimFill {
  readonly tradeId: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly isTaker: boolean;
  readonly bookSide: SimBookSide;
  readonly price: number;
  readonly size: number;
  /** CashMicros. */
  readonly fee: number;
  /** Signed position after it: + YES, − NO. */
  readonly postPosition: number;
  readonly timeMs: number;
  readonly subaccount?: number;
}

/** The state of one order, cumulative. */
export interface SimUserOrder {
  readonly orderId: string;
  readonly userId: string;
  readonly ticker: string;
  readonly status: "resting" | "canceled" | "executed";
  readonly bookSide: SimBookSide;
  readonly price: number;
  readonly initialSize: number;
  readonly fillSize: number;
  readonly remainingSize: number;
  readonly takerFillCost: number;
  readonly makerFillCost: number;
  readonly takerFees: number;
  readonly makerFees: number;
  readonly clientOrderId: string;
  readonly createdMs: number;
  readonly updatedMs?: number;
  readonly expirationMs?: number;
  readonly orderGroupId?: string;
  readonly selfTradePrevention?: "taker_at_cross" | "maker";
  /** A word of kalshi.md section 10.2: Decrease, Amend, Trade, ExpiryCancel … */
  readonly reason?: string;
  readonly subaccount?: number;
}

/** An account's position in one market; costs in CashMicros. */
export interface SimPosition {
  readonly userId: string;
  readonly ticker: string;
  /** Signed: + YES, − NO. */
  readonly size: number;
  readonly cost: number;
  readonly realizedPnl: number;
  readonly feesPaid: number;
  readonly feeCost: number;
  readonly volume: number;
  readonly subaccount?: number;
}

export interface SimOrderGroupUpdate {
  readonly orderGroupId: string;
  readonly event: "created" | "triggered" | "reset" | "deleted" | "limit_updated";
  /** With `created` and `limit_updated`. */
  readonly limitSize?: number;
  readonly timeMs: number;
}

/** The `msg` of a fill (kalshi.md section 13.5). */
export function encodeFill(fill: SimFill): string {
  return JSON.stringify({
    trade_id: fill.tradeId,
    order_id: fill.orderId,
    client_order_id: fill.clientOrderId,
    market_ticker: fill.ticker,
    exchange_index: 0,
    is_taker: fill.isTaker,
    side: outcomeOf(fill.bookSide),
    outcome_side: outcomeOf(fill.bookSide),
    book_side: fill.bookSide,
    action: "buy",
    purchased_side: outcomeOf(fill.bookSide),
    yes_price_dollars: priceText(fill.price),
    count_fp: countText(fill.size),
    fee_cost: moneyText(fill.fee),
    post_position_fp: countText(fill.postPosition),
    ts: Math.floor(fill.timeMs / 1000),
    ts_ms: fill.timeMs,
    ...(fill.subaccount === undefined ? {} : { subaccount: fill.subaccount }),
  });
}

/** The `msg` of a user_order (kalshi.md section 13.6). */
export function encodeUserOrder(order: SimUserOrder): string {
  return JSON.stringify({
    order_id: order.orderId,
    user_id: order.userId,
    ticker: order.ticker,
    exchange_index: 0,
    status: order.status,
    side: outcomeOf(order.bookSide),
    is_yes: order.bookSide === "bid",
    outcome_side: outcomeOf(order.bookSide),
    book_side: order.bookSide,
    yes_price_dollars: priceText(order.price),
    initial_count_fp: countText(order.initialSize),
    fill_count_fp: countText(order.fillSize),
    remaining_count_fp: countText(order.remainingSize),
    taker_fill_cost_dollars: moneyText(order.takerFillCost),
    maker_fill_cost_dollars: moneyText(order.makerFillCost),
    taker_fees_dollars: moneyText(order.takerFees),
    maker_fees_dollars: moneyText(order.makerFees),
    client_order_id: order.clientOrderId,
    ...(order.orderGroupId === undefined ? {} : { order_group_id: order.orderGroupId }),
    ...(order.selfTradePrevention === undefined ? {} : { self_trade_prevention_type: order.selfTradePrevention }),
    created_ts_ms: order.createdMs,
    created_time: isoOf(order.createdMs),
    ...(order.updatedMs === undefined
      ? {}
      : { last_updated_ts_ms: order.updatedMs, last_update_time: isoOf(order.updatedMs) }),
    ...(order.expirationMs === undefined
      ? {}
      : { expiration_ts_ms: order.expirationMs, expiration_time: isoOf(order.expirationMs) }),
    ...(order.reason === undefined ? {} : { last_update_reason: order.reason }),
    ...(order.subaccount === undefined ? {} : { subaccount_number: order.subaccount }),
  });
}

/** The `msg` of a market_position (kalshi.md section 13.7). */
export function encodePosition(position: SimPosition): string {
  return JSON.stringify({
    user_id: position.userId,
    market_ticker: position.ticker,
    position_fp: countText(position.size),
    position_cost_dollars: moneyText(position.cost),
    realized_pnl_dollars: moneyText(position.realizedPnl),
    fees_paid_dollars: moneyText(position.feesPaid),
    position_fee_cost_dollars: moneyText(position.feeCost),
    volume_fp: countText(position.volume),
    ...(position.subaccount === undefined ? {} : { subaccount: position.subaccount }),
  });
}

/** The `msg` of an order_group_updates (kalshi.md section 13.9). */
export function encodeOrderGroupUpdate(update: SimOrderGroupUpdate): string {
  return JSON.stringify({
    event_type: update.event,
    order_group_id: update.orderGroupId,
    ...(update.limitSize === undefined ? {} : { contracts_limit_fp: countText(update.limitSize) }),
    ts_ms: update.timeMs,
  });
}

function outcomeOf(side: SimBookSide): "yes" | "no" {
  return side === "bid" ? "yes" : "no";
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
