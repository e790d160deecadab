import { priceNow } from "./clob-rest.ts";
import type { EventSpec } from "./market-spec.ts";
import type { PolymarketExchange } from "./polymarket-exchange.ts";
import type { SimMarket } from "./sim-market.ts";

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 500;

/** Answers Gamma's market and event calls, or `undefined` when the path is none of them (polymarket.md section 13). */
export function answerGamma(exchange: PolymarketExchange, url: URL): Response | undefined {
  const [, noun, first, second, extra] = url.pathname.split("/");
  if ((noun !== "markets" && noun !== "events") || extra !== undefined) return undefined;
  if (first === undefined || first === "")
    return Response.json(noun === "markets" ? listMarkets(exchange, url) : listEvents(exchange, url));
  const key = first === "slug" ? second : first;
  const field = first === "slug" ? "slug" : "id";
  const found = noun === "markets" ? findMarket(exchange, field, key) : findEvent(exchange, field, key);
  return found
    ? Response.json(found)
    : Response.json({ type: "not found error", error: "id not found" }, { status: 404 });
}

function listMarkets(exchange: PolymarketExchange, url: URL): object[] {
  const ids = valuesOf(url, "id");
  const slugs = valuesOf(url, "slug");
  const conditions = valuesOf(url, "condition_ids");
  const tokens = valuesOf(url, "clob_token_ids");
  const wanted = exchange.markets.filter(
    (market) =>
      isWanted(ids, [market.spec.id]) &&
      isWanted(slugs, [market.spec.slug]) &&
      isWanted(conditions, [market.spec.conditionId]) &&
      isWanted(tokens, market.spec.tokens) &&
      hasStatus(url, market),
  );
  return pageOf(url, wanted).map((market) => marketBody(market, true));
}

function listEvents(exchange: PolymarketExchange, url: URL): object[] {
  const ids = valuesOf(url, "id");
  const slugs = valuesOf(url, "slug");
  const wanted = eventsOf(exchange).filter(
    ([event, markets]) =>
      isWanted(ids, [event.id]) && isWanted(slugs, [event.slug]) && markets.some((market) => hasStatus(url, market)),
  );
  return pageOf(url, wanted).map(([event, markets]) => eventBody(event, markets));
}

function findMarket(exchange: PolymarketExchange, field: "id" | "slug", key: string | undefined): object | undefined {
  const market = exchange.markets.find(({ spec }) => spec[field] === key);
  return market && marketBody(market, true);
}

function findEvent(exchange: PolymarketExchange, field: "id" | "slug", key: string | undefined): object | undefined {
  const found = eventsOf(exchange).find(([event]) => event[field] === key);
  return found && eventBody(...found);
}

function eventsOf(exchange: PolymarketExchange): [EventSpec, SimMarket[]][] {
  const events = new Map<string, [EventSpec, SimMarket[]]>();
  for (const market of exchange.markets) {
    const { event } = market.spec;
    const known = events.get(event.id);
    if (known) known[1].push(market);
    else events.set(event.id, [event, [market]]);
  }
  return [...events.values()];
}

/** Lists are open markets only unless `closed=true` is asked for. */
function hasStatus(url: URL, market: SimMarket): boolean {
  return (url.searchParams.get("closed") === "true") === (market.status !== "open");
}

function isWanted(wanted: ReadonlySet<string>, values: readonly string[]): boolean {
  return wanted.size === 0 || values.some((value) => wanted.has(value));
}

/** Parameters may be repeated or separated by commas. */
function valuesOf(url: URL, name: string): ReadonlySet<string> {
  return new Set(url.searchParams.getAll(name).flatMap((value) => value.split(",")));
}

function pageOf<T>(url: URL, list: readonly T[]): readonly T[] {
  const offset = numberOf(url, "offset", 0);
  return list.slice(offset, offset + Math.min(numberOf(url, "limit", LIMIT_DEFAULT), LIMIT_MAX));
}

function numberOf(url: URL, name: string, fallback: number): number {
  const value = Number(url.searchParams.get(name) ?? fallback);
  return Number.isInteger(value) && value >= 0 ? value : fallback;
}

/** Fields that an engine uses. Lists are strings that hold JSON, numbers are numbers or strings as Gamma has them. */
function marketBody(market: SimMarket, withEvents: boolean): object {
  const { spec } = market;
  const price = priceNow(market);
  const bid = market.bids.best();
  const ask = market.asks.best();
  const isOpen = market.status === "open";
  return {
    id: spec.id,
    question: spec.question,
    conditionId: spec.conditionId,
    slug: spec.slug,
    resolutionSource: "",
    endDate: new Date(spec.endTimeMs).toISOString(),
    startDate: new Date(spec.startTimeMs).toISOString(),
    description: spec.description,
    outcomes: JSON.stringify(spec.outcomes),
    outcomePrices: JSON.stringify([String(price), String(Number((1 - price).toFixed(4)))]),
    volume: String(market.volumeMicros / 1e6),
    volumeNum: market.volumeMicros / 1e6,
    active: true,
    closed: !isOpen,
    archived: false,
    restricted: true,
    groupItemTitle: spec.groupItemTitle,
    questionID: spec.questionId,
    enableOrderBook: true,
    orderPriceMinTickSize: market.step / 10_000,
    orderMinSize: spec.minOrderSize,
    clobTokenIds: JSON.stringify(spec.tokens),
    makerBaseFee: spec.feeRate > 0 ? 1000 : 0,
    takerBaseFee: spec.feeRate > 0 ? 1000 : 0,
    acceptingOrders: isOpen,
    acceptingOrdersTimestamp: new Date(spec.startTimeMs).toISOString(),
    negRisk: spec.event.negRisk,
    ...(spec.event.negRisk && { negRiskMarketID: spec.event.negRiskMarketId, negRiskRequestID: spec.questionId }),
    negRiskOther: false,
    rewardsMinSize: 50,
    rewardsMaxSpread: 4.5,
    spread: ((ask ?? 10_000) - (bid ?? 0)) / 10_000,
    ...(market.lastTradePrice !== "" && { lastTradePrice: Number(market.lastTradePrice) }),
    ...(bid !== undefined && { bestBid: bid / 10_000 }),
    ...(ask !== undefined && { bestAsk: ask / 10_000 }),
    umaResolutionStatuses: market.status === "resolved" ? '["proposed", "resolved"]' : "[]",
    ...(market.status === "resolved" && { umaResolutionStatus: "resolved" }),
    feesEnabled: spec.feeRate > 0,
    ...(spec.feeRate > 0 && {
      feeType: "general_fees",
      feeSchedule: { exponent: 1, rate: spec.feeRate, takerOnly: true, rebateRate: 0.25 },
    }),
    ...(withEvents && { events: [eventBody(spec.event, [])] }),
  };
}

function eventBody(event: EventSpec, markets: readonly SimMarket[]): object {
  return {
    id: event.id,
    ticker: event.slug,
    slug: event.slug,
    title: event.title,
    active: true,
    closed: markets.length > 0 && markets.every(({ status }) => status !== "open"),
    archived: false,
    enableOrderBook: true,
    negRisk: event.negRisk,
    enableNegRisk: event.negRisk,
    negRiskAugmented: event.negRiskAugmented,
    ...(event.negRisk && { negRiskMarketID: event.negRiskMarketId }),
    ...(markets.length > 0 && { markets: markets.map((market) => marketBody(market, false)) }),
    tags: [],
    series: [],
  };
}
