import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import type { z } from "zod";
import type { KalshiMetadata } from "./instruments.ts";
import { EventAnswer, KalshiMarket, MarketsAnswer, OrderbookAnswer, SeriesAnswer } from "./rest-schema.ts";

/** As much of `fetch` as is used here. */
export type FetchFn = (
  url: string,
  init: { signal: AbortSignal; headers: Record<string, string> },
) => Promise<Response>;

export interface FetchOptions {
  /** One request, answer included. */
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
  /** Ends all requests. */
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 10_000;
const BYTES_MAX = 16 * 1024 * 1024;
/** Tickers of one request: a URL stays within what proxies take. */
const TICKERS_PER_REQUEST_MAX = 50;

/**
 * Reads the metadata of markets: GET /markets?tickers=…, then each event and each series once (kalshi.md section 8). The base is
 * `https://external-api.kalshi.com/trade-api/v2`; none of it is signed. An unknown ticker is an error that names it.
 */
export async function fetchKalshiMarkets(
  baseUrl: string,
  tickers: readonly string[],
  fetchFn: FetchFn = fetch,
  options: FetchOptions = {},
): Promise<Result<KalshiMetadata[], VenueError>> {
  const get = <T>(path: string, schema: z.ZodType<T>) => getJson(`${baseUrl}${path}`, schema, fetchFn, options);
  const markets = new Map<string, KalshiMarket>();
  for (let at = 0; at < tickers.length; at += TICKERS_PER_REQUEST_MAX) {
    const batch = tickers.slice(at, at + TICKERS_PER_REQUEST_MAX);
    const query = new URLSearchParams({ tickers: batch.join(","), limit: "1000" });
    const answer = await get(`/markets?${query}`, MarketsAnswer);
    if (!answer.ok) return answer;
    for (const candidate of answer.value.markets) {
      const market = KalshiMarket.safeParse(candidate);
      if (market.success) markets.set(market.data.ticker, market.data);
    }
  }
  const missing = tickers.filter((ticker) => !markets.has(ticker));
  if (missing.length > 0) {
    return err(
      new VenueError("not_found", "never", `Kalshi must know every configured ticker, not ${missing.join(", ")}`),
    );
  }
  return joinMetadata(
    [...new Set(tickers)].map((ticker) => markets.get(ticker) as KalshiMarket),
    get,
  );
}

/** Reads one order book over REST: bids of both legs, each in its own price. */
export function fetchKalshiOrderbook(
  baseUrl: string,
  ticker: string,
  fetchFn: FetchFn = fetch,
  options: FetchOptions = {},
): Promise<Result<OrderbookAnswer, VenueError>> {
  const path = `/markets/${encodeURIComponent(ticker)}/orderbook`;
  return getJson(`${baseUrl}${path}`, OrderbookAnswer, fetchFn, options);
}

type Get = <T>(path: string, schema: z.ZodType<T>) => Promise<Result<T, VenueError>>;

async function joinMetadata(markets: readonly KalshiMarket[], get: Get): Promise<Result<KalshiMetadata[], VenueError>> {
  const events = await getEach(
    markets.map((market) => market.event_ticker),
    async (ticker) => mapOk(await get(`/events/${encodeURIComponent(ticker)}`, EventAnswer), (answer) => answer.event),
  );
  if (!events.ok) return events;
  const series = await getEach(
    [...events.value.values()].map((event) => event.series_ticker),
    async (ticker) =>
      mapOk(await get(`/series/${encodeURIComponent(ticker)}`, SeriesAnswer), (answer) => answer.series),
  );
  if (!series.ok) return series;
  return ok(
    markets.flatMap((market) => {
      const event = events.value.get(market.event_ticker);
      const seriesOfEvent = event && series.value.get(event.series_ticker);
      return event && seriesOfEvent ? [{ market, event, series: seriesOfEvent }] : [];
    }),
  );
}

/** Reads each key once, one after the other: the read budget is shared and this runs at start-up. */
async function getEach<T>(
  keys: readonly string[],
  read: (key: string) => Promise<Result<T, VenueError>>,
): Promise<Result<Map<string, T>, VenueError>> {
  const found = new Map<string, T>();
  for (const key of new Set(keys)) {
    const answer = await read(key);
    if (!answer.ok) return answer;
    found.set(key, answer.value);
  }
  return ok(found);
}

/** Returns the JSON behind a public GET, checked against its schema. */
export async function getJson<T>(
  url: string,
  schema: z.ZodType<T>,
  fetchFn: FetchFn,
  { timeoutMs = TIMEOUT_MS, bytesMax = BYTES_MAX, signal }: FetchOptions,
): Promise<Result<T, VenueError>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([timeout, signal]) : timeout;
  try {
    const response = await fetchFn(url, { signal: either, headers: { accept: "application/json" } });
    if (!response.ok) {
      await response.body?.cancel();
      return err(statusError(response.status, url));
    }
    const body = await readBounded(response, bytesMax);
    if (body === undefined)
      return err(new VenueError("bad_payload", "never", `${url} must answer with at most ${bytesMax} bytes`));
    return parseBody(body, schema, url);
  } catch (cause) {
    if (timeout.aborted)
      return err(new VenueError("timeout", "backoff", `${url} must answer within ${timeoutMs} ms`, { cause }));
    const retry = signal?.aborted ? "never" : "backoff";
    return err(new VenueError("network", retry, `${url} could not be read: ${messageOf(cause)}`, { cause }));
  }
}

function parseBody<T>(body: string, schema: z.ZodType<T>, url: string): Result<T, VenueError> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    return err(new VenueError("bad_payload", "backoff", `${url} must answer with JSON`, { cause }));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(new VenueError("bad_payload", "never", `${url}: ${issue?.path.join(".")}: ${issue?.message}`));
}

/** Returns the body as text, or `undefined` as soon as it grows past `bytesMax`. */
async function readBounded(response: Response, bytesMax: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the stream.
    if (bytes > bytesMax) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Which statuses may be tried again: a rate limit has no Retry-After here (kalshi.md section 7.1). */
function statusError(status: number, url: string): VenueError {
  const message = `${url} answered ${status}`;
  if (status === 404) return new VenueError("not_found", "never", message);
  if (status === 429) return new VenueError("rate_limited", "backoff", message);
  if (status === 401 || status === 403) return new VenueError(status === 401 ? "auth" : "blocked", "never", message);
  return status >= 500
    ? new VenueError("venue_down", "backoff", message)
    : new VenueError("rejected", "never", message);
}

function mapOk<T, U>(result: Result<T, VenueError>, map: (value: T) => U): Result<U, VenueError> {
  return result.ok ? ok(map(result.value)) : result;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
