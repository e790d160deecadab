import { assert, err, ok, type Result } from "@augury/core";
import { type ConnectionState, type FeedName, type Venue, VenueError } from "@augury/model";
import { type CounterHandle, Counters } from "@augury/telemetry";
import type { MarketPublisher } from "@augury/wire";
import type { OpenSocket } from "./client-socket.ts";
import { ConnectionEvents } from "./connection-events.ts";
import { CoreDriver } from "./core-driver.ts";
import type { CloseReason, FeedCore, FeedLink } from "./feed-core.ts";
import type { FeedCounter } from "./feed-counters.ts";
import { FlowGate } from "./flow-gate.ts";
import type { RunnerConfig } from "./runner-config.ts";
import { type Scheduler, systemScheduler, type Timer } from "./scheduler.ts";
import type { SessionConfig } from "./session-config.ts";
import { type MintHeaders, type SessionEvents, type StateChange, WsSession } from "./ws-session.ts";
import { openWsSocket } from "./ws-socket.ts";

export interface FeedRunnerOptions {
  readonly name: FeedName;
  readonly session: SessionConfig;
  readonly runner: RunnerConfig;
  /** The publisher that the core writes through: its ring's lag is what pauses the sockets. */
  readonly publisher: MarketPublisher;
  readonly counters: CounterHandle<FeedCounter>;
  /** Builds the venue's core on this runner's link. */
  readonly core: (link: FeedLink) => FeedCore;
  /** Numbers in [0, 1) for the backoff's jitter. */
  readonly random: () => number;
  /** Headers of each handshake; without it handshakes are unsigned. */
  readonly mintHeaders?: MintHeaders;
  /** Told of every failed attempt, at the pace of the backoff: for the log. */
  readonly failed?: (connection: number, error: VenueError) => void;
  readonly scheduler?: Scheduler;
  readonly openSocket?: OpenSocket;
}

export interface ConnectionStats {
  readonly state: ConnectionState;
  readonly attempts: number;
  readonly heldFrames: number;
  readonly heldBytes: number;
  readonly lastHeardUs: number;
}

export interface RunnerStats {
  readonly connections: readonly ConnectionStats[];
  /** Connections that the core wants beyond `connectionsMax`. */
  readonly connectionsRefused: number;
  readonly paused: boolean;
  readonly counters: Record<FeedCounter, number>;
  /** Why the venue was stopped for good, when it was. */
  readonly failure: VenueError | undefined;
}

/**
 * Runs one venue's core behind live sockets: opens as many as the core wants, hands frames over, holds the sockets back when the
 * market ring fills, and publishes what becomes of the connections. An authentication failure stops the venue.
 */
export class FeedRunner implements Venue {
  readonly name: FeedName;
  private readonly sessions: WsSession[] = [];
  private readonly scheduler: Scheduler;
  private readonly counters: Counters<FeedCounter>;
  private readonly driver: CoreDriver;
  private readonly gate: FlowGate;
  private readonly changes: ConnectionEvents;
  private readonly firstOutcome = Promise.withResolvers<Result<void, VenueError>>();
  private phase: "idle" | "running" | "ended" = "idle";
  private ending: Promise<void> | undefined;
  private failure: VenueError | undefined;
  private tickTimer: Timer | undefined;
  private tickDueUs = 0;
  private pauseSaid = false;

  constructor(private readonly options: FeedRunnerOptions) {
    this.name = options.name;
    this.scheduler = options.scheduler ?? systemScheduler;
    this.counters = new Counters(options.counters);
    this.changes = new ConnectionEvents(options.publisher);
    this.driver = new CoreDriver(options.core, this.sessions);
    const { driver, sessions, counters, scheduler } = this;
    const { ring } = options.publisher;
    this.gate = new FlowGate({ config: options.runner.flow, ring, driver, sessions, counters, scheduler });
  }

  connect(): Promise<Result<void, VenueError>> {
    assert(this.phase !== "ended", "a venue is not connected again after disconnect");
    if (this.phase === "idle") {
      this.phase = "running";
      this.matchConnections();
      this.armTick();
      this.resolveIfConnected();
    }
    return this.firstOutcome.promise;
  }

  subscribe(instruments: readonly number[]): void {
    this.driver.subscribe(instruments, this.scheduler.nowUs());
    this.matchConnections();
  }

  unsubscribe(instruments: readonly number[]): void {
    this.driver.unsubscribe(instruments, this.scheduler.nowUs());
    this.matchConnections();
  }

  resync(instruments: readonly number[]): void {
    this.driver.resync(instruments, this.scheduler.nowUs());
  }

  isConnected(): boolean {
    if (this.phase !== "running") return false;
    const heardUsMin = this.scheduler.nowUs() - this.options.session.staleMs * 1000;
    return this.wanted().every((session) => session.isOpen && session.lastHeardUs >= heardUsMin);
  }

