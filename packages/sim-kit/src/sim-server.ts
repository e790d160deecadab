import { err, ok, type Result } from "@augury/core";
import type { Server, ServerWebSocket } from "bun";
import type { ChaosDial } from "./chaos-dial.ts";
import type { Fault, FaultName } from "./fault.ts";
import { Relay } from "./relay.ts";
import { type FrameSocket, SimConnection } from "./sim-connection.ts";

/** The protocol half of one client connection. */
export interface SimSession {
  receive(text: string): void;
  /** About every 20 ms. */
  onTime(nowMs: number): void;
  closed(): void;
}

/** One address at which a server takes WebSocket connections, and what is said there. */
export interface SimSocket {
  readonly path: string;
  /** Server pings as control frames. */
  readonly ping?: { readonly everyMs: number; readonly body: string };
  /** Looks at an upgrade request: a refusal, or who it is. */
  readonly admit: (request: Request) => Response | string;
  readonly accept: (connection: SimConnection, identity: string) => SimSession;
}

export interface SimServerOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly hostname?: string;
  /** Puts a TCP relay before the server, which the `half_open` fault needs; costs one more hop. */
  readonly relay?: boolean;
  readonly sockets: readonly SimSocket[];
  readonly dial: ChaosDial;
  readonly nowMs: () => number;
  readonly rest: (request: Request, url: URL) => Response | Promise<Response>;
  /** How this venue words a refusal that the chaos dial ordered. */
  readonly refusal: (status: number) => Response;
}

/** What one connection has carried. */
export interface ConnectionStats {
  readonly id: number;
  readonly open: boolean;
  readonly framesSent: number;
  readonly charactersSent: number;
  readonly framesSwallowed: number;
  readonly blockedTimes: number;
  readonly backlog: number;
}

export interface SimServerStats {
  readonly connections: readonly ConnectionStats[];
  readonly connectionsAccepted: number;
  readonly handshakesRefused: number;
  readonly requestsServed: number;
  readonly framesSent: number;
  readonly faults: Partial<Record<FaultName, number>>;
}

interface SocketData {
  readonly identity: string;
  readonly endpoint: SimSocket;
  link?: { readonly connection: SimConnection; readonly session: SimSession; pingDueMs: number };
}

const TICK_MS = 20;
/** Closed connections whose statistics are kept. */
const CLOSED_STATS_MAX = 256;
/** One frame of 400 deep books is many MB, and the library must take it whole. */
const LIBRARY_BYTES_MAX = 512 << 20;

/** The sockets of a fake venue: Bun.serve for WebSocket and REST, the chaos dial, statistics. What is said on them is the venue's affair. */
export class SimServer {
  private readonly live = new Map<number, ServerWebSocket<SocketData>>();
  private readonly closedStats: ConnectionStats[] = [];
  private readonly server: Server<SocketData>;
  private readonly relay: Relay | undefined;
  private readonly timer: Timer;
  private waiters: (() => void)[] = [];
  private accepted = 0;
  private refused = 0;
  private served = 0;
  private closedFrames = 0;

