import {
  type CashMicros,
  err,
  ok,
  type PriceTicks,
  parseCash,
  parsePrice,
  parseSize,
  type Result,
  type SizeMicros,
} from "@augury/core";
import { type OrderSide, type OrderState, VenueError } from "@augury/model";
import { parseRfc3339Ms } from "../rfc3339.ts";
import type { FillBody, MarketPositionBody, UserOrderBody } from "./account-messages.ts";

/**
 * The account's messages in our units: SizeMicros = contracts × 1e6, CashMicros = dollars × 1e6, PriceTicks = $0.0001, times in ms. All of it
 * on the YES leg: `buy` = more YES (or less NO), whatever leg the order was priced on (kalshi.md section 9).
 */
export interface AccountFill {
  /** What a fill is known by; with the order's id, because own subaccounts may trade with each other (kalshi.md section 13.5). */
  readonly key: string;
  readonly tradeId: string;
  readonly orderId: string;
  /** "" when the venue does not say. */
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: OrderSide;
  /** The YES price. */
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  /** Never negative. */
  readonly fee: CashMicros;
  readonly liquidity: "taker" | "maker";
  /** After this fill: + YES, − NO. */
  readonly position: SizeMicros;
  /** 0 = unknown. */
  readonly exchangeTimeMs: number;
  readonly subaccount: number;
}

/** State of one order, cumulative: the newest `updatedTimeMs` wins. */
export interface AccountOrder {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly state: Extract<OrderState, "accepted" | "partially_filled" | "filled" | "canceled" | "rejected" | "expired">;
  readonly initialSize: SizeMicros;
  readonly filledSize: SizeMicros;
  readonly remainingSize: SizeMicros;
  readonly takerCost: CashMicros;
  readonly makerCost: CashMicros;
  readonly fees: CashMicros;
  readonly orderGroupId: string;
  readonly createdTimeMs: number;
  readonly updatedTimeMs: number;
  readonly expirationTimeMs: number;
  /** The venue's word for what happened last, "" when it does not say. */
  readonly reason: string;
  readonly subaccount: number;
}

export interface AccountPosition {
  readonly ticker: string;
  /** + YES, − NO. */
  readonly size: SizeMicros;
  readonly cost: CashMicros;
  readonly realizedPnl: CashMicros;
  readonly fees: CashMicros;
  readonly subaccount: number;
}

/** Returns a fill in our units. An error names the field whose number does not fit. */
export function toAccountFill(fill: FillBody): Result<AccountFill, VenueError> {
  const numbers = new Numbers("fill");
  const event: AccountFill = {
    key: `${fill.trade_id}:${fill.order_id}`,
    tradeId: fill.trade_id,
    orderId: fill.order_id,
    clientOrderId: fill.client_order_id ?? "",
    ticker: fill.market_ticker,
    side: sideOf(fill),
    price: numbers.price("yes_price_dollars", fill.yes_price_dollars),
    size: numbers.size("count_fp", fill.count_fp),
    fee: numbers.cash("fee_cost", fill.fee_cost),
    liquidity: fill.is_taker ? "taker" : "maker",
    position: numbers.size("post_position_fp", fill.post_position_fp),
    exchangeTimeMs: fill.ts_ms ?? (fill.ts ?? 0) * 1000,
    subaccount: fill.subaccount ?? 0,
  };
  return numbers.finish(event);
}

