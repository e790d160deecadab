import { assert } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { FrameBytes } from "./frame-bytes.ts";
import { QUOTE, skipPlainString } from "./json-bytes.ts";

const ID_BYTES_MAX = 128;
/** Characters that make a table key; ids with fewer are found by their text. */
const KEY_BYTES = 8;
const WIDE = 8;
/** Returned for a text that is no id of ours. */
export const UNKNOWN_TOKEN = -1;

/**
 * Token ids (decimal texts of up to 78 digits) to instrument numbers, from bytes, without a string. The key is the id's first eight
 * characters, read as two integers, in an open-addressing table. A hit counts only after every byte of the id has been compared, eight
 * at a time, and its closing quote seen: neither two of our ids that begin alike nor a stranger's token can be mistaken for one another.
 */
export class TokenTable {
  /** Position behind the closing quote of the id looked up last; negative when the text was unreadable. */
  at = 0;
  private readonly mask: number;
  private readonly values: Int32Array;
  private readonly ids: DataView;
  private readonly lengths: Uint8Array;
  private readonly byText = new Map<string, number>();

  constructor(instruments: InstrumentTable) {
    const ours = instruments.booksOf("polymarket");
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, ours.length * 4)));
    this.mask = size - 1;
    this.values = new Int32Array(size).fill(UNKNOWN_TOKEN);
    this.ids = new DataView(new ArrayBuffer(instruments.size * ID_BYTES_MAX));
    this.lengths = new Uint8Array(instruments.size);
    for (const { venueId, index } of ours) this.add(venueId, index);
  }

  /** Returns the instrument of a token id as text, or UNKNOWN_TOKEN. */
  find(text: string): number {
    return this.byText.get(text) ?? UNKNOWN_TOKEN;
  }

  /** Returns the instrument whose id stands in quotes at `open`, or UNKNOWN_TOKEN; leaves in {@link at} where the text ends. */
  lookup(frame: FrameBytes, open: number): number {
    const { bytes, view } = frame;
    const start = open + 1;
    for (let slot = keyOf(view, start) & this.mask; ; slot = (slot + 1) & this.mask) {
      const value = this.values[slot];
      if (value < 0) return this.lookupRare(frame, open);
      const end = start + this.lengths[value];
      if (bytes[end] === QUOTE && this.isId(value, view, start, end)) {
        this.at = end + 1;
        return bytes[open] === QUOTE ? value : this.lookupRare(frame, open);
      }
    }
  }

  /** Strangers, and ids too short for a key. */
  private lookupRare(frame: FrameBytes, open: number): number {
    this.at = skipPlainString(frame.bytes, open);
    if (this.at < 0 || this.at - open - 2 >= KEY_BYTES) return UNKNOWN_TOKEN;
    return this.find(Buffer.from(frame.part(open + 1, this.at - 1)).toString("latin1"));
  }

  /** The last eight bytes overlap those before them, so that all are compared whatever the length. ASCII is never a NaN's bytes. */
  private isId(instrument: number, view: DataView, start: number, end: number): boolean {
    const { ids } = this;
    const own = instrument * ID_BYTES_MAX - start;
    for (let i = start; i + WIDE <= end; i += WIDE) {
      if (view.getFloat64(i, true) !== ids.getFloat64(own + i, true)) return false;
    }
    return view.getFloat64(end - WIDE, true) === ids.getFloat64(own + end - WIDE, true);
  }

  private add(text: string, instrument: number): void {
    assert(/^[!#-[\]-~]{1,128}$/.test(text), `a token id is 1 to 128 plain ASCII characters, was "${text}"`);
    assert(!this.byText.has(text), `a token id stands once in the table, "${text}" stands twice`);
    this.byText.set(text, instrument);
    if (text.length < KEY_BYTES) return;
    const start = instrument * ID_BYTES_MAX;
    for (let i = 0; i < text.length; i++) this.ids.setUint8(start + i, text.charCodeAt(i));
    this.lengths[instrument] = text.length;
    let slot = keyOf(this.ids, start) & this.mask;
    while (this.values[slot] >= 0) slot = (slot + 1) & this.mask;
    this.values[slot] = instrument;
  }
}

function keyOf(view: DataView, at: number): number {
  const mixed = Math.imul(view.getInt32(at, true), 0x9e3779b1) ^ Math.imul(view.getInt32(at + 4, true), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
