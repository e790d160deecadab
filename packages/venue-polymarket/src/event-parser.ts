import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { ByteReader } from "./byte-reader.ts";
import { ABSENT, CHANGES_MAX, EventKind, type EventStage, LEVELS_PER_SIDE_MAX, type LevelList } from "./event-stage.ts";
import type { FrameBytes } from "./frame-bytes.ts";
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  NO,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
  skipPlainString,
  skipSpace,
  skipValue,
} from "./json-bytes.ts";
import { Literal } from "./literal.ts";
import type { TokenTable } from "./token-table.ts";
import { KEY_LENGTH, Key, keyAt } from "./wire-key.ts";

/** Entries and levels as the venue spells them; whatever differs by a byte goes the general way. */
const CHANGE_ASSET = new Literal('{"asset_id":');
const CHANGE_PRICE = new Literal(', "price":');
const CHANGE_SIZE = new Literal(', "size":');
const CHANGE_SIDE = new Literal(', "side":');
const CHANGE_HASH = new Literal(', "hash":');
const CHANGE_BEST_BID = new Literal(', "best_bid":');
const CHANGE_BEST_ASK = new Literal(', "best_ask":');
const LEVEL_PRICE = new Literal('{"price":');
const LEVEL_SIZE = new Literal(',"size":');

/** Which keys an object had: one bit per code. */
const has = (key: Key) => 1 << key;
const LEVEL_KEYS = has(Key.price) | has(Key.size);
const CHANGE_KEYS = has(Key.assetId) | has(Key.price) | has(Key.size) | has(Key.side);
const EVENT_KEYS = has(Key.eventType) | has(Key.market) | has(Key.timestamp);
const BOOK_KEYS = EVENT_KEYS | has(Key.assetId) | has(Key.bids) | has(Key.asks);
const PRICE_CHANGE_KEYS = EVENT_KEYS | has(Key.priceChanges);
const TRADE_KEYS = EVENT_KEYS | CHANGE_KEYS;
const BEST_KEYS = EVENT_KEYS | has(Key.assetId);
const TICK_KEYS = EVENT_KEYS | has(Key.assetId) | has(Key.newTickSize);

const EVENT_TYPES: readonly (readonly [Uint8Array, EventKind])[] = [
  [new Uint8Array(Buffer.from('"price_change"')), EventKind.priceChange],
  [new Uint8Array(Buffer.from('"book"')), EventKind.book],
  [new Uint8Array(Buffer.from('"last_trade_price"')), EventKind.lastTrade],
  [new Uint8Array(Buffer.from('"best_bid_ask"')), EventKind.bestBidAsk],
  [new Uint8Array(Buffer.from('"tick_size_change"')), EventKind.tickSize],
];

/**
 * The hot messages from bytes into an {@link EventStage}, without a string and without an allocation (performance.md section 2).
 *
 * It accepts only what JSON.parse + schema + mapping accept, and then stages exactly the same: keys in any order, white space anywhere,
 * unknown keys skipped but checked, repeated keys last-wins. At the first byte that is unusual (escapes, a number where text belongs,
 * an odd spelling, an unknown event) it answers NO, the stage is void and the caller goes the slow way.
 */
export class EventParser {
  private readonly reader = new ByteReader();
  /** Where keys and values left off. */
  private at = 0;
  /** For repeated levels: the round in which a price was last seen on a side. */
  private readonly seenIn = new Int32Array(PRICE_TICKS_PER_DOLLAR + 1);
  private round = 0;

  constructor(
    private readonly frame: FrameBytes,
    private readonly tokens: TokenTable,
    private readonly stage: EventStage,
  ) {}

  /** Stages the event object that starts at `at`. Returns the position behind it, or NO. */
  parse(at: number): number {
    const { bytes } = this.frame;
    this.stage.begin(bytes);
    if (bytes[at] !== OPEN_OBJECT) return NO;
    let seen = 0;
    let i = skipSpace(bytes, at + 1);
    for (;;) {
      const key = this.key(bytes, i);
      if (key < 0) return NO;
      seen |= has(key as Key);
      i = this.value(bytes, this.at, key as Key);
      if (i < 0) return NO;
      if (bytes[i] !== COMMA && bytes[i] !== CLOSE_OBJECT) i = skipSpace(bytes, i);
      if (bytes[i] === CLOSE_OBJECT) return this.isWhole(seen) ? i + 1 : NO;
      if (bytes[i] !== COMMA) return NO;
      i = bytes[i + 1] === QUOTE ? i + 1 : skipSpace(bytes, i + 1);
    }
  }

