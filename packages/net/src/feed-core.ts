import type { VenueError } from "@augury/model";

/** What came of one frame. `waiting`: it is valid so far but the ring has no room; the core keeps it and goes on at `resume`. */
export type FrameOutcome = "parsed" | "skipped" | "waiting";

/** Why a connection is gone, as the session reports it. */
export interface CloseReason {
  readonly code: number;
  readonly text: string;
}

/** What a feed's core may do to the world outside. One connection = one socket, numbered from 0. */
export interface FeedLink {
  /** Sends a text frame; dropped silently when the connection is not open (the next `open` starts from scratch). */
  send(connection: number, text: string): void;
  /**
   * Closes the connection so that a fresh one is opened: the last way out of a stall or a broken stream. Carried out after the core's
   * current call has returned; its `close` follows. A `why` that begins with "stalled" is published as the state `stalled`.
   */
  reconnect(connection: number, why: string): void;
}

/**
 * A venue's protocol without its sockets: bytes in, slots out (into the ring it was built with), text frames out through the link.
 * The same core runs behind live sockets, in replay from a recording, and under the fuzzer.
 */
export interface FeedCore {
  /** Number of connections that this core wants open. */
  readonly connections: number;
  /** Set once the venue has refused us for good (wrong key, a rule broken): the runner then ends the feed. */
  readonly failure?: VenueError | undefined;
  /** Returns the longest wait before the next attempt where the venue asks for one with its close code. */
  delayMsMax?(reason: CloseReason): number | undefined;
  /** The socket is open: send the subscriptions, expect snapshots. */
  open(connection: number, nowUs: number): void;
  /** One text frame. The bytes belong to the caller and may be reused after the call returns, except after `waiting`. */
  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): FrameOutcome;
  /**
   * Goes on with what waits for room. Returns whether nothing waits any more. As long as something waits no `frame` is called, on any
   * connection; the other methods are.
   */
  resume(nowUs: number): boolean;
  /** The socket is gone: ends the epochs of its instruments. */
  close(connection: number, reason: CloseReason, nowUs: number): void;
  /** Periodic work, about every 100 ms: quiet group ends, missing snapshots, silent stalls, verification budget. */
  tick(nowUs: number): void;
  /** The ring was truly full or the socket paused for too long: ends every epoch of the connection and asks for snapshots once there is room. */
  overrun(connection: number, nowUs: number): void;
  subscribe(instruments: readonly number[], nowUs: number): void;
  unsubscribe(instruments: readonly number[], nowUs: number): void;
  resync(instruments: readonly number[], nowUs: number): void;
}
