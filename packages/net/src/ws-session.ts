import { assert, err, type Result } from "@augury/core";
import { type ConnectionState, VenueError } from "@augury/model";
import type { Counters } from "@augury/telemetry";
import type { ClientSocket, HandshakeHeaders, OpenSocket, SocketEnd, SocketEvents } from "./client-socket.ts";
import type { CloseReason } from "./feed-core.ts";
import type { FeedCounter } from "./feed-counters.ts";
import { HeldQueue } from "./held-queue.ts";
import { Liveness } from "./liveness.ts";
import { toRefusalError } from "./refusal.ts";
import { computeBackoff } from "./retry-config.ts";
import type { Scheduler, Timer } from "./scheduler.ts";
import type { SessionConfig } from "./session-config.ts";

/** Our own close codes, from the private range: what a `CloseReason` says when nobody sent a close frame. */
export const CLOSE_STALE = 4900;
export const CLOSE_REQUESTED = 4901;

/** Makes the headers of one handshake: signed anew for every attempt, because the signature covers the time. */
export type MintHeaders = () => Promise<Result<HandshakeHeaders, VenueError>>;

/** What a session tells its owner. `open` and `close` alternate; frames come only between them. */
export interface SessionEvents {
  state(connection: number, change: StateChange): void;
  open(connection: number): void;
  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): void;
  close(connection: number, reason: CloseReason): void;
  /** An attempt failed. With retry "never", or when no attempt is left, the session has ended. */
  failed(connection: number, error: VenueError): void;
  /** The held queue was full: everything in it is gone. */
  overflow(connection: number): void;
}

export interface StateChange {
  readonly state: ConnectionState;
  /** Attempts in a row without a good connection. */
  readonly attempt: number;
  /** Close code or HTTP status behind the change, 0 = none. */
  readonly code: number;
}

export interface SessionParts {
  readonly connection: number;
  readonly config: SessionConfig;
  readonly events: SessionEvents;
  readonly counters: Counters<FeedCounter>;
  readonly scheduler: Scheduler;
  readonly openSocket: OpenSocket;
  /** Numbers in [0, 1) for the jitter. */
  readonly random: () => number;
  readonly mintHeaders?: MintHeaders | undefined;
  /** Longest wait before the next attempt where the venue asks for one with its close code; the wait is random below it. */
  readonly delayMsMax?: ((reason: CloseReason) => number | undefined) | undefined;
}

type Phase = "idle" | "minting" | "connecting" | "open" | "waiting" | "closing" | "ended";

/**
 * One WebSocket connection that is kept open:
 *
 * 1. `start`: headers are minted, the socket is dialed; either may take `handshakeTimeoutMs`.
 * 2. Open: frames go to the owner; the heartbeat runs; silence ends the connection as stale.
 * 3. Lost or refused: the next attempt follows after a backoff. The first frame of a connection sets the attempts back to 0;
 *    an open handshake alone proves nothing.
 * 4. HTTP 401, or no attempt left: the session ends in state `error`.
 * 5. `close`: the closing handshake, at most `closeWaitMs`, then the socket is dropped.
 */
export class WsSession {
  private phase: Phase = "idle";
  private lastState: ConnectionState = "disconnected";
  private socket: ClientSocket | undefined;
  /** Raised when a socket or pending headers are given up: what they say later is not ours any more. */
  private era = 0;
  private attempt = 0;
  private timer: Timer | undefined;
  private timerDueUs = 0;
  private pausedFlag = false;
  private readonly held: HeldQueue;
  private readonly liveness: Liveness;
  private readonly pong: Uint8Array;
  private readonly gone = Promise.withResolvers<void>();
  private readonly framesSlot: number;
  private readonly bytesSlot: number;

  constructor(private readonly parts: SessionParts) {
    this.held = new HeldQueue(parts.config);
    this.liveness = new Liveness(parts.config);
    const { heartbeat } = parts.config;
    this.pong = new TextEncoder().encode(heartbeat.kind === "text" ? heartbeat.pong : "");
    this.framesSlot = parts.counters.slot("frames");
    this.bytesSlot = parts.counters.slot("bytes");
  }