  /** Reads a key and its colon; leaves the start of the value in `at`. Returns the key's code or NO. */
  private key(bytes: Uint8Array, open: number): number {
    if (bytes[open] !== QUOTE) return NO;
    const key = keyAt(bytes, this.frame.view, open + 1);
    let i = key === Key.other ? skipPlainString(bytes, open) : open + KEY_LENGTH[key] + 2;
    if (i < 0) return NO;
    if (bytes[i] !== COLON) {
      i = skipSpace(bytes, i);
      if (bytes[i] !== COLON) return NO;
    }
    i++;
    this.at = bytes[i] <= SPACE ? skipSpace(bytes, i) : i;
    return key;
  }

  /** Reads the value of one key of the event object. Returns the position behind it or NO. */
  private value(bytes: Uint8Array, at: number, key: Key): number {
    const { reader, stage } = this;
    switch (key) {
      case Key.priceChanges:
        return this.changes(bytes, at);
      case Key.bids:
        return this.levels(bytes, at, stage.bids);
      case Key.asks:
        return this.levels(bytes, at, stage.asks);
      case Key.eventType:
        return this.eventType(bytes, at);
      case Key.market:
        return skipPlainString(bytes, at);
      case Key.timestamp:
        stage.exchangeTimeMs = reader.time(bytes, at);
        return stage.exchangeTimeMs < 0 ? NO : reader.at;
      case Key.assetId:
        stage.instrument = this.tokens.lookup(this.frame, at);
        return this.tokens.at;
      case Key.hash:
        stage.hashAt = reader.hash(bytes, at);
        return reader.failed ? NO : reader.at;
      case Key.price:
        stage.price = reader.innerPrice(bytes, at);
        stage.lastPriceAt = at + 1;
        stage.lastPriceLength = reader.at - at - 2;
        return stage.price < 0 ? NO : reader.at;
      case Key.size:
        stage.size = reader.size(bytes, at);
        return stage.size < 0 ? NO : reader.at;
      default:
        return this.rareValue(bytes, at, key);
    }
  }

  private rareValue(bytes: Uint8Array, at: number, key: Key): number {
    const { reader, stage } = this;
    switch (key) {
      case Key.side: {
        const side = reader.side(bytes, at);
        stage.isSell = side === 1;
        return side < 0 ? NO : reader.at;
      }
      case Key.bestBid:
        stage.bestBid = reader.best(bytes, at);
        return reader.failed ? NO : reader.at;
      case Key.bestAsk:
        stage.bestAsk = reader.best(bytes, at);
        return reader.failed ? NO : reader.at;
      case Key.tickSize:
      case Key.newTickSize:
        stage.step = reader.price(bytes, at);
        return stage.step > 0 && PRICE_TICKS_PER_DOLLAR % stage.step === 0 ? reader.at : NO;
      case Key.oldTickSize:
        stage.oldStep = reader.price(bytes, at);
        return stage.oldStep < 0 ? NO : reader.at;
      case Key.lastTradePrice:
        stage.lastPrice = reader.best(bytes, at);
        stage.lastPriceAt = at + 1;
        stage.lastPriceLength = reader.at - at - 2;
        return reader.failed ? NO : reader.at;
      default:
        return skipValue(bytes, at);
    }
  }

  private eventType(bytes: Uint8Array, at: number): number {
    for (let type = 0; type < EVENT_TYPES.length; type++) {
      const [name, kind] = EVENT_TYPES[type];
      let i = 0;
      while (i < name.length && bytes[at + i] === name[i]) i++;
      if (i === name.length) {
        this.stage.kind = kind;
        return at + i;
      }
    }
    return NO;
  }

