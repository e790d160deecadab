import { decimal, defineApiMethod, flag } from "@augury/net";
import { z } from "zod";
import { activityTypes } from "./feeds.ts";
import { CURSOR_PAGING, pageOf } from "./paging.ts";
import { atMostOne, combos, commaQuery, oneOf, optionalFlag, seconds, user } from "./parameters.ts";
import { V2Activity, V2ComboActivity, V2Trade } from "./v2-feed-schema.ts";
import { V2_IDS_MAX, V2_MARKETS, V2_PAGE } from "./v2-parameters.ts";

const REFERENCE = "polymarket.md section 14";
const budgetClass = "v2";
const SIDES = ["BUY", "SELL"] as const;
const example = { user: "0x56687bf447db6ffa42ffe2204a05edaa20f55839", limit: 5 };

export const v2Trades = defineApiMethod({
  name: "v2-trades",
  description: "Public trades, newest first, page by page with a cursor. Up to 5 minutes late: not for own fills.",
  endpoint: "GET /v2/trades",
  reference: REFERENCE,
  params: z
    .strictObject({
      user: user("Only trades of this wallet.").optional(),
      ...V2_MARKETS,
      side: oneOf(SIDES, "Only"),
      taker_only: flag().default(true).describe("false: the makers' side of each trade, too."),
      filter_type: oneOf(["CASH", "TOKENS"], "What filter_amount counts"),
      filter_amount: decimal(0, 1e12).optional().describe("Only trades of at least so much."),
      start: seconds("With a user, not before this"),
      end: seconds("With a user, not after this"),
      ...V2_PAGE,
    })
    .refine(...atMostOne("condition", "event_id")),
  example: { limit: 5 },
  answer: pageOf(V2Trade),
  paging: CURSOR_PAGING,
  request: (params) => ({ path: "/v2/trades", query: commaQuery(params), budgetClass }),
});

export const v2Activity = defineApiMethod({
  name: "v2-activity",
  description: "What an account did, page by page with a cursor; tips only when asked for.",
  endpoint: "GET /v2/activity",
  reference: REFERENCE,
  params: z
    .strictObject({
      user: user(),
      ...V2_MARKETS,
      type: activityTypes(),
      side: oneOf(SIDES, "Only"),
      start: seconds("Not before this; left out, three years back"),
      end: seconds("Not after this"),
      sort_direction: oneOf(["ASC", "DESC"], "By time, which way"),
      exclude_deposits_withdrawals: optionalFlag("false: deposits and withdrawals, too."),
      ...V2_PAGE,
    })
    .refine(...atMostOne("condition", "event_id")),
  example,
  answer: pageOf(V2Activity),
  paging: CURSOR_PAGING,
  request: (params) => ({ path: "/v2/activity", query: commaQuery(params), budgetClass }),
});

export const v2ComboActivity = defineApiMethod({
  name: "v2-combo-activity",
  description: "What an account did with combos: split, merge, convert, compress, wrap, unwrap, redeem.",
  endpoint: "GET /v2/activity/combos",
  reference: REFERENCE,
  params: z.strictObject({ user: user(), condition: combos(V2_IDS_MAX).optional(), ...V2_PAGE }),
  example,
  answer: pageOf(V2ComboActivity),
  paging: CURSOR_PAGING,
  request: (params) => ({ path: "/v2/activity/combos", query: commaQuery(params), budgetClass }),
});
