import { ManualClock } from "@augury/core";
import type { Scheduler, Timer } from "./scheduler.ts";

interface SimTimer extends Timer {
  readonly dueUs: number;
  readonly callback: () => void;
}

/** Simulated time for this package's tests: nothing happens until `advance`, then every timer fires at its own moment, in order. */
export class SimScheduler implements Scheduler {
  private readonly clock = new ManualClock();
  private readonly timers = new Set<SimTimer>();

  nowUs(): number {
    return this.clock.nowUs();
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer: SimTimer = {
      dueUs: this.nowUs() + Math.max(0, delayMs) * 1000,
      callback,
      cancel: () => this.timers.delete(timer),
    };
    this.timers.add(timer);
    return timer;
  }

  /** Timers that are set: 0 once everything has been closed. */
  get pending(): number {
    return this.timers.size;
  }

  /** Moves time forward by `ms` and fires what falls due on the way; promises settle between two timers. */
  async advance(ms: number): Promise<void> {
    const endUs = this.nowUs() + ms * 1000;
    await settle();
    for (let timer = this.next(endUs); timer; timer = this.next(endUs)) {
      this.timers.delete(timer);
      this.clock.set(timer.dueUs);
      timer.callback();
      await settle();
    }
    this.clock.set(endUs);
  }

  private next(endUs: number): SimTimer | undefined {
    let first: SimTimer | undefined;
    for (const timer of this.timers)
      if (timer.dueUs <= endUs && (first === undefined || timer.dueUs < first.dueUs)) first = timer;
    return first;
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