  private changes(bytes: Uint8Array, at: number): number {
    const { changes } = this.stage;
    changes.count = 0;
    if (bytes[at] !== OPEN_LIST) return NO;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === CLOSE_LIST) return i + 1;
    while (changes.count < CHANGES_MAX) {
      const start = i;
      i = this.changeInOrder(bytes, start);
      if (i < 0) i = this.change(bytes, start);
      if (i < 0) return NO;
      changes.count++;
      if (bytes[i] !== COMMA && bytes[i] !== CLOSE_LIST) i = skipSpace(bytes, i);
      if (bytes[i] === CLOSE_LIST) return i + 1;
      if (bytes[i] !== COMMA) return NO;
      i = skipSpace(bytes, i + 1);
    }
    return NO;
  }

  /** An entry in the venue's own order and spelling: the same as {@link change}, without looking up keys. */
  private changeInOrder(bytes: Uint8Array, at: number): number {
    const { reader, tokens } = this;
    const { view } = this.frame;
    const { changes } = this.stage;
    const n = changes.count;
    let i = CHANGE_ASSET.after(view, at);
    if (i < 0) return NO;
    changes.instrument[n] = tokens.lookup(this.frame, i);
    if (tokens.at < 0) return NO;
    i = CHANGE_PRICE.after(view, tokens.at);
    if (i < 0) return NO;
    const price = reader.innerPrice(bytes, i);
    if (price < 0 || reader.odd) return NO;
    changes.price[n] = price;
    i = CHANGE_SIZE.after(view, reader.at);
    if (i < 0) return NO;
    const size = reader.size(bytes, i);
    if (size < 0 || reader.odd) return NO;
    changes.size[n] = size;
    i = CHANGE_SIDE.after(view, reader.at);
    if (i < 0) return NO;
    const side = reader.side(bytes, i);
    if (side < 0) return NO;
    changes.isAsk[n] = side;
    return this.changeTailInOrder(bytes, reader.at, n);
  }

  private changeTailInOrder(bytes: Uint8Array, at: number, n: number): number {
    const { reader } = this;
    const { view } = this.frame;
    const { changes } = this.stage;
    let i = CHANGE_HASH.after(view, at);
    if (i < 0) return NO;
    changes.hashAt[n] = reader.hash(bytes, i);
    if (reader.failed) return NO;
    i = CHANGE_BEST_BID.after(view, reader.at);
    if (i < 0) return NO;
    changes.bestBid[n] = reader.best(bytes, i);
    if (reader.failed) return NO;
    i = CHANGE_BEST_ASK.after(view, reader.at);
    if (i < 0) return NO;
    changes.bestAsk[n] = reader.best(bytes, i);
    return reader.failed || bytes[reader.at] !== CLOSE_OBJECT ? NO : reader.at + 1;
  }

  private change(bytes: Uint8Array, at: number): number {
    const { changes } = this.stage;
    const n = changes.count;
    changes.bestBid[n] = ABSENT;
    changes.bestAsk[n] = ABSENT;
    changes.hashAt[n] = -1;
    if (bytes[at] !== OPEN_OBJECT) return NO;
    let seen = 0;
    let i = skipSpace(bytes, at + 1);
    for (;;) {
      const key = this.key(bytes, i);
      if (key < 0) return NO;
      seen |= has(key as Key);
      i = this.changeValue(bytes, this.at, key as Key, n);
      if (i < 0) return NO;
      if (bytes[i] !== COMMA && bytes[i] !== CLOSE_OBJECT) i = skipSpace(bytes, i);
      if (bytes[i] === CLOSE_OBJECT) return (seen & CHANGE_KEYS) === CHANGE_KEYS ? i + 1 : NO;
      if (bytes[i] !== COMMA) return NO;
      i = skipSpace(bytes, i + 1);
    }
  }

  private changeValue(bytes: Uint8Array, at: number, key: Key, n: number): number {
    const { reader } = this;
    const { changes } = this.stage;
    switch (key) {
      case Key.assetId:
        changes.instrument[n] = this.tokens.lookup(this.frame, at);
        return this.tokens.at;
      case Key.price: {
        const price = reader.innerPrice(bytes, at);
        changes.price[n] = price;
        return price < 0 || reader.odd ? NO : reader.at;
      }
      case Key.size: {
        const size = reader.size(bytes, at);
        changes.size[n] = size;
        return size < 0 || reader.odd ? NO : reader.at;
      }
      case Key.side: {
        const side = reader.side(bytes, at);
        changes.isAsk[n] = side;
        return side < 0 ? NO : reader.at;
      }
      case Key.hash:
        changes.hashAt[n] = reader.hash(bytes, at);
        return reader.failed ? NO : reader.at;
      case Key.bestBid:
        changes.bestBid[n] = reader.best(bytes, at);
        return reader.failed ? NO : reader.at;
      case Key.bestAsk:
        changes.bestAsk[n] = reader.best(bytes, at);
        return reader.failed ? NO : reader.at;
      default:
        return skipValue(bytes, at);
    }
  }

  private levels(bytes: Uint8Array, at: number, list: LevelList): number {
    list.count = 0;
    this.round++;
    if (bytes[at] !== OPEN_LIST) return NO;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === CLOSE_LIST) return i + 1;
    while (list.count < LEVELS_PER_SIDE_MAX) {
      const start = i;
      i = this.levelInOrder(bytes, start, list);
      if (i < 0) i = this.level(bytes, start, list);
      if (i < 0) return NO;
      const price = list.price[list.count];
      if (this.seenIn[price] === this.round) return NO;
      this.seenIn[price] = this.round;
      list.count++;
      if (bytes[i] !== COMMA && bytes[i] !== CLOSE_LIST) i = skipSpace(bytes, i);
      if (bytes[i] === CLOSE_LIST) return i + 1;
      if (bytes[i] !== COMMA) return NO;
      i = skipSpace(bytes, i + 1);
    }
    return NO;
  }

  /** A level in the venue's own order and spelling: the same as {@link level}. */
  private levelInOrder(bytes: Uint8Array, at: number, list: LevelList): number {
    const { reader } = this;
    const { view } = this.frame;
    let i = LEVEL_PRICE.after(view, at);
    if (i < 0) return NO;
    const price = reader.innerPrice(bytes, i);
    if (price < 0 || reader.odd) return NO;
    i = LEVEL_SIZE.after(view, reader.at);
    if (i < 0) return NO;
    const size = reader.size(bytes, i);
    if (size <= 0 || reader.odd || bytes[reader.at] !== CLOSE_OBJECT) return NO;
    list.price[list.count] = price;
    list.size[list.count] = size;
    return reader.at + 1;
  }

  private level(bytes: Uint8Array, at: number, list: LevelList): number {
    const { reader } = this;
    if (bytes[at] !== OPEN_OBJECT) return NO;
    let seen = 0;
    let i = skipSpace(bytes, at + 1);
    for (;;) {
      const key = this.key(bytes, i);
      if (key < 0) return NO;
      seen |= has(key as Key);
      if (key === Key.price) {
        const price = reader.innerPrice(bytes, this.at);
        if (price < 0 || reader.odd) return NO;
        list.price[list.count] = price;
        i = reader.at;
      } else if (key === Key.size) {
        const size = reader.size(bytes, this.at);
        if (size <= 0 || reader.odd) return NO;
        list.size[list.count] = size;
        i = reader.at;
      } else i = skipValue(bytes, this.at);
      if (i < 0) return NO;
      if (bytes[i] !== COMMA && bytes[i] !== CLOSE_OBJECT) i = skipSpace(bytes, i);
      if (bytes[i] === CLOSE_OBJECT) return (seen & LEVEL_KEYS) === LEVEL_KEYS ? i + 1 : NO;
      if (bytes[i] !== COMMA) return NO;
      i = skipSpace(bytes, i + 1);
    }
  }

  /** Returns whether the keys make a whole event of its kind, and says what a kind does not use. */
  private isWhole(seen: number): boolean {
    switch (this.stage.kind) {
      case EventKind.priceChange:
        return (seen & PRICE_CHANGE_KEYS) === PRICE_CHANGE_KEYS;
      case EventKind.book:
        return (seen & BOOK_KEYS) === BOOK_KEYS && this.endBook(seen);
      case EventKind.lastTrade:
        return (seen & TRADE_KEYS) === TRADE_KEYS && this.stage.size > 0 && (seen & has(Key.lastTradePrice)) === 0;
      case EventKind.bestBidAsk:
        return (seen & BEST_KEYS) === BEST_KEYS;
      case EventKind.tickSize:
        return (seen & TICK_KEYS) === TICK_KEYS && (seen & has(Key.tickSize)) === 0;
      default:
        return false;
    }
  }

  /** A book that carries another event's keys as well is left to the slow parser. */
  private endBook(seen: number): boolean {
    return (seen & (has(Key.price) | has(Key.newTickSize))) === 0;
  }
}
