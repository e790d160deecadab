import { type AnyApiMethod, defineApiMethod, flag, word } from "@augury/net";
import { z } from "zod";
import { ComboMarket, EventCollectionAnswer, EventCollectionsAnswer } from "./collection-schema.ts";
import { SelectedMarket } from "./new-order.ts";
import { byCursor, eventTicker, jsonList, KEY, pageOf, segment, seriesTicker } from "./parameters.ts";

export const collections = defineApiMethod({
  name: "collections",
  description: "Collections that combos are made of.",
  endpoint: "GET /multivariate_event_collections",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(200),
    status: z
      .enum(["unopened", "open", "closed"])
      .optional()
      .describe("Only collections in this state: unopened, open or closed."),
    associated_event_ticker: eventTicker("Only collections with this event.").optional(),
    series_ticker: seriesTicker("Only this series.").optional(),
  }),
  example: { status: "open" },
  answer: EventCollectionsAnswer,
  paging: byCursor("multivariate_contracts"),
  request: (query) => ({ path: "/multivariate_event_collections", query }),
});

export const collection = defineApiMethod({
  name: "collection",
  description: "One collection.",
  endpoint: "GET /multivariate_event_collections/{collection_ticker}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    collection_ticker: word().describe("Ticker of the collection."),
  }),
  example: { collection_ticker: "KXMVESPORTS-R" },
  answer: EventCollectionAnswer,
  request: ({ collection_ticker }) => ({ path: `/multivariate_event_collections/${segment(collection_ticker)}` }),
});

export const createCombo = defineApiMethod({
  name: "create-combo",
  description: "Makes the market of a combination, or finds the one there is.",
  endpoint: "POST /multivariate_event_collections/{collection_ticker}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    collection_ticker: word().describe("Ticker of the collection."),
    selected_markets: jsonList(SelectedMarket, 100).describe(
      "The legs as JSON: [{market_ticker, event_ticker, side}].",
    ),
    with_market_payload: flag().optional().describe("Answer with the whole market."),
  }),
  example: {
    collection_ticker: "KXMVESPORTS-R",
    selected_markets: [{ market_ticker: "KXBTC-26NOV2117-B95000", event_ticker: "KXBTC-26NOV2117", side: "yes" }],
  },
  answer: ComboMarket,
  auth: KEY,
  effect: "write",
  request: ({ collection_ticker, ...body }) => ({
    method: "POST",
    path: `/multivariate_event_collections/${segment(collection_ticker)}`,
    body,
  }),
});

/** Collections of combos. */
export const COLLECTION_METHODS: readonly AnyApiMethod[] = [collections, collection, createCombo];
