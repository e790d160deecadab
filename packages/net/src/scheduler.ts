import { type Clock, systemClock } from "@augury/core";

/** A timer that has been set. Canceling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

/** Clock and timers in one, so that a test can put simulated time under everything that waits. */
export interface Scheduler extends Clock {
  /** Calls `callback` once, `delayMs` from now. */
  after(delayMs: number, callback: () => void): Timer;
}

/** The machine's clock and event loop. */
export const systemScheduler: Scheduler = {
  nowUs: () => systemClock.nowUs(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
