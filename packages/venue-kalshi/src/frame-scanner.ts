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
import { hashIdBytes } from "./id-hash.ts";
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  FALSE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipPlainString,
  skipSpace,
  skipValue,
  skipWord,
  TRUE,
  take,
} from "./json-bytes.ts";
import { NO, YES } from "./level-buffer.ts";
import type { MarketIndex } from "./market-index.ts";
import { NumberReader } from "./number-reader.ts";
import { scanRfc3339Ms } from "./rfc3339.ts";

const PRICE_PLACES = 4;
const SIZE_PLACES = 6;
/** Places in an object whose key is guessed from the last frame of the same kind. */
const PLACES = 32;
const ENVELOPE_ROW = 0;
const GUESSES = 5 * PLACES;
const HOT_TEXT = HOT_KEYS.text;
const HOT_STARTS = HOT_KEYS.starts;

const LEGACY_SIDE = 1 << 30;
const DELTA_NEEDS = (1 << K_TICKER) | (1 << K_SIDE) | (1 << K_PRICE) | (1 << K_DELTA);
const TRADE_NEEDS = (1 << K_TICKER) | (1 << K_YES_PRICE) | (1 << K_COUNT);
const TRADE_SIDES = (1 << K_TAKER_SIDE) | (1 << K_TAKER_OUTCOME) | (1 << K_TAKER_BOOK);
const TICKER_NEEDS = (1 << K_TICKER) | (1 << K_BID) | (1 << K_ASK);

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The pieces of the usual delta between its values. */
const DELTA_SID = bytesOf('{"type":"orderbook_delta","sid":');
const DELTA_SEQ = bytesOf(',"seq":');
const DELTA_TICKER = bytesOf(',"msg":{"market_ticker":');
const DELTA_ID = bytesOf(',"market_id":');
const DELTA_PRICE = bytesOf(',"price_dollars":');
const DELTA_SIZE = bytesOf(',"delta_fp":');
const DELTA_SIDE = bytesOf(',"side":');
const DELTA_TS = bytesOf(',"ts":');
const DELTA_TS_MS = bytesOf(',"ts_ms":');
const DELTA_END = bytesOf("}}");
/** String values with their quotes. */
const TYPE_DELTA = bytesOf('"orderbook_delta"');
const TYPE_SNAPSHOT = bytesOf('"orderbook_snapshot"');
const TYPE_TRADE = bytesOf('"trade"');
const TYPE_TICKER = bytesOf('"ticker"');
const WORD_YES = bytesOf('"yes"');
const WORD_NO = bytesOf('"no"');
const WORD_BID = bytesOf('"bid"');
const WORD_ASK = bytesOf('"ask"');

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
export class FrameScanner extends NumberReader {
  private kind: FrameKind = FrameKind.none;
  private sid = ABSENT;
  private seq = ABSENT;
  private id = ABSENT;
  private hasMessage = false;
  /** The key that {@link key} found. */
  private found = 0;
  /** The keys of `msg` seen so far, bit n for key n. */
  private has = 0;
  private market = -1;
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
  /** Per kind of frame and place: the key that stood there last. */
  private readonly guesses = new Uint8Array(GUESSES);

  constructor(
    private readonly markets: MarketIndex,
    private readonly frame: Frame,
  ) {
    super();
  }

  /** Reads one frame. False: not surely one of the four messages; the frame's fields then mean nothing. */
  scan(bytes: Uint8Array): boolean {
    this.kind = FrameKind.none;
    this.id = ABSENT;
    this.hasMessage = false;
    const end = bytes.length;
    if (this.usualDelta(bytes, end)) return this.finish(bytes);
    this.sid = ABSENT;
    this.seq = ABSENT;
    const at = this.envelope(bytes, end);
    if (at < 0 || (at < end && skipSpace(bytes, at, end) < end)) return false;
    return this.hasMessage && this.sid !== ABSENT && this.finish(bytes);
  }

