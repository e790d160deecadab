import type { SimAccount } from "../account/sim-account.ts";
import type { OrderVersion, SimOrder, SimOrderFill } from "../account/sim-order.ts";
import { countText, moneyText, priceText, timeText } from "../number-text.ts";

/** An order as REST reads it (kalshi.md section 9); legacy `side` is yes whatever was sent (section 10.2). `seen`: how it stood. */
export function orderBody(account: SimAccount, order: SimOrder, seen: OrderVersion = order): object {
  const { terms } = order;
  return {
    order_id: order.id,
    user_id: account.userId,
    client_order_id: seen.clientOrderId,
    ticker: order.market.spec.ticker,
    side: "yes",
    action: order.side === "bid" ? "buy" : "sell",
    outcome_side: order.side === "bid" ? "yes" : "no",
    book_side: order.side,
    type: "limit",
    status: seen.status,
    yes_price_dollars: priceText(seen.price),
    no_price_dollars: priceText(10_000 - seen.price),
    initial_count_fp: countText(seen.size),
    fill_count_fp: countText(seen.filled),
    remaining_count_fp: countText(seen.remaining),
    taker_fill_cost_dollars: moneyText(seen.takerCost),
    maker_fill_cost_dollars: moneyText(seen.makerCost),
    taker_fees_dollars: moneyText(seen.takerFees),
    maker_fees_dollars: moneyText(seen.makerFees),
    created_time: timeText(order.createdMs * 1000),
    last_update_time: timeText(seen.updatedMs * 1000),
    expiration_time: terms.expirationMs === undefined ? null : timeText(terms.expirationMs * 1000),
    self_trade_prevention_type: terms.selfTrade,
    order_group_id: terms.groupId ?? null,
    cancel_order_on_pause: terms.cancelOnPause,
    subaccount_number: terms.subaccount,
    exchange_index: 0,
  };
}

/** A fill as REST reads it. */
export function fillBody({ tradeId, order, isTaker, price, size, fee, timeMs }: SimOrderFill): object {
  const ticker = order.market.spec.ticker;
  return {
    fill_id: tradeId,
    trade_id: tradeId,
    order_id: order.id,
    exchange_index: 0,
    ticker,
    market_ticker: ticker,
    side: "yes",
    action: order.side === "bid" ? "buy" : "sell",
    outcome_side: order.side === "bid" ? "yes" : "no",
    book_side: order.side,
    count_fp: countText(size),
    yes_price_dollars: priceText(price),
    no_price_dollars: priceText(10_000 - price),
    is_taker: isTaker,
    created_time: timeText(timeMs * 1000),
    fee_cost: moneyText(fee),
    subaccount_number: order.terms.subaccount,
    ts: Math.floor(timeMs / 1000),
  };
}
