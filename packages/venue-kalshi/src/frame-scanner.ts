import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { NO_PRICE } from "@augury/wire";
import { ABSENT, type Frame, FrameKind } from "./frame.ts";
import {
  HOT_KEYS,
  K_ASK,
  K_ASK_SIZE,
  K_BID,
  K_BID_SIZE,
  K_BLOCK,
  K_COUNT,
  K_DELTA,
  K_ID,
  K_LEGACY_FIRST,
  K_LEGACY_LAST,
  K_MARKET_ID,
  K_MSG,
  K_NO_LEVELS,
  K_OPEN_INTEREST,
  K_PRICE,
  K_SEQ,
  K_SID,
  K_SIDE,
  K_TAKER_BOOK,
  K_TAKER_OUTCOME,
  K_TAKER_SIDE,
  K_TICKER,
  K_TRADE_ID,
  K_TS,
  K_TS_MS,
  K_TYPE,
  K_VOLUME,
  K_YES_LEVELS,
  K_YES_PRICE,
} from "./hot-keys.ts";
import { IdHash } from "./id-hash.ts";
import { Byte, JsonCursor } from "./json-cursor.ts";
import { NO, YES } from "./level-buffer.ts";
import { hashByte, type MarketIndex, TICKER_HASH_START } from "./market-index.ts";
import { scanRfc3339Ms } from "./rfc3339.ts";

/** Whole digits of a decimal: scaled by 1e6 the value still fits a safe integer. */
const WHOLE_DIGITS_MAX = 9;
const INTEGER_DIGITS_MAX = 15;
const PRICE_PLACES = 4;
const SIZE_PLACES = 6;
/** Places in an object whose key is guessed from the last frame of the same kind. */
const PLACES = 32;
const ENVELOPE_ROW = 0;

const LEGACY_SIDE = 1 << 30;
const DELTA_NEEDS = (1 << K_TICKER) | (1 << K_SIDE) | (1 << K_PRICE) | (1 << K_DELTA);
const TRADE_NEEDS = (1 << K_TICKER) | (1 << K_YES_PRICE) | (1 << K_COUNT);
const TRADE_SIDES = (1 << K_TAKER_SIDE) | (1 << K_TAKER_OUTCOME) | (1 << K_TAKER_BOOK);
const TICKER_NEEDS = (1 << K_TICKER) | (1 << K_BID) | (1 << K_ASK);

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const TYPE_DELTA = bytesOf("orderbook_delta");
const TYPE_SNAPSHOT = bytesOf("orderbook_snapshot");
const TYPE_TRADE = bytesOf("trade");
const TYPE_TICKER = bytesOf("ticker");
const WORD_YES = bytesOf("yes");
const WORD_NO = bytesOf("no");
const WORD_BID = bytesOf("bid");
const WORD_ASK = bytesOf("ask");
const WORD_TRUE = bytesOf("true");
const WORD_FALSE = bytesOf("false");

/**
 * Reads the four hot messages (order book delta and snapshot, trade, ticker) straight from their bytes into a {@link Frame}:
 *
 * 1. One pass over the envelope and `msg`, keys in any order, a repeated key overwriting the earlier one as in JSON.parse. Each key
 *    that some hot message uses is read at once in the one form its value can have; all others are skipped.
 * 2. When the type is known and the text has ended, the fields of that type are checked and handed over.
 *
 * It says no to whatever it is not sure of (an escape or a non-ASCII byte in a string it uses, null, 1.0 or 1e3 where an integer stands),
 * and then {@link decodeJson} decides. What it accepts, JSON.parse and the schema accept with the same result; nothing is allocated.
 */