  /**
   * A delta in the very form in which the venue has written them since April 2026: no key needs to be looked up, and long pieces are
   * compared at once. Nearly all frames are like this; false means nothing, the general way decides then.
   */
  private usualDelta(bytes: Uint8Array, end: number): boolean {
    let at = skipWord(bytes, 0, end, DELTA_SID);
    if (at >= 0) at = this.integer(bytes, at, end);
    if (at < 0) return false;
    this.sid = this.number;
    at = skipWord(bytes, at, end, DELTA_SEQ);
    if (at >= 0) at = this.integer(bytes, at, end);
    if (at < 0) return false;
    this.seq = this.number;
    at = skipWord(bytes, at, end, DELTA_TICKER);
    if (at >= 0) at = this.readTicker(bytes, at, end);
    if (at >= 0) at = skipWord(bytes, at, end, DELTA_ID);
    if (at >= 0) at = skipPlainString(bytes, at, end);
    if (at >= 0) at = skipWord(bytes, at, end, DELTA_PRICE);
    if (at >= 0) at = this.readPrice(bytes, at, end);
    if (at < 0) return false;
    this.price = this.number;
    at = skipWord(bytes, at, end, DELTA_SIZE);
    if (at >= 0) at = this.decimal(bytes, at, end, SIZE_PLACES);
    if (at < 0) return false;
    this.size = this.number;
    at = skipWord(bytes, at, end, DELTA_SIDE);
    if (at >= 0) at = this.readWord(bytes, at, end, WORD_YES, WORD_NO);
    if (at < 0) return false;
    this.no = this.word;
    at = skipWord(bytes, at, end, DELTA_TS);
    if (at >= 0) at = skipPlainString(bytes, at, end);
    if (at >= 0) at = skipWord(bytes, at, end, DELTA_TS_MS);
    if (at >= 0) at = this.integer(bytes, at, end);
    if (at >= 0) at = skipWord(bytes, at, end, DELTA_END);
    if (at < 0 || (at < end && skipSpace(bytes, at, end) < end)) return false;
    this.timeMs = this.number;
    this.kind = FrameKind.delta;
    this.has = DELTA_NEEDS | (1 << K_TS_MS);
    return true;
  }

  private envelope(bytes: Uint8Array, end: number): number {
    let at = take(bytes, 0, end, OPEN_OBJECT);
    for (let place = ENVELOPE_ROW; at >= 0; place++) {
      at = this.key(bytes, at, end, place);
      if (at >= 0) at = this.envelopeField(bytes, at, end, this.found);
      if (at < 0) return -1;
      const next = take(bytes, at, end, COMMA);
      if (next < 0) return take(bytes, at, end, CLOSE_OBJECT);
      at = next;
    }
    return -1;
  }

  private envelopeField(bytes: Uint8Array, at: number, end: number, key: number): number {
    if (key === K_TYPE) return this.type(bytes, at, end);
    if (key === K_MSG) return this.message(bytes, at, end);
    if (key !== K_SID && key !== K_SEQ && key !== K_ID) return skipValue(bytes, at, end);
    const to = this.integer(bytes, at, end);
    if (key === K_SID) this.sid = this.number;
    else if (key === K_SEQ) this.seq = this.number;
    else this.id = this.number;
    return to;
  }

  private message(bytes: Uint8Array, start: number, end: number): number {
    // A second "msg" replaces the first one whole.
    this.hasMessage = true;
    this.has = 0;
    this.marketIdEmpty = false;
    this.block = false;
    this.frame.levels.clear(YES);
    this.frame.levels.clear(NO);
    let at = take(bytes, start, end, OPEN_OBJECT);
    if (at < 0) return -1;
    const empty = take(bytes, at, end, CLOSE_OBJECT);
    if (empty >= 0) return empty;
    for (let place = this.kind * PLACES; ; place++) {
      at = this.key(bytes, at, end, place);
      if (at >= 0) at = this.messageField(bytes, at, end, this.found);
      if (at < 0) return -1;
      const next = take(bytes, at, end, COMMA);
      if (next < 0) return take(bytes, at, end, CLOSE_OBJECT);
      at = next;
    }
  }

  /**
   * Moves past a key, its colon and white space; {@link found} is then the key's number, 0 for one we do not know. A key with an escape
   * might spell a name we know: −1.
   */
  private key(bytes: Uint8Array, at: number, end: number, place: number): number {
    // A guess is only a guess: places past the end of a kind's row may serve for the next one.
    const guess = place < GUESSES ? this.guesses[place] : 0;
    if (guess !== 0) {
      let from = HOT_STARTS[guess];
      const stop = HOT_STARTS[guess + 1];
      let to = at;
      if (at + stop - from < end) {
        while (from < stop && HOT_TEXT[from] === bytes[to]) {
          from++;
          to++;
        }
        if (from === stop) {
          this.found = guess;
          return bytes[to] > 0x20 ? to : skipSpace(bytes, to, end);
        }
      }
    }
    return this.lookUpKey(bytes, skipSpace(bytes, at, end), end, place);
  }

  private lookUpKey(bytes: Uint8Array, at: number, end: number, place: number): number {
    const behind = skipPlainString(bytes, at, end);
    if (behind < 0) return -1;
    this.found = HOT_KEYS.find(bytes, at + 1, behind - 1);
    if (place < GUESSES) this.guesses[place] = this.found;
    const value = take(bytes, behind, end, COLON);
    return value < 0 ? -1 : skipSpace(bytes, value, end);
  }

