import type { Result } from "@augury/core";
import { ChaosDial, type Fault, SimServer, type SimServerStats, type SimSocket } from "@augury/sim-kit";
import { refuse } from "./clob/answer.ts";
import { PolymarketExchange } from "./polymarket-exchange.ts";
import { RouteTable } from "./route-table.ts";
import { SimWorld } from "./sim-world.ts";
import { VENUE_HOSTS } from "./venue-hosts.ts";
import { type SocketLimits, VENUE_SOCKETS } from "./venue-sockets.ts";

export interface FakePolymarketOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly seed?: number;
  readonly exchange?: PolymarketExchange;
  /** Needed by the half_open fault. */
  readonly relay?: boolean;
  readonly subscribeTimeoutMs?: number;
  readonly snapshotAssetsMax?: number;
  readonly nowMs?: () => number;
  /** Items on a page of the CLOB's listings. */
  readonly pageItems?: number | undefined;
  /** Answers paths that are no part of the venue: the sim's own control calls. */
  readonly control?: (request: Request, url: URL) => Response | Promise<Response> | undefined;
}

const SUBSCRIBE_TIMEOUT_MS = 5000;
const SNAPSHOT_ASSETS_MAX = 500;

/**
 * Polymarket on one port: the WebSocket addresses of {@link VENUE_SOCKETS} and the REST hosts of {@link VENUE_HOSTS}, each below its name
 * ("/clob/book") and at the root. There the paths do not collide, except for `/markets`, which is Gamma's unless it asks for a cursor.
 */
export class FakePolymarket {
  private constructor(
    /** Accounts, orders and limits, for tests and control. */
    readonly world: SimWorld,
    private readonly server: SimServer,
  ) {}

  get exchange(): PolymarketExchange {
    return this.world.exchange;
  }

  /** Starts listening; throws when the port is taken. */
  static start(options: FakePolymarketOptions): FakePolymarket {
    const seed = options.seed ?? 1;
    const nowMs = options.nowMs ?? Date.now;
    const exchange = options.exchange ?? new PolymarketExchange(seed);
    const world = new SimWorld({ exchange, seed, nowMs, pageItems: options.pageItems });
    const limits = {
      subscribeTimeoutMs: options.subscribeTimeoutMs ?? SUBSCRIBE_TIMEOUT_MS,
      snapshotAssetsMax: options.snapshotAssetsMax ?? SNAPSHOT_ASSETS_MAX,
    };
    const routes = new RouteTable(world, VENUE_HOSTS);
    const server = new SimServer({
      port: options.port,
      relay: options.relay ?? false,
      sockets: toSockets(world, limits),
      dial: new ChaosDial(seed ^ 0x6368),
      nowMs,
      rest: (request, url) => options.control?.(request, url) ?? routes.answer(request, url, nowMs()),
      refusal: refuseByDial,
    });
    return new FakePolymarket(world, server);
  }

  get port(): number {
    return this.server.port;
  }

  /** Base address of REST. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Address of the market channel. */
  get socketUrl(): string {
    return this.socketUrlOf("/ws/market");
  }

  /** Address of one of {@link VENUE_SOCKETS}. */
  socketUrlOf(path: string): string {
    return `ws://127.0.0.1:${this.port}${path}`;
  }

  get isBlocked(): boolean {
    return this.server.isBlocked;
  }

  get connectionsOpen(): number {
    return this.server.connectionsOpen;
  }

  /** Hands the frames made so far to the sockets. */
  flush(): void {
    this.server.flush();
  }

  drained(): Promise<void> {
    return this.server.drained();
  }

  chaos(fault: Fault): Result<void, string> {
    return this.server.chaos(fault);
  }

  stats(): SimServerStats {
    return this.server.stats();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

function toSockets(world: SimWorld, limits: SocketLimits): SimSocket[] {
  return VENUE_SOCKETS.map(({ open, ...socket }) => ({
    ...socket,
    admit: () => "",
    accept: (connection) => open(world, connection, limits),
  }));
}

/** Cloudflare refuses with a page, not with JSON, and names a delay in seconds. */
function refuseByDial(status: number): Response {
  if (status === 429)
    return new Response("error code: 1015", { status, headers: { "retry-after": "1", "content-type": "text/html" } });
  return refuse(status, "service not ready");
}