export class FrameScanner extends JsonCursor {
  private kind: FrameKind = FrameKind.none;
  private sid = ABSENT;
  private seq = ABSENT;
  private id = ABSENT;
  private hasMessage = false;
  /** The keys of `msg` seen so far, bit n for key n. */
  private has = 0;
  private tickerStart = 0;
  private tickerEnd = 0;
  private tickerHash = 0;
  private tradeIdStart = 0;
  private tradeIdEnd = 0;
  private marketIdEmpty = false;
  private timeMs = 0;
  /** Where the RFC 3339 text of `ts` starts, or −1 when `ts` was a number. */
  private timeStart = 0;
  private timeEnd = 0;
  private timeSeconds = 0;
  private no = false;
  private price = 0;
  private size = 0;
  private tradePrice = 0;
  private count = 0;
  private outcomeSold = false;
  private bookSold = false;
  private sideSold = false;
  private block = false;
  private bid = 0;
  private ask = 0;
  private bidSize = 0;
  private askSize = 0;
  private volume = 0;
  private openInterest = 0;
  private word = false;
  private readonly tradeId = new IdHash();
  /** Per kind of frame and place: the key that stood there last. */
  private readonly guesses = new Uint8Array(5 * PLACES);

  constructor(
    private readonly markets: MarketIndex,
    private readonly frame: Frame,
  ) {
    super();
  }

  /** Reads one frame. False: not surely one of the four messages; the frame's fields then mean nothing. */
  scan(bytes: Uint8Array): boolean {
    this.open(bytes);
    this.kind = FrameKind.none;
    this.sid = ABSENT;
    this.seq = ABSENT;
    this.id = ABSENT;
    this.hasMessage = false;
    return this.envelope() && this.atEnd() && this.hasMessage && this.sid !== ABSENT && this.finish();
  }

  private envelope(): boolean {
    if (!this.take(Byte.OPEN_OBJECT)) return false;
    let place = ENVELOPE_ROW;
    do {
      if (!this.envelopeField(this.key(place++))) return false;
    } while (this.take(Byte.COMMA));
    return this.take(Byte.CLOSE_OBJECT);
  }

  private envelopeField(key: number): boolean {
    if (key === K_TYPE) return this.type();
    if (key === K_SID) {
      this.sid = this.integer();
      return this.sid >= 0;
    }
    if (key === K_SEQ) {
      this.seq = this.integer();
      return this.seq >= 0;
    }
    if (key === K_MSG) return this.message();
    if (key === K_ID) {
      this.id = this.integer();
      return this.id >= 0;
    }
    return key >= 0 && this.skipValue();
  }

  private message(): boolean {
    // A second "msg" replaces the first one whole.
    this.hasMessage = true;
    this.has = 0;
    this.marketIdEmpty = false;
    this.block = false;
    this.frame.levels.clear(YES);
    this.frame.levels.clear(NO);
    if (!this.take(Byte.OPEN_OBJECT)) return false;
    if (this.take(Byte.CLOSE_OBJECT)) return true;
    let place = this.kind * PLACES;
    const last = place + PLACES - 1;
    do {
      if (!this.messageField(this.key(place))) return false;
      if (place < last) place++;
    } while (this.take(Byte.COMMA));
    return this.take(Byte.CLOSE_OBJECT);
  }

  /**
   * Moves past a key and its colon and returns the key's number, 0 for one we do not know, −1 for what is no plain key (one with an
   * escape might spell a name we know).
   */
  private key(place: number): number {
    const { bytes, guesses } = this;
    const guess = place < guesses.length ? guesses[place] : 0;
    if (guess !== 0) {
      const value = HOT_KEYS.match(guess, bytes, this.at);
      if (value >= 0) {
        this.at = value;
        return guess;
      }
    }
    const start = this.plainString();
    if (start < 0) return -1;
    const key = HOT_KEYS.find(bytes, start, this.at - 1);
    guesses[place] = key;
    return this.take(Byte.COLON) ? key : -1;
  }

  private type(): boolean {
    const start = this.plainString();
    if (start < 0) return false;
    const length = this.at - 1 - start;
    if (length === 15 && this.is(start, TYPE_DELTA)) this.kind = FrameKind.delta;
    else if (length === 5 && this.is(start, TYPE_TRADE)) this.kind = FrameKind.trade;
    else if (length === 6 && this.is(start, TYPE_TICKER)) this.kind = FrameKind.ticker;
    else if (length === 18 && this.is(start, TYPE_SNAPSHOT)) this.kind = FrameKind.snapshot;
    else return false;
    return true;
  }

