import { assert, Prng } from "@augury/core";
import {
  ASK,
  BID,
  type BookSide,
  computeSweep,
  type FrameKind,
  type Ladder,
  type LevelChange,
  type SimVenue,
  type TakerOrder,
} from "@augury/sim-kit";
import { AccountFeed } from "./account-feed.ts";
import {
  createdFields,
  encodeDelta,
  encodeLifecycle,
  encodeSnapshot,
  encodeTicker,
  encodeTrade,
  type PriceLeg,
  type SimTrade,
  toWireBands,
} from "./market-frames.ts";
import type { EventSpec, MarketSpec, PriceBand } from "./market-spec.ts";
import { countText, priceText } from "./number-text.ts";
import { type ReferenceChannel, ReferenceFeed } from "./reference-feed.ts";
import { SimMarket } from "./sim-market.ts";

/** The channels of kalshi.md section 13. */
export type DataChannel =
  | "orderbook_delta"
  | "ticker"
  | "trade"
  | "market_lifecycle_v2"
  | "multivariate_market_lifecycle"
  | "fill"
  | "user_orders"
  | "market_positions"
  | "order_group_updates"
  | "communications"
  | ReferenceChannel;

/** A message before it gets its sid and seq. */
export interface OutgoingMessage {
  readonly channel: DataChannel;
  readonly type: string;
  /** Absent when the message concerns everyone on the channel. */
  readonly market: SimMarket | undefined;
  readonly kind: FrameKind;
  /** Ticker, index or underlying that subscriptions are filtered by, where there is no market. */
  readonly name?: string;
  /** Only sessions of this account get it. */
  readonly account?: string;
  /** Whose own it is, for sessions that asked for their own only. */
  readonly owner?: string;
  /** What decides about its shard. */
  readonly shardText?: string;
  /** The text of `msg`, per way of writing no-side prices. */
  body(leg: PriceLeg): string;
}

export interface MessageListener {
  onMessage(message: OutgoingMessage): void;
  /** True when messages about this market reach it on this channel. */
  wants(channel: DataChannel, ticker: string): boolean;
}

/** Who hears of what happens, before any client does: the accounts. */
export interface ExchangeWatcher {
  traded(trade: SimTrade): void;
  /** Its prices lie on another grid from now on. */
  gridChanged(market: SimMarket, timeUs: number): void;
  /** It is paused, active again, closed, determined or settled. */
  statusChanged(market: SimMarket, timeUs: number): void;
}

interface PendingTrade {
  readonly dueUs: number;
  readonly trade: SimTrade;
}

/** Tickers are conflated: a market has at most one in this time. */
const TICKER_INTERVAL_US = 500_000;
/** Share of trades whose book change comes before them (kalshi.md section 13.4). */
const DELTA_FIRST = 0.92;

/**
 * The venue behind the sockets: markets, books, and the messages that their changes make. Pure: time comes in, messages go to listeners,
 * one seed decides every free choice, whether anyone listens or not.
 */
export class KalshiExchange implements SimVenue {
  readonly markets: SimMarket[] = [];
  framesMade = 0;
  /** Newest last, bounded; for GET /markets/trades. */
  readonly recentTrades: SimTrade[] = [];
  /** Private messages of the accounts. */
  readonly accounts = new AccountFeed(this);
  readonly reference: ReferenceFeed;
  private readonly watchers: ExchangeWatcher[] = [];
  private readonly random: Prng;
  private readonly byTicker = new Map<string, SimMarket>();
  private readonly listeners = new Set<MessageListener>();
  private readonly quoted = new Map<SimMarket, string>();
  private readonly dirty = new Set<SimMarket>();
  private tickersDueUs = 0;
  private pendingTrades: PendingTrade[] = [];

  constructor(seed: number) {
    this.random = new Prng(seed);
    this.reference = new ReferenceFeed(seed, this);
  }

  get marketCount(): number {
    return this.markets.length;
  }

