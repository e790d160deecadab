import type { EventStage } from "./event-stage.ts";
import { CounterSlot } from "./feed-counters.ts";

/**
 * Counts price_changes that came twice or too late. The channel has no sequence numbers (polymarket.md section 9), and sizes are absolute:
 * a repeated message does no harm, and what a late one spoils the book hash finds. Counted, so that a bad link is seen before that.
 */
export class ChangeWatch {
  private readonly newestMs: Float64Array;
  private lastMs = 0;
  private lastCount = 0;
  private lastInstrument = -1;
  private lastPrice = 0;
  private lastSize = 0;

  constructor(
    instruments: number,
    private readonly values: Float64Array,
  ) {
    this.newestMs = new Float64Array(instruments);
  }

  /** Takes a published price_change. */
  note({ changes, exchangeTimeMs }: EventStage): void {
    const { count, instrument, price, size } = changes;
    if (count === 0) return;
    const isRepeated =
      this.lastMs === exchangeTimeMs &&
      this.lastCount === count &&
      this.lastInstrument === instrument[0] &&
      this.lastPrice === price[0] &&
      this.lastSize === size[0];
    if (isRepeated) this.values[CounterSlot.changesRepeated]++;
    else if (this.isLate(changes, exchangeTimeMs)) this.values[CounterSlot.changesLate]++;
    this.lastMs = exchangeTimeMs;
    this.lastCount = count;
    this.lastInstrument = instrument[0];
    this.lastPrice = price[0];
    this.lastSize = size[0];
  }

  private isLate({ count, instrument }: EventStage["changes"], timeMs: number): boolean {
    let isLate = false;
    for (let i = 0; i < count; i++) {
      const token = instrument[i];
      if (token < 0) continue;
      if (timeMs < this.newestMs[token]) isLate = true;
      else this.newestMs[token] = timeMs;
    }
    return isLate;
  }
}
