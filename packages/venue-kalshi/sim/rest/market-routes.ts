import { badRequest } from "../account/refusal.ts";
import type { SimTrade } from "../market-frames.ts";
import { countText, priceText, timeText } from "../number-text.ts";
import type { SimMarket } from "../sim-market.ts";
import { marketBody, orderbookBody, STATUS_FILTERS } from "./market-body.ts";
import { pageOf } from "./page-of.ts";
import { flagOf, intOf, listOf, marketOf, open, type SimCall, signed, textOf, timeFilter, wordOf } from "./sim-call.ts";

const ORDERBOOKS_MAX = 100;

export const MARKET_ROUTES = [
  open("GET /markets", (call) => {
    const { page, cursor } = pageOf(
      call,
      filterMarkets(call).filter((market) => !isHistorical(call, market)),
    );
    return { cursor, markets: page.map(marketBody) };
  }),
  open("GET /markets/trades", (call) => listTrades(call, (timeMs) => timeMs >= call.venue.cutoffMs(call.nowMs))),
  signed("GET /markets/orderbooks", listOrderbooks),
  open("GET /markets/{ticker}", (call) => ({ market: marketBody(marketOf(call, call.params.ticker)) })),
  open("GET /markets/{ticker}/orderbook", (call) => {
    const market = marketOf(call, call.params.ticker);
    return { orderbook_fp: orderbookBody(market, intOf(call, "depth") ?? 0) };
  }),
  open("GET /historical/markets", (call) => {
    const { page, cursor } = pageOf(
      call,
      filterMarkets(call).filter((market) => isHistorical(call, market)),
    );
    return { cursor, markets: page.map(marketBody) };
  }),
  open("GET /historical/markets/{ticker}", (call) => ({ market: marketBody(historicalMarket(call)) })),
  open("GET /historical/trades", (call) => listTrades(call, (timeMs) => timeMs < call.venue.cutoffMs(call.nowMs))),
];

/** Returns the market that the path names, if it stands in the history. */
export function historicalMarket(call: SimCall): SimMarket {
  const market = marketOf(call, call.params.ticker);
  return isHistorical(call, market) ? market : marketOf(call, undefined);
}

function isHistorical({ venue, nowMs }: SimCall, { status, settledUs }: SimMarket): boolean {
  return status === "finalized" && settledUs !== undefined && settledUs / 1000 < venue.cutoffMs(nowMs);
}

function filterMarkets(call: SimCall): SimMarket[] {
  const status = wordOf(call, "status", Object.keys(STATUS_FILTERS));
  const allowed = status === undefined ? undefined : STATUS_FILTERS[status];
  const event = textOf(call, "event_ticker");
  const series = textOf(call, "series_ticker");
  const tickers = listOf(call, "tickers");
  // Combos are not simulated.
  if (wordOf(call, "mve_filter", ["only", "exclude"]) === "only") return [];
  const isWithin = timeFilters(call, status);
  return call.venue.exchange.markets.filter(
    (market) =>
      (!allowed || allowed.includes(market.status)) &&
      (event === undefined || market.spec.event.ticker === event) &&
      (series === undefined || market.spec.event.series.ticker === series) &&
      (!tickers || tickers.includes(market.spec.ticker)) &&
      isWithin(market),
  );
}

/** The families of time filters exclude one another, and each goes with some states only (kalshi.md section 8). */
function timeFilters(call: SimCall, status: string | undefined): (market: SimMarket) => boolean {
  const families = { created: ["unopened", "open"], close: ["closed"], settled: ["settled"] };
  const used = Object.entries(families).filter(
    ([name]) => call.query.has(`min_${name}_ts`) || call.query.has(`max_${name}_ts`),
  );
  if (used.length > 1) throw badRequest("time filters exclude one another");
  if (used.some(([, states]) => status !== undefined && !states.includes(status)))
    throw badRequest("time filter does not go with status");
  const [created, close, settled] = ["created", "close", "settled"].map((name) =>
    timeFilter(call, `min_${name}_ts`, `max_${name}_ts`),
  );
  const isUpdated = timeFilter(call, "min_updated_ts", "");
  const wantsSettled = used.some(([name]) => name === "settled");
  return ({ spec, closeTimeMs, settledUs, updatedUs }) =>
    created?.(spec.openTimeMs) === true &&
    close?.(closeTimeMs) === true &&
    (!wantsSettled || (settledUs !== undefined && settled?.(settledUs / 1000) === true)) &&
    isUpdated(updatedUs / 1000);
}

function listOrderbooks(call: SimCall): object {
  // Repeated parameters, not commas (kalshi.md section 16, trap 25).
  const tickers = call.query.getAll("tickers");
  if (tickers.length === 0 || tickers.length > ORDERBOOKS_MAX) throw badRequest("invalid tickers");
  const orderbooks = tickers.flatMap((ticker) => {
    const market = call.venue.exchange.findTicker(ticker);
    return market ? [{ ticker, orderbook_fp: orderbookBody(market, 0) }] : [];
  });
  return { orderbooks };
}

function listTrades(call: SimCall, isHere: (timeMs: number) => boolean): object {
  const ticker = textOf(call, "ticker");
  const isWithin = timeFilter(call);
  const newestFirst = call.venue.exchange.recentTrades
    .filter(({ market, timeUs }) => {
      const timeMs = timeUs / 1000;
      return (ticker === undefined || market.spec.ticker === ticker) && isHere(timeMs) && isWithin(timeMs);
    })
    .reverse();
  // Block trades are not printed here.
  const { page, cursor } = pageOf(call, flagOf(call, "is_block_trade") === true ? [] : newestFirst);
  return { cursor, trades: page.map(tradeBody) };
}

function tradeBody(trade: SimTrade): object {
  return {
    count_fp: countText(trade.size),
    created_time: timeText(trade.timeUs),
    is_block_trade: false,
    no_price_dollars: priceText(10_000 - trade.price),
    taker_book_side: trade.takerSide === "buy" ? "bid" : "ask",
    taker_outcome_side: trade.takerSide === "buy" ? "yes" : "no",
    taker_side: trade.takerSide === "buy" ? "yes" : "no",
    ticker: trade.market.spec.ticker,
    trade_id: trade.tradeId,
    yes_price_dollars: priceText(trade.price),
  };
}
