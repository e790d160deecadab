import { Refusal } from "../account/refusal.ts";
import { SimAccount } from "../account/sim-account.ts";
import type { KeyHolder } from "../key-ring.ts";
import { answerRefusal, flatError, nestedError, tooManyRequests } from "./error-answers.ts";
import { type BucketShape, RateLimiter, TIERS } from "./rate-limiter.ts";
import { KALSHI_SIM_ROUTES } from "./routes.ts";
import type { SignedCall, SimRoute } from "./sim-call.ts";
import type { VenueState } from "./venue-state.ts";

export const REST_PREFIX = "/trade-api/v2";
/** What is known of unsigned calls' limits is nothing; here they have plenty. */
const UNSIGNED: BucketShape = { refillPerSecond: 50_000, capacity: 50_000 };

/** Calls that place, cancel or change orders. */
const ORDER_CHANGE = /^(POST|DELETE) \/portfolio\/events\/orders/;
/** Stands where nobody has signed: open routes ask for no account. */
const NOBODY = new SimAccount("");

interface Pattern {
  readonly route: SimRoute;
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * REST v2 of the fake venue: 1. the address is looked up, named segments before placeholders, 2. the signature is checked where one is
 * needed, 3. the call's tokens are taken, 4. the route answers.
 */
export class RouteTable {
  private readonly patterns: readonly Pattern[];
  private readonly limiter = new RateLimiter();

  constructor(private readonly venue: VenueState) {
    this.patterns = KALSHI_SIM_ROUTES.map(toPattern).toSorted((a, b) => countNamed(b) - countNamed(a));
  }

  async answer(request: Request, url: URL): Promise<Response> {
    if (!url.pathname.startsWith(`${REST_PREFIX}/`)) return new Response("404 page not found\n", { status: 404 });
    const nowMs = this.venue.options.nowMs();
    this.venue.advance(nowMs);
    try {
      const response = await this.dispatch(request, url, nowMs);
      // Clients learn the venue's clock from it.
      response.headers.set("date", new Date(nowMs).toUTCString());
      return response;
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      const refusal = answerRefusal(cause);
      refusal.headers.set("date", new Date(nowMs).toUTCString());
      return refusal;
    }
  }

  private async dispatch(request: Request, url: URL, nowMs: number): Promise<Response> {
    const found = this.find(request.method, url.pathname.slice(REST_PREFIX.length + 1));
    if (!found) return flatError(404, "not_found", "not found");
    const { route, params } = found;
    const holder = this.identify(request, url);
    if (route.access === "signed" && "refusal" in holder)
      return nestedError(401, "authentication_error", "authentication_error", holder.refusal);
    const body = parseBody(await request.text());
    const kind = request.method === "GET" ? "read" : "write";
    if (!this.takeTokens(holder, route, { kind, body, nowMs })) return tooManyRequests();
    if ("keyId" in holder && route.access === "signed" && !mayCall(holder, kind, url.pathname))
      return nestedError(403, "insufficient_scope", "the key's scopes do not cover this call");
    const account = "keyId" in holder ? this.venue.store.get(holder.account) : NOBODY;
    const keyId = "keyId" in holder ? holder.keyId : "";
    const call = { venue: this.venue, params, query: url.searchParams, body, nowMs, account, keyId };
    if (!ORDER_CHANGE.test(route.endpoint)) return toResponse(route.answer(call));
    return this.venue.faults.answer(() => carryOut(route, call));
  }

  /** Step 1. */
  private find(method: string, path: string): { route: SimRoute; params: Record<string, string> } | undefined {
    const asked = path.split("/").map(decode);
    for (const { route, segments, method: wanted } of this.patterns) {
      const params = wanted === method ? match(segments, asked) : undefined;
      if (params) return { route, params };
    }
    return undefined;
  }

  /** Step 2. */
  private identify(request: Request, url: URL): KeyHolder | { readonly refusal: string } {
    if (!request.headers.has("kalshi-access-key")) return { refusal: "MISSING_HEADERS" };
    return this.venue.keys.check(request, url);
  }

  /** Step 3. */
  private takeTokens(
    holder: KeyHolder | { readonly refusal: string },
    { cost, isBatch }: SimRoute,
    { kind, body, nowMs }: { kind: "read" | "write"; body: unknown; nowMs: number },
  ): boolean {
    const items = isBatch ? ((body as { orders?: unknown[] } | undefined)?.orders?.length ?? 1) : 1;
    if ("refusal" in holder) return this.limiter.take("", kind, cost * items, UNSIGNED, nowMs);
    const shape = TIERS[this.venue.tierOf(holder.account)][kind];
    return this.limiter.take(holder.account, kind, cost * items, shape, nowMs);
  }
}

function toPattern(route: SimRoute): Pattern {
  const [method = "", path = ""] = route.endpoint.split(" ");
  return { route, method, segments: path.slice(1).split("/") };
}

function countNamed({ segments }: Pattern): number {
  return segments.filter((segment) => !segment.startsWith("{")).length;
}

function match(segments: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const value = asked[i] as string;
    if (segment.startsWith("{") && value !== "") params[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return params;
}

/** A broad scope covers its narrower ones; a narrow one covers its own calls (kalshi.md section 4). */
function mayCall({ scopes }: KeyHolder, kind: "read" | "write", path: string): boolean {
  if (scopes.includes(kind)) return true;
  if (kind === "read") return scopes.includes("read::portfolio_balance") && path.endsWith("/portfolio/balance");
  const isTransfer = /transfer|allocation/.test(path);
  return scopes.includes(isTransfer ? "write::transfer" : "write::trade") && path.includes("/portfolio/");
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "bad_request", "bad request", "the body must be JSON");
  }
}

/** A refusal is an answer, too: it can be lost like any other. */
function carryOut(route: SimRoute, call: SignedCall): Response {
  try {
    return toResponse(route.answer(call));
  } catch (cause) {
    if (cause instanceof Refusal) return answerRefusal(cause);
    throw cause;
  }
}

function toResponse(answer: unknown): Response {
  if (answer instanceof Response) return answer;
  return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
