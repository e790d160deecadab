import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { EXAMPLE_TOKEN, OneToken } from "./books.ts";
import { CompactMarket, FullMarket, LiveActivity, SimplifiedMarket } from "./market-schema.ts";
import { CURSOR_PAGING, cursor, cursorPage } from "./paging.ts";
import { conditionId } from "./parameters.ts";

const REFERENCE = "polymarket.md section 3";
const OnePage = z.strictObject({ next_cursor: cursor() });
const OneMarket = z.strictObject({ condition_id: conditionId().describe("Condition id of a market.") });
const example = { condition_id: "0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917" };

interface Listing<T> {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly item: z.ZodType<T>;
}

function defineListing<T>({ name, description, path, item }: Listing<T>) {
  return defineApiMethod({
    name,
    description,
    endpoint: `GET ${path}`,
    reference: REFERENCE,
    params: OnePage,
    example: {},
    answer: cursorPage(item),
    paging: CURSOR_PAGING,
    request: (query) => ({ path, query }),
  });
}

export const markets = defineListing({
  name: "markets",
  description: "All markets there ever were, a page at a time.",
  path: "/markets",
  item: FullMarket,
});

export const simplifiedMarkets = defineListing({
  name: "simplified-markets",
  description: "All markets with the fields that trading needs, a page at a time.",
  path: "/simplified-markets",
  item: SimplifiedMarket,
});

export const samplingMarkets = defineListing({
  name: "sampling-markets",
  description: "Markets that pay liquidity rewards, a page at a time.",
  path: "/sampling-markets",
  item: FullMarket,
});

export const samplingSimplifiedMarkets = defineListing({
  name: "sampling-simplified-markets",
  description: "Markets that pay liquidity rewards with the fields that trading needs, a page at a time.",
  path: "/sampling-simplified-markets",
  item: SimplifiedMarket,
});

export const market = defineApiMethod({
  name: "market",
  description: "One market with its tokens, prices and winner. A new one may be 404 for some minutes.",
  endpoint: "GET /markets/{condition_id}",
  reference: REFERENCE,
  params: OneMarket,
  example,
  answer: FullMarket,
  request: ({ condition_id }) => ({ path: `/markets/${condition_id}` }),
});

export const marketByToken = defineApiMethod({
  name: "market-by-token",
  description: "The market that a token belongs to.",
  endpoint: "GET /markets-by-token/{token_id}",
  reference: REFERENCE,
  params: OneToken,
  example: { token_id: EXAMPLE_TOKEN },
  answer: z.object({
    condition_id: z.string(),
    primary_token_id: z.string().optional(),
    secondary_token_id: z.string().optional(),
  }),
  request: ({ token_id }) => ({ path: `/markets-by-token/${token_id}` }),
});

export const clobMarket = defineApiMethod({
  name: "clob-market",
  description:
    "Everything about a market that trading needs in one call, under short keys; fd is the fee that is charged.",
  endpoint: "GET /clob-markets/{condition_id}",
  reference: REFERENCE,
  params: OneMarket,
  example,
  answer: CompactMarket,
  request: ({ condition_id }) => ({ path: `/clob-markets/${condition_id}` }),
});

export const liveActivity = defineApiMethod({
  name: "live-activity",
  description: "Recent public trades of a market with who made them.",
  endpoint: "GET /markets/live-activity/{condition_id}",
  reference: REFERENCE,
  params: OneMarket,
  example,
  answer: z.array(LiveActivity),
  request: ({ condition_id }) => ({ path: `/markets/live-activity/${condition_id}` }),
});
