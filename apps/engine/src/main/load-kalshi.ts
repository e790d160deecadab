import { err, ok, type Result } from "@augury/core";
import type { Instrument, VenueError } from "@augury/model";
import type { ApiClient } from "@augury/net";
import { fetchKalshiMarkets, listKalshiTickers, openKalshiRest, toInstrumentList } from "@augury/venue-kalshi";
import type { EngineConfig } from "../config/engine-config.ts";
import type { KalshiConfig, KalshiMarketRef } from "../config/kalshi-config.ts";
import { explainVenueError } from "./explain-venue-error.ts";
import type { HttpClients } from "./http-clients.ts";
import type { LoadFailure } from "./load-instruments.ts";

const MARKETS_PER_OUTCOME = 2;

/** Loads the selected Kalshi markets, two instruments each. */
export async function loadKalshiInstruments(
  { venues }: EngineConfig,
  firstIndex: number,
  clients: HttpClients,
): Promise<Result<Instrument[], LoadFailure>> {
  const { kalshi } = venues;
  if (!kalshi?.enabled) return ok([]);
  const rest = openKalshiRest({
    baseUrl: kalshi.restUrl,
    http: { attemptTimeoutMs: kalshi.requestMsMax, ...kalshi.http },
    ...clients.seams,
  });
  clients.add(rest.client);
  try {
    const list = await loadInstruments(rest.client, kalshi, firstIndex);
    return list.ok ? list : err(explainVenueError("Kalshi", list.error));
  } finally {
    rest.close();
  }
}

async function loadInstruments(
  client: ApiClient,
  kalshi: KalshiConfig,
  firstIndex: number,
): Promise<Result<Instrument[], VenueError>> {
  const tickers = await findTickers(client, kalshi);
  if (!tickers.ok) return tickers;
  if (tickers.value.length === 0) return ok([]);
  const metadata = await fetchKalshiMarkets(client, tickers.value);
  return metadata.ok ? toInstrumentList(metadata.value, { firstIndex }) : metadata;
}

async function findTickers(client: ApiClient, kalshi: KalshiConfig): Promise<Result<string[], VenueError>> {
  const marketsMax = Math.floor(kalshi.instrumentsMax / MARKETS_PER_OUTCOME);
  const list = (query: Parameters<typeof listKalshiTickers>[1]) => listKalshiTickers(client, query, marketsMax);
  if (kalshi.markets === "discover") return list("open");
  const tickers: string[] = [];
  for (const reference of kalshi.markets) {
    const found = await expand(reference, list);
    if (!found.ok) return found;
    tickers.push(...found.value);
  }
  return ok([...new Set(tickers)].slice(0, marketsMax));
}

function expand(
  reference: KalshiMarketRef,
  list: (query: { event: string } | { series: string }) => Promise<Result<string[], VenueError>>,
): Promise<Result<string[], VenueError>> {
  return typeof reference === "string" ? Promise.resolve(ok([reference])) : list(reference);
}
