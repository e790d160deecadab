import { err, ok, type Result } from "@augury/core";
import type { Instrument, VenueError } from "@augury/model";
import { fetchKalshiMarkets, listKalshiTickers, toInstrumentList } from "@augury/venue-kalshi";
import type { EngineConfig } from "../config/engine-config.ts";
import type { KalshiConfig, KalshiMarketRef } from "../config/kalshi-config.ts";
import { explainVenueError } from "./explain-venue-error.ts";

const MARKETS_PER_OUTCOME = 2;

/** Loads the selected Kalshi markets, two instruments each. */
export async function loadKalshiInstruments(
  { venues }: EngineConfig,
  firstIndex: number,
): Promise<Result<Instrument[], string>> {
  const { kalshi } = venues;
  if (!kalshi?.enabled) return ok([]);
  const tickers = await findTickers(kalshi);
  if (!tickers.ok) return fail(tickers.error);
  if (tickers.value.length === 0) return ok([]);
  const metadata = await fetchKalshiMarkets(kalshi.restUrl, tickers.value, fetch, { timeoutMs: kalshi.requestMsMax });
  if (!metadata.ok) return fail(metadata.error);
  const list = toInstrumentList(metadata.value, { firstIndex });
  return list.ok ? list : fail(list.error);
}

async function findTickers(kalshi: KalshiConfig): Promise<Result<string[], VenueError>> {
  const marketsMax = Math.floor(kalshi.instrumentsMax / MARKETS_PER_OUTCOME);
  const list = (query: Parameters<typeof listKalshiTickers>[1]) =>
    listKalshiTickers(kalshi.restUrl, query, marketsMax, fetch, { timeoutMs: kalshi.requestMsMax });
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

function fail(error: VenueError): Result<never, string> {
  return err(explainVenueError("Kalshi", error));
}