  private messageField(key: number): boolean {
    if (key <= 0) return key === 0 && this.skipValue();
    // Bits past 31 wrap around, so only the keys up to the levels are marked.
    if (key <= K_NO_LEVELS) this.has |= 1 << key;
    if (key === K_TICKER) return this.readTicker();
    if (key === K_MARKET_ID) return this.readMarketId();
    if (key === K_PRICE) {
      this.price = this.decimal(PRICE_PLACES);
      return isPrice(this.price);
    }
    if (key === K_DELTA) {
      this.size = this.decimal(SIZE_PLACES);
      return !Number.isNaN(this.size);
    }
    if (key === K_SIDE) {
      const read = this.readWord(WORD_YES, WORD_NO);
      this.no = this.word;
      return read;
    }
    if (key === K_TS) return this.readTime();
    if (key === K_TS_MS) {
      this.timeMs = this.integer();
      return this.timeMs >= 0;
    }
    if (key <= K_BLOCK) return this.tradeField(key);
    if (key <= K_OPEN_INTEREST) return this.tickerField(key);
    if (key === K_YES_LEVELS) return this.readLevels(YES);
    if (key === K_NO_LEVELS) return this.readLevels(NO);
    if (key >= K_LEGACY_FIRST && key <= K_LEGACY_LAST) this.has |= LEGACY_SIDE;
    return this.skipValue();
  }

  private tradeField(key: number): boolean {
    if (key === K_TRADE_ID) {
      this.tradeIdStart = this.plainString();
      this.tradeIdEnd = this.at - 1;
      return this.tradeIdStart >= 0;
    }
    if (key === K_YES_PRICE) {
      this.tradePrice = this.decimal(PRICE_PLACES);
      return isPrice(this.tradePrice);
    }
    if (key === K_COUNT) {
      this.count = this.decimal(SIZE_PLACES);
      return !Number.isNaN(this.count);
    }
    if (key === K_TAKER_SIDE) {
      const read = this.readWord(WORD_YES, WORD_NO);
      this.sideSold = this.word;
      return read;
    }
    if (key === K_TAKER_OUTCOME) {
      const read = this.readWord(WORD_YES, WORD_NO);
      this.outcomeSold = this.word;
      return read;
    }
    if (key === K_TAKER_BOOK) {
      const read = this.readWord(WORD_BID, WORD_ASK);
      this.bookSold = this.word;
      return read;
    }
    return this.readBlock();
  }

  private tickerField(key: number): boolean {
    if (key === K_BID || key === K_ASK) {
      const price = this.decimal(PRICE_PLACES);
      if (key === K_BID) this.bid = price;
      else this.ask = price;
      return isPrice(price);
    }
    const size = this.decimal(SIZE_PLACES);
    if (key === K_BID_SIZE) this.bidSize = size;
    else if (key === K_ASK_SIZE) this.askSize = size;
    else if (key === K_VOLUME) this.volume = size;
    else this.openInterest = size;
    return size >= 0;
  }

  private finish(): boolean {
    const { frame, has } = this;
    if (!this.handOver()) return false;
    frame.kind = this.kind;
    frame.sid = this.sid;
    frame.seq = this.seq;
    frame.id = this.id;
    frame.market = this.markets.find(this.bytes, this.tickerStart, this.tickerEnd, this.tickerHash);
    if (this.kind === FrameKind.snapshot) frame.timeMs = 0;
    else if ((has & (1 << K_TS_MS)) !== 0) frame.timeMs = this.timeMs;
    else if ((has & (1 << K_TS)) === 0) frame.timeMs = 0;
    else if (this.timeStart < 0) frame.timeMs = this.timeSeconds * 1000;
    else {
      frame.timeMs = scanRfc3339Ms(this.bytes, this.timeStart, this.timeEnd);
      return frame.timeMs >= 0;
    }
    return true;
  }