  isOpen(market: number): boolean {
    return this.markets[market]?.status === "active";
  }

  ladder(market: number, side: BookSide): Ladder {
    return this.at(market).ladder(side);
  }

  findTicker(ticker: string): SimMarket | undefined {
    return this.byTicker.get(ticker);
  }

  /** Lists a market without telling anyone. Returns its number. */
  addMarket(spec: MarketSpec, timeUs: number): number {
    const market = new SimMarket(this.markets.length, spec, timeUs);
    this.markets.push(market);
    this.byTicker.set(spec.ticker, market);
    return market.index;
  }

  /** Lists a market and tells of it. */
  launchMarket(spec: MarketSpec, timeUs: number): number {
    const index = this.addMarket(spec, timeUs);
    this.sendLifecycle(this.at(index), "created", createdFields(this.at(index)));
    return index;
  }

  /** Fills a book before anyone can have seen it: no messages. */
  seedBook(market: number, levels: readonly LevelChange[], _timeUs: number): void {
    const target = this.at(market);
    for (const { side, price, size } of levels) target.ladder(side).set(price, size);
  }

  applyLevels(index: number, changes: readonly LevelChange[], timeUs: number): void {
    const market = this.at(index);
    for (const change of changes) this.applyLevel(market, change, timeUs);
    this.dirty.add(market);
  }

  trade(index: number, order: TakerOrder): number {
    const market = this.at(index);
    const side: BookSide = order.takerSide === "buy" ? ASK : BID;
    const swept = computeSweep(market.ladder(side), order.size, order.levelsMax);
    const isDeltaFirst = this.random.chance(DELTA_FIRST);
    let traded = 0;
    for (const { price, taken, remaining } of swept) {
      const trade: SimTrade = {
        tradeId: this.uuid(),
        market,
        takerSide: order.takerSide,
        price,
        size: taken,
        timeUs: order.timeUs,
      };
      if (!isDeltaFirst) this.report(trade);
      this.applyLevel(market, { side, price, size: remaining }, order.timeUs);
      if (isDeltaFirst) this.pendingTrades.push({ dueUs: order.timeUs + order.echoDelayUs, trade });
      traded += taken;
    }
    if (order.echoDelayUs === 0) this.releaseTrades(order.timeUs);
    this.dirty.add(market);
    return traded;
  }

  /** Changes the grid of a live market; levels off the new grid must be gone before. */
  changeGrid(index: number, structure: string, bands: readonly PriceBand[], timeUs: number): void {
    const market = this.at(index);
    market.structure = structure;
    market.bands = bands;
    market.updatedUs = timeUs;
    for (const watcher of this.watchers) watcher.gridChanged(market, timeUs);
    this.sendLifecycle(market, "price_level_structure_updated", {
      price_level_structure: structure,
      price_ranges: toWireBands(bands),
    });
  }

  /** Pauses trading in a market, or lets it go on; at that moment its resting orders are gone (kalshi.md section 6.3). */
  setActive(index: number, isActive: boolean, timeUs: number): void {
    const market = this.at(index);
    if (isActive) this.clearBook(market, timeUs);
    market.status = isActive ? "active" : "inactive";
    market.updatedUs = timeUs;
    this.sendLifecycle(market, isActive ? "activated" : "deactivated", { is_deactivated: !isActive });
    this.tellStatus(market, timeUs);
  }

  /** Moves the close. */
  moveClose(index: number, closeTimeMs: number, timeUs: number): void {
    const market = this.at(index);
    market.closeTimeMs = closeTimeMs;
    market.updatedUs = timeUs;
    this.sendLifecycle(market, "close_date_updated", { close_ts: Math.floor(closeTimeMs / 1000) });
  }

