import { decimal, defineApiMethod, wholeNumber } from "@augury/net";
import { z } from "zod";
import { tokenId } from "../clob/parameters.ts";
import { CURSOR_PAGING, cursor, envelopeOf, pageOf } from "./paging.ts";
import { commaQuery, conditions, eventIds, exactlyOne, oneOf, optionalFlag, rows } from "./parameters.ts";
import { PricePoint, V2LiveVolume, V2OpenInterest, V2Resolution, V2TokenHolders } from "./v2-market-schema.ts";
import { fromSecondOne, V2_IDS_MAX, V2_MARKETS, V2_PAGE } from "./v2-parameters.ts";

const REFERENCE = "polymarket.md section 14";
const budgetClass = "v2";
const POINTS_MAX = 10_000;
const HOLDERS_WITH_PNL_MAX = 100;
const condition = ["0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917"];

export const v2Holders = defineApiMethod({
  name: "v2-holders",
  description: "The largest holders of each outcome of some markets; with profits of one market at a time.",
  endpoint: "GET /v2/holders",
  reference: REFERENCE,
  params: z
    .strictObject({
      condition: conditions(V2_IDS_MAX),
      min_balance: decimal(0, 1e12).optional().describe("Only holders of at least so many contracts."),
      include_pnl: optionalFlag("With costs and profits."),
      ...V2_PAGE,
    })
    .refine((one) => !one.include_pnl || (one.condition.length === 1 && one.limit <= HOLDERS_WITH_PNL_MAX), {
      error: `with include_pnl there must be one condition and a limit of at most ${HOLDERS_WITH_PNL_MAX}`,
    }),
  example: { condition, limit: 5 },
  answer: pageOf(V2TokenHolders),
  paging: CURSOR_PAGING,
  request: (params) => ({ path: "/v2/holders", query: commaQuery(params), budgetClass }),
});

export const v2OpenInterest = defineApiMethod({
  name: "v2-open-interest",
  description: "Open interest of some markets, or of all together.",
  endpoint: "GET /v2/oi",
  reference: REFERENCE,
  params: z.strictObject({ condition: conditions(V2_IDS_MAX).optional() }),
  example: { condition },
  answer: envelopeOf(z.array(V2OpenInterest)),
  request: (params) => ({ path: "/v2/oi", query: commaQuery(params), budgetClass }),
});

export const v2LiveVolume = defineApiMethod({
  name: "v2-live-volume",
  description: "The takers' volume of some events and of each of their markets.",
  endpoint: "GET /v2/live-volume",
  reference: REFERENCE,
  params: z.strictObject({ event_id: eventIds(V2_IDS_MAX) }),
  example: { event_id: ["16167"] },
  answer: envelopeOf(V2LiveVolume),
  request: (params) => ({ path: "/v2/live-volume", query: commaQuery(params), budgetClass }),
});

export const v2PricesHistory = defineApiMethod({
  name: "v2-prices-history",
  description:
    "Prices of a token over time, oldest first: of a stretch of at most 15 days, of an interval, or at one moment.",
  endpoint: "GET /v2/prices-history",
  reference: REFERENCE,
  params: z
    .strictObject({
      token_id: tokenId().describe("The outcome's token."),
      start: fromSecondOne("From this on"),
      end: fromSecondOne("Before this; needs start"),
      interval: oneOf(["max", "all", "1m", "1w", "1d", "6h", "1h"], "Instead of start: over the last"),
      as_of: fromSecondOne("Instead of start: the last price at or before this"),
      bucket_seconds: wholeNumber(60, 86_400).optional().describe("A point every so many seconds."),
      limit: rows(POINTS_MAX, POINTS_MAX),
      cursor: cursor(),
    })
    .refine(...exactlyOne("start", "interval", "as_of"))
    .refine(({ start, end }) => end === undefined || start !== undefined, { error: "end needs start" }),
  example: {
    token_id: "71321045863084981365469005770620412523470745398083994982746259498689308907982",
    interval: "1d",
  },
  answer: pageOf(PricePoint),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/v2/prices-history", query, budgetClass }),
});

export const v2Resolutions = defineApiMethod({
  name: "v2-resolutions",
  description: "How the resolution of a question, of some markets or of some events stands.",
  endpoint: "GET /v2/resolutions",
  reference: REFERENCE,
  params: z
    .strictObject({
      question_id: z
        .string()
        .trim()
        .regex(/^0x[0-9a-fA-F]{64}$/, { error: "must be a question id: 0x and 64 hex digits" })
        .optional()
        .describe("One question of the oracle."),
      ...V2_MARKETS,
    })
    .refine(...exactlyOne("question_id", "condition", "event_id")),
  example: { condition },
  answer: envelopeOf(z.array(V2Resolution)),
  request: (params) => ({ path: "/v2/resolutions", query: commaQuery(params), budgetClass }),
});
