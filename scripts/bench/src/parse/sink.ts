/** Adds up normalized events in the units of the slots: PriceTicks and SizeMicros. */
export class Sink {
  sum = 0;
  timeMs = 0;
  count = 0;

  /** Takes an event in dollars and contracts. */
  add(instrument: number, price: number, size: number): void {
    this.count++;
    this.sum += instrument + price * 10_000 + size * 1_000_000;
  }

  /** Takes best prices in dollars. */
  addBest(bid: number, ask: number): void {
    this.sum += (bid + ask) * 10_000;
  }

  /** Returns the sum so far and starts anew. */
  take(): number {
    const { sum } = this;
    this.sum = 0;
    return sum;
  }
}