  get state(): ConnectionState {
    return this.lastState;
  }

  get isOpen(): boolean {
    return this.phase === "open";
  }

  /** Whether the session is over, and in this state. */
  isEnded(state: "disconnected" | "error"): boolean {
    return this.phase === "ended" && this.lastState === state;
  }

  get isPaused(): boolean {
    return this.pausedFlag;
  }

  /** Attempts in a row without a good connection. */
  get attempts(): number {
    return this.attempt;
  }

  get heldFrames(): number {
    return this.held.size;
  }

  get heldBytes(): number {
    return this.held.bytes;
  }

  /** When something last arrived on the open connection. */
  get lastHeardUs(): number {
    return this.liveness.lastHeardUs;
  }

  /** Begins the first attempt. Once only. */
  start(): void {
    assert(this.phase === "idle", "a session is started once");
    this.begin();
  }

  /** Sends a text frame. False (and counted) when the connection is not open or its outgoing buffer is at its bound. */
  send(text: string): boolean {
    const { socket } = this;
    const { config, counters } = this.parts;
    const fits = (socket?.bufferedBytes ?? 0) + Buffer.byteLength(text) <= config.sendBufferedBytesMax;
    if (this.phase !== "open" || socket === undefined || !fits) {
      counters.add("sendRefused");
      return false;
    }
    socket.send(text);
    return true;
  }

  /** Stops reading. What the socket delivers nevertheless is held, in order. */
  pause(): void {
    if (this.pausedFlag) return;
    this.pausedFlag = true;
    if (this.phase === "open") this.pauseSocket();
  }

  /** Hands on what is held, then reads again; stops early when the owner pauses meanwhile. */
  resume(): void {
    if (!this.pausedFlag) return;
    this.pausedFlag = false;
    const { events, connection } = this.parts;
    for (let frame = this.held.shift(); frame !== undefined; frame = this.held.shift()) {
      events.frame(connection, frame.bytes, frame.receivedTimeUs);
      if (this.pausedFlag) return;
    }
    if (this.phase !== "open") return;
    this.socket?.resume();
    this.liveness.resume(this.parts.scheduler.nowUs());
    if (this.liveness.nextDueUs() < this.timerDueUs) this.arm(this.liveness.nextDueUs());
  }

  /** Drops an open connection so that a fresh one is opened; `stalled` says so in the state. */
  reconnect(why: string, state: "stalled" | "reconnecting" = "reconnecting"): void {
    if (this.phase !== "open") return;
    if (state === "stalled") this.say("stalled", CLOSE_REQUESTED);
    this.lose({ code: CLOSE_REQUESTED, text: why });
  }

  /** Closes for good and resolves when the socket is gone. Idempotent. */
  close(): Promise<void> {
    if (this.phase === "open") this.closeOpen();
    else if (this.phase !== "closing" && this.phase !== "ended") this.end("disconnected", 0);
    return this.gone.promise;
  }

  private begin(): void {
    const { parts } = this;
    this.phase = "minting";
    const era = ++this.era;
    if (this.attempt > 0) parts.counters.add("reconnects");
    this.say(this.attempt === 0 ? "connecting" : "reconnecting", 0);
    if (parts.mintHeaders === undefined) {
      this.dial({});
      return;
    }
    this.armIn(parts.config.handshakeTimeoutMs);
    void mint(parts.mintHeaders).then((headers) => {
      if (era !== this.era) return;
      if (headers.ok) this.dial(headers.value);
      else this.failToConnect(headers.error);
    });
  }

  private dial(headers: HandshakeHeaders): void {
    const { config, openSocket } = this.parts;
    this.phase = "connecting";
    this.armIn(config.handshakeTimeoutMs);
    const { url, handshakeTimeoutMs, payloadBytesMax } = config;
    this.socket = openSocket({ url, headers, handshakeTimeoutMs, payloadBytesMax }, this.listen(this.era));
  }

