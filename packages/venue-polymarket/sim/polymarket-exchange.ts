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
  type SweptLevel,
  type TakerOrder,
} from "@augury/sim-kit";
import {
  encodeBestBidAsk,
  encodeBook,
  encodeMarketResolved,
  encodeNewMarket,
  encodePriceChange,
  encodeTickSizeChange,
  encodeTrade,
  type TradeEcho,
} from "./market-frames.ts";
import type { MarketSpec } from "./market-spec.ts";
import { SimMarket, type TokenIndex } from "./sim-market.ts";
import { priceText } from "./text-ladder.ts";

/** Who listens to the market channel. */
export interface MarketListener {
  /** `tokens` is the set of tokens that the frame is about: bit 0 and bit 1. */
  onMarketFrame(market: SimMarket, tokens: number, text: string, kind: FrameKind): void;
  /** Frames behind the custom flag, about one token. */
  onCustomFrame(market: SimMarket, tokens: number, text: string, kind: FrameKind): void;
  /** Frames behind the custom flag that reach everyone. */
  onGlobalFrame(text: string): void;
  /** Books that came in one array. */
  onSnapshot(books: readonly SnapshotBook[]): void;
}

/** One book of an array frame, printed. */
export interface SnapshotBook {
  readonly market: SimMarket;
  readonly token: TokenIndex;
  readonly text: string;
}

export const BOTH_TOKENS = 3;

/** Levels that a taker has just swept; `side` is the makers'. */
export interface Sweep {
  readonly market: SimMarket;
  readonly side: BookSide;
  readonly levels: readonly SweptLevel[];
  readonly timeUs: number;
}

interface PendingEcho {
  readonly dueUs: number;
  readonly market: SimMarket;
  readonly trade: TradeEcho;
}

/** Probabilities of what the real channel does now and then. */
const BOOK_ONLY_AFTER_TRADE = 0.25;
const BOOK_TOO_AFTER_TRADE = 0.15;
const QUOTE_ECHO = 0.5;
const SELL_FIRST = 0.2;
const PADDED_PRICE = 1 / 16;
const FRAME_CHANGES_MAX = 3;
/** market_resolved is repeated by the venue; clients dedupe by id (polymarket.md section 17, trap 11). */
const RESOLVED_REPEATS = 3;

/**
 * The venue behind the sockets: markets, books, and the frames that their changes make. Pure: time comes in, frames go to listeners, one
 * seed decides every free choice, whether anyone listens or not.
 */
export class PolymarketExchange implements SimVenue {
  readonly markets: SimMarket[] = [];
  framesMade = 0;
  /** Whose orders new markets take that do not say it themselves; what `/version` answers. */
  orderVersion: 2 | 3 = 2;
  /** Told before a market's tick changes, and when it is resolved. */
  onTick: ((market: SimMarket, timeUs: number) => void) | undefined;
  onResolved: ((market: SimMarket, timeUs: number) => void) | undefined;
  /** Told of every sweep as soon as the book shows it. */
  onSweep: ((sweep: Sweep) => void) | undefined;
  private readonly random: Prng;
  private readonly byToken = new Map<string, { readonly market: SimMarket; readonly token: TokenIndex }>();
  private readonly byCondition = new Map<string, SimMarket>();
  private readonly audiences = new Map<SimMarket, Set<MarketListener>>();
  private readonly listeners = new Set<MarketListener>();
  private echoes: PendingEcho[] = [];

  constructor(seed: number) {
    this.random = new Prng(seed);
  }

  get marketCount(): number {
    return this.markets.length;
  }

  isOpen(market: number): boolean {
    return this.markets[market]?.status === "open";
  }

  ladder(market: number, side: BookSide): Ladder {
    return this.at(market).ladder(side);
  }

  findToken(token: string): { readonly market: SimMarket; readonly token: TokenIndex } | undefined {
    return this.byToken.get(token);
  }

  findCondition(conditionId: string): SimMarket | undefined {
    return this.byCondition.get(conditionId);
  }

  /** Lists a market without telling anyone. Returns its number. */
  addMarket(spec: MarketSpec, timeUs: number): number {
    const market = new SimMarket(this.markets.length, spec);
    market.exchangeVersion = spec.exchangeVersion ?? this.orderVersion;
    market.touch(toMs(timeUs));
    this.markets.push(market);
    this.byToken.set(spec.tokens[0], { market, token: 0 });
    this.byToken.set(spec.tokens[1], { market, token: 1 });
    this.byCondition.set(spec.conditionId, market);
    this.audiences.set(market, new Set());
    return market.index;
  }

  /** Lists a market and announces it to everyone who wants lifecycle events. */
  launchMarket(spec: MarketSpec, timeUs: number): number {
    const index = this.addMarket(spec, timeUs);
    this.framesMade++;
    this.sendGlobal(encodeNewMarket(this.at(index), toMs(timeUs)));
    return index;
  }

  /** Fills a book before anyone can have seen it: no frames. */
  seedBook(market: number, levels: readonly LevelChange[], timeUs: number): void {
    const target = this.at(market);
    for (const { side, price, size } of levels) target.ladder(side).set(price, size);
    target.touch(toMs(timeUs));
  }

