import type { InstrumentTable } from "@augury/model";
import { finestStep } from "@augury/model";

/** What the feed knows of each market, by the instrument that owns its book. Flat arrays: the frame path touches them per event. */
export class MarketStates {
  /** Instruments that own a Kalshi book. */
  readonly books: readonly number[];
  readonly wanted: Uint8Array;
  /** The venue would not let us have it on this connection. */
  readonly refused: Uint8Array;
  /** Determined or settled: no book is expected any more. */
  readonly closed: Uint8Array;
  /** Its last snapshot had levels: silence of such a market means something. */
  readonly filled: Uint8Array;
  /** Finest step of the market's grid in PriceTicks. */
  readonly step: Int32Array;

  constructor(private readonly table: InstrumentTable) {
    this.books = table.booksOf("kalshi").map((instrument) => instrument.index);
    this.wanted = new Uint8Array(table.size);
    this.refused = new Uint8Array(table.size);
    this.closed = new Uint8Array(table.size);
    this.filled = new Uint8Array(table.size);
    this.step = new Int32Array(table.size);
    for (const index of this.books) this.step[index] = finestStep(table.list[index].ticks);
  }

  /** Returns whether the market should have a book on this connection. */
  isExpected(market: number): boolean {
    return this.wanted[market] === 1 && this.refused[market] === 0 && this.closed[market] === 0;
  }

  /** Returns the markets that should have a book. */
  expected(): number[] {
    return this.books.filter((market) => this.isExpected(market));
  }

  tickers(markets: readonly number[]): string[] {
    return markets.map((market) => this.table.list[market].venueId);
  }

  /** Returns the owning instruments of these, each once: a NO instrument reads the YES book. Others' instruments are passed over. */
  owners(instruments: readonly number[]): number[] {
    const owners = new Set<number>();
    for (const index of instruments) {
      const instrument = this.table.at(index);
      if (instrument?.venue === "kalshi") owners.add(instrument.bookIndex);
    }
    return [...owners];
  }
}
