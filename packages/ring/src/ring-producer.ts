import { assert } from "@augury/core";
import { Doorbell } from "./doorbell.ts";
import { CONSUMER, DROPPED, FULL_EVENTS, PRODUCER, WATERMARK } from "./ring-layout.ts";
import { type RingHandle, RingView } from "./ring-memory.ts";

/**
 * The writing end of a single-producer ring:
 *
 * 1. `claim(n)` tells whether n slots are free.
 * 2. The caller fills slots `base(0)` … `base(n − 1)`; nobody can see them.
 * 3. `commit(n)` accepts them privately, so that a group can be published at once; what is not committed is as if never written.
 * 4. `flush()` publishes everything committed with one store, then rings the consumer's bell if it sleeps.
 *
 * Cursors are Int32 and wrap; distances are `(a − b) | 0`.
 */
export class RingProducer {
  readonly view: RingView;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly capacity: number;
  private readonly doorbell: Doorbell;
  private committed: number;
  private published: number;
  /** The consumer's cursor as last read: it only grows, so an old one is merely too careful. */
  private consumerSeen: number;
  private watermark: number;

  constructor(handle: RingHandle) {
    this.view = new RingView(handle.buffer);
    this.i32 = this.view.i32;
    this.f64 = this.view.f64;
    this.capacity = this.view.capacity;
    this.doorbell = new Doorbell(handle.doorbell);
    this.published = Atomics.load(this.i32, PRODUCER);
    this.committed = this.published;
    this.consumerSeen = Atomics.load(this.i32, CONSUMER);
    this.watermark = Atomics.load(this.i32, WATERMARK);
  }

  /** Returns whether `count` slots beyond those committed are free. A false is counted as a full event. */
  claim(count: number): boolean {
    if (this.capacity - ((this.committed - this.consumerSeen) | 0) >= count) return true;
    this.consumerSeen = Atomics.load(this.i32, CONSUMER);
    if (this.capacity - ((this.committed - this.consumerSeen) | 0) >= count) return true;
    Atomics.add(this.i32, FULL_EVENTS, 1);
    return false;
  }

  /** Returns the index in `i32` of the `offset`-th slot after those committed; half of it is the index in `f64`. */
  base(offset: number): number {
    return this.view.slotBase((this.committed + offset) | 0);
  }

  /** Accepts the next `count` slots; visible to the consumer after {@link flush}. */
  commit(count: number): void {
    this.committed = (this.committed + count) | 0;
  }

  /** Publishes what was committed and wakes the consumer if it sleeps. Returns the number of slots published. */
  flush(): number {
    const count = this.flushSilently();
    if (count > 0) this.doorbell.ring();
    return count;
  }

  /**
   * Publishes what was committed to a consumer that looks by itself every few milliseconds: it is woken only when `lagMax` slots wait.
   * A wake-up costs two threads some microseconds, which is more than the slots of a quiet moment are worth.
   */
  flushLazily(lagMax: number): number {
    const count = this.flushSilently();
    if (count > 0 && ((this.committed - this.consumerSeen) | 0) >= lagMax && this.lag() >= lagMax) this.doorbell.ring();
    return count;
  }

  /**
   * Publishes what was committed without waking anyone: for a consumer in the same thread that is stepped right after. What it leaves is
   * the caller's to announce with {@link wake}.
   */
  flushSilently(): number {
    const count = (this.committed - this.published) | 0;
    if (count === 0) return 0;
    // Publish last: the consumer trusts every byte behind the cursor.
    Atomics.store(this.i32, PRODUCER, this.committed);
    this.published = this.committed;
    const lag = (this.committed - this.consumerSeen) | 0;
    if (lag > this.watermark) this.raiseWatermark();
    return count;
  }

  /** Wakes the consumer if it sleeps. */
  wake(): void {
    this.doorbell.ring();
  }

  /** {@link commit} and {@link flush} in one. */
  publish(count: number): void {
    this.commit(count);
    this.flush();
  }

  /** Returns the slots that are published or committed and not yet released by the consumer. */
  lag(): number {
    this.consumerSeen = Atomics.load(this.i32, CONSUMER);
    return (this.committed - this.consumerSeen) | 0;
  }

  /** Counts slots that a channel with the rule "drop newest" shed. */
  countDropped(count: number): void {
    Atomics.add(this.i32, DROPPED, count);
  }

  private raiseWatermark(): void {
    // The cached consumer cursor may be old and the lag overstated: look before writing it down.
    const lag = this.lag();
    if (lag <= this.watermark) return;
    assert(lag <= this.capacity, `a producer stays within the ring's capacity, lag was ${lag}`);
    this.watermark = lag;
    Atomics.store(this.i32, WATERMARK, lag);
  }
}