  applyLevels(index: number, changes: readonly LevelChange[], timeUs: number): void {
    const market = this.at(index);
    const tops = topsOf(market);
    for (const { side, price, size } of changes) market.ladder(side).set(price, size);
    market.touch(nextTimestamp(market, timeUs));
    this.sendChanges(market, changes);
    this.sendQuotes(market, tops);
  }

  trade(index: number, order: TakerOrder): number {
    const market = this.at(index);
    const side: BookSide = order.takerSide === "buy" ? ASK : BID;
    const swept = computeSweep(market.ladder(side), order.size, order.levelsMax);
    const last = swept.at(-1);
    if (!last) return 0;
    const tops = topsOf(market);
    const token: TokenIndex = this.random.chance(0.7) ? 0 : 1;
    for (const { price, remaining } of swept) market.ladder(side).set(price, remaining);
    market.lastTradePrice = this.tradePriceText(token, last.price);
    market.lastTradeSide = echoSide(order.takerSide, token);
    market.touch(nextTimestamp(market, order.timeUs));
    this.sendBookAfterTrade(market, side, swept);
    this.sendQuotes(market, tops);
    this.queueEchoes(market, token, swept, order);
    let traded = 0;
    for (const { taken } of swept) traded += taken;
    market.volumeMicros += traded;
    this.onSweep?.({ market, side, levels: swept, timeUs: order.timeUs });
    return traded;
  }

  /** Tells of a smallest trade at a price already printed, without touching the book: how a load loop gets back to its first last price. */
  repeatTrade(index: number, price: string, timeUs: number): void {
    const market = this.at(index);
    market.lastTradePrice = price;
    market.touch(nextTimestamp(market, timeUs));
    const trade = { token: 0, priceText: price, size: 10_000, side: "BUY", timestampMs: market.timestampMs } as const;
    this.framesMade++;
    this.sendTo(market, 1, "trade", () => encodeTrade(market, { ...trade, transactionHash: `0x${"0".repeat(64)}` }));
  }

  /** Changes the tick and tells of it; levels off the new grid must be gone before. */
  changeTick(index: number, step: number, timeUs: number): void {
    const market = this.at(index);
    this.onTick?.(market, timeUs);
    assert(isOnGrid(market, step), `every level stands on the new tick of ${step}`);
    const oldTick = market.tickText;
    market.step = step;
    market.touch(nextTimestamp(market, timeUs));
    this.framesMade += 2;
    for (const token of [0, 1] as const)
      this.sendTo(market, 1 << token, "lifecycle", () => encodeTickSizeChange(market, token, oldTick));
  }

  /** Stops trading: the book is emptied level by level in one group. */
  closeMarket(index: number, timeUs: number): void {
    const market = this.at(index);
    const changes: LevelChange[] = [];
    for (const side of [BID, ASK] as const)
      for (const price of market.ladder(side).prices) changes.push({ side, price, size: 0 });
    if (changes.length > 0) this.applyLevels(index, changes, timeUs);
    market.status = "closed";
  }

  /** Says who has won, for good; "void": nobody has. */
  resolveMarket(index: number, winner: TokenIndex | "void", timeUs: number): void {
    const market = this.at(index);
    market.status = "resolved";
    market.winner = winner;
    this.onResolved?.(market, timeUs);
    for (let i = 0; i < RESOLVED_REPEATS; i++) {
      this.framesMade++;
      this.sendGlobal(encodeMarketResolved(market, winner, toMs(timeUs)));
    }
  }

  advance(timeUs: number): void {
    if (this.echoes.length === 0) return;
    const later: PendingEcho[] = [];
    for (const echo of this.echoes) {
      if (echo.dueUs > timeUs) later.push(echo);
      else this.sendTo(echo.market, 1 << echo.trade.token, "trade", () => encodeTrade(echo.market, echo.trade));
    }
    this.echoes = later;
  }

  /** Adds a listener of global frames. */
  join(listener: MarketListener): void {
    this.listeners.add(listener);
  }

  leave(listener: MarketListener): void {
    this.listeners.delete(listener);
    for (const audience of this.audiences.values()) audience.delete(listener);
  }

  /** From now on the listener gets the frames of this market, or no more. */
  listen(listener: MarketListener, market: SimMarket, wanted: boolean): void {
    if (wanted) this.audiences.get(market)?.add(listener);
    else this.audiences.get(market)?.delete(listener);
  }

  /** Sends a ready frame about a market to those who listen to it: what players and the load loop use. */
  broadcast(market: SimMarket, tokens: number, text: string, kind: FrameKind): void {
    this.framesMade++;
    this.sendTo(market, tokens, kind, () => text);
  }

  /** Sends recorded books in one array to each listener, as far as it has subscribed them. */
  broadcastSnapshot(books: readonly SnapshotBook[]): void {
    this.framesMade++;
    for (const listener of this.listeners) listener.onSnapshot(books);
  }

  /** Sends a ready frame to everyone who wants lifecycle events. */
  broadcastGlobal(text: string): void {
    this.framesMade++;
    this.sendGlobal(text);
  }

