import { defineApiMethod, wholeNumber } from "@augury/net";
import { z } from "zod";
import { LiveVolume, OpenInterest, TokenHolders } from "./market-data-schema.ts";
import { commaQuery, conditions, rows } from "./parameters.ts";

const REFERENCE = "polymarket.md section 14";
const IDS_MAX = 50;
const market = ["0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917"];

export const holders = defineApiMethod({
  name: "holders",
  description: "The largest holders of each outcome of some markets.",
  endpoint: "GET /holders",
  reference: REFERENCE,
  params: z.strictObject({
    market: conditions(IDS_MAX),
    limit: rows(500, 100),
    minBalance: wholeNumber(0, 999_999).default(1).describe("Only holders of at least so many contracts."),
  }),
  example: { market, limit: 5 },
  answer: z.array(TokenHolders),
  request: (params) => ({ path: "/holders", query: commaQuery(params) }),
});

export const openInterest = defineApiMethod({
  name: "open-interest",
  description: "Open interest of some markets, or of all together.",
  endpoint: "GET /oi",
  reference: REFERENCE,
  params: z.strictObject({ market: conditions(IDS_MAX).optional() }),
  example: { market },
  answer: z.array(OpenInterest),
  request: (params) => ({ path: "/oi", query: commaQuery(params) }),
});

export const liveVolume = defineApiMethod({
  name: "live-volume",
  description: "Volume of an event and of each of its markets.",
  endpoint: "GET /live-volume",
  reference: REFERENCE,
  params: z.strictObject({ id: wholeNumber(1, 1e12).describe("The event, by Gamma's number.") }),
  example: { id: 16167 },
  answer: z.array(LiveVolume),
  request: (query) => ({ path: "/live-volume", query }),
});
