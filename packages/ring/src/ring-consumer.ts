import { assert } from "@augury/core";
import { CONSUMER, PRODUCER } from "./ring-layout.ts";
import { type RingHandle, RingView } from "./ring-memory.ts";

/** The reading end of a single-consumer ring: `poll` tells how many slots wait, `base(i)` where they stand, `release(n)` frees them. */
export class RingConsumer {
  readonly view: RingView;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly capacity: number;
  private consumed: number;
  private producerSeen: number;

  constructor(handle: RingHandle) {
    this.view = new RingView(handle.buffer);
    this.i32 = this.view.i32;
    this.f64 = this.view.f64;
    this.capacity = this.view.capacity;
    this.consumed = Atomics.load(this.i32, CONSUMER);
    this.producerSeen = this.consumed;
  }

  /** Returns how many slots wait, at most `max`. */
  poll(max: number): number {
    let waiting = (this.producerSeen - this.consumed) | 0;
    if (waiting < max) {
      this.producerSeen = Atomics.load(this.i32, PRODUCER);
      waiting = (this.producerSeen - this.consumed) | 0;
      // The condition stands outside: assert's message would be put together on every call.
      if (waiting < 0 || waiting > this.capacity)
        assert(false, `a consumer stays behind its producer, ${waiting} slots waited`);
    }
    return Math.min(waiting, max);
  }

  /** Returns the index in `i32` of the `offset`-th waiting slot; half of it is the index in `f64`. */
  base(offset: number): number {
    return this.view.slotBase((this.consumed + offset) | 0);
  }

  /** Frees the first `count` waiting slots for the producer. */
  release(count: number): void {
    this.consumed = (this.consumed + count) | 0;
    Atomics.store(this.i32, CONSUMER, this.consumed);
  }

  /** Drops everything that waits and returns how much that was: for a consumer that starts over after a crash. */
  skipAll(): number {
    let skipped = 0;
    for (let waiting = this.poll(this.capacity); waiting > 0; waiting = this.poll(this.capacity)) {
      this.release(waiting);
      skipped += waiting;
    }
    return skipped;
  }
}
