/**
 * Microseconds since the Unix epoch. Only workers own a clock; logic receives `nowUs` as an argument.
 * `timeOrigin + now()` is the one clock that agrees across Bun Workers: `Bun.nanoseconds` and `process.hrtime` start anew in each.
 */
export interface Clock {
  nowUs(): number;
}

/** The machine's clock, in whole microseconds. */
export const systemClock: Clock = {
  nowUs: () => Math.floor((performance.timeOrigin + performance.now()) * 1000),
};

/** A clock that stands still until told otherwise, for tests and replay. */
export class ManualClock implements Clock {
  constructor(private timeUs = 1_700_000_000_000_000) {}

  nowUs(): number {
    return this.timeUs;
  }

  /** Moves the clock forward by `us`. */
  advance(us: number): void {
    this.timeUs += us;
  }

  /** Sets the clock; time may not go back. */
  set(us: number): void {
    if (us > this.timeUs) this.timeUs = us;
  }
}