/** Returns an order's state in our units. An unknown status is an error with retry `resync`: ask the venue. */
export function toAccountOrder(order: UserOrderBody): Result<AccountOrder, VenueError> {
  const numbers = new Numbers("user_order");
  const filledSize = numbers.size("fill_count_fp", order.fill_count_fp);
  const state = stateOf(order, filledSize > 0);
  if (state === undefined) return err(unknownStatus(order));
  const takerFees = numbers.cash("taker_fees_dollars", order.taker_fees_dollars);
  const makerFees = numbers.cash("maker_fees_dollars", order.maker_fees_dollars);
  const createdTimeMs = timeOf(order.created_ts_ms, order.created_time);
  const event: AccountOrder = {
    orderId: order.order_id,
    clientOrderId: order.client_order_id ?? "",
    ticker: order.ticker,
    side: sideOf(order),
    price: numbers.price("yes_price_dollars", order.yes_price_dollars),
    state,
    initialSize: numbers.size("initial_count_fp", order.initial_count_fp),
    filledSize,
    remainingSize: numbers.size("remaining_count_fp", order.remaining_count_fp),
    takerCost: numbers.cash("taker_fill_cost_dollars", order.taker_fill_cost_dollars),
    makerCost: numbers.cash("maker_fill_cost_dollars", order.maker_fill_cost_dollars),
    fees: (takerFees + makerFees) as CashMicros,
    orderGroupId: order.order_group_id ?? "",
    createdTimeMs,
    updatedTimeMs: timeOf(order.last_updated_ts_ms, order.last_update_time) || createdTimeMs,
    expirationTimeMs: timeOf(order.expiration_ts_ms, order.expiration_time),
    reason: order.last_update_reason ?? "",
    subaccount: order.subaccount_number ?? 0,
  };
  return numbers.finish(event);
}

/** Returns a position in our units. */
export function toAccountPosition(position: MarketPositionBody): Result<AccountPosition, VenueError> {
  const numbers = new Numbers("market_position");
  const event: AccountPosition = {
    ticker: position.market_ticker,
    size: numbers.size("position_fp", position.position_fp),
    cost: numbers.cash("position_cost_dollars", position.position_cost_dollars),
    realizedPnl: numbers.cash("realized_pnl_dollars", position.realized_pnl_dollars),
    fees: numbers.cash("fees_paid_dollars", position.fees_paid_dollars),
    subaccount: position.subaccount ?? 0,
  };
  return numbers.finish(event);
}

function sideOf({ book_side }: Pick<FillBody, "book_side">): OrderSide {
  return book_side === "bid" ? "buy" : "sell";
}

/** A canceled order may have fills; the reason tells an expiry and a refusal from a cancel (kalshi.md sections 9 and 10.2). */
function stateOf({ status, last_update_reason }: UserOrderBody, hasFills: boolean): AccountOrder["state"] | undefined {
  if (status === "resting") return hasFills ? "partially_filled" : "accepted";
  if (status === "executed") return "filled";
  if (status !== "canceled") return undefined;
  if (last_update_reason === "ExpiryCancel") return "expired";
  return last_update_reason === "PostOnlyCrossCancel" && !hasFills ? "rejected" : "canceled";
}

function unknownStatus({ status, order_id }: UserOrderBody): VenueError {
  const message = `user_order ${order_id}: status must be resting, canceled or executed, was "${status.slice(0, 40)}"`;
  return new VenueError("bad_payload", "resync", message, { source: "kalshi-ws", hint: "read the order over REST" });
}

function timeOf(ms: number | null | undefined, text: string | null | undefined): number {
  return ms ?? (text ? parseRfc3339Ms(text) : 0);
}

/** Reads the numbers of one message and remembers the first that is none. */
class Numbers {
  private bad: string | undefined;

  constructor(private readonly what: string) {}

  price(field: string, text: string): PriceTicks {
    return this.kept(field, text, parsePrice(text));
  }

  size(field: string, text: string): SizeMicros {
    return this.kept(field, text, parseSize(text));
  }

  cash(field: string, text: string): CashMicros {
    return this.kept(field, text, parseCash(text));
  }

  finish<Event>(event: Event): Result<Event, VenueError> {
    if (this.bad === undefined) return ok(event);
    return err(new VenueError("bad_payload", "resync", `${this.what}: ${this.bad}`, { source: "kalshi-ws" }));
  }

  private kept<Value extends number>(field: string, text: string, value: Value | undefined): Value {
    if (value === undefined) this.bad ??= `${field} must be a decimal that our units hold, was "${text.slice(0, 40)}"`;
    // Never seen by anyone: `finish` answers with the error.
    return value ?? (0 as Value);
  }
}
