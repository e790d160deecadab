import { PRICE_TICKS_PER_DOLLAR, parsePrice, parseSize } from "@augury/core";
import { NO_PRICE } from "@augury/wire";
import {
  ABSENT,
  CHANGES_MAX,
  EventKind,
  type EventStage,
  LEVELS_PER_SIDE_MAX,
  type LevelList,
  oddKey,
} from "./event-stage.ts";
import {
  WireBestBidAsk,
  WireBook,
  type WireChange,
  WireLastTrade,
  type WireLevel,
  WireMarketResolved,
  WireNewMarket,
  WirePriceChange,
  WireTickSizeChange,
} from "./schema.ts";
import type { TokenTable } from "./token-table.ts";

/** What became of a value: staged, or why not. */
export type MappingOutcome = "ok" | "unknown_type" | "bad_schema" | "bad_value";

/**
 * Stages one event that JSON.parse has read, through its schema: the reference of what a frame means. The byte parser must agree with it;
 * it serves what the byte parser declines, and the tests and the fuzzer as their oracle.
 */
export function stageEvent(value: unknown, stage: EventStage, tokens: TokenTable): MappingOutcome {
  stage.beginText();
  const outcome = stageByType(value, stage, tokens);
  if (outcome !== "ok") stage.kind = EventKind.none;
  return outcome;
}

function stageByType(value: unknown, stage: EventStage, tokens: TokenTable): MappingOutcome {
  const type = typeof value === "object" && value !== null && "event_type" in value ? value.event_type : undefined;
  switch (type) {
    case "book":
      return withSchema(WireBook.safeParse(value), (event) => stageBook(event, stage, tokens));
    case "price_change":
      return withSchema(WirePriceChange.safeParse(value), (event) => stagePriceChange(event, stage, tokens));
    case "last_trade_price":
      return withSchema(WireLastTrade.safeParse(value), (event) => stageLastTrade(event, stage, tokens));
    case "best_bid_ask":
      return withSchema(WireBestBidAsk.safeParse(value), (event) => stageBestBidAsk(event, stage, tokens));
    case "tick_size_change":
      return withSchema(WireTickSizeChange.safeParse(value), (event) => stageTickSize(event, stage, tokens));
    case "new_market":
      return withSchema(WireNewMarket.safeParse(value), (event) => stageNotice(event, stage, EventKind.newMarket));
    case "market_resolved":
      return withSchema(WireMarketResolved.safeParse(value), (event) => stageNotice(event, stage, EventKind.resolved));
    default:
      return "unknown_type";
  }
}

type Parsed<T> = { readonly success: true; readonly data: T } | { readonly success: false };

function withSchema<T>(parsed: Parsed<T>, map: (event: T) => boolean): MappingOutcome {
  if (!parsed.success) return "bad_schema";
  return map(parsed.data) ? "ok" : "bad_value";
}

function stageBook(event: WireBook, stage: EventStage, tokens: TokenTable): boolean {
  stage.kind = EventKind.book;
  stage.instrument = tokens.find(event.asset_id);
  stage.exchangeTimeMs = Number(event.timestamp);
  stage.hashAt = stage.putHash(event.hash);
  if (event.tick_size != null) {
    stage.step = toStep(event.tick_size);
    if (stage.step <= 0) return false;
  }
  if (event.last_trade_price != null) {
    stage.lastPrice = toBest(event.last_trade_price) ?? NO_PRICE;
    putLastPrice(stage, event.last_trade_price);
  }
  return stageLevels(event.bids, stage, stage.bids, 0) && stageLevels(event.asks, stage, stage.asks, 1);
}

/** A level without size, off the price grid or named twice makes the whole book unusable: JSON lists have no "last wins". */
function stageLevels(levels: readonly WireLevel[], stage: EventStage, list: LevelList, side: number): boolean {
  if (levels.length > LEVELS_PER_SIDE_MAX) return false;
  const seen = new Set<number>();
  for (const level of levels) {
    const price = toInnerPrice(level.price);
    const size = toSize(level.size);
    if (price === undefined || size === undefined || size === 0 || seen.has(price)) return false;
    seen.add(price);
    if (isOdd(level.price) || isOdd(level.size)) stage.putOdd(oddKey(list.count, side), level);
    list.price[list.count] = price;
    list.size[list.count] = size;
    list.count++;
  }
  return true;
}

