import { createHash, timingSafeEqual } from "node:crypto";
import { type Problem, problem } from "./problem.ts";
import type { ApiOptions } from "./route.ts";

/** Why a request is refused before its route sees it, with the headers that belong to it. */
export interface Refusal {
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Refuses requests addressed to a host name that is not ours: a web page whose name was rebound to this machine's address would
 * otherwise read the answers.
 */
export function refuseHost(request: Request, { hosts }: ApiOptions): Refusal | undefined {
  if (!hosts || hosts.has(hostOf(request))) return undefined;
  return {
    problem: problem(
      "misdirected-request",
      "call the API by the address it is bound to, such as 127.0.0.1 or localhost",
    ),
  };
}

/**
 * The door of every route that changes something. 1. A page of another origin is refused, even with the token. 2. Without a configured
 * token nobody gets in. 3. The bearer token is compared in constant time, over digests of equal length.
 */
export function refuseWrite(request: Request, options: ApiOptions): Refusal | undefined {
  const origin = request.headers.get("origin");
  if (origin !== null && !isOwnOrigin(origin, request) && !options.origins.includes(origin))
    return { problem: problem("forbidden", "pages of other origins may not use this route; see api.origins") };
  if (options.token === undefined)
    return {
      problem: problem("writes-disabled", "no token is configured; set the variable or file that api.token names"),
    };
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token !== undefined && isSameSecret(token, options.token)) return undefined;
  const detail =
    token === undefined ? "send the header Authorization: Bearer <token>" : "the token is not the configured one";
  return { problem: problem("unauthorized", detail), headers: { "www-authenticate": 'Bearer realm="augury"' } };
}

/** Returns whether two secrets are equal, in a time that tells nothing of where they differ or how long they are. */
function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isOwnOrigin(origin: string, request: Request): boolean {
  const own = new URL(request.url);
  return origin === `${own.protocol}//${request.headers.get("host") ?? own.host}`;
}

/** The host name without its port, in lower case; brackets of an IPv6 address stay off. */
function hostOf(request: Request): string {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  const name = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host);
  return (name?.[1] ?? name?.[2] ?? "").toLowerCase();
}
