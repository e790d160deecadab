import { type AnyApiMethod, defineApiMethod, word, wordList } from "@augury/net";
import { z } from "zod";
import { OrderStatus } from "./direction.ts";
import { OrderAnswer, OrdersAnswer, QueuePositionAnswer, QueuePositionsAnswer } from "./order-schema.ts";
import {
  byCursor,
  commas,
  eventTicker,
  exchangeIndex,
  KEY,
  marketTicker,
  pageOf,
  segment,
  subaccount,
  unixSeconds,
} from "./parameters.ts";

export const listOrders = defineApiMethod({
  name: "orders",
  description: "Own orders of all subaccounts, newest first.",
  endpoint: "GET /portfolio/orders",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    event_ticker: wordList(10).optional().describe("Only these events, at most ten, separated by commas."),
    min_ts: unixSeconds("Not before this time, in Unix seconds.").optional(),
    max_ts: unixSeconds("Not after this time, in Unix seconds.").optional(),
    status: OrderStatus.optional().describe("Only orders in this state: resting, canceled or executed."),
    subaccount: subaccount("Only this subaccount: 0 is the primary one. Left out: all.").optional(),
    exchange_index: exchangeIndex("Only this exchange shard.").optional(),
  }),
  example: { status: "resting" },
  answer: OrdersAnswer,
  auth: KEY,
  paging: byCursor("orders"),
  request: ({ event_ticker, ...query }) => ({
    path: "/portfolio/orders",
    query: { ...query, event_ticker: commas(event_ticker) },
  }),
});

export const readOrder = defineApiMethod({
  name: "order",
  description: "One order.",
  endpoint: "GET /portfolio/orders/{order_id}",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    order_id: word().describe("Id of the order."),
  }),
  example: { order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: OrderAnswer,
  auth: KEY,
  request: ({ order_id }) => ({ path: `/portfolio/orders/${segment(order_id)}` }),
});

export const queuePositions = defineApiMethod({
  name: "queue-positions",
  description: "How many contracts stand before each resting order.",
  endpoint: "GET /portfolio/orders/queue_positions",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    market_tickers: wordList(100).optional().describe("Only these markets, separated by commas."),
    event_ticker: eventTicker("Only this event.").optional(),
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
  }),
  example: { market_tickers: ["KXBTC-26NOV2117-B95000"] },
  answer: QueuePositionsAnswer,
  auth: KEY,
  request: ({ market_tickers, ...query }) => ({
    path: "/portfolio/orders/queue_positions",
    query: { ...query, market_tickers: commas(market_tickers) },
  }),
});

export const queuePosition = defineApiMethod({
  name: "queue-position",
  description: "How many contracts stand before one order.",
  endpoint: "GET /portfolio/orders/{order_id}/queue_position",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    order_id: word().describe("Id of the order."),
  }),
  example: { order_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: QueuePositionAnswer,
  auth: KEY,
  request: ({ order_id }) => ({ path: `/portfolio/orders/${segment(order_id)}/queue_position` }),
});

/** Reading orders. */
export const ORDER_METHODS: readonly AnyApiMethod[] = [listOrders, readOrder, queuePositions, queuePosition];
