/**
 * Where one resting order stands in its level's queue, from what a feed without order ids can tell. Sizes in SizeMicros, times are the
 * venue's stamps in ms (0 = unknown). Every doubt is decided against us:
 *
 * 1. Everything visible at our price when we arrived stands before us; what comes later stands behind.
 * 2. A trade at our price eats the queue before us first and reaches us with the rest.
 * 3. Cancels are taken to be behind us, until the level is smaller than what stands before us: then the queue is the level.
 * 4. A shrinking level may be the echo of a trade that is yet to be told (kalshi.md section 13.4: the delta comes first in 92 %). What
 *    rule 3 took off the queue is therefore owed to trades stamped up to `echoMs` after it: they use up the debt before they eat again.
 * 5. A trade stamped no later than the newest book stamp at our arrival was in that book already, and does not reach us.
 */
export class QueuePosition {
  private debt = 0;
  private debtTimeMs = 0;

  constructor(
    private size: number,
    private readonly arrivedTimeMs: number,
    private readonly echoMs: number,
  ) {}

  /** Contracts that stand before us. */
  get ahead(): number {
    return this.size;
  }

  /** Rule 5. */
  isBefore(timeMs: number): boolean {
    return timeMs !== 0 && timeMs <= this.arrivedTimeMs;
  }

  /** Rules 3 and 4: the venue now shows `level` contracts at our price. */
  onLevel(level: number, timeMs: number): void {
    if (level >= this.size) return;
    if (!this.owes(timeMs)) this.debt = 0;
    this.debt += this.size - level;
    this.debtTimeMs = Math.max(this.debtTimeMs, timeMs);
    this.size = level;
  }

  /** Rules 2 and 4: `volume` traded at our price. Returns how much of it comes past the queue. */
  onTrade(volume: number, timeMs: number): number {
    let left = volume;
    if (this.owes(timeMs)) {
      const paid = Math.min(left, this.debt);
      this.debt -= paid;
      left -= paid;
    }
    const eaten = Math.min(left, this.size);
    this.size -= eaten;
    return left - eaten;
  }

  /** A trade went through our price: whatever stood before us is gone. */
  onSweep(): void {
    this.size = 0;
    this.debt = 0;
  }

  private owes(timeMs: number): boolean {
    return timeMs === 0 || this.debtTimeMs === 0 || timeMs <= this.debtTimeMs + this.echoMs;
  }
}
