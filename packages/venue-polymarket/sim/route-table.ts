import type { SimCall, SimHost, SimRoute } from "./sim-route.ts";
import type { SimWorld } from "./sim-world.ts";

/** The path of one route, ready to be compared. */
interface Pattern {
  readonly host: string;
  readonly route: SimRoute;
  readonly method: string;
  readonly segments: readonly string[];
}

/** All REST hosts of the fake venue on one address. */
export class RouteTable {
  private readonly patterns: readonly Pattern[];
  private readonly hosts: ReadonlySet<string>;

  constructor(
    private readonly world: SimWorld,
    hosts: readonly SimHost[],
  ) {
    this.hosts = new Set(hosts.map(({ name }) => name));
    this.patterns = hosts.flatMap(({ name, routes }) => routes.map((route) => toPattern(name, route)));
  }

  /** Answers with the first route that fits and does not pass the request on; 404 when there is none. */
  async answer(request: Request, url: URL, nowMs: number): Promise<Response> {
    const [, first = "", ...rest] = url.pathname.split("/");
    const host = this.hosts.has(first) ? first : undefined;
    const segments = host === undefined ? [first, ...rest] : rest.length > 0 ? rest : [""];
    const call = {
      world: this.world,
      method: request.method,
      path: `/${segments.join("/")}`,
      query: url.searchParams,
      headers: request.headers,
      body: await request.text(),
      nowMs,
      isHostNamed: host !== undefined,
    } satisfies Omit<SimCall, "params">;
    this.world.advance(nowMs);
    const answer = (await this.find(call, host)) ?? new Response("404 page not found\n", { status: 404 });
    // The venue's clock, not this machine's: clients learn their own error from it.
    answer.headers.set("date", new Date(nowMs).toUTCString());
    return answer;
  }

  private async find(call: Omit<SimCall, "params">, host: string | undefined): Promise<Response | undefined> {
    const segments = call.path.slice(1).split("/");
    for (const pattern of this.patterns) {
      if (host !== undefined && pattern.host !== host) continue;
      const params = matchPattern(pattern, call.method, segments);
      if (!params) continue;
      const limited = pattern.host === "clob" ? this.world.limits.admit(pattern.route.endpoint, call.nowMs) : undefined;
      const answer = limited ?? (await pattern.route.answer({ ...call, params }));
      if (answer) return answer;
    }
    return undefined;
  }
}

function toPattern(host: string, route: SimRoute): Pattern {
  const [method = "", path = ""] = route.endpoint.split(" ");
  return { host, route, method, segments: path.slice(1).split("/") };
}

/** Returns the placeholders' values, or `undefined` when the path is another one. */
function matchPattern(
  { method, segments }: Pattern,
  askedMethod: string,
  asked: readonly string[],
): Record<string, string> | undefined {
  if (method !== askedMethod || segments.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const value = asked[i] as string;
    if (segment.startsWith("{") && value !== "") params[segment.slice(1, -1)] = decode(value);
    else if (segment !== value) return undefined;
  }
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