  /** Closes a market: levels go one by one, then one or two snapshots without any side (kalshi.md section 14.4). */
  closeMarket(index: number, timeUs: number): void {
    const market = this.at(index);
    this.clearBook(market, timeUs);
    market.status = "closed";
    market.closeTimeMs = Math.floor(timeUs / 1000);
    market.updatedUs = timeUs;
    const snapshots = this.random.int(1, 2);
    for (let i = 0; i < snapshots; i++) this.sendSnapshot(market);
    this.tellStatus(market, timeUs);
  }

  determineMarket(index: number, result: "yes" | "no", timeUs: number): void {
    const market = this.at(index);
    market.status = "determined";
    market.result = result;
    market.updatedUs = timeUs;
    this.sendLifecycle(market, "determined", {
      determination_ts: Math.floor(timeUs / 1e6),
      result,
      settlement_value: result === "yes" ? "1.0000" : "0.0000",
    });
    this.tellStatus(market, timeUs);
  }

  settleMarket(index: number, timeUs: number): void {
    const market = this.at(index);
    market.status = "finalized";
    market.settledUs = timeUs;
    market.updatedUs = timeUs;
    this.sendLifecycle(market, "settled", { settled_ts: Math.floor(timeUs / 1e6) });
    this.tellStatus(market, timeUs);
  }

  advance(timeUs: number): void {
    this.releaseTrades(timeUs);
    this.reference.advance(timeUs);
    if (timeUs >= this.tickersDueUs) this.sendTickers(timeUs);
  }

  /** Adds to one level of a book, or takes away from it: never more than there is. */
  changeLevel(index: number, { side, price, size }: LevelChange, timeUs: number): void {
    const market = this.at(index);
    const after = Math.max(0, market.ladder(side).sizeAt(price) + size);
    this.applyLevels(index, [{ side, price, size: after }], timeUs);
  }

  watch(watcher: ExchangeWatcher): void {
    this.watchers.push(watcher);
  }

  join(listener: MessageListener): void {
    this.listeners.add(listener);
  }

  leave(listener: MessageListener): void {
    this.listeners.delete(listener);
  }

  /** Sends a ready message: what players and the load loop use. */
  broadcast(message: OutgoingMessage): void {
    this.framesMade++;
    for (const listener of this.listeners) listener.onMessage(message);
  }

  /** True when some client gets the book of this market. */
  hasAudience(market: SimMarket): boolean {
    return this.isWanted("orderbook_delta", market.spec.ticker);
  }

  /** True when some client gets messages about this ticker, index or underlying on this channel. */
  isWanted(channel: DataChannel, name: string): boolean {
    for (const listener of this.listeners) if (listener.wants(channel, name)) return true;
    return false;
  }

  /** Tells of an event, as the venue does when it lists one (kalshi.md section 13.8). */
  announceEvent(event: EventSpec): void {
    this.sendEvent("event_lifecycle", {
      event_ticker: event.ticker,
      exchange_index: 0,
      title: event.title,
      subtitle: event.subTitle,
      collateral_return_type: event.mutuallyExclusive ? "MECNET" : "",
      series_ticker: event.series.ticker,
    });
  }

  /** Tells of a combo that somebody asked for: its event and its market, on the combos' own channel (kalshi.md section 13). */
  announceCombo({ market, event, series }: { market: string; event: string; series: string }, timeUs: number): void {
    const channel = "multivariate_market_lifecycle";
    const times = { open_ts: Math.floor(timeUs / 1e6), exchange_index: 1 };
    const told = [
      ["event_lifecycle", { event_ticker: event, exchange_index: 1, series_ticker: series }],
      [channel, { market_ticker: market, ...times, event_type: "created" }],
    ] as const;
    for (const [type, fields] of told) {
      const body = JSON.stringify(fields);
      this.broadcast({ channel, type, market: undefined, kind: "lifecycle", body: () => body });
    }
  }

  /** Tells that an event's fees differ from its series', or (both null) no longer do. */
  announceEventFee(event: EventSpec, feeType: string | null, feeMultiplier: number | null): void {
    this.sendEvent("event_fee_update", {
      event_ticker: event.ticker,
      fee_type_override: feeType,
      fee_multiplier_override: feeMultiplier,
    });
  }

