import { Cell, type EngineMemory } from "@augury/pipeline";
import { CellReader } from "@augury/ring";
import type { BookSample } from "@augury/storage";

/** The newest top of each book, read from the sample tap's cells. */
export class Sampler {
  private readonly cells: CellReader;
  private readonly latest = new Map<number, BookSample>();

  constructor(memory: EngineMemory) {
    this.cells = new CellReader(memory.cells);
  }

  /** Returns the newest sample of an instrument that owns a book, `undefined` before its first change. */
  of(instrument: number): BookSample | undefined {
    const fields = this.cells.read(instrument);
    return fields && fields[Cell.updates] > 0 ? toSample(instrument, fields, 0) : this.latest.get(instrument);
  }

  /** Visits the samples of all books that changed since the last call. */
  drain(nowUs: number, visit: (sample: BookSample) => void): void {
    this.cells.drain((instrument, fields) => {
      const sample = toSample(instrument, fields, nowUs);
      this.latest.set(instrument, sample);
      visit(sample);
    });
  }
}

function toSample(instrument: number, fields: Float64Array, timeUs: number): BookSample {
  return {
    instrument,
    timeUs,
    epoch: fields[Cell.epoch],
    sequence: fields[Cell.sequence],
    trusted: fields[Cell.trusted] === 1,
    bestBid: fields[Cell.bestBid],
    bestAsk: fields[Cell.bestAsk],
    bidSize: fields[Cell.bidSize],
    askSize: fields[Cell.askSize],
    lastPrice: fields[Cell.lastPrice],
    exchangeTimeMs: fields[Cell.exchangeTimeMs],
    receivedTimeUs: fields[Cell.receivedTimeUs],
    updates: fields[Cell.updates],
  };
}
