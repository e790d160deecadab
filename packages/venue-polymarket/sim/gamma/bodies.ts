import { priceNow } from "../clob/market-bodies.ts";
import type { EventSpec } from "../market-spec.ts";
import type { PolymarketExchange } from "../polymarket-exchange.ts";
import type { SimMarket } from "../sim-market.ts";
import { seriesOf, tagsOf } from "./catalog.ts";

/** An event with its markets. */
export type EventEntry = readonly [EventSpec, readonly SimMarket[]];

export function eventsOf(exchange: PolymarketExchange): EventEntry[] {
  const events = new Map<string, [EventSpec, SimMarket[]]>();
  for (const market of exchange.markets) {
    const { event } = market.spec;
    const known = events.get(event.id);
    if (known) known[1].push(market);
    else events.set(event.id, [event, [market]]);
  }
  return [...events.values()];
}

/** What all offers on the book are worth, in dollars. */
export function liquidityOf(market: SimMarket): number {
  let micros = 0;
  for (const price of market.bids.prices) micros += (market.bids.sizeAt(price) * price) / 10_000;
  for (const price of market.asks.prices) micros += (market.asks.sizeAt(price) * (10_000 - price)) / 10_000;
  return Math.round(micros) / 1e6;
}

/** Fields that an engine uses. Lists are strings that hold JSON, numbers are numbers or strings as Gamma has them. */
export function marketBody(market: SimMarket, extra: { readonly events?: boolean; readonly tags?: boolean } = {}) {
  const { spec } = market;
  const price = priceNow(market);
  const bid = market.bids.best();
  const ask = market.asks.best();
  const isOpen = market.status === "open";
  const volume = market.volumeMicros / 1e6;
  const liquidity = liquidityOf(market);
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
    volume: String(volume),
    volumeNum: volume,
    volume24hr: volume,
    liquidity: String(liquidity),
    liquidityNum: liquidity,
    active: true,
    closed: !isOpen,
    archived: false,
    restricted: true,
    marketMakerAddress: "",
    groupItemTitle: spec.groupItemTitle,
    questionID: spec.questionId,
    enableOrderBook: true,
    orderPriceMinTickSize: market.step / 10_000,
    orderMinSize: spec.minOrderSize,
    clobTokenIds: JSON.stringify(spec.tokens),
    ...(market.exchangeVersion === 3 && { version: "v2", positionIds: JSON.stringify(spec.tokens) }),
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
    ...(extra.events && { events: [eventFields([spec.event, [market]])] }),
    ...(extra.tags && { tags: tagsOf(spec.event) }),
  };
}

export function eventBody(entry: EventEntry, { markets }: { readonly markets: boolean }) {
  return { ...eventFields(entry), ...(markets && { markets: entry[1].map((market) => marketBody(market)) }) };
}

function eventFields([event, markets]: EventEntry) {
  const sum = (read: (market: SimMarket) => number) => markets.reduce((total, market) => total + read(market), 0);
  const volume = sum(({ volumeMicros }) => volumeMicros) / 1e6;
  return {
    id: event.id,
    ticker: event.slug,
    slug: event.slug,
    title: event.title,
    startDate: new Date(Math.min(...markets.map(({ spec }) => spec.startTimeMs))).toISOString(),
    endDate: new Date(Math.max(...markets.map(({ spec }) => spec.endTimeMs))).toISOString(),
    active: true,
    closed: markets.every(({ status }) => status !== "open"),
    archived: false,
    featured: false,
    restricted: true,
    volume,
    volume24hr: volume,
    liquidity: sum(liquidityOf),
    enableOrderBook: true,
    negRisk: event.negRisk,
    enableNegRisk: event.negRisk,
    negRiskAugmented: event.negRiskAugmented,
    ...(event.negRisk && { negRiskMarketID: event.negRiskMarketId, negRiskFeeBips: 0 }),
    tags: tagsOf(event),
    series: seriesOf(event),
  };
}
