import type { InstrumentTable } from "@augury/model";

const EMPTY = -1;
const QUOTE = 0x22;
/** The end of a ticker tells most: markets of one event differ only there. */
const HASHED_BYTES = 12;

/**
 * Finds a market by the bytes of its ticker, without making a string: open addressing, every hit compared byte for byte. Knows each
 * Kalshi market once, by the instrument that owns its book (the YES one).
 */
export class MarketIndex {
  private readonly slots: Int32Array;
  private readonly mask: number;
  /** Tickers one after the other, each with its closing quote; ticker n is `text[offsets[n], offsets[n + 1] − 1)`. */
  private readonly text: Uint8Array;
  private readonly offsets: Int32Array;
  private readonly instruments: Int32Array;
  private readonly byTicker = new Map<string, number>();
  /** Ticker that was found last: the next frame is often about the same market. */
  private recentTicker = EMPTY;

  constructor(table: InstrumentTable) {
    const owners = table.booksOf("kalshi");
    const tickers = owners.map((instrument) => new TextEncoder().encode(`${instrument.venueId}"`));
    this.instruments = Int32Array.from(owners, (instrument) => instrument.index);
    this.offsets = new Int32Array(owners.length + 1);
    for (const [n, ticker] of tickers.entries()) this.offsets[n + 1] = this.offsets[n] + ticker.length;
    this.text = new Uint8Array(this.offsets[owners.length]);
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(8, owners.length * 2)));
    this.slots = new Int32Array(capacity).fill(EMPTY);
    this.mask = capacity - 1;
    for (const [n, ticker] of tickers.entries()) {
      this.text.set(ticker, this.offsets[n]);
      this.insert(n);
      this.byTicker.set(owners[n].venueId, owners[n].index);
    }
  }

  /** The instrument that {@link find} or {@link matchRecent} found last, or −1. */
  get recent(): number {
    return this.recentTicker === EMPTY ? -1 : this.instruments[this.recentTicker];
  }

  /** Returns the position behind the string at `at` if it is the ticker that was found last, else −1. */
  matchRecent(bytes: Uint8Array, at: number, end: number): number {
    const n = this.recentTicker;
    if (n === EMPTY) return -1;
    const first = this.offsets[n];
    const length = this.offsets[n + 1] - first;
    if (at + 1 + length > end || bytes[at] !== QUOTE) return -1;
    const { text } = this;
    for (let i = 0; i < length; i++) if (text[first + i] !== bytes[at + 1 + i]) return -1;
    return at + 1 + length;
  }

  /** Returns the instrument of the ticker `bytes[start, end)`, or −1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    let slot = hashOf(bytes, start, end) & this.mask;
    for (let n = this.slots[slot]; n !== EMPTY; n = this.slots[slot]) {
      if (this.matches(n, bytes, start, end)) {
        this.recentTicker = n;
        return this.instruments[n];
      }
      slot = (slot + 1) & this.mask;
    }
    return -1;
  }

  /** Returns the instrument of a ticker, or −1. */
  ofTicker(ticker: string): number {
    return this.byTicker.get(ticker) ?? -1;
  }

  private matches(n: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { text } = this;
    const first = this.offsets[n];
    const length = end - start;
    if (this.offsets[n + 1] - first - 1 !== length) return false;
    for (let i = 0; i < length; i++) if (text[first + i] !== bytes[start + i]) return false;
    return true;
  }

  private insert(n: number): void {
    let slot = hashOf(this.text, this.offsets[n], this.offsets[n + 1] - 1) & this.mask;
    while (this.slots[slot] !== EMPTY) slot = (slot + 1) & this.mask;
    this.slots[slot] = n;
  }
}

/** FNV-1a over the length and the last bytes. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = Math.imul(0x811c9dc5 ^ (end - start), 0x01000193);
  for (let at = Math.max(start, end - HASHED_BYTES); at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return hash ^ (hash >>> 15);
}
