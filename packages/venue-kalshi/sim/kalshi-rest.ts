import { ASK, BID } from "@augury/sim-kit";
import type { KalshiExchange } from "./kalshi-exchange.ts";
import { encodeLevels, toWireBands } from "./market-frames.ts";
import type { EventSpec, SeriesSpec } from "./market-spec.ts";
import { countText, priceText, timeText } from "./number-text.ts";
import type { MarketStatus, SimMarket } from "./sim-market.ts";

export const REST_PREFIX = "/trade-api/v2";
const ORDERBOOKS_MAX = 100;
const MARKETS_LIMIT_DEFAULT = 100;
const MARKETS_LIMIT_MAX = 1000;

/** List filters use other words than the field itself (kalshi.md section 6.3). */
const STATUS_FILTERS: Readonly<Record<string, readonly MarketStatus[]>> = {
  unopened: ["initialized"],
  open: ["active"],
  paused: ["inactive"],
  closed: ["closed", "determined"],
  settled: ["finalized"],
};

/** Answers the public REST calls (kalshi.md section 8). `isSigned` tells whether the request carries a good signature. */
export function answerRest(exchange: KalshiExchange, url: URL, isSigned: () => boolean): Response {
  if (!url.pathname.startsWith(`${REST_PREFIX}/`)) return new Response("404 page not found\n", { status: 404 });
  const [noun = "", id, part] = url.pathname.slice(REST_PREFIX.length + 1).split("/");
  switch (noun) {
    case "exchange":
      return id === "status" ? Response.json(EXCHANGE_STATUS) : flatError(404, "not_found", "not found");
    case "markets":
      return answerMarkets(exchange, url, { id, part }, isSigned);
    case "events":
      return answerEvents(exchange, url, id);
    case "series":
      return answerSeries(exchange, id);
    default:
      return flatError(404, "not_found", "not found");
  }
}

const EXCHANGE_STATUS = {
  exchange_active: true,
  trading_active: true,
  exchange_index_statuses: [{ exchange_index: 0, description: "default", exchange_active: true, trading_active: true }],
};

function answerMarkets(
  exchange: KalshiExchange,
  url: URL,
  { id, part }: { readonly id: string | undefined; readonly part: string | undefined },
  isSigned: () => boolean,
): Response {
  if (id === undefined) return listMarkets(exchange, url);
  if (id === "trades") return listTrades(exchange, url);
  if (id === "orderbooks")
    return isSigned()
      ? listOrderbooks(exchange, url)
      : nestedError(401, "authentication_error", "authentication required");
  const market = exchange.findTicker(decodeURIComponent(id));
  if (!market) return nestedError(404, "not_found", "not found");
  if (part === undefined) return Response.json({ market: marketBody(market) });
  if (part !== "orderbook") return nestedError(404, "not_found", "not found");
  return jsonText(`{"orderbook_fp":${orderbookText(market, Number(url.searchParams.get("depth") ?? 0))}}`);
}

function listMarkets(exchange: KalshiExchange, url: URL): Response {
  const status = url.searchParams.get("status");
  const allowed = status === null ? undefined : STATUS_FILTERS[status];
  if (status !== null && !allowed) return nestedError(400, "bad_request", "bad request", "invalid status filter");
  const event = url.searchParams.get("event_ticker");
  const series = url.searchParams.get("series_ticker");
  const tickers = url.searchParams.get("tickers")?.split(",");
  const wanted = exchange.markets.filter(
    (market) =>
      (!allowed || allowed.includes(market.status)) &&
      (event === null || market.spec.event.ticker === event) &&
      (series === null || market.spec.event.series.ticker === series) &&
      (!tickers || tickers.includes(market.spec.ticker)),
  );
  const { page, cursor } = pageOf(url, wanted);
  return Response.json({ cursor, markets: page.map(marketBody) });
}

function listOrderbooks(exchange: KalshiExchange, url: URL): Response {
  // Repeated parameters, not commas (kalshi.md section 16, trap 25).
  const tickers = url.searchParams.getAll("tickers");
  if (tickers.length === 0 || tickers.length > ORDERBOOKS_MAX)
    return nestedError(400, "bad_request", "bad request", "invalid tickers");
  const books = tickers.flatMap((ticker) => {
    const market = exchange.findTicker(ticker);
    return market ? [`{"ticker":${JSON.stringify(ticker)},"orderbook_fp":${orderbookText(market, 0)}}`] : [];
  });
  return jsonText(`{"orderbooks":[${books.join(",")}]}`);
}

function listTrades(exchange: KalshiExchange, url: URL): Response {
  const ticker = url.searchParams.get("ticker");
  const newestFirst = exchange.recentTrades
    .filter(({ market }) => ticker === null || market.spec.ticker === ticker)
    .reverse();
  const { page, cursor } = pageOf(url, newestFirst);
  const trades = page.map((trade) => ({
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
  }));
  return Response.json({ cursor, trades });
}

function answerEvents(exchange: KalshiExchange, url: URL, ticker: string | undefined): Response {
  const nested = url.searchParams.get("with_nested_markets") === "true";
  if (ticker === undefined) return listEvents(exchange, url, nested);
  const markets = exchange.markets.filter(({ spec }) => spec.event.ticker === ticker);
  const event = markets[0]?.spec.event;
  if (!event) return flatError(404, "not_found", "event not found");
  const bodies = markets.map(marketBody);
  return Response.json(
    nested ? { event: { ...eventBody(event), markets: bodies } } : { event: eventBody(event), markets: bodies },
  );
}