  private handOver(): boolean {
    if (this.kind === FrameKind.delta) return this.finishDelta();
    if (this.kind === FrameKind.trade) return this.finishTrade();
    if (this.kind === FrameKind.ticker) return this.finishTicker();
    return this.kind === FrameKind.snapshot && this.finishSnapshot();
  }

  private finishDelta(): boolean {
    const { frame } = this;
    if ((this.has & DELTA_NEEDS) !== DELTA_NEEDS || this.seq === ABSENT || !isTradable(this.price)) return false;
    frame.noSide = this.no;
    frame.price = this.price;
    frame.size = this.size;
    return true;
  }

  private finishTrade(): boolean {
    const { frame, has } = this;
    if ((has & TRADE_NEEDS) !== TRADE_NEEDS || (has & TRADE_SIDES) === 0) return false;
    if (!isTradable(this.tradePrice) || this.count <= 0) return false;
    frame.price = this.tradePrice;
    frame.size = this.count;
    if ((has & (1 << K_TAKER_OUTCOME)) !== 0) frame.takerSold = this.outcomeSold;
    else frame.takerSold = (has & (1 << K_TAKER_SIDE)) !== 0 ? this.sideSold : this.bookSold;
    frame.block = this.block;
    frame.tradeHash = (has & (1 << K_TRADE_ID)) !== 0 ? this.hashTradeId() : 0;
    return true;
  }

  private finishTicker(): boolean {
    const { frame, has } = this;
    if ((has & TICKER_NEEDS) !== TICKER_NEEDS) return false;
    frame.bestBid = quoted(this.bid);
    frame.bestAsk = quoted(this.ask);
    frame.lastPrice = (has & (1 << K_PRICE)) !== 0 ? quoted(this.price) : NO_PRICE;
    frame.bidSize = (has & (1 << K_BID_SIZE)) !== 0 ? this.bidSize : ABSENT;
    frame.askSize = (has & (1 << K_ASK_SIZE)) !== 0 ? this.askSize : ABSENT;
    frame.volume = (has & (1 << K_VOLUME)) !== 0 ? this.volume : ABSENT;
    frame.openInterest = (has & (1 << K_OPEN_INTEREST)) !== 0 ? this.openInterest : ABSENT;
    return true;
  }

  private finishSnapshot(): boolean {
    this.frame.marketIdEmpty = this.marketIdEmpty;
    return (this.has & (1 << K_TICKER)) !== 0 && (this.has & LEGACY_SIDE) === 0 && this.seq !== ABSENT;
  }

  private is(start: number, word: Uint8Array): boolean {
    const { bytes } = this;
    for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
    return true;
  }

  private readTicker(): boolean {
    if (this.peek() !== Byte.QUOTE) return false;
    const { bytes, length } = this;
    const start = this.at + 1;
    let hash = TICKER_HASH_START;
    for (let at = start; at < length; at++) {
      const byte = bytes[at];
      if (byte === Byte.QUOTE) {
        this.tickerStart = start;
        this.tickerEnd = at;
        this.tickerHash = hash;
        this.at = at + 1;
        return true;
      }
      if (byte < 0x20 || byte >= 0x80 || byte === Byte.BACKSLASH) return false;
      hash = hashByte(hash, byte);
    }
    return false;
  }

  private hashTradeId(): number {
    const { bytes, tradeId, tradeIdStart, tradeIdEnd } = this;
    if (tradeIdStart === tradeIdEnd) return 0;
    tradeId.reset();
    for (let at = tradeIdStart; at < tradeIdEnd; at++) tradeId.add(bytes[at]);
    return tradeId.value();
  }

  private readMarketId(): boolean {
    const start = this.plainString();
    this.marketIdEmpty = start === this.at - 1;
    return start >= 0;
  }

