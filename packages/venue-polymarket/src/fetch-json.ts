import { err, ok, type Result } from "@augury/core";
import { VenueError, type VenueErrorCode } from "@augury/model";

/** `fetch`, as far as this package uses it: tests hand in their own. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

export interface FetchLimits {
  readonly fetchFunction?: FetchFunction;
  readonly timeoutMs?: number;
  /** Longest body that is read. */
  readonly bytesMax?: number;
}

const TIMEOUT_MS = 10_000;
const BYTES_MAX = 32 * 1024 * 1024;

/** Returns the JSON behind a public GET, or why not. One attempt: the caller retries by the error's class. */
export async function fetchJson(url: string, limits: FetchLimits = {}): Promise<Result<unknown, VenueError>> {
  const { bytesMax = BYTES_MAX, fetchFunction = fetch, timeoutMs = TIMEOUT_MS } = limits;
  try {
    const response = await fetchFunction(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return err(statusError(response.status, url));
    }
    const text = await readBounded(response, bytesMax);
    if (text === undefined) return err(fail("bad_payload", `the answer is longer than ${bytesMax} bytes`, url));
    return ok(JSON.parse(text));
  } catch (cause) {
    return err(toError(cause, url));
  }
}

async function readBounded(response: Response, bytesMax: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > bytesMax) return undefined;
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

function statusError(status: number, url: string): VenueError {
  if (status === 404) return fail("not_found", "HTTP 404", url);
  if (status === 429) return fail("rate_limited", "HTTP 429", url);
  if (status === 403 || status === 451) return fail("blocked", `HTTP ${status}`, url);
  return status >= 500 ? fail("venue_down", `HTTP ${status}`, url) : fail("rejected", `HTTP ${status}`, url);
}

function toError(cause: unknown, url: string): VenueError {
  if (cause instanceof SyntaxError) return fail("bad_payload", "the answer is no JSON", url, cause);
  const isTimeout = cause instanceof Error && (cause.name === "TimeoutError" || cause.name === "AbortError");
  return fail(isTimeout ? "timeout" : "network", isTimeout ? "no answer in time" : "no connection", url, cause);
}

function fail(code: VenueErrorCode, what: string, url: string, cause?: unknown): VenueError {
  const isFinal = code === "not_found" || code === "blocked" || code === "rejected" || code === "bad_payload";
  return new VenueError(code, isFinal ? "never" : "backoff", `${what}: GET ${url.split("?")[0]}`, { cause });
}
