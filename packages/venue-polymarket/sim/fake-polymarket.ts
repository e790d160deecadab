import { Prng, type Result } from "@augury/core";
import { ChaosDial, type Fault, SimServer, type SimServerStats } from "@augury/sim-kit";
import { answerClob, error } from "./clob-rest.ts";
import { answerGamma } from "./gamma-rest.ts";
import { MarketSession } from "./market-session.ts";
import { PolymarketExchange } from "./polymarket-exchange.ts";

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
  /** Answers paths that are no part of the venue: the sim's own control calls. */
  readonly control?: (request: Request, url: URL) => Response | Promise<Response> | undefined;
}

const SUBSCRIBE_TIMEOUT_MS = 5000;
const SNAPSHOT_ASSETS_MAX = 500;

/**
 * Polymarket on one port: the market channel at `/ws/market`, CLOB and Gamma REST. The paths of the two REST hosts do not collide, except
 * for `/markets`, which is Gamma's; `/clob/…` and `/gamma/…` are accepted too.
 */
export class FakePolymarket {
  private constructor(
    readonly exchange: PolymarketExchange,
    private readonly server: SimServer,
  ) {}

  /** Starts listening; throws when the port is taken. */
  static start(options: FakePolymarketOptions): FakePolymarket {
    const seed = options.seed ?? 1;
    const nowMs = options.nowMs ?? Date.now;
    const exchange = options.exchange ?? new PolymarketExchange(seed);
    const random = new Prng(seed ^ 0x706d);
    const server = new SimServer({
      port: options.port,
      relay: options.relay ?? false,
      socketPath: "/ws/market",
      dial: new ChaosDial(seed ^ 0x6368),
      nowMs,
      admit: () => "",
      accept: (link) =>
        new MarketSession({
          exchange,
          link,
          random,
          nowMs: nowMs(),
          subscribeTimeoutMs: options.subscribeTimeoutMs ?? SUBSCRIBE_TIMEOUT_MS,
          snapshotAssetsMax: options.snapshotAssetsMax ?? SNAPSHOT_ASSETS_MAX,
        }),
      rest: (request, url) => options.control?.(request, url) ?? answerRest(exchange, request, url, nowMs()),
      refusal: refuse,
    });
    return new FakePolymarket(exchange, server);
  }

  get port(): number {
    return this.server.port;
  }

  /** Base address of REST. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws/market`;
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

async function answerRest(exchange: PolymarketExchange, request: Request, url: URL, nowMs: number): Promise<Response> {
  const host = /^\/(clob|gamma)(?=\/|$)/.exec(url.pathname)?.[1];
  const path = new URL(url);
  if (host) path.pathname = url.pathname.slice(host.length + 1) || "/";
  const answer =
    (host === "gamma" ? undefined : await answerClob(exchange, request, path, nowMs)) ??
    (host === "clob" ? undefined : answerGamma(exchange, path));
  return answer ?? new Response("404 page not found\n", { status: 404 });
}

/** Cloudflare refuses with a page, not with JSON, and names a delay in seconds. */
function refuse(status: number): Response {
  if (status === 429)
    return new Response("error code: 1015", { status, headers: { "retry-after": "1", "content-type": "text/html" } });
  return error(status, "service not ready");
}