  /** Throws what Bun.serve throws when the port is taken. */
  constructor(private readonly options: SimServerOptions) {
    const hostname = options.hostname ?? "127.0.0.1";
    this.server = Bun.serve<SocketData>({
      hostname,
      port: options.relay ? 0 : options.port,
      idleTimeout: 0,
      fetch: (request) => this.answer(request),
      websocket: {
        idleTimeout: 0,
        sendPings: false,
        perMessageDeflate: false,
        backpressureLimit: LIBRARY_BYTES_MAX,
        maxPayloadLength: 1 << 20,
        open: (socket) => this.open(socket),
        message: (socket, message) => this.receive(socket, message),
        drain: (socket) => this.drain(socket),
        close: (socket) => this.close(socket),
      },
    });
    this.relay = options.relay ? this.startRelay(hostname, options.port) : undefined;
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** The port that clients use. */
  get port(): number {
    return this.relay?.port ?? (this.server.port as number);
  }

  /** True while some client has not yet taken what it was sent. */
  get isBlocked(): boolean {
    for (const socket of this.live.values()) if (socket.data.link?.connection.isBlocked) return true;
    return false;
  }

  get connectionsOpen(): number {
    return this.live.size;
  }

  /** Hands over what was queued; call it at the end of each batch. */
  flush(): void {
    for (const socket of this.live.values()) socket.data.link?.connection.flush();
  }

  /** Resolves when no client is behind any more. */
  async drained(): Promise<void> {
    while (this.isBlocked) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  /** Turns the chaos dial. The error says in one sentence why it cannot. */
  chaos(fault: Fault): Result<void, string> {
    if (fault.fault === "half_open" && !this.relay)
      return err("half_open needs the relay: start the fake venue with relay: true");
    if (!this.options.dial.arm(fault, this.options.nowMs())) return err("too many frame faults are waiting already");
    if (fault.fault === "disconnect") this.disconnectAll(fault.args.code);
    else if (fault.fault === "silent_stall") this.stallAll(fault.args.durationMs);
    else if (fault.fault === "half_open") this.freezeAll(fault.args.durationMs);
    return ok(undefined);
  }

  stats(): SimServerStats {
    const open = [...this.live.values()].flatMap(({ data }) => (data.link ? [statsOf(data.link.connection)] : []));
    return {
      connections: [...this.closedStats, ...open],
      connectionsAccepted: this.accepted,
      handshakesRefused: this.refused,
      requestsServed: this.served,
      framesSent: this.closedFrames + open.reduce((sum, { framesSent }) => sum + framesSent, 0),
      faults: this.options.dial.stats(),
    };
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.relay?.stop();
    await this.server.stop(true);
  }

  private startRelay(hostname: string, port: number): Relay {
    try {
      return new Relay({ hostname, port, target: this.server.port as number });
    } catch (cause) {
      this.server.stop(true);
      throw cause;
    }
  }

  private answer(request: Request): Response | undefined | Promise<Response> {
    const url = new URL(request.url);
    const endpoint = this.options.sockets.find(({ path }) => path === url.pathname);
    if (endpoint && request.headers.get("upgrade")?.toLowerCase() === "websocket")
      return this.upgrade(request, endpoint);
    const status = url.pathname.startsWith("/_sim/")
      ? undefined
      : this.options.dial.refuseRequest(this.options.nowMs());
    if (status !== undefined) return this.options.refusal(status);
    this.served++;
    return this.options.rest(request, url);
  }

  private upgrade(request: Request, endpoint: SimSocket): Response | undefined {
    const status = this.options.dial.refuseHandshake(this.options.nowMs());
    const admitted = status === undefined ? endpoint.admit(request) : this.options.refusal(status);
    if (admitted instanceof Response) {
      this.refused++;
      return admitted;
    }
    if (this.server.upgrade(request, { data: { identity: admitted, endpoint } })) return undefined;
    return new Response("Bad Request", { status: 400 });
  }

  private open(socket: ServerWebSocket<SocketData>): void {
    const nowMs = this.options.nowMs();
    const connection = new SimConnection(++this.accepted, toFrameSocket(socket), this.options.dial, this.options.nowMs);
    const { endpoint, identity } = socket.data;
    const session = endpoint.accept(connection, identity);
    socket.data.link = { connection, session, pingDueMs: nowMs + (endpoint.ping?.everyMs ?? 0) };
    this.live.set(connection.id, socket);
  }

  private receive(socket: ServerWebSocket<SocketData>, message: string | Buffer): void {
    const { link } = socket.data;
    if (!link || link.connection.isSilent) return;
    link.session.receive(typeof message === "string" ? message : message.toString());
    link.connection.flush();
  }

  private drain(socket: ServerWebSocket<SocketData>): void {
    socket.data.link?.connection.flush();
    this.wakeIfDrained();
  }

  private close(socket: ServerWebSocket<SocketData>): void {
    const { link } = socket.data;
    if (!link) return;
    link.connection.closed();
    link.session.closed();
    this.live.delete(link.connection.id);
    this.closedFrames += link.connection.stats.framesSent;
    this.closedStats.push(statsOf(link.connection));
    if (this.closedStats.length > CLOSED_STATS_MAX) this.closedStats.shift();
    this.wakeIfDrained();
  }

  private wakeIfDrained(): void {
    if (this.waiters.length === 0 || this.isBlocked) return;
    const waiters = this.waiters;
    this.waiters = [];
    for (const wake of waiters) wake();
  }

  private tick(): void {
    const nowMs = this.options.nowMs();
    for (const socket of this.live.values()) {
      const { link, endpoint } = socket.data;
      if (!link) continue;
      link.session.onTime(nowMs);
      link.connection.flush();
      if (!endpoint.ping || nowMs < link.pingDueMs) continue;
      link.pingDueMs = nowMs + endpoint.ping.everyMs;
      if (!link.connection.isSilent) socket.ping(endpoint.ping.body);
    }
    this.wakeIfDrained();
  }

  private disconnectAll(code: number | undefined): void {
    for (const socket of [...this.live.values()]) {
      socket.data.link?.connection.close(code);
      this.options.dial.count("disconnect");
    }
  }

  private stallAll(durationMs: number): void {
    for (const socket of this.live.values()) {
      socket.data.link?.connection.stallUntil(this.options.nowMs() + durationMs);
      this.options.dial.count("silent_stall");
    }
  }

  private freezeAll(durationMs: number): void {
    for (const socket of this.live.values()) {
      socket.data.link?.connection.silenceUntil(Number.POSITIVE_INFINITY);
      this.options.dial.count("half_open");
    }
    this.relay?.freeze();
    setTimeout(() => this.relay?.dropFrozen(), durationMs).unref();
  }
}

function toFrameSocket(socket: ServerWebSocket<SocketData>): FrameSocket {
  return {
    send: (text) => socket.sendText(text),
    buffered: () => socket.getBufferedAmount(),
    cork: (write) => void socket.cork(write),
    close: (code) => socket.close(code),
    terminate: () => socket.terminate(),
  };
}

function statsOf(connection: SimConnection): ConnectionStats {
  return { id: connection.id, open: connection.isOpen, ...connection.stats, backlog: connection.backlog };
}
