import { type AnyApiMethod, defineApiMethod, flag, wholeNumber, wordList } from "@augury/net";
import { z } from "zod";
import { MarketAnswer, MarketsAnswer } from "./market-schema.ts";
import { OrderbookAnswer, OrderbooksAnswer } from "./orderbook-schema.ts";
import {
  byCursor,
  commas,
  eventTicker,
  KEY,
  marketTicker,
  pageOf,
  segment,
  seriesTicker,
  unixSeconds,
} from "./parameters.ts";
import { TradesAnswer } from "./trade-schema.ts";

export const listMarkets = defineApiMethod({
  name: "markets",
  description: "Markets by event, series, status or time.",
  endpoint: "GET /markets",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(1000),
    event_ticker: eventTicker("Only this event.").optional(),
    series_ticker: seriesTicker("Only this series.").optional(),
    status: z
      .enum(["unopened", "open", "paused", "closed", "settled"])
      .optional()
      .describe("unopened, open, paused, closed or settled: the words of lists, not those of the field."),
    tickers: wordList(1000).optional().describe("Only these tickers, separated by commas."),
    mve_filter: z
      .enum(["only", "exclude"])
      .optional()
      .describe("Combos flood every listing: exclude leaves them out, only has them alone."),
    min_created_ts: unixSeconds("Created after this time, in Unix seconds.").optional(),
    max_created_ts: unixSeconds("Created before this time, in Unix seconds.").optional(),
    min_close_ts: unixSeconds("Closing after this time, in Unix seconds.").optional(),
    max_close_ts: unixSeconds("Closing before this time, in Unix seconds.").optional(),
    min_settled_ts: unixSeconds("Settled after this time, in Unix seconds.").optional(),
    max_settled_ts: unixSeconds("Settled before this time, in Unix seconds.").optional(),
    min_updated_ts: unixSeconds("Only what has changed since, in Unix seconds; trading is no change.").optional(),
  }),
  example: { status: "open", mve_filter: "exclude", limit: 100 },
  answer: MarketsAnswer,
  paging: byCursor("markets"),
  request: ({ tickers, ...query }) => ({ path: "/markets", query: { ...query, tickers: commas(tickers) } }),
});

export const readMarket = defineApiMethod({
  name: "market",
  description: "One market with its rules, prices and grid.",
  endpoint: "GET /markets/{ticker}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ticker: marketTicker(),
  }),
  example: { ticker: "KXBTC-26NOV2117-B95000" },
  answer: MarketAnswer,
  request: ({ ticker }) => ({ path: `/markets/${segment(ticker)}` }),
});

export const orderbook = defineApiMethod({
  name: "orderbook",
  description: "The bids of one book, YES and NO each in its own price, best last.",
  endpoint: "GET /markets/{ticker}/orderbook",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ticker: marketTicker(),
    depth: wholeNumber(0, 100).optional().describe("Levels per side, the best ones; 0 is all."),
  }),
  example: { ticker: "KXBTC-26NOV2117-B95000", depth: 10 },
  answer: OrderbookAnswer,
  auth: KEY,
  authOptional: true,
  request: ({ ticker, ...query }) => ({ path: `/markets/${segment(ticker)}/orderbook`, query }),
});

export const orderbooks = defineApiMethod({
  name: "orderbooks",
  description: "The books of up to 100 markets.",
  endpoint: "GET /markets/orderbooks",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    tickers: wordList(100).describe("Tickers, separated by commas."),
  }),
  example: { tickers: ["KXBTC-26NOV2117-B95000"] },
  answer: OrderbooksAnswer,
  auth: KEY,
  request: (query) => ({ path: "/markets/orderbooks", query }),
});

export const trades = defineApiMethod({
  name: "trades",
  description: "Trades of everybody, newest first.",
  endpoint: "GET /markets/trades",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ...pageOf(1000),
    ticker: marketTicker("Only this market.").optional(),
    min_ts: unixSeconds("Not before this time, in Unix seconds.").optional(),
    max_ts: unixSeconds("Not after this time, in Unix seconds.").optional(),
    is_block_trade: flag().optional().describe("true: block trades alone. false: none of them."),
  }),
  example: { ticker: "KXBTC-26NOV2117-B95000", limit: 100 },
  answer: TradesAnswer,
  paging: byCursor("trades"),
  request: (query) => ({ path: "/markets/trades", query }),
});

/** Markets, books and trades. */
export const MARKET_METHODS: readonly AnyApiMethod[] = [listMarkets, readMarket, orderbook, orderbooks, trades];
