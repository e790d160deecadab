import { z } from "zod";
import { badRequest, notFound, Refusal } from "../account/refusal.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { OrderTerms, SimOrder } from "../account/sim-order.ts";
import { countText, moneyText, priceText } from "../number-text.ts";
import { orderBody } from "./order-body.ts";
import { pageOf } from "./page-of.ts";
import {
  bodyOf,
  intOf,
  listOf,
  marketOf,
  priceOf,
  type SignedCall,
  signed,
  sizeOf,
  textOf,
  timeFilter,
  wordOf,
} from "./sim-call.ts";

const EVENTS_MAX = 10;
const BATCH_MAX = 1000;
const CANCEL_COST = 2;

const NewOrder = z.object({
  ticker: z.string(),
  client_order_id: z
    .string()
    .regex(/^[A-Za-z0-9_+=:-]{0,64}$/)
    .default(""),
  side: z.enum(["bid", "ask"]),
  count: z.string(),
  price: z.string(),
  time_in_force: z.enum(["good_till_canceled", "immediate_or_cancel", "fill_or_kill"]),
  self_trade_prevention_type: z.enum(["taker_at_cross", "maker"]),
  expiration_time: z.int().optional(),
  post_only: z.boolean().default(false),
  reduce_only: z.boolean().default(false),
  cancel_order_on_pause: z.boolean().default(false),
  order_group_id: z.string().optional(),
  subaccount: z.int().min(0).max(63).default(0),
  exchange_index: z.int().optional(),
});
const Amend = z.object({
  ticker: z.string(),
  side: z.enum(["bid", "ask"]),
  price: z.string(),
  count: z.string(),
  client_order_id: z.string().optional(),
  updated_client_order_id: z.string().optional(),
  exchange_index: z.int().optional(),
});
const Decrease = z.object({
  reduce_by: z.string().optional(),
  reduce_to: z.string().optional(),
  market_ticker: z.string().optional(),
  exchange_index: z.int().optional(),
});
const CreateBatch = z.object({ orders: z.array(z.unknown()).min(1).max(BATCH_MAX) });
const CancelBatch = z.object({
  orders: z
    .array(z.object({ order_id: z.string(), market_ticker: z.string().optional() }))
    .min(1)
    .max(BATCH_MAX),
});

export const ORDER_ROUTES = [
  signed("GET /portfolio/orders", (call) => listOrders(call, call.account)),
  signed("GET /portfolio/orders/queue_positions", queuePositions),
  signed("GET /portfolio/orders/{order_id}", (call) => ({ order: readOrder(call) }), { cost: 2 }),
  signed("GET /portfolio/orders/{order_id}/queue_position", (call) => {
    const order = orderOf(call);
    if (order.status !== "resting") throw notFound("resting order");
    return { queue_position_fp: countText(call.venue.orders.queuePosition(order)) };
  }),
  signed("POST /portfolio/events/orders", (call) => Response.json(create(call, call.body), { status: 201 })),
  signed(
    "POST /portfolio/events/orders/batched",
    (call) => ({
      orders: bodyOf(call, CreateBatch).orders.map((one) => itemOf(clientIdOf(one), () => create(call, one))),
    }),
    { isBatch: true },
  ),
  signed("DELETE /portfolio/events/orders", (call) => {
    refuseExchangePause(call);
    call.venue.orders.cancelAll(call.account, intOf(call, "subaccount"), call.nowMs);
    return undefined;
  }),
  signed(
    "DELETE /portfolio/events/orders/batched",
    (call) => ({
      orders: bodyOf(call, CancelBatch).orders.map(({ order_id }) =>
        itemOf({ order_id, reduced_by: "0.00" }, () => cancel(call, order_id)),
      ),
    }),
    { cost: CANCEL_COST, isBatch: true },
  ),
  signed("DELETE /portfolio/events/orders/{order_id}", (call) => cancel(call, call.params.order_id ?? ""), {
    cost: CANCEL_COST,
  }),
  signed("POST /portfolio/events/orders/{order_id}/amend", amend),
  signed("POST /portfolio/events/orders/{order_id}/decrease", decrease),
  ...["POST /portfolio/orders", "DELETE /portfolio/orders/{order_id}"].map((endpoint) =>
    // Calls of the first version are reported inside a good answer (kalshi.md section 1).
    signed(endpoint, () => ({
      error: { code: "deprecated_v1_order_endpoint", message: "use /portfolio/events/orders" },
    })),
  ),
];

/** Answers the orders of an account, newest first. */
export function listOrders(
  call: SignedCall,
  account: SimAccount,
  isWanted: (order: SimOrder) => boolean = () => true,
): object {
  const ticker = textOf(call, "ticker");
  const events = listOf(call, "event_ticker");
  if (events && events.length > EVENTS_MAX) throw badRequest(`at most ${EVENTS_MAX} event tickers`);
  const status = wordOf(call, "status", ["resting", "canceled", "executed"]);
  const subaccount = intOf(call, "subaccount");
  const isWithin = timeFilter(call);
  const asOfMs = call.venue.faults.readTimeMs();
  const cutoffMs = call.venue.cutoffMs(call.nowMs);
  const newestFirst = [...account.orders.values()]
    .filter(
      (order) =>
        (ticker === undefined || order.market.spec.ticker === ticker) &&
        (!events || events.includes(order.market.spec.event.ticker)) &&
        (subaccount === undefined || order.terms.subaccount === subaccount) &&
        isWithin(order.createdMs) &&
        isWanted(order),
    )
    .map((order) => ({ order, seen: order.at(asOfMs) }))
    .filter(({ seen }) => seen !== undefined && (seen.status === "resting" || seen.updatedMs >= cutoffMs))
    .filter(({ seen }) => status === undefined || seen?.status === status)
    .reverse();
  const { page, cursor } = pageOf(call, newestFirst);
  return { orders: page.map(({ order, seen }) => orderBody(account, order, seen)), cursor };
}

