import { badRequest, notFound } from "../account/refusal.ts";
import { countText, priceText, timeText } from "../number-text.ts";
import type { SimMarket } from "../sim-market.ts";
import { historicalMarket } from "./market-routes.ts";
import { flagOf, listOf, marketOf, needInt, open, type SimCall } from "./sim-call.ts";

const CANDLES_MAX = 10_000;
const TICKERS_MAX = 100;

/** A span of time as numbers: prices in PriceTicks, `undefined` where nothing was traded. */
interface Candle {
  readonly endTs: number;
  readonly bid: number;
  readonly ask: number;
  readonly traded: { open: number; high: number; low: number; close: number; mean: number } | undefined;
  readonly previous: number | undefined;
  readonly volume: number;
  readonly openInterest: number;
}

export const CANDLE_ROUTES = [
  open("GET /markets/candlesticks", (call) => {
    const tickers = listOf(call, "market_tickers") ?? [];
    if (tickers.length === 0 || tickers.length > TICKERS_MAX) throw badRequest("invalid market_tickers");
    const known = tickers.flatMap((ticker) => call.venue.exchange.findTicker(ticker) ?? []);
    const candles = candlesOf(call, known);
    const markets = known.map((market, i) => ({
      market_ticker: market.spec.ticker,
      candlesticks: (candles[i] as Candle[]).map(candleBody),
    }));
    return { markets };
  }),
  open("GET /series/{series_ticker}/markets/{ticker}/candlesticks", (call) => {
    const market = marketOf(call, call.params.ticker);
    if (market.spec.event.series.ticker !== call.params.series_ticker) throw notFound("series");
    const [candles = []] = candlesOf(call, [market]);
    return { ticker: market.spec.ticker, candlesticks: candles.map(candleBody) };
  }),
  open("GET /series/{series_ticker}/events/{ticker}/candlesticks", (call) => {
    const markets = call.venue.catalog.events().get(call.params.ticker ?? "");
    if (!markets || markets[0]?.spec.event.series.ticker !== call.params.series_ticker) throw notFound("event");
    return {
      market_tickers: markets.map(({ spec }) => spec.ticker),
      market_candlesticks: candlesOf(call, markets).map((candles) => candles.map(candleBody)),
      adjusted_end_ts: needInt(call, "end_ts"),
    };
  }),
  open("GET /series/{series_ticker}/events/{ticker}/forecast_percentile_history", forecast),
  open("GET /historical/markets/{ticker}/candlesticks", (call) => {
    const market = historicalMarket(call);
    const [candles = []] = candlesOf(call, [market]);
    return { ticker: market.spec.ticker, candlesticks: candles.map(historicalBody) };
  }),
  open("GET /historical/cutoff", ({ venue, nowMs }) => {
    const cutoff = timeText(venue.cutoffMs(nowMs) * 1000);
    return {
      market_settled_ts: cutoff,
      trades_created_ts: cutoff,
      orders_updated_ts: cutoff,
      market_positions_last_updated_ts: cutoff,
    };
  }),
];

function candlesOf(call: SimCall, markets: readonly SimMarket[]): Candle[][] {
  const [start, end] = [needInt(call, "start_ts"), needInt(call, "end_ts")];
  const minutes = needInt(call, "period_interval");
  if (![1, 60, 1440].includes(minutes)) throw badRequest("invalid period_interval");
  if (end < start) throw badRequest("end_ts is before start_ts");
  const step = minutes * 60;
  const first = Math.ceil(start / step) * step - (flagOf(call, "include_latest_before_start") ? step : 0);
  const count = Math.max(0, Math.floor((end - first) / step) + 1);
  if (count * markets.length > CANDLES_MAX) throw badRequest("too many candlesticks");
  return markets.map((market) => {
    const trades = call.venue.exchange.recentTrades.filter((trade) => trade.market === market);
    return Array.from({ length: count }, (_, i) => candleOf(market, trades, first + i * step, step));
  });
}

function candleOf(
  market: SimMarket,
  trades: readonly { readonly timeUs: number; readonly price: number; readonly size: number }[],
  endTs: number,
  step: number,
): Candle {
  const within = trades.filter(({ timeUs }) => timeUs / 1e6 > endTs - step && timeUs / 1e6 <= endTs);
  const before = trades.findLast(({ timeUs }) => timeUs / 1e6 <= endTs - step);
  const prices = within.map(({ price }) => price);
  const traded = {
    open: prices[0] as number,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) as number,
    mean: Math.round(prices.reduce((sum, price) => sum + price, 0) / prices.length),
  };
  return {
    endTs,
    bid: market.bids.best() ?? 0,
    ask: market.asks.best() ?? 10_000,
    traded: prices.length === 0 ? undefined : traded,
    previous: before?.price,
    volume: within.reduce((sum, { size }) => sum + size, 0),
    openInterest: market.openInterest,
  };
}

/** Values of a span without trades are left out (kalshi.md section 8). */
function candleBody({ endTs, bid, ask, traded, previous, volume, openInterest }: Candle): object {
  const flat = (price: number) => suffixed({ open: price, low: price, high: price, close: price });
  const price = traded && { ...traded, min: traded.low, max: traded.high };
  return {
    end_period_ts: endTs,
    yes_bid: flat(bid),
    yes_ask: flat(ask),
    price: suffixed({ ...price, ...(previous !== undefined && { previous }) }),
    volume_fp: countText(volume),
    open_interest_fp: countText(openInterest),
  };
}

/** The history drops the suffixes and says null. */
function historicalBody({ endTs, bid, ask, traded, previous, volume, openInterest }: Candle): object {
  const flat = (price: number) => plain({ open: price, low: price, high: price, close: price });
  const nothing = { open: undefined, low: undefined, high: undefined, close: undefined, mean: undefined };
  return {
    end_period_ts: endTs,
    yes_bid: flat(bid),
    yes_ask: flat(ask),
    price: plain({ ...nothing, ...traded, previous }),
    volume: countText(volume),
    open_interest: countText(openInterest),
  };
}

function suffixed(prices: Readonly<Record<string, number>>): object {
  return Object.fromEntries(Object.entries(prices).map(([name, price]) => [`${name}_dollars`, priceText(price)]));
}

function plain(prices: Readonly<Record<string, number | undefined>>): object {
  return Object.fromEntries(
    Object.entries(prices).map(([name, price]) => [name, price === undefined ? null : priceText(price)]),
  );
}

/** What the markets of an event say together, as one number: here the mid of the first one. */
function forecast(call: SimCall): object {
  const markets = call.venue.catalog.events().get(call.params.ticker ?? "");
  const market = markets?.[0];
  if (!market || market.spec.event.series.ticker !== call.params.series_ticker) throw notFound("event");
  const percentiles = call.query.getAll("percentiles").map(Number);
  if (percentiles.length === 0 || percentiles.length > 10) throw badRequest("invalid percentiles");
  const value = ((market.bids.best() ?? 0) + (market.asks.best() ?? 10_000)) / 200;
  const points = percentiles.map((percentile) => ({
    percentile,
    raw_numerical_forecast: value,
    numerical_forecast: value,
    formatted_forecast: `${value}%`,
  }));
  const end_period_ts = needInt(call, "end_ts");
  const period_interval = needInt(call, "period_interval");
  const point = { event_ticker: market.spec.event.ticker, end_period_ts, period_interval, percentile_points: points };
  return { forecast_history: [point] };
}