  private at(index: number): SimMarket {
    const market = this.markets[index];
    assert(market, `a market number is below ${this.markets.length}, was ${index}`);
    return market;
  }

  private tellStatus(market: SimMarket, timeUs: number): void {
    for (const watcher of this.watchers) watcher.statusChanged(market, timeUs);
  }

  private applyLevel(market: SimMarket, { side, price, size }: LevelChange, timeUs: number): void {
    const before = market.ladder(side).set(price, size);
    if (before === size) return;
    const delta = { side, price, change: size - before, timeUs };
    this.broadcast({
      channel: "orderbook_delta",
      type: "orderbook_delta",
      market,
      kind: "delta",
      body: (leg) => encodeDelta(market, delta, leg),
    });
  }

  private clearBook(market: SimMarket, timeUs: number): void {
    for (const side of [BID, ASK] as const)
      for (const price of [...market.ladder(side).prices]) this.applyLevel(market, { side, price, size: 0 }, timeUs);
  }

  private sendSnapshot(market: SimMarket): void {
    this.broadcast({
      channel: "orderbook_delta",
      type: "orderbook_snapshot",
      market,
      kind: "snapshot",
      body: (leg) => encodeSnapshot(market, leg),
    });
  }

  private report(trade: SimTrade): void {
    const { market } = trade;
    market.lastPrice = trade.price;
    market.lastTradeSize = trade.size;
    market.volume += trade.size;
    market.openInterest += Math.floor(trade.size / 20_000) * 10_000;
    market.dollarVolumeMicros += Math.floor((trade.size * trade.price) / 10_000);
    this.recentTrades.push(trade);
    if (this.recentTrades.length > RECENT_TRADES_MAX) this.recentTrades.shift();
    for (const watcher of this.watchers) watcher.traded(trade);
    const body = encodeTrade(trade);
    this.broadcast({ channel: "trade", type: "trade", market, kind: "trade", body: () => body });
  }

  private releaseTrades(timeUs: number): void {
    if (this.pendingTrades.length === 0) return;
    const later: PendingTrade[] = [];
    for (const pending of this.pendingTrades) {
      if (pending.dueUs > timeUs) later.push(pending);
      else this.report(pending.trade);
    }
    this.pendingTrades = later;
  }

  private sendTickers(timeUs: number): void {
    this.tickersDueUs = timeUs + TICKER_INTERVAL_US;
    for (const market of this.dirty) {
      const quote = quoteOf(market);
      if (this.quoted.get(market) === quote) continue;
      this.quoted.set(market, quote);
      const body = encodeTicker(market, timeUs);
      this.broadcast({ channel: "ticker", type: "ticker", market, kind: "quote", body: () => body });
    }
    this.dirty.clear();
  }

  private sendLifecycle(market: SimMarket, eventType: string, fields: object): void {
    const body = encodeLifecycle(market, eventType, fields);
    this.broadcast({
      channel: "market_lifecycle_v2",
      type: "market_lifecycle_v2",
      market: undefined,
      kind: "lifecycle",
      body: () => body,
    });
  }

  private sendEvent(type: "event_lifecycle" | "event_fee_update", fields: object): void {
    const body = JSON.stringify(fields);
    this.broadcast({ channel: "market_lifecycle_v2", type, market: undefined, kind: "lifecycle", body: () => body });
  }

  private uuid(): string {
    const hex = Array.from({ length: 4 }, () => this.random.uint32().toString(16).padStart(8, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}

const RECENT_TRADES_MAX = 1000;

/** What a ticker says of a market, to tell whether it has changed. */
function quoteOf(market: SimMarket): string {
  const bid = market.bids.best() ?? 0;
  const ask = market.asks.best() ?? 10_000;
  return `${priceText(bid)}${priceText(ask)}${market.bids.sizeAt(bid)}|${market.asks.sizeAt(ask)}|${countText(market.volume)}`;
}