  /** Gives a market of a recording its second token, which a later frame has named. */
  nameSecondToken(market: SimMarket, token: string): void {
    this.byToken.delete(market.spec.tokens[1]);
    market.spec.tokens[1] = token;
    this.byToken.set(token, { market, token: 1 });
  }

  /** True when some client listens to this market. */
  hasAudience(market: SimMarket): boolean {
    return this.audience(market).size > 0;
  }

  private at(index: number): SimMarket {
    const market = this.markets[index];
    assert(market, `a market number is below ${this.markets.length}, was ${index}`);
    return market;
  }

  private sendChanges(market: SimMarket, changes: readonly LevelChange[]): void {
    for (let from = 0; from < changes.length; ) {
      const count = changes.length === 1 ? 1 : this.random.int(1, FRAME_CHANGES_MAX);
      const part = changes.slice(from, from + count);
      const sellFirst = this.random.chance(SELL_FIRST);
      this.framesMade++;
      this.sendTo(market, BOTH_TOKENS, "delta", () => encodePriceChange(market, part, sellFirst));
      from += count;
    }
  }

  private sendBookAfterTrade(market: SimMarket, side: BookSide, swept: readonly SweptLevel[]): void {
    const bookOnly = this.random.chance(BOOK_ONLY_AFTER_TRADE);
    if (!bookOnly)
      this.sendChanges(
        market,
        swept.map(({ price, remaining }) => ({ side, price, size: remaining })),
      );
    if (!bookOnly && !this.random.chance(BOOK_TOO_AFTER_TRADE)) return;
    this.framesMade += 2;
    for (const token of [0, 1] as const) this.sendTo(market, 1 << token, "snapshot", () => encodeBook(market, token));
  }

  private sendQuotes(
    market: SimMarket,
    [bidBefore, askBefore]: readonly [number | undefined, number | undefined],
  ): void {
    if (market.bids.best() === bidBefore && market.asks.best() === askBefore) return;
    if (!this.random.chance(QUOTE_ECHO)) return;
    this.framesMade += 2;
    for (const token of [0, 1] as const) {
      const text = this.hasAudience(market) ? encodeBestBidAsk(market, token) : "";
      for (const listener of this.audience(market)) listener.onCustomFrame(market, 1 << token, text, "quote");
    }
  }

  /** One echo per level. The book's hash already counts the last of them: the hidden input of polymarket.md section 10. */
  private queueEchoes(
    market: SimMarket,
    token: TokenIndex,
    swept: readonly SweptLevel[],
    { takerSide, timeUs, echoDelayUs }: TakerOrder,
  ): void {
    const transactionHash = `0x${this.hex(64)}`;
    for (const [i, { price, taken }] of swept.entries()) {
      const isLast = i === swept.length - 1;
      const text = isLast ? market.lastTradePrice : this.tradePriceText(token, price);
      const side = echoSide(takerSide, token);
      const trade = { token, priceText: text, size: taken, side, timestampMs: market.timestampMs, transactionHash };
      this.framesMade++;
      this.echoes.push({ dueUs: timeUs + echoDelayUs, market, trade });
      market.noteTrade(trade);
    }
    if (echoDelayUs === 0) this.advance(timeUs);
  }

  /** The price on the token that was traded; now and then with a trailing zero, as seen on the wire. */
  private tradePriceText(token: TokenIndex, price: number): string {
    const text = priceText(token === 0 ? price : 10_000 - price);
    return this.random.chance(PADDED_PRICE) && text.length === 4 ? `${text}0` : text;
  }

  private sendTo(market: SimMarket, tokens: number, kind: FrameKind, encode: () => string): void {
    if (!this.hasAudience(market)) return;
    const text = encode();
    for (const listener of this.audience(market)) listener.onMarketFrame(market, tokens, text, kind);
  }

  private sendGlobal(text: string): void {
    for (const listener of this.listeners) listener.onGlobalFrame(text);
  }

  private audience(market: SimMarket): Set<MarketListener> {
    return this.audiences.get(market) as Set<MarketListener>;
  }

  private hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.random.uint32().toString(16).padStart(8, "0");
    return text.slice(0, digits);
  }
}

function topsOf(market: SimMarket): readonly [number | undefined, number | undefined] {
  return [market.bids.best(), market.asks.best()];
}

/** Two groups of one market never share a timestamp, or the hash of the first could not be checked at its end. */
function nextTimestamp(market: SimMarket, timeUs: number): number {
  return Math.max(toMs(timeUs), market.timestampMs + 1);
}

/** Buying one token and selling the other are the same side of the book. */
function echoSide(takerSide: "buy" | "sell", token: TokenIndex): "BUY" | "SELL" {
  return (takerSide === "buy") === (token === 0) ? "BUY" : "SELL";
}

function isOnGrid(market: SimMarket, step: number): boolean {
  return [...market.bids.prices, ...market.asks.prices].every((price) => price % step === 0);
}

function toMs(timeUs: number): number {
  return Math.floor(timeUs / 1000);
}