  private type(bytes: Uint8Array, at: number, end: number): number {
    const to = skipPlainString(bytes, at, end);
    const length = to - at;
    if (length === TYPE_DELTA.length && isAt(bytes, at, TYPE_DELTA)) this.kind = FrameKind.delta;
    else if (length === TYPE_TRADE.length && isAt(bytes, at, TYPE_TRADE)) this.kind = FrameKind.trade;
    else if (length === TYPE_TICKER.length && isAt(bytes, at, TYPE_TICKER)) this.kind = FrameKind.ticker;
    else if (length === TYPE_SNAPSHOT.length && isAt(bytes, at, TYPE_SNAPSHOT)) this.kind = FrameKind.snapshot;
    else return -1;
    return to;
  }

  private messageField(bytes: Uint8Array, at: number, end: number, key: number): number {
    // Bits past 31 wrap around, so only the keys up to the levels are marked.
    if (key <= K_NO_LEVELS) this.has |= 1 << key;
    if (key === K_TICKER) return this.readTicker(bytes, at, end);
    if (key === K_MARKET_ID) return this.readMarketId(bytes, at, end);
    if (key === K_PRICE) {
      const to = this.readPrice(bytes, at, end);
      this.price = this.number;
      return to;
    }
    if (key === K_DELTA) {
      const to = this.decimal(bytes, at, end, SIZE_PLACES);
      this.size = this.number;
      return to;
    }
    if (key === K_SIDE) {
      const to = this.readWord(bytes, at, end, WORD_YES, WORD_NO);
      this.no = this.word;
      return to;
    }
    if (key === K_TS) return this.readTime(bytes, at, end);
    if (key === K_TS_MS) {
      const to = this.integer(bytes, at, end);
      this.timeMs = this.number;
      return to;
    }
    if (key <= K_BLOCK) return key === 0 ? skipValue(bytes, at, end) : this.tradeField(bytes, at, end, key);
    if (key <= K_OPEN_INTEREST) return this.tickerField(bytes, at, end, key);
    if (key === K_YES_LEVELS) return this.readLevels(bytes, at, end, YES);
    if (key === K_NO_LEVELS) return this.readLevels(bytes, at, end, NO);
    if (key >= K_LEGACY_FIRST && key <= K_LEGACY_LAST) this.has |= LEGACY_SIDE;
    return skipValue(bytes, at, end);
  }

  private tradeField(bytes: Uint8Array, at: number, end: number, key: number): number {
    let to = -1;
    if (key === K_TRADE_ID) {
      to = skipPlainString(bytes, at, end);
      this.tradeIdStart = at + 1;
      this.tradeIdEnd = to - 1;
    } else if (key === K_YES_PRICE) {
      to = this.readPrice(bytes, at, end);
      this.tradePrice = this.number;
    } else if (key === K_COUNT) {
      to = this.decimal(bytes, at, end, SIZE_PLACES);
      this.count = this.number;
    } else if (key === K_TAKER_SIDE) {
      to = this.readWord(bytes, at, end, WORD_YES, WORD_NO);
      this.sideSold = this.word;
    } else if (key === K_TAKER_OUTCOME) {
      to = this.readWord(bytes, at, end, WORD_YES, WORD_NO);
      this.outcomeSold = this.word;
    } else if (key === K_TAKER_BOOK) {
      to = this.readWord(bytes, at, end, WORD_BID, WORD_ASK);
      this.bookSold = this.word;
    } else if (key === K_BLOCK) {
      this.block = at < end && bytes[at] === TRUE[0];
      to = skipWord(bytes, at, end, this.block ? TRUE : FALSE);
    }
    return to;
  }

  private tickerField(bytes: Uint8Array, at: number, end: number, key: number): number {
    if (key === K_BID || key === K_ASK) {
      const to = this.readPrice(bytes, at, end);
      if (key === K_BID) this.bid = this.number;
      else this.ask = this.number;
      return to;
    }
    const to = this.decimal(bytes, at, end, SIZE_PLACES);
    const size = this.number;
    if (key === K_BID_SIZE) this.bidSize = size;
    else if (key === K_ASK_SIZE) this.askSize = size;
    else if (key === K_VOLUME) this.volume = size;
    else this.openInterest = size;
    return size >= 0 ? to : -1;
  }

  private finish(bytes: Uint8Array): boolean {
    const { frame, has } = this;
    if (!this.handOver(bytes)) return false;
    frame.kind = this.kind;
    frame.sid = this.sid;
    frame.seq = this.seq;
    frame.id = this.id;
    frame.market = this.market;
    if (this.kind === FrameKind.snapshot) frame.timeMs = 0;
    else if ((has & (1 << K_TS_MS)) !== 0) frame.timeMs = this.timeMs;
    else if ((has & (1 << K_TS)) === 0) frame.timeMs = 0;
    else if (this.timeStart < 0) frame.timeMs = this.timeSeconds * 1000;
    else {
      frame.timeMs = scanRfc3339Ms(bytes, this.timeStart, this.timeEnd);
      return frame.timeMs >= 0;
    }
    return true;
  }