function readOrder(call: SignedCall): object {
  const order = orderOf(call);
  const seen = order.at(call.venue.faults.readTimeMs());
  if (!seen) throw notFound("order");
  return orderBody(call.account, order, seen);
}

function queuePositions(call: SignedCall): object {
  const tickers = listOf(call, "market_tickers");
  const event = textOf(call, "event_ticker");
  const subaccount = intOf(call, "subaccount") ?? 0;
  const wanted = call.account
    .resting()
    .filter(
      ({ market, terms }) =>
        terms.subaccount === subaccount &&
        (!tickers || tickers.includes(market.spec.ticker)) &&
        (event === undefined || market.spec.event.ticker === event),
    );
  const queue_positions = wanted.map((order) => ({
    order_id: order.id,
    market_ticker: order.market.spec.ticker,
    queue_position_fp: countText(call.venue.orders.queuePosition(order)),
  }));
  return { queue_positions };
}

function orderOf(call: SignedCall): SimOrder {
  return call.venue.orders.find(call.account, call.params.order_id ?? "");
}

function create(call: SignedCall, body: unknown) {
  refusePause(call);
  const order = call.venue.orders.place(call.account, termsOf({ ...call, body }), call.nowMs);
  return {
    order_id: order.id,
    client_order_id: order.clientOrderId,
    fill_count: countText(order.filled),
    remaining_count: countText(order.remaining),
    ...averages(order),
    ts_ms: order.updatedMs,
  };
}

function termsOf(call: SignedCall): OrderTerms {
  const body = bodyOf(call, NewOrder);
  if (body.expiration_time !== undefined && body.time_in_force !== "good_till_canceled")
    throw badRequest("expiration_time goes with good_till_canceled");
  return {
    market: marketOf(call, body.ticker),
    clientOrderId: body.client_order_id,
    side: body.side,
    price: priceOf(body.price, "price"),
    size: sizeOf(body.count, "count"),
    timeInForce: body.time_in_force,
    selfTrade: body.self_trade_prevention_type,
    postOnly: body.post_only,
    reduceOnly: body.reduce_only,
    cancelOnPause: body.cancel_order_on_pause,
    expirationMs: body.expiration_time === undefined ? undefined : body.expiration_time * 1000,
    groupId: body.order_group_id,
    subaccount: body.subaccount,
  };
}

/** Present from the first fill on. */
function averages(order: SimOrder): object {
  if (order.filled === 0) return {};
  const { price, fee } = order.average;
  return { average_fill_price: priceText(price), average_fee_paid: moneyText(fee) };
}

function cancel(call: SignedCall, id: string): object {
  refuseExchangePause(call);
  const order = call.venue.orders.find(call.account, id);
  const { status } = order.market;
  // From the close on cancels are refused, too (kalshi.md section 6.3).
  if (status !== "active" && status !== "inactive") throw new Refusal(400, "MARKET_INACTIVE", "market is not active");
  const reduced = call.venue.orders.cancel(call.account, id, call.nowMs);
  return { order_id: id, client_order_id: order.clientOrderId, reduced_by: countText(reduced), ts_ms: order.updatedMs };
}

function amend(call: SignedCall): object {
  refusePause(call);
  const body = bodyOf(call, Amend);
  const order = orderOf(call);
  if (order.market.spec.ticker !== body.ticker || order.side !== body.side)
    throw badRequest("ticker and side must be the order's");
  const [price, size] = [priceOf(body.price, "price"), sizeOf(body.count, "count")];
  call.venue.orders.amend(
    call.account,
    order.id,
    { price, size, clientOrderId: body.updated_client_order_id },
    call.nowMs,
  );
  return {
    order_id: order.id,
    client_order_id: order.clientOrderId,
    remaining_count: countText(order.remaining),
    fill_count: countText(order.filled),
    ...averages(order),
    ts_ms: order.updatedMs,
  };
}

function decrease(call: SignedCall): object {
  refuseExchangePause(call);
  const { reduce_by, reduce_to } = bodyOf(call, Decrease);
  if ((reduce_by === undefined) === (reduce_to === undefined))
    throw badRequest("exactly one of reduce_by and reduce_to");
  const to = (remaining: number) =>
    reduce_to === undefined
      ? Math.max(0, remaining - sizeOf(reduce_by ?? "", "reduce_by"))
      : sizeOf(reduce_to, "reduce_to");
  const order = call.venue.orders.decrease(call.account, call.params.order_id ?? "", to, call.nowMs);
  return {
    order_id: order.id,
    client_order_id: order.clientOrderId,
    remaining_count: countText(order.remaining),
    ts_ms: order.updatedMs,
  };
}

/** A batch can fail in part. */
function itemOf(failed: object, run: () => object): object {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const { code, message, details } = cause;
    return { ...failed, error: { code, message, ...(details !== undefined && { details }) } };
  }
}

function clientIdOf(body: unknown): object {
  const { client_order_id } = (body ?? {}) as { client_order_id?: unknown };
  return typeof client_order_id === "string" ? { client_order_id } : {};
}

function refusePause(call: SignedCall): void {
  if (call.venue.pause !== "none") throw new Refusal(409, "trading_paused", "trading is paused");
}

/** During a trading pause cancels pass (kalshi.md section 3). */
function refuseExchangePause(call: SignedCall): void {
  if (call.venue.pause === "exchange") throw new Refusal(409, "exchange_paused", "exchange is paused");
}
