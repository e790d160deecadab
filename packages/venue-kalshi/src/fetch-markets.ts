import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import type { ApiCallOptions, ApiClient } from "@augury/net";
import type { KalshiMetadata } from "./instruments.ts";
import { readEvent } from "./rest/event-methods.ts";
import { listMarkets } from "./rest/market-methods.ts";
import type { KalshiMarket } from "./rest/market-schema.ts";
import { readSeries } from "./rest/series-methods.ts";

/** Tickers of one request: a URL stays within what proxies take. */
const TICKERS_PER_REQUEST_MAX = 50;

/**
 * Reads the metadata of markets: GET /markets?tickers=…, then each event and each series once (kalshi.md section 8). None of it is
 * signed. An unknown ticker is an error that names it.
 */
export async function fetchKalshiMarkets(
  client: ApiClient,
  tickers: readonly string[],
  options: ApiCallOptions = {},
): Promise<Result<KalshiMetadata[], VenueError>> {
  const markets = new Map<string, KalshiMarket>();
  for (let at = 0; at < tickers.length; at += TICKERS_PER_REQUEST_MAX) {
    const batch = tickers.slice(at, at + TICKERS_PER_REQUEST_MAX);
    const answer = await client.get(listMarkets, { tickers: batch, limit: 1000 }, options);
    if (!answer.ok) return answer;
    for (const market of answer.value.value.markets) markets.set(market.ticker, market);
  }
  const missing = tickers.filter((ticker) => !markets.has(ticker));
  if (missing.length > 0) return err(unknownTickers(missing));
  return joinMetadata(
    client,
    [...new Set(tickers)].map((ticker) => markets.get(ticker) as KalshiMarket),
    options,
  );
}

async function joinMetadata(
  client: ApiClient,
  markets: readonly KalshiMarket[],
  options: ApiCallOptions,
): Promise<Result<KalshiMetadata[], VenueError>> {
  const events = await getEach(
    markets.map((market) => market.event_ticker),
    async (event_ticker) => {
      const answer = await client.get(readEvent, { event_ticker }, options);
      return answer.ok ? ok(answer.value.value.event) : answer;
    },
  );
  if (!events.ok) return events;
  const series = await getEach(
    [...events.value.values()].map((event) => event.series_ticker),
    async (series_ticker) => {
      const answer = await client.get(readSeries, { series_ticker }, options);
      return answer.ok ? ok(answer.value.value.series) : answer;
    },
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

function unknownTickers(missing: readonly string[]): VenueError {
  const message = `Kalshi must know every configured ticker, not ${missing.join(", ")}`;
  return new VenueError("not_found", "never", message, { source: "kalshi", endpoint: listMarkets.name });
}