function stagePriceChange(event: WirePriceChange, stage: EventStage, tokens: TokenTable): boolean {
  stage.kind = EventKind.priceChange;
  stage.exchangeTimeMs = Number(event.timestamp);
  if (event.price_changes.length > CHANGES_MAX) return false;
  return event.price_changes.every((change) => stageChange(change, stage, tokens));
}

function stageChange(change: WireChange, stage: EventStage, tokens: TokenTable): boolean {
  const { changes } = stage;
  const price = toInnerPrice(change.price);
  const size = toSize(change.size);
  if (price === undefined || size === undefined) return false;
  const n = changes.count++;
  changes.instrument[n] = tokens.find(change.asset_id);
  changes.price[n] = price;
  changes.size[n] = size;
  changes.isAsk[n] = change.side === "SELL" ? 1 : 0;
  changes.bestBid[n] = toBest(change.best_bid) ?? ABSENT;
  changes.bestAsk[n] = toBest(change.best_ask) ?? ABSENT;
  changes.hashAt[n] = stage.putHash(change.hash);
  if (isOdd(change.price) || isOdd(change.size)) stage.putOdd(oddKey(n), change);
  return true;
}

function stageLastTrade(event: WireLastTrade, stage: EventStage, tokens: TokenTable): boolean {
  const price = toInnerPrice(event.price);
  const size = toSize(event.size);
  if (price === undefined || size === undefined || size === 0) return false;
  stage.kind = EventKind.lastTrade;
  stage.instrument = tokens.find(event.asset_id);
  stage.exchangeTimeMs = Number(event.timestamp);
  stage.price = price;
  stage.size = size;
  stage.isSell = event.side === "SELL";
  putLastPrice(stage, event.price);
  return true;
}

function stageBestBidAsk(event: WireBestBidAsk, stage: EventStage, tokens: TokenTable): boolean {
  stage.kind = EventKind.bestBidAsk;
  stage.instrument = tokens.find(event.asset_id);
  stage.exchangeTimeMs = Number(event.timestamp);
  stage.bestBid = toBest(event.best_bid) ?? NO_PRICE;
  stage.bestAsk = toBest(event.best_ask) ?? NO_PRICE;
  return true;
}

function stageTickSize(event: WireTickSizeChange, stage: EventStage, tokens: TokenTable): boolean {
  stage.kind = EventKind.tickSize;
  stage.instrument = tokens.find(event.asset_id);
  stage.exchangeTimeMs = Number(event.timestamp);
  stage.step = toStep(event.new_tick_size);
  stage.oldStep = event.old_tick_size == null ? 0 : (parsePrice(event.old_tick_size) ?? 0);
  return stage.step > 0;
}

function stageNotice(event: WireNewMarket | WireMarketResolved, stage: EventStage, kind: EventKind): boolean {
  stage.kind = kind;
  stage.exchangeTimeMs = Number(event.timestamp);
  stage.notice = event;
  return true;
}

function putLastPrice(stage: EventStage, text: string): void {
  if (text.length > NUMBER_LENGTH_MAX) return;
  stage.lastPriceAt = stage.putText(text);
  stage.lastPriceLength = text.length;
}

/** Longest number that is read: real ones have at most 17 characters, and texts are kept. */
const NUMBER_LENGTH_MAX = 32;

/** A price strictly between 0 and 1: where a level or a trade may stand. */
function toInnerPrice(text: string): number | undefined {
  const price = text.length > NUMBER_LENGTH_MAX ? undefined : parsePrice(text);
  return price === undefined || price === 0 || price === PRICE_TICKS_PER_DOLLAR ? undefined : price;
}

/** A best price: "", "0" and "1" say that the side is empty (polymarket.md section 9). `undefined`: not told, or not readable. */
function toBest(text: string | null | undefined): number | undefined {
  if (text == null) return undefined;
  if (text === "") return NO_PRICE;
  const price = parsePrice(text);
  if (price === undefined) return undefined;
  return price === 0 || price === PRICE_TICKS_PER_DOLLAR ? NO_PRICE : price;
}

function toSize(text: string): number | undefined {
  const size = text.length > NUMBER_LENGTH_MAX ? undefined : parseSize(text);
  return size === undefined || size < 0 ? undefined : size;
}

/** A tick size in PriceTicks, 0 when it is none that divides a dollar. */
function toStep(text: string): number {
  const step = parsePrice(text) ?? 0;
  return step > 0 && PRICE_TICKS_PER_DOLLAR % step === 0 ? step : 0;
}

/** Padded numbers ("0.50", "25.0", "007") have the same value but another book hash. */
function isOdd(text: string): boolean {
  return /^-|^0\d|\.\d*0$/.test(text);
}