  private listen(era: number): SocketEvents {
    return {
      opened: () => {
        if (era === this.era) this.onOpened();
      },
      message: (bytes) => {
        if (era === this.era) this.onMessage(bytes);
      },
      beat: () => {
        if (era === this.era) this.liveness.heard(this.parts.scheduler.nowUs());
      },
      refused: (status, retryAfterMs) => {
        if (era === this.era) this.onRefused(status, retryAfterMs);
      },
      ended: (end) => {
        if (era === this.era) this.onEnded(end);
      },
    };
  }

  private onOpened(): void {
    this.phase = "open";
    this.liveness.open(this.parts.scheduler.nowUs());
    if (this.pausedFlag) this.pauseSocket();
    this.arm(this.liveness.nextDueUs());
    this.parts.counters.add("opens");
    this.say("connected", 0);
    this.parts.events.open(this.parts.connection);
  }

  private onMessage(bytes: Uint8Array): void {
    if (this.phase !== "open") return;
    const { parts } = this;
    const nowUs = parts.scheduler.nowUs();
    this.liveness.heard(nowUs);
    if (isSame(bytes, this.pong)) parts.counters.add("pongs");
    else this.onFrame(bytes, nowUs);
  }

  private onFrame(bytes: Uint8Array, nowUs: number): void {
    const { counters, events, connection } = this.parts;
    counters.values[this.framesSlot] += 1;
    counters.values[this.bytesSlot] += bytes.length;
    this.attempt = 0;
    if (this.pausedFlag) this.hold(bytes, nowUs);
    else events.frame(connection, bytes, nowUs);
  }

  private hold(bytes: Uint8Array, nowUs: number): void {
    if (this.held.push(bytes, nowUs)) return;
    // Nothing behind the hole is of use before the next snapshot: all of it goes, and the owner says so.
    this.parts.counters.add("heldDropped", this.held.clear() + 1);
    this.parts.events.overflow(this.parts.connection);
  }

  private onRefused(status: number, retryAfterMs = 0): void {
    this.parts.counters.add("handshakeRefused");
    const error = toRefusalError({ status, signed: this.parts.mintHeaders !== undefined });
    this.fail(error, status, retryAfterMs);
  }

  private onEnded(end: SocketEnd): void {
    if (this.phase === "closing") this.end("disconnected", end.code);
    else if (this.phase === "open") this.lose(end);
    else this.onUnreached(end);
  }

  private onUnreached(end: SocketEnd): void {
    const what = /timed out/i.test(end.text) ? "timeout" : "network";
    this.failToConnect(
      new VenueError(what, "backoff", `the WebSocket did not open: ${end.text || `code ${end.code}`}`),
    );
  }

  private failToConnect(error: VenueError): void {
    this.parts.counters.add("connectFailed");
    this.fail(error, 0);
  }

  /** An attempt failed before it opened. `code` is the HTTP status, 0 when there was no answer. */
  private fail(error: VenueError, code: number, delayMsMin = 0): void {
    this.dropSocket();
    this.phase = "waiting";
    this.attempt++;
    const delayMs = computeBackoff(this.parts.config.retry, this.attempt, this.parts.random);
    if (error.retry === "never" || delayMs === undefined) this.end("error", code);
    else this.wait(Math.max(delayMs, Math.min(delayMsMin, this.parts.config.retry.maxMs)), code);
    this.parts.events.failed(this.parts.connection, error);
  }

  /** The open connection is lost. */
  private lose(reason: CloseReason): void {
    this.dropSocket();
    this.phase = "waiting";
    this.attempt++;
    const delayMs = this.delayAfter(reason);
    this.parts.events.close(this.parts.connection, reason);
    // The owner may have closed the session meanwhile.
    if (this.phase !== "waiting") return;
    if (delayMs === undefined) this.end("error", reason.code);
    else this.wait(delayMs, reason.code);
  }

