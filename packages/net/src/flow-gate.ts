import type { RingProducer } from "@augury/ring";
import type { Counters } from "@augury/telemetry";
import type { CoreDriver } from "./core-driver.ts";
import type { FeedCounter } from "./feed-counters.ts";
import type { FlowConfig } from "./runner-config.ts";
import type { Scheduler, Timer } from "./scheduler.ts";
import type { WsSession } from "./ws-session.ts";

export interface FlowParts {
  readonly config: FlowConfig;
  readonly ring: RingProducer;
  readonly driver: CoreDriver;
  readonly sessions: readonly WsSession[];
  readonly counters: Counters<FeedCounter>;
  readonly scheduler: Scheduler;
}

const NONE = -1;

/**
 * Back-pressure from the market ring to the sockets:
 *
 * 1. A frame that leaves the ring above `pauseAbove` of its capacity, or that found no room, pauses every socket of the venue: they share
 *    the ring.
 * 2. While paused the ring is looked at every `pollMs`. Below `resumeBelow` the core first goes on with what waits; when nothing
 *    waits, the held frames follow in order, then the sockets.
 * 3. A pause longer than `pausedMsMax`, or a held queue that overflows, is an overrun: the core ends the connection's epochs. Once per
 *    connection and pause. As long as the core gets on with a large frame the time starts anew: the consumer is slow, not stuck.
 */
export class FlowGate {
  private readonly pauseLag: number;
  private readonly resumeLag: number;
  private readonly parsedSlot: number;
  private readonly skippedSlot: number;
  private paused = false;
  private pausedUs = 0;
  /** The connection whose frame the core holds half published. */
  private waitingOn = NONE;
  private readonly overrun = new Set<number>();
  private resumeFirst = 0;
  private timer: Timer | undefined;

  constructor(private readonly parts: FlowParts) {
    this.pauseLag = Math.floor(parts.ring.capacity * parts.config.pauseAbove);
    this.resumeLag = Math.floor(parts.ring.capacity * parts.config.resumeBelow);
    this.parsedSlot = parts.counters.slot("parsed");
    this.skippedSlot = parts.counters.slot("skipped");
  }

  get isPaused(): boolean {
    return this.paused;
  }

  /** When the pause began, or the core last got on during it. */
  get pausedSinceUs(): number {
    return this.pausedUs;
  }

  /** Hands one frame to the core and looks at the ring. */
  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): void {
    const { counters, driver, ring } = this.parts;
    const outcome = driver.frame(connection, bytes, receivedTimeUs);
    if (outcome === "parsed") counters.values[this.parsedSlot] += 1;
    else if (outcome === "skipped") counters.values[this.skippedSlot] += 1;
    else this.await(connection);
    if (outcome === "waiting" || ring.lag() > this.pauseLag) this.pause();
  }

  /** The connection is gone: what of it waits is given up. */
  closed(connection: number): void {
    if (this.waitingOn === connection) this.abandonWaiting();
  }

  /** The connection's held queue overflowed. */
  overflowed(connection: number): void {
    this.endEpochs(connection, this.parts.scheduler.nowUs());
  }

  /** Resumes, goes on or gives up, as the ring and the time allow; does nothing while frames flow. */
  step(nowUs: number): void {
    if (!this.paused) return;
    const { config, ring, sessions } = this.parts;
    if (ring.lag() <= this.resumeLag && this.resumeCore(nowUs)) {
      this.flow();
    } else if (nowUs - this.pausedUs > config.pausedMsMax * 1000) {
      for (const [connection, session] of sessions.entries()) if (session.isOpen) this.endEpochs(connection, nowUs);
    }
  }

  /** Stops the polling: for a runner that disconnects. */
  stop(): void {
    this.timer?.cancel();
  }

  private await(connection: number): void {
    const { counters, sessions } = this.parts;
    counters.add("waiting");
    this.waitingOn = connection;
    // The core may have asked for a reconnect in the same call.
    if (!sessions[connection]?.isOpen) this.abandonWaiting();
  }

  private abandonWaiting(): void {
    this.waitingOn = NONE;
    this.parts.counters.add("heldDropped");
  }

  private pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.pausedUs = this.parts.scheduler.nowUs();
    this.overrun.clear();
    this.parts.counters.add("pauses");
    for (const session of this.parts.sessions) session.pause();
    this.arm();
  }

  private arm(): void {
    this.timer?.cancel();
    this.timer = this.parts.scheduler.after(this.parts.config.pollMs, () => {
      this.step(this.parts.scheduler.nowUs());
      if (this.paused) this.arm();
    });
  }

  /** Lets the core go on. Returns whether frames may flow again. */
  private resumeCore(nowUs: number): boolean {
    const { ring, driver, counters } = this.parts;
    const before = ring.base(0);
    const done = driver.resume(nowUs);
    // The position of the next free slot moves with every commit: the core got on.
    if (ring.base(0) !== before) this.pausedUs = nowUs;
    if (!done) return false;
    if (this.waitingOn !== NONE) counters.values[this.parsedSlot] += 1;
    this.waitingOn = NONE;
    return ring.lag() <= this.pauseLag;
  }

  private flow(): void {
    const { sessions } = this.parts;
    this.paused = false;
    this.timer?.cancel();
    // Another session first each time, so that one with a long queue does not starve the rest.
    this.resumeFirst = (this.resumeFirst + 1) % Math.max(1, sessions.length);
    for (let i = 0; i < sessions.length; i++) {
      sessions[(this.resumeFirst + i) % sessions.length]?.resume();
      if (this.paused) return;
    }
  }

  private endEpochs(connection: number, nowUs: number): void {
    if (this.overrun.has(connection)) return;
    this.overrun.add(connection);
    if (this.waitingOn === connection) this.abandonWaiting();
    this.parts.counters.add("overruns");
    this.parts.driver.overrun(connection, nowUs);
  }
}
