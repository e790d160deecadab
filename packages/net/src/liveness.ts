import type { HeartbeatConfig } from "./session-config.ts";

/** What is due on an open connection. */
export type LivenessDue = "nothing" | "ping" | "stale";

export interface LivenessConfig {
  readonly staleMs: number;
  readonly heartbeat: HeartbeatConfig;
}

/**
 * Decides when to ping and when a connection counts as dead. Pure: times come in as µs.
 *
 * 1. Every `everyMs` since the opening a ping is due.
 * 2. Any frame, ping or pong is life.
 * 3. Dead: no life for `staleMs`; with text heartbeats that are answered also no life within `replyMs` after a ping.
 * 4. While reading is paused nothing can be heard, so only pings fall due; silence counts anew from the end of the pause.
 */
export class Liveness {
  private readonly everyUs: number;
  private readonly replyUs: number;
  private readonly staleUs: number;
  private heardUs = 0;
  private pingDueUs = 0;
  /** When the unanswered ping was sent; 0 = none. */
  private pingSentUs = 0;
  private paused = false;

  constructor({ heartbeat, staleMs }: LivenessConfig) {
    this.everyUs = heartbeat.everyMs * 1000;
    const isAnswered = heartbeat.kind === "text" && heartbeat.replyExpected;
    this.replyUs = isAnswered ? heartbeat.replyMs * 1000 : Number.POSITIVE_INFINITY;
    this.staleUs = staleMs * 1000;
  }

  /** The connection opened. */
  open(nowUs: number): void {
    this.paused = false;
    this.pingSentUs = 0;
    this.heardUs = nowUs;
    this.pingDueUs = nowUs + this.everyUs;
  }

  /** Something arrived. */
  heard(nowUs: number): void {
    this.heardUs = nowUs;
    this.pingSentUs = 0;
  }

  pause(): void {
    this.paused = true;
  }

  resume(nowUs: number): void {
    this.paused = false;
    this.heard(nowUs);
  }

  /** When something last arrived. */
  get lastHeardUs(): number {
    return this.heardUs;
  }

  /** Returns what is due; a ping counts as sent. */
  due(nowUs: number): LivenessDue {
    if (nowUs >= this.deadUs()) return "stale";
    if (nowUs < this.pingDueUs) return "nothing";
    this.pingDueUs = nowUs + this.everyUs;
    // An earlier ping without an answer keeps its deadline.
    if (this.pingSentUs === 0) this.pingSentUs = nowUs;
    return "ping";
  }

  /** Returns when `due` may next say something, if nothing is heard until then. */
  nextDueUs(): number {
    return Math.min(this.pingDueUs, this.deadUs());
  }

  private deadUs(): number {
    if (this.paused) return Number.POSITIVE_INFINITY;
    const silentUs = this.heardUs + this.staleUs;
    return this.pingSentUs === 0 ? silentUs : Math.min(silentUs, this.pingSentUs + this.replyUs);
  }
}
