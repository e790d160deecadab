import { assert } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import { NINE, QUOTE, ZERO } from "./json-bytes.ts";

/** Digits that make a table key: nine fit a small integer. */
const KEY_DIGITS = 9;
const ID_BYTES_MAX = 128;
/** Returned for a text that is no id of ours. */
export const UNKNOWN_TOKEN = -1;

/**
 * Token ids (decimal texts of up to 78 digits) to instrument numbers, from bytes, without a string. The key is the id's last nine
 * digits in an open-addressing table; a hit counts only after every byte of the id has been compared, so neither two of our ids with
 * equal last digits nor a stranger's token with the last digits of ours can be mistaken for one another.
 */
export class TokenTable {
  private readonly mask: number;
  private readonly keys: Int32Array;
  private readonly values: Int32Array;
  private readonly ids: Uint8Array;
  private readonly lengths: Uint8Array;
  private readonly byText = new Map<string, number>();

  constructor(instruments: InstrumentTable) {
    const ours = instruments.booksOf("polymarket");
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, ours.length * 4)));
    this.mask = size - 1;
    this.keys = new Int32Array(size);
    this.values = new Int32Array(size).fill(UNKNOWN_TOKEN);
    this.ids = new Uint8Array(instruments.size * ID_BYTES_MAX);
    this.lengths = new Uint8Array(instruments.size);
    for (const { venueId, index } of ours) this.add(venueId, index);
  }

  /** Returns the instrument of a token id as text, or UNKNOWN_TOKEN. */
  find(text: string): number {
    return this.byText.get(text) ?? UNKNOWN_TOKEN;
  }

  /** Returns the instrument whose id is exactly the bytes from `start` to `end`, or UNKNOWN_TOKEN. */
  lookup(bytes: Uint8Array, start: number, end: number): number {
    const key = keyOf(bytes, start, end);
    for (let slot = key & this.mask; ; slot = (slot + 1) & this.mask) {
      const value = this.values[slot];
      if (value < 0) return UNKNOWN_TOKEN;
      if (this.keys[slot] === key && this.isId(value, bytes, start, end)) return value;
    }
  }

  private isId(instrument: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.lengths[instrument] !== end - start) return false;
    const { ids } = this;
    let at = instrument * ID_BYTES_MAX;
    for (let i = start; i < end; i++) if (bytes[i] !== ids[at++]) return false;
    return true;
  }

  private add(text: string, instrument: number): void {
    assert(/^\d{1,128}$/.test(text), `a token id is a decimal text of at most 128 digits, was "${text}"`);
    assert(!this.byText.has(text), `a token id stands once in the table, "${text}" stands twice`);
    this.byText.set(text, instrument);
    const bytes = Buffer.from(text);
    this.ids.set(bytes, instrument * ID_BYTES_MAX);
    this.lengths[instrument] = bytes.length;
    const key = keyOf(bytes, 0, bytes.length);
    let slot = key & this.mask;
    while (this.values[slot] >= 0) slot = (slot + 1) & this.mask;
    this.keys[slot] = key;
    this.values[slot] = instrument;
  }
}

function keyOf(bytes: Uint8Array, start: number, end: number): number {
  let key = 0;
  for (let i = Math.max(start, end - KEY_DIGITS); i < end; i++) key = (Math.imul(key, 10) + bytes[i] - ZERO) | 0;
  return key;
}

/** Returns the position of the quote that closes a run of digits starting at `at`, or −1 when something else comes first. */
export function digitsEnd(bytes: Uint8Array, at: number): number {
  let i = at;
  for (;;) {
    const byte = bytes[i];
    if (byte >= ZERO && byte <= NINE) i++;
    else return byte === QUOTE && i > at ? i : -1;
  }
}
