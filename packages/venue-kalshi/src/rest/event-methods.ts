import { type AnyApiMethod, defineApiMethod, flag, word, wordList } from "@augury/net";
import { z } from "zod";
import {
  EventAnswer,
  EventFeeChangesAnswer,
  EventMetadata,
  EventsAnswer,
  ForecastAnswer,
  MultivariateEventsAnswer,
} from "./event-schema.ts";
import {
  byCursor,
  commas,
  eventTicker,
  KEY,
  numberList,
  pageOf,
  period,
  segment,
  seriesTicker,
  unixSeconds,
} from "./parameters.ts";

export const listEvents = defineApiMethod({
  name: "events",
  description: "Events, combos left out.",
  endpoint: "GET /events",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(200),
    with_nested_markets: flag().optional().describe("Put the markets into each event."),
    with_milestones: flag().optional().describe("With the milestones beside the events."),
    status: z.enum(["unopened", "open", "closed", "settled"]).optional().describe("unopened, open, closed or settled."),
    series_ticker: seriesTicker("Only this series.").optional(),
    tickers: wordList(200).optional().describe("Only these tickers, separated by commas."),
    min_close_ts: unixSeconds("With a market that closes after this time, in Unix seconds.").optional(),
    min_updated_ts: unixSeconds("Only what has changed since, in Unix seconds; trading is no change.").optional(),
  }),
  example: { status: "open", limit: 50 },
  answer: EventsAnswer,
  paging: byCursor("events"),
  request: ({ tickers, ...query }) => ({ path: "/events", query: { ...query, tickers: commas(tickers) } }),
});

export const readEvent = defineApiMethod({
  name: "event",
  description: "One event; its markets stand beside it, or in it when nested.",
  endpoint: "GET /events/{event_ticker}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    event_ticker: eventTicker(),
    with_nested_markets: flag().optional().describe("Put the markets into each event."),
  }),
  example: { event_ticker: "KXBTC-26NOV2117" },
  answer: EventAnswer,
  request: ({ event_ticker, ...query }) => ({ path: `/events/${segment(event_ticker)}`, query }),
});

export const eventMetadata = defineApiMethod({
  name: "event-metadata",
  description: "Pictures and sources of an event.",
  endpoint: "GET /events/{event_ticker}/metadata",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    event_ticker: eventTicker(),
  }),
  example: { event_ticker: "KXBTC-26NOV2117" },
  answer: EventMetadata,
  request: ({ event_ticker }) => ({ path: `/events/${segment(event_ticker)}/metadata` }),
});

export const eventFeeChanges = defineApiMethod({
  name: "event-fee-changes",
  description: "Fees that events have of their own, to come and past.",
  endpoint: "GET /events/fee_changes",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(1000),
    event_ticker: eventTicker("Only this event.").optional(),
  }),
  example: { limit: 100 },
  answer: EventFeeChangesAnswer,
  paging: byCursor("event_fee_changes"),
  request: (query) => ({ path: "/events/fee_changes", query }),
});

export const eventForecast = defineApiMethod({
  name: "event-forecast",
  description: "How percentiles of an event's forecast moved.",
  endpoint: "GET /series/{series_ticker}/events/{ticker}/forecast_percentile_history",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    series_ticker: seriesTicker(),
    ticker: eventTicker(),
    percentiles: numberList(0, 9999, 10).describe("Percentiles from 0 to 9999, at most ten, separated by commas."),
    start_ts: unixSeconds("Begin of the range, in Unix seconds."),
    end_ts: unixSeconds("End of the range, in Unix seconds."),
    period_interval: period(0).describe("Minutes per point: 0 (that is 5 s), 1, 60 or 1440."),
  }),
  example: {
    series_ticker: "KXBTC",
    ticker: "KXBTC-26NOV2117",
    percentiles: [2500, 5000],
    start_ts: 1795251600,
    end_ts: 1795255200,
    period_interval: 60,
  },
  answer: ForecastAnswer,
  auth: KEY,
  authOptional: true,
  request: ({ series_ticker, ticker, ...query }) => ({
    path: `/series/${segment(series_ticker)}/events/${segment(ticker)}/forecast_percentile_history`,
    query,
  }),
});

export const multivariateEvents = defineApiMethod({
  name: "multivariate-events",
  description: "Events that are combos.",
  endpoint: "GET /events/multivariate",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(200),
    series_ticker: seriesTicker("Only this series.").optional(),
    collection_ticker: word().optional().describe("Only this collection; not together with a series."),
    with_nested_markets: flag().optional().describe("Put the markets into each event."),
  }),
  example: { limit: 50 },
  answer: MultivariateEventsAnswer,
  paging: byCursor("events"),
  request: (query) => ({ path: "/events/multivariate", query }),
});

/** Events. */
export const EVENT_METHODS: readonly AnyApiMethod[] = [
  listEvents,
  readEvent,
  eventMetadata,
  eventFeeChanges,
  eventForecast,
  multivariateEvents,
];
