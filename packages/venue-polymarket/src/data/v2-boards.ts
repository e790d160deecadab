import { defineApiMethod, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { CURSOR_PAGING, envelopeOf, pageOf } from "./paging.ts";
import { oneOf, user } from "./parameters.ts";
import { BiggestWin, V2BuilderPlace, V2BuilderVolume, V2Standing, V2TraderPlace } from "./v2-board-schema.ts";
import { V2_PAGE, V2_PERIOD, V2_PERIODS } from "./v2-parameters.ts";
import { ServiceStatus } from "./v2-status-schema.ts";

const REFERENCE = "polymarket.md section 14";
const budgetClass = "v2";
const category = word().optional().describe("Only markets of a category: overall, sports, crypto, combos, esports …");

export const v2Leaderboard = defineApiMethod({
  name: "v2-leaderboard",
  description: "The accounts with the largest profit or volume, page by page.",
  endpoint: "GET /v2/leaderboard",
  reference: REFERENCE,
  params: z.strictObject({
    time_period: V2_PERIOD,
    category,
    sort_by: oneOf(["PNL", "VOLUME"], "Sorted by"),
    ...V2_PAGE,
  }),
  example: { time_period: "week", limit: 5 },
  answer: pageOf(V2TraderPlace),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/v2/leaderboard", query, budgetClass }),
});

export const v2Standing = defineApiMethod({
  name: "v2-standing",
  description: "One account's places by profit and by volume; null for a wallet that nobody knows.",
  endpoint: "GET /v2/leaderboard",
  reference: REFERENCE,
  params: z.strictObject({ user: user(), time_period: V2_PERIOD, category }),
  example: { user: "0x56687bf447db6ffa42ffe2204a05edaa20f55839", time_period: "all" },
  answer: envelopeOf(V2Standing.nullable()),
  request: (query) => ({ path: "/v2/leaderboard", query, budgetClass }),
});

export const v2BiggestWinners = defineApiMethod({
  name: "v2-biggest-winners",
  description: "The single positions that won most.",
  endpoint: "GET /v2/biggest-winners",
  reference: REFERENCE,
  params: z.strictObject({ time_period: V2_PERIOD, category, ...V2_PAGE }),
  example: { time_period: "week", limit: 5 },
  answer: pageOf(BiggestWin),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/v2/biggest-winners", query, budgetClass }),
});

export const v2BuildersLeaderboard = defineApiMethod({
  name: "v2-builders-leaderboard",
  description: "The builders that the largest volume came through, page by page.",
  endpoint: "GET /v2/builders/leaderboard",
  reference: REFERENCE,
  params: z.strictObject({ time_period: V2_PERIOD, ...V2_PAGE }),
  example: { time_period: "week", limit: 5 },
  answer: pageOf(V2BuilderPlace),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/v2/builders/leaderboard", query, budgetClass }),
});

export const v2BuildersVolume = defineApiMethod({
  name: "v2-builders-volume",
  description: "The builders' volume over time, newest first.",
  endpoint: "GET /v2/builders/volume",
  reference: REFERENCE,
  params: z.strictObject({
    interval: oneOf(V2_PERIODS, "A row per builder and"),
    limit: wholeNumber(0, 90).default(30).describe("How many of the last days, weeks, months or years."),
  }),
  example: { interval: "week", limit: 2 },
  answer: envelopeOf(z.array(V2BuilderVolume)),
  request: (query) => ({ path: "/v2/builders/volume", query, budgetClass }),
});

export const v2Status = defineApiMethod({
  name: "v2-status",
  description: "How far the Data API is behind the chain.",
  endpoint: "GET /v2/status",
  reference: REFERENCE,
  params: z.strictObject({}),
  example: {},
  answer: envelopeOf(ServiceStatus),
  request: () => ({ path: "/v2/status", budgetClass }),
});
