import { type AnyApiMethod, defineApiMethod, flag, wordList } from "@augury/net";
import { z } from "zod";
import { CandlesAnswer, CandlesBatchAnswer, EventCandlesAnswer } from "./candle-schema.ts";
import { commas, eventTicker, marketTicker, period, segment, seriesTicker, unixSeconds } from "./parameters.ts";

export const candlesticks = defineApiMethod({
  name: "candlesticks",
  description: "Candles of one market: bid, ask, price, volume, open interest.",
  endpoint: "GET /series/{series_ticker}/markets/{ticker}/candlesticks",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    series_ticker: seriesTicker(),
    ticker: marketTicker(),
    start_ts: unixSeconds("Begin of the range, in Unix seconds."),
    end_ts: unixSeconds("End of the range, in Unix seconds."),
    period_interval: period(),
    include_latest_before_start: flag().optional().describe("Begin with the last candle before the range."),
  }),
  example: {
    series_ticker: "KXBTC",
    ticker: "KXBTC-26NOV2117-B95000",
    start_ts: 1795251600,
    end_ts: 1795255200,
    period_interval: 1,
  },
  answer: CandlesAnswer,
  request: ({ series_ticker, ticker, ...query }) => ({
    path: `/series/${segment(series_ticker)}/markets/${segment(ticker)}/candlesticks`,
    query,
  }),
});

export const candlesticksBatch = defineApiMethod({
  name: "candlesticks-batch",
  description: "Candles of up to 100 markets, 10,000 in all.",
  endpoint: "GET /markets/candlesticks",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    market_tickers: wordList(100).describe("Tickers, separated by commas."),
    start_ts: unixSeconds("Begin of the range, in Unix seconds."),
    end_ts: unixSeconds("End of the range, in Unix seconds."),
    period_interval: period(),
    include_latest_before_start: flag().optional().describe("Begin with the last candle before the range."),
  }),
  example: {
    market_tickers: ["KXBTC-26NOV2117-B95000"],
    start_ts: 1795251600,
    end_ts: 1795255200,
    period_interval: 60,
  },
  answer: CandlesBatchAnswer,
  request: ({ market_tickers, ...query }) => ({
    path: "/markets/candlesticks",
    query: { ...query, market_tickers: commas(market_tickers) },
  }),
});

export const eventCandlesticks = defineApiMethod({
  name: "event-candlesticks",
  description: "Candles of all markets of an event.",
  endpoint: "GET /series/{series_ticker}/events/{ticker}/candlesticks",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    series_ticker: seriesTicker(),
    ticker: eventTicker(),
    start_ts: unixSeconds("Begin of the range, in Unix seconds."),
    end_ts: unixSeconds("End of the range, in Unix seconds."),
    period_interval: period(),
  }),
  example: {
    series_ticker: "KXBTC",
    ticker: "KXBTC-26NOV2117",
    start_ts: 1795251600,
    end_ts: 1795255200,
    period_interval: 60,
  },
  answer: EventCandlesAnswer,
  request: ({ series_ticker, ticker, ...query }) => ({
    path: `/series/${segment(series_ticker)}/events/${segment(ticker)}/candlesticks`,
    query,
  }),
});

/** Candles. */
export const CANDLE_METHODS: readonly AnyApiMethod[] = [candlesticks, candlesticksBatch, eventCandlesticks];
