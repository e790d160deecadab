import { type AnyApiMethod, defineApiMethod } from "@augury/net";
import { z } from "zod";
import { NewOrder } from "./new-order.ts";
import { BatchCreateAnswer, OrderCreated } from "./order-reply-schema.ts";
import { jsonList, KEY } from "./parameters.ts";

export const createOrder = defineApiMethod({
  name: "create-order",
  description: "Places an order. Never sent twice: look it up by its client_order_id when the outcome is unknown.",
  endpoint: "POST /portfolio/events/orders",
  reference: "kalshi.md section 10",
  params: NewOrder,
  example: {
    ticker: "KXBTC-26NOV2117-B95000",
    client_order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
    side: "bid",
    count: "10",
    price: "0.56",
    time_in_force: "good_till_canceled",
    self_trade_prevention_type: "taker_at_cross",
  },
  answer: OrderCreated,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/portfolio/events/orders", body }),
});

export const createOrders = defineApiMethod({
  name: "create-orders",
  description: "Places several orders; each can fail alone.",
  endpoint: "POST /portfolio/events/orders/batched",
  reference: "kalshi.md section 10",
  params: z.strictObject({
    orders: jsonList(NewOrder, 1000).describe("The orders as JSON, each as create-order takes it."),
  }),
  example: {
    orders: [
      {
        ticker: "KXBTC-26NOV2117-B95000",
        client_order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a",
        side: "bid",
        count: "10",
        price: "0.56",
        time_in_force: "good_till_canceled",
        self_trade_prevention_type: "taker_at_cross",
      },
    ],
  },
  answer: BatchCreateAnswer,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/portfolio/events/orders/batched", body, items: body.orders.length }),
});

/** Placing orders. */
export const ORDER_ENTRY_METHODS: readonly AnyApiMethod[] = [createOrder, createOrders];
