import type { Clock } from "@augury/core";
import type { VenueError } from "@augury/model";
import type { CloseReason, FeedCore, FrameOutcome } from "@augury/net";
import type { ByteRingProducer } from "@augury/ring";
import type { Histogram } from "@augury/telemetry";

export interface Measurements {
  readonly clock: Clock;
  /** Socket callback → frame published, in µs. */
  readonly frame: Histogram;
  /** The core's own work on one frame, in ns: below a microsecond the shared clock is too coarse. */
  readonly parse: Histogram;
  /** Where raw frames are copied to, when they are kept. */
  readonly raw?: ByteRingProducer;
}

/** One frame in so many is timed: reading the clock costs a good part of what a frame costs. */
const SAMPLE_EVERY = 16;

/** Measures a venue's core and copies its raw frames for the recorder, and is otherwise that core. */
export class MeasuredCore implements FeedCore {
  private countdown = 1;

  constructor(
    private readonly core: FeedCore,
    private readonly to: Measurements,
  ) {}

  get connections(): number {
    return this.core.connections;
  }

  get failure(): VenueError | undefined {
    return this.core.failure;
  }

  delayMsMax(reason: CloseReason): number | undefined {
    return this.core.delayMsMax?.(reason);
  }

  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): FrameOutcome {
    const { to } = this;
    to.raw?.push(connection, receivedTimeUs, bytes);
    if (--this.countdown > 0) return this.core.frame(connection, bytes, receivedTimeUs);
    this.countdown = SAMPLE_EVERY;
    const startNs = Bun.nanoseconds();
    const outcome = this.core.frame(connection, bytes, receivedTimeUs);
    to.parse.record(Bun.nanoseconds() - startNs);
    to.frame.record(to.clock.nowUs() - receivedTimeUs);
    return outcome;
  }

  open(connection: number, nowUs: number): void {
    this.core.open(connection, nowUs);
  }

  resume(nowUs: number): boolean {
    return this.core.resume(nowUs);
  }

  close(connection: number, reason: CloseReason, nowUs: number): void {
    this.core.close(connection, reason, nowUs);
  }

  tick(nowUs: number): void {
    this.core.tick(nowUs);
  }

  overrun(connection: number, nowUs: number): void {
    this.core.overrun(connection, nowUs);
  }

  subscribe(instruments: readonly number[], nowUs: number): void {
    this.core.subscribe(instruments, nowUs);
  }

  unsubscribe(instruments: readonly number[], nowUs: number): void {
    this.core.unsubscribe(instruments, nowUs);
  }

  resync(instruments: readonly number[], nowUs: number): void {
    this.core.resync(instruments, nowUs);
  }
}
