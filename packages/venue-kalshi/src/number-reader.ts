import { DOT, MINUS, QUOTE } from "./json-bytes.ts";

/** Digits that are read as one 31-bit number. As whole digits of a decimal, scaled by 1e6, they still fit a safe integer. */
const CHUNK_DIGITS = 9;
const POWERS = Float64Array.from({ length: CHUNK_DIGITS + 1 }, (_, n) => 10 ** n);
const INTEGER_DIGITS_MAX = 15;

/**
 * Reads the numbers of venue frames from their bytes: exact, without a string and without a binary fraction. A method takes a position
 * and returns the one behind what it read, or −1; the number is then in {@link number}.
 */
export class NumberReader {
  protected number = 0;
  private run = 0;

  /** Reads a plain non-negative integer into {@link number}. The byte behind it is judged by whoever reads on. */
  protected integer(bytes: Uint8Array, at: number, end: number): number {
    // Nine digits at a time stay within 31 bits, where arithmetic is cheap.
    const middle = this.digits(bytes, at, Math.min(end, at + CHUNK_DIGITS));
    let value = this.run;
    let to = middle;
    if (middle === at + CHUNK_DIGITS) {
      to = this.digits(bytes, middle, Math.min(end, middle + CHUNK_DIGITS));
      value = value * (POWERS[to - middle] as number) + this.run;
    }
    this.number = value;
    const digits = to - at;
    return digits === 0 || digits > INTEGER_DIGITS_MAX || (digits > 1 && bytes[at] === 0x30) ? -1 : to;
  }

  /** Reads a decimal in a string into {@link number}, scaled by 10^places; no number, or more digits than we take: −1. */
  protected decimal(bytes: Uint8Array, at: number, end: number, places: number): number {
    if (at + 1 >= end || bytes[at] !== QUOTE) return -1;
    const isNegative = bytes[at + 1] === MINUS;
    const whole = isNegative ? at + 2 : at + 1;
    let to = this.digits(bytes, whole, Math.min(end, whole + CHUNK_DIGITS));
    if (to === whole) return -1;
    let value = this.run * (POWERS[places] as number);
    if (to < end && bytes[to] === DOT) {
      const fraction = to + 1;
      to = this.digits(bytes, fraction, Math.min(end, fraction + places));
      if (to === fraction) return -1;
      value += this.run * (POWERS[places - (to - fraction)] as number);
      while (to < end && bytes[to] === 0x30) to++;
    }
    if (to >= end || bytes[to] !== QUOTE) return -1;
    this.number = isNegative && value !== 0 ? -value : value;
    return to + 1;
  }

  /** Reads digits into {@link run} up to `end`, which leaves room for nine at most. Returns where they stop. */
  private digits(bytes: Uint8Array, at: number, end: number): number {
    let to = at;
    let run = 0;
    while (to < end) {
      const digit = bytes[to] - 0x30;
      if (digit < 0 || digit > 9) break;
      run = (run * 10 + digit) | 0;
      to++;
    }
    this.run = run;
    return to;
  }
}
