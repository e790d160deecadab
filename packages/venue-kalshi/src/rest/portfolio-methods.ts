import { type AnyApiMethod, defineApiMethod, word, wordList } from "@augury/net";
import { z } from "zod";
import { Balance, DepositsAnswer, RestingValue, WithdrawalsAnswer } from "./balance-schema.ts";
import { FillsAnswer, SettlementsAnswer } from "./fill-schema.ts";
import {
  byCursor,
  commas,
  eventTicker,
  exchangeIndex,
  KEY,
  marketTicker,
  pageOf,
  subaccount,
  unixSeconds,
} from "./parameters.ts";
import { PositionsAnswer } from "./position-schema.ts";

export const readBalance = defineApiMethod({
  name: "balance",
  description: "Cash and the value of the portfolio.",
  endpoint: "GET /portfolio/balance",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
    exchange_index: exchangeIndex("Only this exchange shard.").optional(),
  }),
  example: {},
  answer: Balance,
  auth: KEY,
  request: (query) => ({ path: "/portfolio/balance", query }),
});

export const positions = defineApiMethod({
  name: "positions",
  description: "Positions by market and by event; of subaccount 0 unless said otherwise.",
  endpoint: "GET /portfolio/positions",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
    count_filter: wordList(2).optional().describe("Only where these are not zero: position, total_traded."),
    ticker: marketTicker("Only this market.").optional(),
    event_ticker: eventTicker("Only this event.").optional(),
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
    exchange_index: exchangeIndex("Only this exchange shard.").optional(),
  }),
  example: { count_filter: ["position"] },
  answer: PositionsAnswer,
  auth: KEY,
  paging: byCursor("market_positions"),
  request: ({ count_filter, ...query }) => ({
    path: "/portfolio/positions",
    query: { ...query, count_filter: commas(count_filter) },
  }),
});

export const fills = defineApiMethod({
  name: "fills",
  description: "Own fills of all subaccounts, newest first.",
  endpoint: "GET /portfolio/fills",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    order_id: word().optional().describe("Only this order."),
    min_ts: unixSeconds("Not before this time, in Unix seconds.").optional(),
    max_ts: unixSeconds("Not after this time, in Unix seconds.").optional(),
    subaccount: subaccount("Only this subaccount: 0 is the primary one. Left out: all.").optional(),
    exchange_index: exchangeIndex("Only this exchange shard.").optional(),
  }),
  example: { limit: 100 },
  answer: FillsAnswer,
  auth: KEY,
  paging: byCursor("fills"),
  request: (query) => ({ path: "/portfolio/fills", query }),
});

export const settlements = defineApiMethod({
  name: "settlements",
  description: "Markets of ours that have settled.",
  endpoint: "GET /portfolio/settlements",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    event_ticker: eventTicker("Only this event.").optional(),
    min_ts: unixSeconds("Not before this time, in Unix seconds.").optional(),
    max_ts: unixSeconds("Not after this time, in Unix seconds.").optional(),
    subaccount: subaccount("Only this subaccount: 0 is the primary one. Left out: all.").optional(),
  }),
  example: { limit: 100 },
  answer: SettlementsAnswer,
  auth: KEY,
  paging: byCursor("settlements"),
  request: (query) => ({ path: "/portfolio/settlements", query }),
});

export const restingValue = defineApiMethod({
  name: "resting-value",
  description: "What all resting orders would cost.",
  endpoint: "GET /portfolio/summary/total_resting_order_value",
  reference: "kalshi.md section 9",
  params: z.strictObject({}),
  example: {},
  answer: RestingValue,
  auth: KEY,
  request: () => ({ path: "/portfolio/summary/total_resting_order_value" }),
});

export const deposits = defineApiMethod({
  name: "deposits",
  description: "Money paid in.",
  endpoint: "GET /portfolio/deposits",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(500),
  }),
  example: { limit: 100 },
  answer: DepositsAnswer,
  auth: KEY,
  paging: byCursor("deposits"),
  request: (query) => ({ path: "/portfolio/deposits", query }),
});

export const withdrawals = defineApiMethod({
  name: "withdrawals",
  description: "Money paid out.",
  endpoint: "GET /portfolio/withdrawals",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(500),
  }),
  example: { limit: 100 },
  answer: WithdrawalsAnswer,
  auth: KEY,
  paging: byCursor("withdrawals"),
  request: (query) => ({ path: "/portfolio/withdrawals", query }),
});

/** Money, positions, fills. */
export const PORTFOLIO_METHODS: readonly AnyApiMethod[] = [
  readBalance,
  positions,
  fills,
  settlements,
  restingValue,
  deposits,
  withdrawals,
];
