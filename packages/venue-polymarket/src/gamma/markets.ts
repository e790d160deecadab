import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { MARKET_FILTERS } from "./market-filters.ts";
import { GammaMarket } from "./market-schema.ts";
import { nextCursor, OFFSET_PAGING } from "./paging.ts";
import { filterFlag, id, KEYSET_PAGE, OFFSET_PAGE, ORDER, slug, withOrder } from "./parameters.ts";
import { Tag } from "./tag-schema.ts";

const REFERENCE = "polymarket.md section 13";
const WithTags = { include_tag: filterFlag("With the market's tags.") };

export const markets = defineApiMethod({
  name: "markets",
  description: "Markets by number, slug, token, tag, date, volume …; open ones unless closed is true.",
  endpoint: "GET /markets",
  reference: REFERENCE,
  params: z.strictObject({ ...MARKET_FILTERS, ...ORDER, ...OFFSET_PAGE }),
  example: { order: "volume24hr", ascending: false, limit: 5 },
  answer: z.array(GammaMarket),
  paging: OFFSET_PAGING,
  request: (params) => ({ path: "/markets", query: withOrder(params), budgetClass: "markets" }),
});

export const marketsKeyset = defineApiMethod({
  name: "markets-keyset",
  description: "The same markets page by page with a cursor, so that none is missed while others come and go.",
  endpoint: "GET /markets/keyset",
  reference: REFERENCE,
  params: z.strictObject({ ...MARKET_FILTERS, ...ORDER, ...KEYSET_PAGE }),
  example: { limit: 5 },
  answer: z.object({
    markets: z.array(GammaMarket),
    next_cursor: z.string().nullish(),
    $schema: z.unknown().optional(),
  }),
  paging: { next: ({ next_cursor }) => nextCursor(next_cursor), items: (page) => page.markets },
  request: (params) => ({ path: "/markets/keyset", query: withOrder(params), budgetClass: "markets" }),
});

export const market = defineApiMethod({
  name: "market",
  description: "One market by its number.",
  endpoint: "GET /markets/{id}",
  reference: REFERENCE,
  params: z.strictObject({ id: id("market"), ...WithTags }),
  example: { id: 240380 },
  answer: GammaMarket,
  request: ({ id: number, ...query }) => ({ path: `/markets/${number}`, query, budgetClass: "markets" }),
});

export const marketBySlug = defineApiMethod({
  name: "market-by-slug",
  description: "One market by its slug.",
  endpoint: "GET /markets/slug/{slug}",
  reference: REFERENCE,
  params: z.strictObject({ slug: slug("market"), ...WithTags }),
  example: { slug: "btc-updown-5m-1784851200" },
  answer: GammaMarket,
  request: ({ slug: word, ...query }) => ({
    path: `/markets/slug/${encodeURIComponent(word)}`,
    query,
    budgetClass: "markets",
  }),
});

export const marketTags = defineApiMethod({
  name: "market-tags",
  description: "The tags of a market.",
  endpoint: "GET /markets/{id}/tags",
  reference: REFERENCE,
  params: z.strictObject({ id: id("market") }),
  example: { id: 240380 },
  answer: z.array(Tag),
  request: ({ id: number }) => ({ path: `/markets/${number}/tags`, budgetClass: "markets" }),
});
