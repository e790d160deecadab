import { EXECUTOR_COUNTERS, type ExecutorCounter } from "@augury/pipeline";
import { type CounterHandle, Counters, createCounters } from "@augury/telemetry";

/** Memory in which an executor counts the orders that it did not send, whatever thread it runs in. */
export interface RefusalsHandle {
  readonly counters: CounterHandle<ExecutorCounter>;
  readonly atVenue: SharedArrayBuffer;
}

/**
 * Orders that an executor refused because their book's epoch had ended: while a tape is played as fast as it goes, the feed is far ahead of
 * decision, and what was priced before a tick changed is no longer sent. That is right, and such an order never arrives.
 */
export class Refusals {
  private readonly counters: Counters<ExecutorCounter>;
  private readonly atVenue: Int32Array;

  constructor(readonly handle: RefusalsHandle) {
    this.counters = new Counters(handle.counters);
    this.atVenue = new Int32Array(handle.atVenue);
  }

  static create(): Refusals {
    return new Refusals({ counters: createCounters(EXECUTOR_COUNTERS), atVenue: new SharedArrayBuffer(4) });
  }

  /** So far. */
  get count(): number {
    return this.counters.get("vetoes_epoch") + Atomics.load(this.atVenue, 0);
  }

  /** The last look at the book, right before sending, refused an order. */
  note(): void {
    Atomics.add(this.atVenue, 0, 1);
  }
}