  disconnect(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  /**
   * Does what is due at `nowUs`: back-pressure, waiting connection events, the core's tick. The runner's own timers call it; a worker
   * that has just handled commands may call it too.
   */
  step(nowUs: number): void {
    this.changes.sayUnsaid();
    this.gate.step(nowUs);
    if (nowUs >= this.tickDueUs) this.tick(nowUs);
  }

  stats(): RunnerStats {
    return {
      connections: this.sessions.map((session) => ({
        state: session.isOpen && session.isPaused ? "paused" : session.state,
        attempts: session.attempts,
        heldFrames: session.heldFrames,
        heldBytes: session.heldBytes,
        lastHeardUs: session.lastHeardUs,
      })),
      connectionsRefused: Math.max(0, this.driver.connections - this.options.runner.connectionsMax),
      paused: this.gate.isPaused,
      counters: this.counters.read(),
      failure: this.failure,
    };
  }

  private tick(nowUs: number): void {
    this.tickDueUs = nowUs + this.options.runner.tickMs * 1000;
    this.options.publisher.sayUnsaid();
    this.driver.tick(nowUs);
    this.sayPause(nowUs);
    if (this.driver.failure) this.giveUp(this.driver.failure);
    else this.matchConnections();
  }

  /** The venue refused for good: the feed ends. */
  private giveUp(failure: VenueError): void {
    this.failure ??= failure;
    void this.disconnect();
  }

  private armTick(): void {
    this.tickTimer = this.scheduler.after(this.options.runner.tickMs, () => {
      this.step(this.scheduler.nowUs());
      if (this.phase === "running") this.armTick();
    });
  }

  /** Publishes a pause that lasts for a tick or longer; the many short ones of a burst are only counted. */
  private sayPause(nowUs: number): void {
    const paused = this.gate.isPaused && nowUs - this.gate.pausedSinceUs >= this.options.runner.tickMs * 1000;
    if (this.pauseSaid === paused || (this.pauseSaid && this.gate.isPaused)) return;
    this.pauseSaid = paused;
    const state = paused ? "paused" : "connected";
    for (const [connection, session] of this.sessions.entries())
      if (session.isOpen) this.changes.say(connection, { state, attempt: session.attempts, code: 0 }, nowUs);
  }

  private wanted(): readonly WsSession[] {
    return this.sessions.slice(0, this.driver.connections);
  }

  /** Opens connections that the core wants and closes those it wants no more. */
  private matchConnections(): void {
    if (this.phase !== "running") return;
    const wanted = Math.min(this.driver.connections, this.options.runner.connectionsMax);
    for (let connection = 0; connection < wanted; connection++) {
      const session = this.sessions[connection];
      if (session === undefined || session.isEnded("disconnected")) this.startSession(connection);
    }
    for (let connection = wanted; connection < this.sessions.length; connection++) {
      void this.sessions[connection]?.close();
    }
  }

  private startSession(connection: number): void {
    const { options, counters, scheduler } = this;
    const session = new WsSession({
      connection,
      config: options.session,
      events: this.events,
      counters,
      scheduler,
      openSocket: options.openSocket ?? openWsSocket,
      random: options.random,
      mintHeaders: options.mintHeaders,
      delayMsMax: (reason) => this.driver.delayMsMax(reason),
    });
    this.sessions[connection] = session;
    if (this.gate.isPaused) session.pause();
    session.start();
  }

  private readonly events: SessionEvents = {
    state: (connection, change) => this.onState(connection, change),
    open: (connection) => this.onOpen(connection),
    frame: (connection, bytes, receivedTimeUs) => this.gate.frame(connection, bytes, receivedTimeUs),
    close: (connection, reason) => this.onClose(connection, reason),
    failed: (connection, error) => this.onFailed(connection, error),
    overflow: (connection) => this.gate.overflowed(connection),
  };

  private onState(connection: number, change: StateChange): void {
    this.changes.say(connection, change, this.scheduler.nowUs());
  }

  private onOpen(connection: number): void {
    this.driver.open(connection, this.scheduler.nowUs());
    this.resolveIfConnected();
  }

  private onClose(connection: number, reason: CloseReason): void {
    this.gate.closed(connection);
    this.driver.close(connection, reason, this.scheduler.nowUs());
  }

  private onFailed(connection: number, error: VenueError): void {
    this.options.failed?.(connection, error);
    this.firstOutcome.resolve(err(error));
    if (error.code === "auth" && error.retry === "never") this.giveUp(error);
  }

  private resolveIfConnected(): void {
    if (this.sessions.every((session) => session.isOpen)) this.firstOutcome.resolve(ok(undefined));
  }

  private async end(): Promise<void> {
    this.phase = "ended";
    this.tickTimer?.cancel();
    this.gate.stop();
    await Promise.all(this.sessions.map((session) => session.close()));
    this.changes.sayUnsaid();
    this.options.publisher.sayUnsaid();
    this.firstOutcome.resolve(err(new VenueError("network", "never", "disconnected before the venue was connected")));
  }
}
