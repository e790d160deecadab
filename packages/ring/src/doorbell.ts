const PARKED = 0;
const SIGNAL = 16;
const BYTES = 128;

/** What a consumer sleeps on. All rings of one consumer share one bell, so that it waits for whichever speaks first. */
export function createDoorbell(): SharedArrayBuffer {
  return new SharedArrayBuffer(BYTES);
}

/**
 * Wake-up without a lost wake and without a needless system call:
 *
 * 1. The consumer reads the signal, raises its parking flag, looks at its rings once more, and sleeps on the signal it read.
 * 2. A producer publishes its cursor, then looks at the flag; only if it is up does it take the flag down. Whoever took it down changes the
 *    signal and notifies: until the consumer is back on its feet, some microseconds, later publishes cost one look.
 *
 * Atomics are sequentially consistent: either the consumer's second look sees the slots, or the producer sees the flag.
 */
export class Doorbell {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** Wakes the consumer if it sleeps or is about to. Call after publishing. */
  ring(): void {
    if (Atomics.load(this.words, PARKED) === 0) return;
    // The flag first, then the signal: a consumer whose flag is down must find the signal changed since it read it, or it would sleep
    // with nobody left to wake it.
    if (Atomics.exchange(this.words, PARKED, 0) !== 0) this.ringAlways();
  }

  /** Wakes the consumer whatever the flag says: for stop requests. */
  ringAlways(): void {
    Atomics.add(this.words, SIGNAL, 1);
    Atomics.notify(this.words, SIGNAL);
  }

  /**
   * Sleeps until rung or for `timeoutMs`, unless `hasWork` says that there is work already. Blocks the thread: for workers
   * without sockets or timers only, never on the main thread.
   */
  park(hasWork: () => boolean, timeoutMs: number): void {
    const seen = Atomics.load(this.words, SIGNAL);
    Atomics.store(this.words, PARKED, 1);
    if (!hasWork()) Atomics.wait(this.words, SIGNAL, seen, timeoutMs);
    Atomics.store(this.words, PARKED, 0);
  }

  /** Like {@link park} for a thread whose event loop must live on: resolves when rung or after `timeoutMs`. */
  async parkAsync(hasWork: () => boolean, timeoutMs: number): Promise<void> {
    const seen = Atomics.load(this.words, SIGNAL);
    Atomics.store(this.words, PARKED, 1);
    if (!hasWork()) {
      const waiting = Atomics.waitAsync(this.words, SIGNAL, seen, timeoutMs);
      if (waiting.async) await waiting.value;
    }
    Atomics.store(this.words, PARKED, 0);
  }
}
