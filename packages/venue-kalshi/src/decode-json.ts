import { PRICE_TICKS_PER_DOLLAR, parsePrice, parseScaled } from "@augury/core";
import { finestStep, MARKET_UPDATES } from "@augury/model";
import { NO_PRICE } from "@augury/wire";
import type { z } from "zod";
import { ABSENT, type Frame, FrameKind } from "./frame.ts";
import { hashId } from "./id-hash.ts";
import { NO, YES } from "./level-buffer.ts";
import type { MarketIndex } from "./market-index.ts";
import { toTickStructure } from "./price-ranges.ts";
import { parseRfc3339Ms } from "./rfc3339.ts";
import {
  Envelope,
  ErrorMessage,
  EventFeeUpdateMessage,
  EventLifecycleMessage,
  LifecycleMessage,
  OkMessage,
  OrderbookDeltaMessage,
  OrderbookSnapshotMessage,
  SubscribedMessage,
  TickerMessage,
  TradeMessage,
  UnsubscribedMessage,
} from "./schema.ts";

const DECODERS = new Map<string, (json: unknown, frame: Frame, markets: MarketIndex) => boolean>([
  ["orderbook_delta", decodeDelta],
  ["orderbook_snapshot", decodeSnapshot],
  ["trade", decodeTrade],
  ["ticker", decodeTicker],
  ["market_lifecycle_v2", decodeLifecycle],
  ["event_lifecycle", decodeEventLifecycle],
  ["event_fee_update", decodeEventFeeUpdate],
  ["subscribed", decodeSubscribed],
  ["ok", decodeOk],
  ["unsubscribed", decodeUnsubscribed],
  ["error", decodeError],
]);
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Decodes one frame with JSON.parse and the schema: the fallback of the byte scanner, and the oracle it is tested against. Returns false
 * for a malformed frame. A well-formed envelope of a type we do not know is {@link FrameKind.unknown}.
 */
export function decodeJson(bytes: Uint8Array, frame: Frame, markets: MarketIndex): boolean {
  frame.kind = FrameKind.none;
  const json = parseText(bytes);
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return false;
  const { type, sid, seq, id } = envelope.data;
  frame.sid = sid ?? ABSENT;
  frame.seq = seq ?? ABSENT;
  frame.id = id ?? ABSENT;
  frame.note = type;
  const decode = DECODERS.get(type);
  if (decode) return decode(json, frame, markets);
  frame.kind = FrameKind.unknown;
  return true;
}

function parseText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function decodeDelta(json: unknown, frame: Frame, markets: MarketIndex): boolean {
  const parsed = OrderbookDeltaMessage.safeParse(json);
  if (!parsed.success) return false;
  const { msg } = parsed.data;
  frame.kind = FrameKind.delta;
  frame.market = markets.ofTicker(msg.market_ticker);
  frame.timeMs = timeOf(msg);
  frame.noSide = msg.side === "no";
  frame.price = msg.price_dollars;
  frame.size = msg.delta_fp;
  return true;
}

function decodeSnapshot(json: unknown, frame: Frame, markets: MarketIndex): boolean {
  const parsed = OrderbookSnapshotMessage.safeParse(json);
  if (!parsed.success) return false;
  const { msg } = parsed.data;
  const { levels } = frame;
  frame.kind = FrameKind.snapshot;
  frame.market = markets.ofTicker(msg.market_ticker);
  frame.timeMs = 0;
  frame.marketIdEmpty = msg.market_id === "";
  levels.clear(YES);
  for (const [price, size] of msg.yes_dollars_fp ?? []) if (!levels.add(YES, price, size)) return false;
  levels.clear(NO);
  for (const [price, size] of msg.no_dollars_fp ?? []) if (!levels.add(NO, price, size)) return false;
  return true;
}

function decodeTrade(json: unknown, frame: Frame, markets: MarketIndex): boolean {
  const parsed = TradeMessage.safeParse(json);
  if (!parsed.success) return false;
  const { msg } = parsed.data;
  frame.kind = FrameKind.trade;
  frame.market = markets.ofTicker(msg.market_ticker);
  frame.timeMs = timeOf(msg);
  frame.price = msg.yes_price_dollars;
  frame.size = msg.count_fp;
  const side = msg.taker_outcome_side ?? msg.taker_side ?? (msg.taker_book_side === "bid" ? "yes" : "no");
  frame.takerSold = side === "no";
  frame.block = msg.is_block_trade ?? false;
  frame.tradeHash = hashId(msg.trade_id ?? "");
  return true;
}

function decodeTicker(json: unknown, frame: Frame, markets: MarketIndex): boolean {
  const parsed = TickerMessage.safeParse(json);
  if (!parsed.success) return false;
  const { msg } = parsed.data;
  frame.kind = FrameKind.ticker;
  frame.market = markets.ofTicker(msg.market_ticker);
  frame.timeMs = timeOf(msg);
  frame.bestBid = quoteOf(msg.yes_bid_dollars);
  frame.bestAsk = quoteOf(msg.yes_ask_dollars);
  frame.lastPrice = quoteOf(msg.price_dollars ?? 0);
  frame.bidSize = msg.yes_bid_size_fp ?? ABSENT;
  frame.askSize = msg.yes_ask_size_fp ?? ABSENT;
  frame.volume = msg.volume_fp ?? ABSENT;
  frame.openInterest = msg.open_interest_fp ?? ABSENT;
  return true;
}