  private delayAfter(reason: CloseReason): number | undefined {
    const { config, random, delayMsMax } = this.parts;
    const delayMs = computeBackoff(config.retry, this.attempt, random);
    const askedMs = delayMs === undefined ? undefined : delayMsMax?.(reason);
    return askedMs === undefined ? delayMs : Math.floor(random() * (Math.min(askedMs, config.retry.maxMs) + 1));
  }

  private wait(delayMs: number, code: number): void {
    this.armIn(delayMs);
    this.say("reconnecting", code);
  }

  private closeOpen(): void {
    this.phase = "closing";
    this.dropHeld();
    this.armIn(this.parts.config.closeWaitMs);
    this.socket?.close();
    this.parts.events.close(this.parts.connection, { code: 1000, text: "closed by us" });
  }

  private end(state: "disconnected" | "error", code: number): void {
    this.dropSocket();
    this.timer?.cancel();
    this.phase = "ended";
    this.say(state, code);
    this.gone.resolve();
  }

  private dropSocket(): void {
    this.era++;
    this.socket?.terminate();
    this.socket = undefined;
    this.dropHeld();
  }

  private dropHeld(): void {
    const dropped = this.held.clear();
    if (dropped > 0) this.parts.counters.add("heldDropped", dropped);
  }

  private pauseSocket(): void {
    this.socket?.pause();
    this.liveness.pause();
  }

  private say(state: ConnectionState, code: number): void {
    this.lastState = state;
    this.parts.events.state(this.parts.connection, { state, attempt: this.attempt, code });
  }

  private armIn(delayMs: number): void {
    this.arm(this.parts.scheduler.nowUs() + delayMs * 1000);
  }

  /** Sets the session's one timer. While open it is only looked after when it fires: frames do not touch it. */
  private arm(dueUs: number): void {
    this.timer?.cancel();
    this.timerDueUs = dueUs;
    const delayMs = Math.max(0, Math.ceil((dueUs - this.parts.scheduler.nowUs()) / 1000));
    this.timer = this.parts.scheduler.after(delayMs, this.onTimer);
  }

  private readonly onTimer = (): void => {
    if (this.phase === "open") this.beat();
    else if (this.phase === "waiting") this.begin();
    else if (this.phase === "minting") this.failToConnect(timedOut("the handshake headers were not minted in time"));
    else if (this.phase === "connecting") this.failToConnect(timedOut("the WebSocket handshake timed out"));
    else if (this.phase === "closing") this.end("disconnected", 1006);
  };

  private beat(): void {
    const due = this.liveness.due(this.parts.scheduler.nowUs());
    if (due === "stale") {
      this.giveUpStale();
      return;
    }
    if (due === "ping") this.ping();
    this.arm(this.liveness.nextDueUs());
  }

  private ping(): void {
    const { heartbeat } = this.parts.config;
    if (heartbeat.kind === "text") this.send(heartbeat.ping);
    else this.socket?.ping();
  }

  private giveUpStale(): void {
    this.parts.counters.add("staleCloses");
    this.say("stale", CLOSE_STALE);
    // Dropped, not closed: a half-open socket would never answer a close frame.
    this.lose({ code: CLOSE_STALE, text: "nothing heard within the staleness limit" });
  }
}

/** Awaits the headers; a minting that breaks (its worker died) is a failed attempt like any other. */
async function mint(mintHeaders: MintHeaders): Promise<Result<HandshakeHeaders, VenueError>> {
  try {
    return await mintHeaders();
  } catch (cause) {
    return err(new VenueError("network", "backoff", "the handshake headers could not be minted", { cause }));
  }
}

function timedOut(message: string): VenueError {
  return new VenueError("timeout", "backoff", message);
}

function isSame(bytes: Uint8Array, word: Uint8Array): boolean {
  if (bytes.length !== word.length || word.length === 0) return false;
  for (let i = 0; i < word.length; i++) if (bytes[i] !== word[i]) return false;
  return true;
}
