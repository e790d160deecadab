import { type AnyApiMethod, defineApiMethod, word, wordList } from "@augury/net";
import { z } from "zod";
import { OrderStatus } from "./direction.ts";
import { DailyCap, SubtraderCreated, SubtradersAnswer } from "./fcm-schema.ts";
import { OrdersAnswer } from "./order-schema.ts";
import { byCursor, commas, dollarText, eventTicker, KEY, marketTicker, pageOf, unixSeconds } from "./parameters.ts";
import { PositionsAnswer } from "./position-schema.ts";

export const subtraders = defineApiMethod({
  name: "subtraders",
  description: "Subtraders of a clearing member.",
  endpoint: "GET /fcm/subtraders",
  reference: "kalshi.md section 9",
  params: z.strictObject({}),
  example: {},
  answer: SubtradersAnswer,
  auth: KEY,
  request: () => ({ path: "/fcm/subtraders" }),
});

export const createSubtrader = defineApiMethod({
  name: "create-subtrader",
  description: "Opens a subtrader.",
  endpoint: "POST /fcm/subtraders",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subtrader_suffix: word().describe("End of its id."),
  }),
  example: { subtrader_suffix: "desk1" },
  answer: SubtraderCreated,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/fcm/subtraders", body }),
});

export const dailyCap = defineApiMethod({
  name: "daily-cap",
  description: "What a subtrader may trade in a day.",
  endpoint: "GET /fcm/subtraders/event_contract_daily_cap",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subtrader_id: word().describe("Id of the subtrader."),
  }),
  example: { subtrader_id: "user_desk1" },
  answer: DailyCap,
  auth: KEY,
  request: (query) => ({ path: "/fcm/subtraders/event_contract_daily_cap", query }),
});

export const setDailyCap = defineApiMethod({
  name: "set-daily-cap",
  description: "Sets what a subtrader may trade in a day.",
  endpoint: "PUT /fcm/subtraders/event_contract_daily_cap",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subtrader_id: word().describe("Id of the subtrader."),
    limit: dollarText("At most so much."),
  }),
  example: { subtrader_id: "user_desk1", limit: "1000.00" },
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "PUT", path: "/fcm/subtraders/event_contract_daily_cap", body }),
});

export const deleteDailyCap = defineApiMethod({
  name: "delete-daily-cap",
  description: "Takes that cap away.",
  endpoint: "DELETE /fcm/subtraders/event_contract_daily_cap",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subtrader_id: word().describe("Id of the subtrader."),
  }),
  example: { subtrader_id: "user_desk1" },
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: (query) => ({ method: "DELETE", path: "/fcm/subtraders/event_contract_daily_cap", query }),
});

export const subtraderOrders = defineApiMethod({
  name: "subtrader-orders",
  description: "Orders of a subtrader.",
  endpoint: "GET /fcm/orders",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subtrader_id: word().optional().describe("Which subtrader; needed unless orders are named."),
    client_order_ids: wordList(100).optional().describe("Own ids of orders of the last 24 hours, separated by commas."),
    ...pageOf(1000),
    event_ticker: eventTicker("Only this event.").optional(),
    ticker: marketTicker("Only this market.").optional(),
    min_ts: unixSeconds("Not before this time, in Unix seconds.").optional(),
    max_ts: unixSeconds("Not after this time, in Unix seconds.").optional(),
    status: OrderStatus.optional().describe("Only orders in this state: resting, canceled or executed."),
  }),
  example: { subtrader_id: "user_desk1" },
  answer: OrdersAnswer,
  auth: KEY,
  paging: byCursor("orders"),
  request: ({ client_order_ids, ...query }) => ({
    path: "/fcm/orders",
    query: { ...query, client_order_ids: commas(client_order_ids) },
  }),
});

export const subtraderPositions = defineApiMethod({
  name: "subtrader-positions",
  description: "Positions of a subtrader.",
  endpoint: "GET /fcm/positions",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subtrader_id: word().describe("Id of the subtrader."),
    ticker: marketTicker("Only this market.").optional(),
    event_ticker: eventTicker("Only this event.").optional(),
    count_filter: wordList(2).optional().describe("Only where these are not zero: position, total_traded."),
    settlement_status: z
      .enum(["all", "unsettled", "settled"])
      .optional()
      .describe("Only markets in this state: all, unsettled or settled."),
    ...pageOf(1000),
  }),
  example: { subtrader_id: "user_desk1" },
  answer: PositionsAnswer,
  auth: KEY,
  paging: byCursor("market_positions"),
  request: ({ count_filter, ...query }) => ({
    path: "/fcm/positions",
    query: { ...query, count_filter: commas(count_filter) },
  }),
});

/** Subtraders of clearing members. */
export const FCM_METHODS: readonly AnyApiMethod[] = [
  subtraders,
  createSubtrader,
  dailyCap,
  setDailyCap,
  deleteDailyCap,
  subtraderOrders,
  subtraderPositions,
];