/** The venue's words for what can happen to a market, and ours (kalshi.md section 13.8). */
const LIFECYCLE_UPDATES: Readonly<Record<string, (typeof MARKET_UPDATES)[number]>> = {
  created: "created",
  activated: "activated",
  deactivated: "deactivated",
  close_date_updated: "close_date_updated",
  determined: "determined",
  settled: "settled",
  price_level_structure_updated: "price_structure_updated",
  metadata_updated: "metadata_updated",
};

function decodeLifecycle(json: unknown, frame: Frame, markets: MarketIndex): boolean {
  const parsed = LifecycleMessage.safeParse(json);
  if (!parsed.success) return false;
  const { msg } = parsed.data;
  frame.market = markets.ofTicker(msg.market_ticker);
  frame.marketHash = hashId(msg.market_ticker);
  frame.timeMs = timeOf(msg);
  frame.note = msg.event_type;
  const update = Object.hasOwn(LIFECYCLE_UPDATES, msg.event_type) ? LIFECYCLE_UPDATES[msg.event_type] : undefined;
  frame.kind = update ? FrameKind.lifecycle : FrameKind.unknown;
  frame.update = update ? MARKET_UPDATES.indexOf(update) : 0;
  frame.step = stepOf(msg);
  const value = lifecycleValue(msg);
  frame.value = value ?? 0;
  return value !== undefined;
}

/** Close or settlement time in ms, settlement price in PriceTicks; 0 where the event has no value, `undefined` when it is malformed. */
function lifecycleValue(msg: LifecycleMessage["msg"]): number | undefined {
  if (msg.event_type === "determined") return settlementPrice(msg);
  if (msg.event_type === "settled") return (msg.settled_ts ?? 0) * 1000;
  return msg.event_type === "created" || msg.event_type === "close_date_updated" ? (msg.close_ts ?? 0) * 1000 : 0;
}

/**
 * The value of one YES contract. A scalar market may settle finer than our grid: then the ticks are not whole. Before 2026 only the
 * result said it, and until April 2026 the value was an integer of cents.
 */
function settlementPrice({ settlement_value: value, result }: LifecycleMessage["msg"]): number | undefined {
  if (typeof value === "string") return parsePrice(value) ?? withinDollar((parseScaled(value, 6) ?? -1) / 100);
  if (typeof value === "number") return withinDollar(value * 100);
  return result === "yes" ? PRICE_TICKS_PER_DOLLAR : result === "no" ? 0 : NO_PRICE;
}

function withinDollar(ticks: number): number | undefined {
  return ticks >= 0 && ticks <= PRICE_TICKS_PER_DOLLAR ? ticks : undefined;
}

function stepOf(msg: LifecycleMessage["msg"]): number {
  const ticks = toTickStructure(msg.price_ranges ?? []);
  return ticks === undefined ? 0 : finestStep(ticks);
}

function decodeEventLifecycle(json: unknown, frame: Frame): boolean {
  const parsed = EventLifecycleMessage.safeParse(json);
  if (!parsed.success) return false;
  frame.kind = FrameKind.eventNote;
  frame.note = `event_lifecycle ${parsed.data.msg.event_ticker}`;
  return true;
}

function decodeEventFeeUpdate(json: unknown, frame: Frame): boolean {
  const parsed = EventFeeUpdateMessage.safeParse(json);
  if (!parsed.success) return false;
  const { event_ticker, fee_type_override, fee_multiplier_override } = parsed.data.msg;
  frame.kind = FrameKind.eventNote;
  frame.note = `event_fee_update ${event_ticker} ${fee_type_override ?? "series"} × ${fee_multiplier_override ?? "series"}`;
  return true;
}

function decodeSubscribed(json: unknown, frame: Frame): boolean {
  return decodeAnswer(SubscribedMessage, FrameKind.subscribed, json, frame);
}

function decodeOk(json: unknown, frame: Frame): boolean {
  return decodeAnswer(OkMessage, FrameKind.ok, json, frame);
}

function decodeError(json: unknown, frame: Frame): boolean {
  return decodeAnswer(ErrorMessage, FrameKind.error, json, frame);
}

function decodeUnsubscribed(json: unknown, frame: Frame): boolean {
  frame.kind = FrameKind.unsubscribed;
  return UnsubscribedMessage.safeParse(json).success;
}

function decodeAnswer<T extends SubscribedMessage | OkMessage | ErrorMessage>(
  schema: z.ZodType<T>,
  kind: FrameKind,
  json: unknown,
  frame: Frame,
): boolean {
  const parsed = schema.safeParse(json);
  frame.kind = kind;
  frame.answer = parsed.data;
  return parsed.success;
}

function timeOf(msg: { ts_ms?: number | null | undefined; ts?: string | number | null | undefined }): number {
  if (msg.ts_ms !== undefined && msg.ts_ms !== null) return msg.ts_ms;
  if (typeof msg.ts === "string") return parseRfc3339Ms(msg.ts);
  return Number.isSafeInteger(msg.ts) && (msg.ts as number) >= 0 ? (msg.ts as number) * 1000 : 0;
}

function quoteOf(price: number): number {
  return price > 0 && price < PRICE_TICKS_PER_DOLLAR ? price : NO_PRICE;
}
