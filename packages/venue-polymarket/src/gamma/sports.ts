import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { OFFSET_PAGING } from "./paging.ts";
import { id, list, OFFSET_PAGE, ORDER, withOrder } from "./parameters.ts";
import { SportMetadata, SportsMarketTypes, Team } from "./sports-schema.ts";

const REFERENCE = "polymarket.md section 13";

export const sports = defineApiMethod({
  name: "sports",
  description: "Sports and leagues with their tags, series and rules.",
  endpoint: "GET /sports",
  reference: REFERENCE,
  params: z.strictObject({}),
  example: {},
  answer: z.array(SportMetadata),
  request: () => ({ path: "/sports" }),
});

export const sportsMarketTypes = defineApiMethod({
  name: "sports-market-types",
  description: "The kinds of markets that sports events have.",
  endpoint: "GET /sports/market-types",
  reference: REFERENCE,
  params: z.strictObject({}),
  example: {},
  answer: SportsMarketTypes,
  request: () => ({ path: "/sports/market-types" }),
});

export const teams = defineApiMethod({
  name: "teams",
  description: "Teams by league, name or abbreviation.",
  endpoint: "GET /teams",
  reference: REFERENCE,
  params: z.strictObject({
    league: list("leagues"),
    name: list("names"),
    abbreviation: list("abbreviations"),
    ...ORDER,
    ...OFFSET_PAGE,
  }),
  example: { league: "nba", limit: 5 },
  answer: z.array(Team),
  paging: OFFSET_PAGING,
  request: (params) => ({ path: "/teams", query: withOrder(params) }),
});

export const team = defineApiMethod({
  name: "team",
  description: "One team by its number.",
  endpoint: "GET /teams/{id}",
  reference: REFERENCE,
  params: z.strictObject({ id: id("team") }),
  example: { id: 1 },
  answer: Team,
  request: ({ id: number }) => ({ path: `/teams/${number}` }),
});
