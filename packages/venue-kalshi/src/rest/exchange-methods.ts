import { type AnyApiMethod, defineApiMethod } from "@augury/net";
import { z } from "zod";
import { ExchangeStatus, ScheduleAnswer, UserDataTimestamp } from "./exchange-schema.ts";

export const exchangeStatus = defineApiMethod({
  name: "status",
  description: "Whether the exchange and its shards run and trade.",
  endpoint: "GET /exchange/status",
  reference: "kalshi.md section 8",
  params: z.strictObject({}),
  example: {},
  answer: ExchangeStatus,
  request: () => ({ path: "/exchange/status" }),
});

export const exchangeSchedule = defineApiMethod({
  name: "schedule",
  description: "Trading hours in US Eastern time, and maintenance to come.",
  endpoint: "GET /exchange/schedule",
  reference: "kalshi.md section 8",
  params: z.strictObject({}),
  example: {},
  answer: ScheduleAnswer,
  request: () => ({ path: "/exchange/schedule" }),
});

export const userDataTimestamp = defineApiMethod({
  name: "user-data-timestamp",
  description: "How fresh balance, orders, fills and positions are when read.",
  endpoint: "GET /exchange/user_data_timestamp",
  reference: "kalshi.md section 7",
  params: z.strictObject({}),
  example: {},
  answer: UserDataTimestamp,
  request: () => ({ path: "/exchange/user_data_timestamp" }),
});

/** The exchange itself. */
export const EXCHANGE_METHODS: readonly AnyApiMethod[] = [exchangeStatus, exchangeSchedule, userDataTimestamp];