  private handOver(bytes: Uint8Array): boolean {
    if (this.kind === FrameKind.delta) return this.finishDelta();
    if (this.kind === FrameKind.trade) return this.finishTrade(bytes);
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

  private finishTrade(bytes: Uint8Array): boolean {
    const { frame, has } = this;
    if ((has & TRADE_NEEDS) !== TRADE_NEEDS || (has & TRADE_SIDES) === 0) return false;
    if (!isTradable(this.tradePrice) || this.count <= 0) return false;
    frame.price = this.tradePrice;
    frame.size = this.count;
    if ((has & (1 << K_TAKER_OUTCOME)) !== 0) frame.takerSold = this.outcomeSold;
    else frame.takerSold = (has & (1 << K_TAKER_SIDE)) !== 0 ? this.sideSold : this.bookSold;
    frame.block = this.block;
    const hasId = (has & (1 << K_TRADE_ID)) !== 0;
    frame.tradeHash = hasId ? hashIdBytes(bytes, this.tradeIdStart, this.tradeIdEnd) : 0;
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

  private readTicker(bytes: Uint8Array, at: number, end: number): number {
    const same = this.markets.matchRecent(bytes, at, end);
    if (same >= 0) {
      this.market = this.markets.recent;
      return same;
    }
    const to = skipPlainString(bytes, at, end);
    if (to >= 0) this.market = this.markets.find(bytes, at + 1, to - 1);
    return to;
  }

  private readMarketId(bytes: Uint8Array, at: number, end: number): number {
    const to = skipPlainString(bytes, at, end);
    this.marketIdEmpty = to === at + 2;
    return to;
  }

  /** `ts`: seconds as an integer, or RFC 3339 text, which is read only if there is no `ts_ms`. */
  private readTime(bytes: Uint8Array, at: number, end: number): number {
    if (at < end && bytes[at] === QUOTE) {
      const to = skipPlainString(bytes, at, end);
      this.timeStart = at + 1;
      this.timeEnd = to - 1;
      return to;
    }
    const to = this.integer(bytes, at, end);
    this.timeStart = -1;
    this.timeSeconds = this.number;
    return to;
  }

  /** Reads a string that is one of two words (with their quotes); `word` says whether it was the second. */
  private readWord(bytes: Uint8Array, at: number, end: number, first: Uint8Array, second: Uint8Array): number {
    const to = skipWord(bytes, at, end, first);
    this.word = to < 0;
    return to < 0 ? skipWord(bytes, at, end, second) : to;
  }

  private readLevels(bytes: Uint8Array, start: number, end: number, side: typeof YES | typeof NO): number {
    const { levels } = this.frame;
    levels.clear(side);
    let at = take(bytes, start, end, OPEN_ARRAY);
    if (at < 0) return -1;
    const empty = take(bytes, at, end, CLOSE_ARRAY);
    if (empty >= 0) return empty;
    for (;;) {
      at = this.readLevel(bytes, at, end, side);
      if (at < 0) return -1;
      const next = take(bytes, at, end, COMMA);
      if (next < 0) return take(bytes, at, end, CLOSE_ARRAY);
      at = next;
    }
  }

  private readLevel(bytes: Uint8Array, start: number, end: number, side: typeof YES | typeof NO): number {
    let at = take(bytes, start, end, OPEN_ARRAY);
    if (at >= 0) at = this.decimal(bytes, skipSpace(bytes, at, end), end, PRICE_PLACES);
    if (at < 0) return -1;
    const price = this.number;
    at = take(bytes, at, end, COMMA);
    if (at >= 0) at = this.decimal(bytes, skipSpace(bytes, at, end), end, SIZE_PLACES);
    if (at >= 0) at = take(bytes, at, end, CLOSE_ARRAY);
    return at >= 0 && this.frame.levels.add(side, price, this.number) ? at : -1;
  }

  private readPrice(bytes: Uint8Array, at: number, end: number): number {
    const to = this.decimal(bytes, at, end, PRICE_PLACES);
    return this.number >= 0 && this.number <= PRICE_TICKS_PER_DOLLAR ? to : -1;
  }
}

function isAt(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function isTradable(price: number): boolean {
  return price > 0 && price < PRICE_TICKS_PER_DOLLAR;
}

/** 0 and 1 dollar mean "no quote" (kalshi.md section 15.8). */
function quoted(price: number): number {
  return isTradable(price) ? price : NO_PRICE;
}
