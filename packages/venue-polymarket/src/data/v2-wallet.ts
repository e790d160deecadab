import { decimal, defineApiMethod, wordList } from "@augury/net";
import { z } from "zod";
import { CURSOR_PAGING, envelopeOf, pageOf } from "./paging.ts";
import { combos, commaQuery, conditions, oneOf, optionalFlag, seconds, user } from "./parameters.ts";
import { ComboPosition } from "./v2-combo-schema.ts";
import { V2_IDS_MAX, V2_MARKETS, V2_PAGE } from "./v2-parameters.ts";
import { Approvals, PnlSeries, UserStats, UserVolume, V2Position, V2Value } from "./v2-wallet-schema.ts";

const REFERENCE = "polymarket.md section 14";
const budgetClass = "v2";
const DIRECTIONS = ["ASC", "DESC"] as const;
const COMBO_STATES = ["OPEN", "REDEEMABLE", "PARTIAL", "RESOLVED_WIN", "RESOLVED_LOSS", "RESOLVED_PARTIAL"] as const;
const example = { user: "0x56687bf447db6ffa42ffe2204a05edaa20f55839" };

export const v2Positions = defineApiMethod({
  name: "v2-positions",
  description: "What an account holds or held, or who holds a market, with costs and fees.",
  endpoint: "GET /v2/positions",
  reference: REFERENCE,
  params: z
    .strictObject({
      user: user().optional(),
      ...V2_MARKETS,
      status: oneOf(["OPEN", "REDEEMABLE", "REDEEMABLE_LOST", "MERGEABLE", "CLOSED"], "Positions that are"),
      title: z.string().trim().min(1).max(200).optional().describe("Only markets whose title has this text."),
      filter_type: oneOf(["CASH", "TOKENS"], "What filter_amount counts"),
      filter_amount: decimal(0, 1e12).optional().describe("Only positions of at least so much."),
      include_archived: optionalFlag("Those in archived markets, too."),
      sort_by: oneOf(
        ["CURRENT_VALUE", "PRICE", "TOKENS", "UNREALIZED_PNL", "REALIZED_PNL", "TOTAL_PNL", "TIMESTAMP"],
        "Sorted by",
      ),
      sort_direction: oneOf(DIRECTIONS, "Which way"),
      start: seconds("Changed at or after this"),
      end: seconds("Changed at or before this"),
      ...V2_PAGE,
    })
    .refine(({ user: wallet, condition }) => wallet !== undefined || condition?.length === 1, {
      error: "a user or exactly one condition must be given",
    }),
  example,
  answer: pageOf(V2Position),
  paging: CURSOR_PAGING,
  request: (params) => ({ path: "/v2/positions", query: commaQuery(params), budgetClass }),
});

export const v2ComboPositions = defineApiMethod({
  name: "v2-combo-positions",
  description: "What an account holds of combos: several markets that must all come true.",
  endpoint: "GET /v2/positions/combos",
  reference: REFERENCE,
  params: z.strictObject({
    user: user(),
    condition: combos(V2_IDS_MAX).optional(),
    status: wordList(COMBO_STATES.length)
      .pipe(z.array(z.enum(COMBO_STATES)))
      .optional()
      .describe(`Positions that are: ${COMBO_STATES.join(", ")}.`),
    sort_by: oneOf(["FIRST_ENTRY", "ENTRY_COST", "CURRENT_VALUE", "UPDATED"], "Sorted by"),
    sort_direction: oneOf(DIRECTIONS, "Which way"),
    updated_after: seconds("Changed at or after this"),
    updated_before: seconds("Changed at or before this"),
    ...V2_PAGE,
  }),
  example,
  answer: pageOf(ComboPosition),
  paging: CURSOR_PAGING,
  request: (params) => ({ path: "/v2/positions/combos", query: commaQuery(params), budgetClass }),
});

export const v2Value = defineApiMethod({
  name: "v2-value",
  description: "What an account's positions are worth, all of them or those in some markets.",
  endpoint: "GET /v2/value",
  reference: REFERENCE,
  params: z.strictObject({ user: user(), condition: conditions(V2_IDS_MAX).optional() }),
  example,
  answer: envelopeOf(V2Value),
  request: (params) => ({ path: "/v2/value", query: commaQuery(params), budgetClass }),
});

export const v2UserPnl = defineApiMethod({
  name: "v2-user-pnl",
  description: "An account's profit over time with what it is made of.",
  endpoint: "GET /v2/user-pnl",
  reference: REFERENCE,
  params: z.strictObject({
    user: user(),
    interval: oneOf(["max", "all", "1m", "1w", "1d", "12h", "6h"], "Over the last"),
    fidelity: oneOf(["1d", "18h", "12h", "3h", "1h"], "A point every"),
  }),
  example: { ...example, interval: "1w", fidelity: "1d" },
  answer: envelopeOf(PnlSeries),
  request: (query) => ({ path: "/v2/user-pnl", query, budgetClass }),
});

export const v2UserStats = defineApiMethod({
  name: "v2-user-stats",
  description: "An account in numbers; null for a wallet that nobody knows.",
  endpoint: "GET /v2/user-stats",
  reference: REFERENCE,
  params: z.strictObject({ user: user() }),
  example,
  answer: envelopeOf(UserStats.nullable()),
  request: (query) => ({ path: "/v2/user-stats", query, budgetClass }),
});

export const v2UserVolume = defineApiMethod({
  name: "v2-user-volume",
  description: "An account's volume in whole days (UTC).",
  endpoint: "GET /v2/user-volume",
  reference: REFERENCE,
  params: z.strictObject({ user: user(), start: seconds("From the day of this"), end: seconds("To the day of this") }),
  example,
  answer: envelopeOf(UserVolume),
  request: (query) => ({ path: "/v2/user-volume", query, budgetClass }),
});

export const v2Approvals = defineApiMethod({
  name: "v2-approvals",
  description: "Which contracts an account lets move its tokens.",
  endpoint: "GET /v2/approvals",
  reference: REFERENCE,
  params: z.strictObject({ user: user() }),
  example,
  answer: envelopeOf(Approvals),
  request: (query) => ({ path: "/v2/approvals", query, budgetClass }),
});