function listEvents(exchange: KalshiExchange, url: URL, nested: boolean): Response {
  const series = url.searchParams.get("series_ticker");
  const byTicker = new Map<string, SimMarket[]>();
  for (const market of exchange.markets) {
    const { event } = market.spec;
    if (series !== null && event.series.ticker !== series) continue;
    byTicker.set(event.ticker, [...(byTicker.get(event.ticker) ?? []), market]);
  }
  const { page, cursor } = pageOf(url, [...byTicker.values()]);
  const events = page.map((markets) => ({
    ...eventBody((markets[0] as SimMarket).spec.event),
    ...(nested && { markets: markets.map(marketBody) }),
  }));
  return Response.json({ cursor, events });
}

function answerSeries(exchange: KalshiExchange, ticker: string | undefined): Response {
  const all = new Map(exchange.markets.map(({ spec }) => [spec.event.series.ticker, spec.event.series]));
  if (ticker === undefined) return Response.json({ series: [...all.values()].map(seriesBody) });
  const series = all.get(ticker);
  return series ? Response.json({ series: seriesBody(series) }) : flatError(404, "not_found", "series not found");
}

/** The cursor is opaque to clients; here it is the next offset. */
function pageOf<T>(url: URL, list: readonly T[]): { readonly page: readonly T[]; readonly cursor: string } {
  const limit = Math.min(Number(url.searchParams.get("limit") ?? MARKETS_LIMIT_DEFAULT), MARKETS_LIMIT_MAX);
  const from = Number(atob(url.searchParams.get("cursor") ?? "")) || 0;
  const next = from + limit;
  return { page: list.slice(from, next), cursor: next < list.length ? btoa(String(next)) : "" };
}

/** Both sides are arrays here, even when empty; ascending, best last (kalshi.md section 8). `depth` ≤ 0 means all. */
function orderbookText(market: SimMarket, depth: number): string {
  const cut = (text: string) => (depth > 0 ? JSON.stringify((JSON.parse(text) as unknown[]).slice(-depth)) : text);
  const yes = cut(encodeLevels(market.bids, "yes"));
  const no = cut(encodeLevels(market.asks, "no"));
  return `{"no_dollars":${no},"yes_dollars":${yes}}`;
}

function marketBody(market: SimMarket): object {
  const { spec } = market;
  const bid = market.bids.best();
  const ask = market.asks.best();
  const close = timeText(market.closeTimeMs * 1000);
  return {
    can_close_early: true,
    close_time: close,
    created_time: timeText(spec.openTimeMs * 1000),
    event_ticker: spec.event.ticker,
    exchange_index: 0,
    expected_expiration_time: close,
    expiration_time: close,
    expiration_value: market.result,
    last_price_dollars: priceText(market.lastPrice),
    latest_expiration_time: close,
    market_type: "binary",
    no_ask_dollars: priceText(bid === undefined ? 10_000 : 10_000 - bid),
    no_bid_dollars: priceText(ask === undefined ? 0 : 10_000 - ask),
    no_sub_title: spec.noSubTitle,
    notional_value_dollars: "1.0000",
    open_interest_fp: countText(market.openInterest),
    open_time: timeText(spec.openTimeMs * 1000),
    previous_price_dollars: "0.0000",
    previous_yes_ask_dollars: "0.0000",
    previous_yes_bid_dollars: "0.0000",
    price_level_structure: market.structure,
    price_ranges: toWireBands(market.bands),
    result: market.result,
    rules_primary: spec.rules,
    rules_secondary: "",
    settlement_timer_seconds: 1,
    ...(market.result !== "" && { settlement_value_dollars: market.result === "yes" ? "1.0000" : "0.0000" }),
    ...(market.settledUs !== undefined && { settlement_ts: timeText(market.settledUs) }),
    status: market.status,
    strike_type: "custom",
    ticker: spec.ticker,
    title: spec.title,
    updated_time: timeText(market.updatedUs),
    volume_24h_fp: countText(market.volume),
    volume_fp: countText(market.volume),
    yes_ask_dollars: priceText(ask ?? 10_000),
    yes_ask_size_fp: countText(ask === undefined ? 0 : market.ladder(ASK).sizeAt(ask)),
    yes_bid_dollars: priceText(bid ?? 0),
    yes_bid_size_fp: countText(bid === undefined ? 0 : market.ladder(BID).sizeAt(bid)),
    yes_sub_title: spec.yesSubTitle,
  };
}

function eventBody(event: EventSpec): object {
  return {
    available_on_brokers: false,
    category: event.series.category,
    collateral_return_type: event.mutuallyExclusive ? "MECNET" : "",
    event_ticker: event.ticker,
    exchange_index: 0,
    fee_multiplier_override: null,
    fee_type_override: null,
    last_updated_ts: "0001-01-01T00:00:00Z",
    mutually_exclusive: event.mutuallyExclusive,
    product_metadata: null,
    series_ticker: event.series.ticker,
    settlement_sources: null,
    strike_period: "",
    sub_title: event.subTitle,
    title: event.title,
  };
}

function seriesBody(series: SeriesSpec): object {
  return {
    additional_prohibitions: [],
    category: series.category,
    contract_terms_url: "",
    contract_url: "",
    exchange_index: 0,
    fee_multiplier: series.feeMultiplier,
    fee_type: series.feeType,
    frequency: "custom",
    last_updated_ts: "0001-01-01T00:00:00Z",
    settlement_sources: null,
    tags: null,
    ticker: series.ticker,
    title: series.title,
  };
}

function jsonText(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}

/** The error shape that is seen on the wire (kalshi.md section 7). */
export function nestedError(status: number, code: string, message: string, details?: string): Response {
  return Response.json({ error: { code, message, ...(details !== undefined && { details }) } }, { status });
}

/** The error shape of the schema. */
export function flatError(status: number, code: string, message: string): Response {
  return Response.json({ code, message, details: "" }, { status });
}
