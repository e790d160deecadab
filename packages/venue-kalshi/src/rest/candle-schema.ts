import { z } from "zod";
import { Contracts, Dollars } from "./decimal-text.ts";

/** Candles: kalshi.md section 8. A minute without trades has a `price` without values. */

export const QuoteCandle = z.object({
  open_dollars: Dollars,
  low_dollars: Dollars,
  high_dollars: Dollars,
  close_dollars: Dollars,
});
export type QuoteCandle = z.infer<typeof QuoteCandle>;

export const PriceCandle = z.object({
  open_dollars: Dollars.nullish(),
  low_dollars: Dollars.nullish(),
  high_dollars: Dollars.nullish(),
  close_dollars: Dollars.nullish(),
  mean_dollars: Dollars.nullish(),
  previous_dollars: Dollars.nullish(),
  min_dollars: Dollars.nullish(),
  max_dollars: Dollars.nullish(),
});
export type PriceCandle = z.infer<typeof PriceCandle>;

export const Candle = z.object({
  end_period_ts: z.int(),
  yes_bid: QuoteCandle,
  yes_ask: QuoteCandle,
  price: PriceCandle,
  volume_fp: Contracts,
  open_interest_fp: Contracts,
});
export type Candle = z.infer<typeof Candle>;

export const CandlesAnswer = z.object({
  ticker: z.string(),
  candlesticks: z.array(Candle),
});
export type CandlesAnswer = z.infer<typeof CandlesAnswer>;

export const MarketCandles = z.object({
  market_ticker: z.string(),
  candlesticks: z.array(Candle),
});
export type MarketCandles = z.infer<typeof MarketCandles>;

export const CandlesBatchAnswer = z.object({
  markets: z.array(MarketCandles),
});
export type CandlesBatchAnswer = z.infer<typeof CandlesBatchAnswer>;

export const EventCandlesAnswer = z.object({
  market_tickers: z.array(z.string()),
  market_candlesticks: z.array(z.array(Candle)),
  adjusted_end_ts: z.int(),
});
export type EventCandlesAnswer = z.infer<typeof EventCandlesAnswer>;

export const HistoricalQuoteCandle = z.object({
  open: Dollars,
  low: Dollars,
  high: Dollars,
  close: Dollars,
});
export type HistoricalQuoteCandle = z.infer<typeof HistoricalQuoteCandle>;

export const HistoricalPriceCandle = z.object({
  open: Dollars.nullable(),
  low: Dollars.nullable(),
  high: Dollars.nullable(),
  close: Dollars.nullable(),
  mean: Dollars.nullable(),
  previous: Dollars.nullable(),
});
export type HistoricalPriceCandle = z.infer<typeof HistoricalPriceCandle>;

export const HistoricalCandle = z.object({
  end_period_ts: z.int(),
  yes_bid: HistoricalQuoteCandle,
  yes_ask: HistoricalQuoteCandle,
  price: HistoricalPriceCandle,
  volume: Contracts,
  open_interest: Contracts,
});
export type HistoricalCandle = z.infer<typeof HistoricalCandle>;

export const HistoricalCandlesAnswer = z.object({
  ticker: z.string(),
  candlesticks: z.array(HistoricalCandle),
});
export type HistoricalCandlesAnswer = z.infer<typeof HistoricalCandlesAnswer>;
