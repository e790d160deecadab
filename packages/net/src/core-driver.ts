import type { VenueError } from "@augury/model";
import type { CloseReason, FeedCore, FeedLink, FrameOutcome } from "./feed-core.ts";
import type { WsSession } from "./ws-session.ts";

/**
 * Stands between a core and its sockets. A reconnect that the core asks for is carried out after the core's call has returned, so that
 * its `close` never runs inside its own `frame`.
 */
export class CoreDriver implements FeedLink {
  private readonly core: FeedCore;
  private readonly doomed = new Map<number, string>();

  constructor(
    build: (link: FeedLink) => FeedCore,
    private readonly sessions: readonly WsSession[],
  ) {
    this.core = build(this);
  }

  send(connection: number, text: string): void {
    this.sessions[connection]?.send(text);
  }

  reconnect(connection: number, why: string): void {
    this.doomed.set(connection, why);
  }

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
    const outcome = this.core.frame(connection, bytes, receivedTimeUs);
    this.reconnectDoomed();
    return outcome;
  }

  open(connection: number, nowUs: number): void {
    this.core.open(connection, nowUs);
    this.reconnectDoomed();
  }

  close(connection: number, reason: CloseReason, nowUs: number): void {
    this.core.close(connection, reason, nowUs);
    this.reconnectDoomed();
  }

  overrun(connection: number, nowUs: number): void {
    this.core.overrun(connection, nowUs);
    this.reconnectDoomed();
  }

  resume(nowUs: number): boolean {
    const done = this.core.resume(nowUs);
    this.reconnectDoomed();
    return done;
  }

  tick(nowUs: number): void {
    this.core.tick(nowUs);
    this.reconnectDoomed();
  }

  subscribe(instruments: readonly number[], nowUs: number): void {
    this.core.subscribe(instruments, nowUs);
    this.reconnectDoomed();
  }

  unsubscribe(instruments: readonly number[], nowUs: number): void {
    this.core.unsubscribe(instruments, nowUs);
    this.reconnectDoomed();
  }

  resync(instruments: readonly number[], nowUs: number): void {
    this.core.resync(instruments, nowUs);
    this.reconnectDoomed();
  }

  private reconnectDoomed(): void {
    if (this.doomed.size === 0) return;
    for (const [connection, why] of this.doomed) {
      this.doomed.delete(connection);
      this.sessions[connection]?.reconnect(why, why.startsWith("stalled") ? "stalled" : "reconnecting");
    }
  }
}
