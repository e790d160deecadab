import { NO_PRICE } from "@augury/wire";
import { DOT, NINE, NO, QUOTE, skipPlainString, ZERO } from "./json-bytes.ts";

const TICKS_PER_DOLLAR = 10_000;
const SIZE_DIGITS_MAX = 9;
const TIME_DIGITS_MAX = 15;
const HASH_DIGITS = 40;
/** What is left to multiply after 0 … 6 fraction digits. */
const FRACTION_SCALE = new Int32Array([1_000_000, 100_000, 10_000, 1_000, 100, 10, 1]);

/** 1 = lower-case hex digit. */
const HEX = new Uint8Array(256);
for (const digit of "0123456789abcdef") HEX[digit.charCodeAt(0)] = 1;

/**
 * Reads the quoted values of the market channel from bytes into integers. Every method gets the position of the opening quote and
 * leaves the position behind the closing one in {@link at}; NO means that the text is unusual or wrong: the slow parser decides.
 */
export class ByteReader {
  /** Behind what was read last. */
  at = 0;
  /** The number read last is not spelled canonically ("0.50", "007"): same value, other book hash. */
  odd = false;
  /** The text read last was unreadable: for the methods whose answer may be negative all the same. */
  failed = false;

  /** A price from 0 to 1 with at most four decimals, in PriceTicks. */
  price(bytes: Uint8Array, open: number): number {
    const whole = bytes[open + 1] - ZERO;
    if (bytes[open] !== QUOTE || !(whole === 0 || whole === 1)) return NO;
    let i = open + 2;
    let value = whole * TICKS_PER_DOLLAR;
    this.odd = false;
    if (bytes[i] === DOT) {
      let scale = 1_000;
      let byte = bytes[++i];
      if (!(byte >= ZERO && byte <= NINE)) return NO;
      do {
        value += (byte - ZERO) * scale;
        scale = (scale / 10) | 0;
        byte = bytes[++i];
      } while (byte >= ZERO && byte <= NINE && scale > 0);
      this.odd = bytes[i - 1] === ZERO;
    }
    if (bytes[i] !== QUOTE || value > TICKS_PER_DOLLAR) return NO;
    this.at = i + 1;
    return value;
  }

  /** A price strictly between 0 and 1: where a level or a trade may stand. */
  innerPrice(bytes: Uint8Array, open: number): number {
    const value = this.price(bytes, open);
    return value > 0 && value < TICKS_PER_DOLLAR ? value : NO;
  }

  /** A best price: "" and "0" (and "1") say that the side is empty. ABSENT never comes from here; NO is −1 too, so failure is in {@link failed}. */
  best(bytes: Uint8Array, open: number): number {
    this.failed = false;
    if (bytes[open] === QUOTE && bytes[open + 1] === QUOTE) {
      this.at = open + 2;
      return NO_PRICE;
    }
    const value = this.price(bytes, open);
    if (value === NO) this.failed = true;
    return value > 0 && value < TICKS_PER_DOLLAR ? value : NO_PRICE;
  }

  /** A size below a billion contracts with at most six decimals, in SizeMicros. */
  size(bytes: Uint8Array, open: number): number {
    let i = open + 1;
    let byte = bytes[i];
    if (bytes[open] !== QUOTE || !(byte >= ZERO && byte <= NINE)) return NO;
    let whole = 0;
    do {
      whole = whole * 10 + byte - ZERO;
      byte = bytes[++i];
    } while (byte >= ZERO && byte <= NINE && i <= open + SIZE_DIGITS_MAX);
    this.odd = bytes[open + 1] === ZERO && i > open + 2;
    let micros = whole * 1_000_000;
    if (byte === DOT) {
      const start = ++i;
      let fraction = 0;
      byte = bytes[i];
      while (byte >= ZERO && byte <= NINE && i < start + 6) {
        fraction = fraction * 10 + byte - ZERO;
        byte = bytes[++i];
      }
      if (i === start) return NO;
      micros += fraction * FRACTION_SCALE[i - start];
      if (bytes[i - 1] === ZERO) this.odd = true;
    }
    if (byte !== QUOTE) return NO;
    this.at = i + 1;
    return micros;
  }

  /** Milliseconds of at most fifteen digits. */
  time(bytes: Uint8Array, open: number): number {
    if (bytes[open] !== QUOTE) return NO;
    const first = open + 1;
    let i = first;
    let value = 0;
    for (let byte = bytes[i]; byte >= ZERO && byte <= NINE; byte = bytes[++i]) value = value * 10 + byte - ZERO;
    if (bytes[i] !== QUOTE || i === first || i - first > TIME_DIGITS_MAX) return NO;
    this.at = i + 1;
    return value;
  }

  /** "BUY" is 0, "SELL" is 1. */
  side(bytes: Uint8Array, open: number): number {
    if (bytes[open] !== QUOTE) return NO;
    if (bytes[open + 1] === 0x42) {
      if (bytes[open + 2] !== 0x55 || bytes[open + 3] !== 0x59 || bytes[open + 4] !== QUOTE) return NO;
      this.at = open + 5;
      return 0;
    }
    const isSell =
      bytes[open + 1] === 0x53 &&
      bytes[open + 2] === 0x45 &&
      bytes[open + 3] === 0x4c &&
      bytes[open + 4] === 0x4c &&
      bytes[open + 5] === QUOTE;
    if (!isSell) return NO;
    this.at = open + 6;
    return 1;
  }

  /** A book hash: the position of its first digit, or −1 for another plain text, which cannot be verified. {@link failed} as in `token`. */
  hash(bytes: Uint8Array, open: number): number {
    this.failed = false;
    const start = open + 1;
    const end = start + HASH_DIGITS;
    if (bytes[open] === QUOTE && bytes[end] === QUOTE) {
      let all = 1;
      for (let i = start; i < end; i += 4) {
        all &= HEX[bytes[i]] & HEX[bytes[i + 1]] & HEX[bytes[i + 2]] & HEX[bytes[i + 3]];
      }
      if (all === 1) {
        this.at = end + 1;
        return start;
      }
    }
    this.at = skipPlainString(bytes, open);
    this.failed = this.at < 0;
    return -1;
  }
}
