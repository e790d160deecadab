import { type AnyApiMethod, defineApiMethod, flag, wordList } from "@augury/net";
import { z } from "zod";
import { commas, segment, seriesTicker, unixSeconds } from "./parameters.ts";
import { SeriesAnswer, SeriesFeeChangesAnswer, SeriesListAnswer } from "./series-schema.ts";

export const seriesList = defineApiMethod({
  name: "series-list",
  description: "Series by category and tags.",
  endpoint: "GET /series",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    category: z.string().trim().min(1).max(128).optional().describe("A category, exactly as the venue writes it."),
    tags: wordList(50).optional().describe("Tags, separated by commas."),
    include_product_metadata: flag().optional().describe("With the product metadata."),
    include_volume: flag().optional().describe("With the volume of all events."),
    min_updated_ts: unixSeconds("Only what has changed since, in Unix seconds; trading is no change.").optional(),
  }),
  example: { category: "Crypto" },
  answer: SeriesListAnswer,
  request: ({ tags, ...query }) => ({ path: "/series", query: { ...query, tags: commas(tags) } }),
});

export const readSeries = defineApiMethod({
  name: "series",
  description: "One series with its fees and sources.",
  endpoint: "GET /series/{series_ticker}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    series_ticker: seriesTicker(),
    include_volume: flag().optional().describe("With the volume of all events."),
  }),
  example: { series_ticker: "KXBTC" },
  answer: SeriesAnswer,
  request: ({ series_ticker, ...query }) => ({ path: `/series/${segment(series_ticker)}`, query }),
});

export const seriesFeeChanges = defineApiMethod({
  name: "series-fee-changes",
  description: "Changes of fees, to come and past.",
  endpoint: "GET /series/fee_changes",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    series_ticker: seriesTicker("Only this series.").optional(),
    show_historical: flag().optional().describe("With those that are past."),
  }),
  example: { show_historical: true },
  answer: SeriesFeeChangesAnswer,
  request: (query) => ({ path: "/series/fee_changes", query }),
});

/** Series and their fees. */
export const SERIES_METHODS: readonly AnyApiMethod[] = [seriesList, readSeries, seriesFeeChanges];
