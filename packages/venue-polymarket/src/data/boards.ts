import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { BuilderPlace, BuilderVolume, TraderPlace } from "./board-schema.ts";
import { offsetPaging } from "./paging.ts";
import { offset, oneOf, rows, user } from "./parameters.ts";

const REFERENCE = "polymarket.md section 14";
const OFFSET_MAX = 1000;
const PERIODS = ["DAY", "WEEK", "MONTH", "ALL"] as const;
const CATEGORIES = [
  "OVERALL",
  "POLITICS",
  "SPORTS",
  "ESPORTS",
  "CRYPTO",
  "CULTURE",
  "MENTIONS",
  "WEATHER",
  "ECONOMICS",
  "TECH",
  "FINANCE",
] as const;

export const leaderboard = defineApiMethod({
  name: "leaderboard",
  description: "The accounts with the largest profit or volume.",
  endpoint: "GET /v1/leaderboard",
  reference: REFERENCE,
  params: z.strictObject({
    category: oneOf(CATEGORIES, "Only markets of"),
    timePeriod: oneOf(PERIODS, "Over the last"),
    orderBy: oneOf(["PNL", "VOL"], "Sorted by"),
    user: user("Only this wallet's place.").optional(),
    userName: z.string().trim().min(1).max(200).optional().describe("Only the place of the account with this name."),
    limit: rows(50, 25),
    offset: offset(OFFSET_MAX),
  }),
  example: { timePeriod: "WEEK", limit: 5 },
  answer: z.array(TraderPlace),
  paging: offsetPaging(OFFSET_MAX),
  request: (query) => ({ path: "/v1/leaderboard", query }),
});

export const buildersLeaderboard = defineApiMethod({
  name: "builders-leaderboard",
  description: "The builders that the largest volume came through.",
  endpoint: "GET /v1/builders/leaderboard",
  reference: REFERENCE,
  params: z.strictObject({
    timePeriod: oneOf(PERIODS, "Over the last"),
    limit: rows(50, 25),
    offset: offset(OFFSET_MAX),
  }),
  example: { timePeriod: "WEEK", limit: 5 },
  answer: z.array(BuilderPlace),
  paging: offsetPaging(OFFSET_MAX),
  request: (query) => ({ path: "/v1/builders/leaderboard", query }),
});

export const buildersVolume = defineApiMethod({
  name: "builders-volume",
  description: "The builders' volume day by day.",
  endpoint: "GET /v1/builders/volume",
  reference: REFERENCE,
  params: z.strictObject({ timePeriod: oneOf(PERIODS, "Over the last") }),
  example: { timePeriod: "DAY" },
  answer: z.array(BuilderVolume),
  request: (query) => ({ path: "/v1/builders/volume", query }),
});
