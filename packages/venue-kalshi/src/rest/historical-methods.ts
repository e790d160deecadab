import { type AnyApiMethod, defineApiMethod, flag, wordList } from "@augury/net";
import { z } from "zod";
import { HistoricalCandlesAnswer } from "./candle-schema.ts";
import { FillsAnswer } from "./fill-schema.ts";
import { HistoricalCutoff } from "./historical-schema.ts";
import { MarketAnswer, MarketsAnswer } from "./market-schema.ts";
import { OrdersAnswer } from "./order-schema.ts";
import {
  byCursor,
  commas,
  eventTicker,
  KEY,
  marketTicker,
  pageOf,
  period,
  segment,
  seriesTicker,
  subaccount,
  unixSeconds,
} from "./parameters.ts";
import { PositionsAnswer } from "./position-schema.ts";
import { TradesAnswer } from "./trade-schema.ts";

/** From when to when. */
const BETWEEN = {
  min_ts: unixSeconds("Not before this time, in Unix seconds.").optional(),
  max_ts: unixSeconds("Not after this time, in Unix seconds.").optional(),
};

export const historicalCutoff = defineApiMethod({
  name: "historical-cutoff",
  description: "Where live data end: what is older stands in the history.",
  endpoint: "GET /historical/cutoff",
  reference: "kalshi.md section 7",
  params: z.strictObject({}),
  example: {},
  answer: HistoricalCutoff,
  request: () => ({ path: "/historical/cutoff" }),
});

export const historicalMarkets = defineApiMethod({
  name: "historical-markets",
  description: "Markets settled before the cutoff.",
  endpoint: "GET /historical/markets",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(1000),
    tickers: wordList(1000).optional().describe("Only these tickers, separated by commas."),
    event_ticker: eventTicker("Only this event.").optional(),
    series_ticker: seriesTicker("Only this series.").optional(),
    mve_filter: z.enum(["exclude"]).optional().describe("exclude leaves combos out."),
  }),
  example: { series_ticker: "KXBTC" },
  answer: MarketsAnswer,
  paging: byCursor("markets"),
  request: ({ tickers, ...query }) => ({ path: "/historical/markets", query: { ...query, tickers: commas(tickers) } }),
});

export const historicalMarket = defineApiMethod({
  name: "historical-market",
  description: "One market settled before the cutoff.",
  endpoint: "GET /historical/markets/{ticker}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ticker: marketTicker(),
  }),
  example: { ticker: "KXBTC-26NOV2117-B95000" },
  answer: MarketAnswer,
  request: ({ ticker }) => ({ path: `/historical/markets/${segment(ticker)}` }),
});

export const historicalCandlesticks = defineApiMethod({
  name: "historical-candlesticks",
  description: "Candles of a market settled before the cutoff.",
  endpoint: "GET /historical/markets/{ticker}/candlesticks",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ticker: marketTicker(),
    start_ts: unixSeconds("Begin of the range, in Unix seconds."),
    end_ts: unixSeconds("End of the range, in Unix seconds."),
    period_interval: period(),
  }),
  example: { ticker: "KXBTC-26NOV2117-B95000", start_ts: 1795251600, end_ts: 1795255200, period_interval: 60 },
  answer: HistoricalCandlesAnswer,
  request: ({ ticker, ...query }) => ({ path: `/historical/markets/${segment(ticker)}/candlesticks`, query }),
});

export const historicalTrades = defineApiMethod({
  name: "historical-trades",
  description: "Trades of everybody before the cutoff.",
  endpoint: "GET /historical/trades",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    ...BETWEEN,
    is_block_trade: flag().optional().describe("true: block trades alone. false: none of them."),
  }),
  example: { ticker: "KXBTC-26NOV2117-B95000" },
  answer: TradesAnswer,
  paging: byCursor("trades"),
  request: (query) => ({ path: "/historical/trades", query }),
});

export const historicalFills = defineApiMethod({
  name: "historical-fills",
  description: "Own fills before the cutoff.",
  endpoint: "GET /historical/fills",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    ...BETWEEN,
  }),
  example: { limit: 100 },
  answer: FillsAnswer,
  auth: KEY,
  paging: byCursor("fills"),
  request: (query) => ({ path: "/historical/fills", query }),
});

export const historicalOrders = defineApiMethod({
  name: "historical-orders",
  description: "Own orders before the cutoff.",
  endpoint: "GET /historical/orders",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    ...BETWEEN,
  }),
  example: { limit: 100 },
  answer: OrdersAnswer,
  auth: KEY,
  paging: byCursor("orders"),
  request: (query) => ({ path: "/historical/orders", query }),
});

export const historicalPositions = defineApiMethod({
  name: "historical-positions",
  description: "Own positions before the cutoff.",
  endpoint: "GET /historical/positions",
  reference: "kalshi.md section 9",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    event_ticker: eventTicker("Only this event.").optional(),
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
  }),
  example: { limit: 100 },
  answer: PositionsAnswer,
  auth: KEY,
  paging: byCursor("market_positions"),
  request: (query) => ({ path: "/historical/positions", query }),
});

/** What is older than the cutoff. */
export const HISTORICAL_METHODS: readonly AnyApiMethod[] = [
  historicalCutoff,
  historicalMarkets,
  historicalMarket,
  historicalCandlesticks,
  historicalTrades,
  historicalFills,
  historicalOrders,
  historicalPositions,
];
