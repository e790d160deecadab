import { type AnyApiMethod, defineApiMethod, word } from "@augury/net";
import { z } from "zod";
import { BookSide } from "./direction.ts";
import { OrderRef } from "./new-order.ts";
import { BatchCancelAnswer, OrderAmended, OrderCanceled, OrderDecreased } from "./order-reply-schema.ts";
import {
  clientOrderId,
  countText,
  exchangeIndex,
  jsonList,
  KEY,
  marketTicker,
  priceText,
  segment,
  subaccount,
} from "./parameters.ts";

export const cancelOrder = defineApiMethod({
  name: "cancel-order",
  description: "Cancels one order.",
  endpoint: "DELETE /portfolio/events/orders/{order_id}",
  reference: "kalshi.md section 10",
  params: z.strictObject({
    order_id: word().describe("Id of the order."),
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
    exchange_index: exchangeIndex("Exchange shard; -1 insists on routing by the market.").optional(),
    market_ticker: marketTicker("Its market: without it shard 0 is assumed.").optional(),
  }),
  example: { order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", market_ticker: "KXBTC-26NOV2117-B95000" },
  answer: OrderCanceled,
  auth: KEY,
  effect: "write",
  request: ({ order_id, ...query }) => ({
    method: "DELETE",
    path: `/portfolio/events/orders/${segment(order_id)}`,
    query,
    priority: true,
  }),
});

export const cancelOrders = defineApiMethod({
  name: "cancel-orders",
  description: "Cancels several orders; each can fail alone.",
  endpoint: "DELETE /portfolio/events/orders/batched",
  reference: "kalshi.md section 10",
  params: z.strictObject({
    orders: jsonList(OrderRef, 1000).describe("As JSON: [{order_id, market_ticker?, subaccount?, exchange_index?}]."),
  }),
  example: { orders: [{ order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", market_ticker: "KXBTC-26NOV2117-B95000" }] },
  answer: BatchCancelAnswer,
  auth: KEY,
  effect: "write",
  request: (body) => ({
    method: "DELETE",
    path: "/portfolio/events/orders/batched",
    body,
    items: body.orders.length,
    priority: true,
  }),
});

export const cancelAllOrders = defineApiMethod({
  name: "cancel-all-orders",
  description: "Cancels everything that rests, on every shard; orders of the next minute can be caught too.",
  endpoint: "DELETE /portfolio/events/orders",
  reference: "kalshi.md section 10",
  params: z.strictObject({
    subaccount: subaccount("Only this subaccount. Left out: all.").optional(),
  }),
  example: {},
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: (query) => ({ method: "DELETE", path: "/portfolio/events/orders", query, priority: true }),
});

export const amendOrder = defineApiMethod({
  name: "amend-order",
  description: "Changes price or total count; the place in the queue is lost unless only less is wanted.",
  endpoint: "POST /portfolio/events/orders/{order_id}/amend",
  reference: "kalshi.md section 10.2",
  params: z.strictObject({
    order_id: word().describe("Id of the order."),
    ticker: marketTicker(),
    side: BookSide.describe("bid or ask, as the order has it."),
    price: priceText(),
    count: countText("What is filled already and what shall remain, together."),
    client_order_id: clientOrderId("The id it has.").optional(),
    updated_client_order_id: clientOrderId("The id it gets.").optional(),
    exchange_index: exchangeIndex("Exchange shard; -1 insists on routing by the market.").optional(),
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
  }),
  example: {
    order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    ticker: "KXBTC-26NOV2117-B95000",
    side: "bid",
    price: "0.57",
    count: "10",
  },
  answer: OrderAmended,
  auth: KEY,
  effect: "write",
  request: ({ order_id, subaccount, ...body }) => ({
    method: "POST",
    path: `/portfolio/events/orders/${segment(order_id)}/amend`,
    query: { subaccount },
    body,
  }),
});

export const decreaseOrder = defineApiMethod({
  name: "decrease-order",
  description: "Lowers what remains; keeps the place in the queue.",
  endpoint: "POST /portfolio/events/orders/{order_id}/decrease",
  reference: "kalshi.md section 10",
  params: z
    .strictObject({
      order_id: word().describe("Id of the order."),
      reduce_by: countText("By so much.").optional(),
      reduce_to: countText("To so much; 0 cancels.", 0).optional(),
      market_ticker: marketTicker("Its market: without it shard 0 is assumed.").optional(),
      exchange_index: exchangeIndex("Exchange shard; -1 insists on routing by the market.").optional(),
      subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
    })
    .refine(({ reduce_by, reduce_to }) => (reduce_by === undefined) !== (reduce_to === undefined), {
      error: "give exactly one of reduce_by and reduce_to",
    }),
  example: {
    order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    reduce_by: "5",
    market_ticker: "KXBTC-26NOV2117-B95000",
  },
  answer: OrderDecreased,
  auth: KEY,
  effect: "write",
  request: ({ order_id, subaccount, ...body }) => ({
    method: "POST",
    path: `/portfolio/events/orders/${segment(order_id)}/decrease`,
    query: { subaccount },
    body,
    priority: true,
  }),
});

/** Canceling and changing orders. */
export const ORDER_CHANGE_METHODS: readonly AnyApiMethod[] = [
  cancelOrder,
  cancelOrders,
  cancelAllOrders,
  amendOrder,
  decreaseOrder,
];
