import { ALTERNATIVEME_SIM } from "./alternativeme-sim.ts";
import { CoinWorld } from "./coin-world.ts";
import { COINGECKO_SIM } from "./coingecko-sim.ts";
import { COINMARKETCAP_SIM } from "./coinmarketcap-sim.ts";
import type { SimSource } from "./sim-route.ts";

const SOURCES: readonly SimSource[] = [ALTERNATIVEME_SIM, COINGECKO_SIM, COINMARKETCAP_SIM];

export interface FakeSourcesOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly seed?: number;
  readonly nowMs?: () => number;
}

/** The three reference-data sources on one port, each below its name: one invented coin market, told three ways. */
export class FakeSources {
  private readonly world: CoinWorld;
  private readonly server: Bun.Server<undefined>;

  private constructor({ port = 0, seed = 1, nowMs = Date.now }: FakeSourcesOptions) {
    this.world = new CoinWorld(seed);
    this.server = Bun.serve({ port, hostname: "127.0.0.1", fetch: (request) => this.answer(request, nowMs()) });
  }

  /** Starts listening; throws when the port is taken. */
  static start(options: FakeSourcesOptions = {}): FakeSources {
    return new FakeSources(options);
  }

  /** Base address of one source: "coingecko". */
  urlOf(name: string): string {
    return `http://127.0.0.1:${this.server.port}/${name}`;
  }

  /** Base addresses of all, by name. */
  urls(): Record<string, string> {
    return Object.fromEntries(SOURCES.map(({ name }) => [name, this.urlOf(name)]));
  }

  stop(): Promise<void> {
    return this.server.stop(true);
  }

  private answer(request: Request, nowMs: number): Response {
    const { pathname, searchParams: query } = new URL(request.url);
    const [, name = "", ...segments] = pathname.replace(/\/+$/, "").split("/");
    const source = SOURCES.find((one) => one.name === name);
    if (!source) return new Response("404 page not found\n", { status: 404 });
    const call = { world: this.world, query, headers: request.headers, nowMs };
    const refusal = source.refuse?.({ ...call, path: `/${segments.join("/")}` });
    if (refusal) return refusal;
    for (const route of source.routes) {
      const params = request.method === "GET" ? matchPath(route.path, segments) : undefined;
      if (params) return route.answer({ ...call, params });
    }
    return source.absent();
  }
}

/** Returns the placeholders' values, or `undefined` when the path is another one. */
function matchPath(path: string, asked: readonly string[]): Record<string, string> | undefined {
  const segments = path.slice(1).split("/");
  if (segments.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const value = asked[at] ?? "";
    if (segment.startsWith("{") && value !== "") params[segment.slice(1, -1)] = decodeURIComponent(value);
    else if (segment !== value) return undefined;
  }
  return params;
}
