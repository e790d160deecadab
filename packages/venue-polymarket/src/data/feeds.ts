import { decimal, defineApiMethod, flag, wordList } from "@augury/net";
import { z } from "zod";
import { DataActivity, DataTrade } from "./feed-schema.ts";
import { offsetPaging } from "./paging.ts";
import {
  allOrNone,
  atMostOne,
  commaQuery,
  conditions,
  eventIds,
  offset,
  oneOf,
  rows,
  seconds,
  user,
} from "./parameters.ts";

const REFERENCE = "polymarket.md section 14";
const SIDES = ["BUY", "SELL"] as const;
const IDS_MAX = 50;
const OFFSET_MAX = 10_000;

/** What an account can do, in both versions; TIP is shown only when it is asked for. */
export const ACTIVITY_TYPES = [
  "TRADE",
  "SPLIT",
  "MERGE",
  "REDEEM",
  "REWARD",
  "CONVERSION",
  "MAKER_REBATE",
  "TAKER_REBATE",
  "MIGRATION",
  "DEPOSIT",
  "WITHDRAWAL",
  "YIELD",
  "REFERRAL_REWARD",
  "TIP",
] as const;

export function activityTypes() {
  return wordList(ACTIVITY_TYPES.length)
    .pipe(z.array(z.enum(ACTIVITY_TYPES)))
    .optional()
    .describe(`Only these: ${ACTIVITY_TYPES.join(", ")}.`);
}

export const trades = defineApiMethod({
  name: "trades",
  description:
    "Public trades, newest first: all of them, of an account, or of some markets or events. Minutes late: not for own fills.",
  endpoint: "GET /trades",
  reference: REFERENCE,
  params: z
    .strictObject({
      user: user("Only trades of this wallet.").optional(),
      market: conditions(IDS_MAX).optional(),
      eventId: eventIds(IDS_MAX).optional(),
      side: oneOf(SIDES, "Only"),
      takerOnly: flag().default(true).describe("false: the makers' side of each trade, too."),
      filterType: oneOf(["CASH", "TOKENS"], "What filterAmount counts"),
      filterAmount: decimal(0, 1e12).optional().describe("Only trades of at least so much."),
      limit: rows(10_000, 100),
      offset: offset(OFFSET_MAX),
    })
    .refine(...atMostOne("market", "eventId"))
    .refine(...allOrNone("filterType", "filterAmount")),
  example: { limit: 5 },
  answer: z.array(DataTrade),
  paging: offsetPaging(OFFSET_MAX),
  request: (params) => ({ path: "/trades", query: commaQuery(params), budgetClass: "trades" }),
});

export const activity = defineApiMethod({
  name: "activity",
  description: "What an account did: trades, splits, merges, redemptions, rewards, rebates, transfers.",
  endpoint: "GET /activity",
  reference: REFERENCE,
  params: z
    .strictObject({
      user: user(),
      market: conditions(IDS_MAX).optional(),
      eventId: eventIds(IDS_MAX).optional(),
      type: activityTypes(),
      side: oneOf(SIDES, "Only"),
      start: seconds("Not before this; left out, three years back"),
      end: seconds("Not after this"),
      sortBy: oneOf(["TIMESTAMP", "TOKENS", "CASH"], "Sorted by"),
      sortDirection: oneOf(["ASC", "DESC"], "Which way"),
      limit: rows(500, 100),
      offset: offset(OFFSET_MAX),
    })
    .refine(...atMostOne("market", "eventId")),
  example: { user: "0x56687bf447db6ffa42ffe2204a05edaa20f55839", limit: 5 },
  answer: z.array(DataActivity),
  paging: offsetPaging(OFFSET_MAX),
  request: (params) => ({ path: "/activity", query: commaQuery(params) }),
});
