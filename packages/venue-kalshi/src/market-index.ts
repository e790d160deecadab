import type { InstrumentTable } from "@augury/model";

const EMPTY = -1;
const FNV_BASIS = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/**
 * Finds a market by the bytes of its ticker, without making a string: open addressing on a 32-bit hash, every hit compared byte for
 * byte. Knows each Kalshi market once, by the instrument that owns its book (the YES one).
 */
export class MarketIndex {
  private readonly slots: Int32Array;
  private readonly mask: number;
  /** Tickers one after the other; ticker n is `text[offsets[n]]` up to `text[offsets[n + 1]]`. */
  private readonly text: Uint8Array;
  private readonly offsets: Int32Array;
  private readonly instruments: Int32Array;
  private readonly byTicker = new Map<string, number>();

  constructor(table: InstrumentTable) {
    const owners = table.booksOf("kalshi");
    const tickers = owners.map((instrument) => new TextEncoder().encode(instrument.venueId));
    this.instruments = Int32Array.from(owners, (instrument) => instrument.index);
    this.offsets = new Int32Array(owners.length + 1);
    for (const [n, ticker] of tickers.entries()) this.offsets[n + 1] = this.offsets[n] + ticker.length;
    this.text = new Uint8Array(this.offsets[owners.length]);
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(8, owners.length * 2)));
    this.slots = new Int32Array(capacity).fill(EMPTY);
    this.mask = capacity - 1;
    for (const [n, ticker] of tickers.entries()) {
      this.text.set(ticker, this.offsets[n]);
      this.insert(n, ticker);
      this.byTicker.set(owners[n].venueId, owners[n].index);
    }
  }

  /** Returns the instrument of `bytes[start, end)`, whose hash the caller has, or −1. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let slot = spread(hash) & this.mask;
    for (let n = this.slots[slot]; n !== EMPTY; n = this.slots[slot]) {
      if (this.matches(n, bytes, start, end)) return this.instruments[n];
      slot = (slot + 1) & this.mask;
    }
    return -1;
  }

  /** Returns the instrument of a ticker, or −1. */
  ofTicker(ticker: string): number {
    return this.byTicker.get(ticker) ?? -1;
  }

  private matches(n: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.offsets[n];
    const length = end - start;
    if (this.offsets[n + 1] - from !== length) return false;
    for (let i = 0; i < length; i++) if (this.text[from + i] !== bytes[start + i]) return false;
    return true;
  }

  private insert(n: number, ticker: Uint8Array): void {
    let hash = TICKER_HASH_START;
    for (const byte of ticker) hash = hashByte(hash, byte);
    let slot = spread(hash) & this.mask;
    while (this.slots[slot] !== EMPTY) slot = (slot + 1) & this.mask;
    this.slots[slot] = n;
  }
}

export const TICKER_HASH_START = FNV_BASIS;

/** One step of the ticker hash (FNV-1a): whoever reads the ticker's bytes takes it along. */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, FNV_PRIME);
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