  /** `ts`: seconds as an integer, or RFC 3339 text, which is read only if there is no `ts_ms`. */
  private readTime(): boolean {
    if (this.peek() === Byte.QUOTE) {
      this.timeStart = this.plainString();
      this.timeEnd = this.at - 1;
      return this.timeStart >= 0;
    }
    this.timeStart = -1;
    this.timeSeconds = this.integer();
    return this.timeSeconds >= 0;
  }

  /** Reads a string that is one of two words; `word` says whether it was the second. */
  private readWord(first: Uint8Array, second: Uint8Array): boolean {
    const start = this.plainString();
    if (start < 0) return false;
    const length = this.at - 1 - start;
    this.word = !(length === first.length && this.is(start, first));
    return !this.word || (length === second.length && this.is(start, second));
  }

  private readBlock(): boolean {
    const byte = this.peek();
    const { at } = this;
    this.block = byte === 0x74;
    if (!this.is(at, this.block ? WORD_TRUE : WORD_FALSE)) return false;
    this.at = at + (this.block ? WORD_TRUE.length : WORD_FALSE.length);
    return true;
  }

  private readLevels(side: typeof YES | typeof NO): boolean {
    const { levels } = this.frame;
    levels.clear(side);
    if (!this.take(Byte.OPEN_ARRAY)) return false;
    if (this.take(Byte.CLOSE_ARRAY)) return true;
    do {
      if (!this.take(Byte.OPEN_ARRAY)) return false;
      const price = this.decimal(PRICE_PLACES);
      if (!this.take(Byte.COMMA)) return false;
      const size = this.decimal(SIZE_PLACES);
      if (!this.take(Byte.CLOSE_ARRAY) || !levels.add(side, price, size)) return false;
    } while (this.take(Byte.COMMA));
    return this.take(Byte.CLOSE_ARRAY);
  }

  /** Reads a plain non-negative integer, or −1. The byte behind it is judged by whoever reads on. */
  private integer(): number {
    const first = this.peek();
    const { bytes } = this;
    const start = this.at;
    if (first === 0x30) {
      this.at = start + 1;
      return 0;
    }
    let at = start;
    let value = 0;
    for (let digit = bytes[at] - 0x30; digit >= 0 && digit <= 9; digit = bytes[at] - 0x30) {
      value = value * 10 + digit;
      at++;
    }
    this.at = at;
    return at === start || at - start > INTEGER_DIGITS_MAX ? -1 : value;
  }

  /** Reads a decimal in a string as an integer scaled by 10^places, or NaN: no number, or more digits than we take. */
  private decimal(places: number): number {
    if (this.peek() !== Byte.QUOTE) return Number.NaN;
    const { bytes } = this;
    let at = this.at + 1;
    const negative = bytes[at] === Byte.MINUS;
    if (negative) at++;
    const start = at;
    let value = 0;
    for (let digit = bytes[at] - 0x30; digit >= 0 && digit <= 9; digit = bytes[at] - 0x30) {
      value = value * 10 + digit;
      at++;
    }
    if (at === start || at - start > WHOLE_DIGITS_MAX) return Number.NaN;
    let left = places;
    if (bytes[at] === Byte.DOT) {
      const fraction = ++at;
      for (let digit = bytes[at] - 0x30; digit >= 0 && digit <= 9; digit = bytes[at] - 0x30) {
        if (left > 0) {
          value = value * 10 + digit;
          left--;
        } else if (digit !== 0) return Number.NaN;
        at++;
      }
      if (at === fraction) return Number.NaN;
    }
    for (; left > 0; left--) value *= 10;
    if (bytes[at] !== Byte.QUOTE) return Number.NaN;
    this.at = at + 1;
    return negative && value !== 0 ? -value : value;
  }
}

function isPrice(price: number): boolean {
  return price >= 0 && price <= PRICE_TICKS_PER_DOLLAR;
}

function isTradable(price: number): boolean {
  return price > 0 && price < PRICE_TICKS_PER_DOLLAR;
}

/** 0 and 1 dollar mean "no quote" (kalshi.md section 15.8). */
function quoted(price: number): number {
  return isTradable(price) ? price : NO_PRICE;
}
