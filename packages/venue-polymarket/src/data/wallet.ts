import { decimal, defineApiMethod } from "@augury/net";
import { z } from "zod";
import { offsetPaging } from "./paging.ts";
import {
  atMostOne,
  commaQuery,
  condition,
  conditions,
  eventIds,
  offset,
  oneOf,
  optionalFlag,
  rows,
  user,
} from "./parameters.ts";
import { ClosedPosition, DataPosition, PortfolioValue, TokenPositions, TradedCount } from "./position-schema.ts";

const REFERENCE = "polymarket.md section 14";
const DIRECTIONS = ["ASC", "DESC"] as const;
const example = { user: "0x56687bf447db6ffa42ffe2204a05edaa20f55839" };
const IDS_MAX = 50;
const POSITION_OFFSET_MAX = 10_000;
const CLOSED_OFFSET_MAX = 100_000;

export const positions = defineApiMethod({
  name: "positions",
  description: "What an account holds, a row per outcome.",
  endpoint: "GET /positions",
  reference: REFERENCE,
  params: z
    .strictObject({
      user: user(),
      market: conditions(IDS_MAX).optional(),
      eventId: eventIds(IDS_MAX).optional(),
      sizeThreshold: decimal(0, 1e12)
        .optional()
        .describe("Only positions of at least so many contracts; the venue's default is 1."),
      redeemable: optionalFlag("Only what can be redeemed."),
      mergeable: optionalFlag("Only what can be merged."),
      title: z.string().trim().min(1).max(160).optional().describe("Only markets whose title has this text."),
      sortBy: oneOf(
        ["CURRENT", "INITIAL", "TOKENS", "CASHPNL", "PERCENTPNL", "TITLE", "RESOLVING", "PRICE", "AVGPRICE"],
        "Sorted by",
      ),
      sortDirection: oneOf(DIRECTIONS, "Which way"),
      limit: rows(500, 100),
      offset: offset(POSITION_OFFSET_MAX),
    })
    .refine(...atMostOne("market", "eventId")),
  example,
  answer: z.array(DataPosition),
  paging: offsetPaging(POSITION_OFFSET_MAX),
  request: (params) => ({ path: "/positions", query: commaQuery(params), budgetClass: "positions" }),
});

export const closedPositions = defineApiMethod({
  name: "closed-positions",
  description: "What an account held and has given up or redeemed.",
  endpoint: "GET /closed-positions",
  reference: REFERENCE,
  params: z
    .strictObject({
      user: user(),
      market: conditions(IDS_MAX).optional(),
      eventId: eventIds(IDS_MAX).optional(),
      title: z.string().trim().min(1).max(100).optional().describe("Only markets whose title has this text."),
      sortBy: oneOf(["REALIZEDPNL", "TITLE", "PRICE", "AVGPRICE", "TIMESTAMP"], "Sorted by"),
      sortDirection: oneOf(DIRECTIONS, "Which way"),
      limit: rows(50, 10),
      offset: offset(CLOSED_OFFSET_MAX),
    })
    .refine(...atMostOne("market", "eventId")),
  example,
  answer: z.array(ClosedPosition),
  paging: offsetPaging(CLOSED_OFFSET_MAX),
  request: (params) => ({ path: "/closed-positions", query: commaQuery(params), budgetClass: "positions" }),
});

export const value = defineApiMethod({
  name: "value",
  description: "What an account's positions are worth, all of them or those in some markets.",
  endpoint: "GET /value",
  reference: REFERENCE,
  params: z.strictObject({ user: user(), market: conditions(IDS_MAX).optional() }),
  example,
  answer: z.array(PortfolioValue),
  request: (params) => ({ path: "/value", query: commaQuery(params) }),
});

export const traded = defineApiMethod({
  name: "traded",
  description: "In how many markets an account has traded.",
  endpoint: "GET /traded",
  reference: REFERENCE,
  params: z.strictObject({ user: user() }),
  example,
  answer: TradedCount,
  request: (query) => ({ path: "/traded", query }),
});

export const marketPositions = defineApiMethod({
  name: "market-positions",
  description: "Who holds what in a market, and with what profit; limit and offset count per outcome.",
  endpoint: "GET /v1/market-positions",
  reference: REFERENCE,
  params: z.strictObject({
    market: condition(),
    user: user("Only this wallet.").optional(),
    status: oneOf(["OPEN", "CLOSED", "ALL"], "Positions that are"),
    sortBy: oneOf(["TOKENS", "CASH_PNL", "REALIZED_PNL", "TOTAL_PNL"], "Sorted by"),
    sortDirection: oneOf(DIRECTIONS, "Which way"),
    limit: rows(500, 50),
    offset: offset(POSITION_OFFSET_MAX),
  }),
  example: { market: "0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917" },
  answer: z.array(TokenPositions),
  request: (query) => ({ path: "/v1/market-positions", query, budgetClass: "positions" }),
});
