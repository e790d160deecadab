import { ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { type FetchFn, type FetchOptions, getJson } from "./fetch-markets.ts";
import { KalshiMarket, MarketsAnswer } from "./rest-schema.ts";

/** Which open markets; combos are left out, because they flood every listing (kalshi.md section 16, trap 24). */
export type TickerQuery = { readonly event: string } | { readonly series: string } | "open";

const PAGE = 200;
const PAGES_MAX = 50;

/** Lists tickers of open markets: GET /markets with status=open, page by page (kalshi.md section 8), at most `tickersMax`. */
export async function listKalshiTickers(
  baseUrl: string,
  query: TickerQuery,
  tickersMax: number,
  fetchFn: FetchFn = fetch,
  options: FetchOptions = {},
): Promise<Result<string[], VenueError>> {
  const tickers: string[] = [];
  let cursor = "";
  for (let page = 0; page < PAGES_MAX && tickers.length < tickersMax; page++) {
    const parameters = new URLSearchParams({ status: "open", mve_filter: "exclude", limit: String(PAGE) });
    if (query !== "open" && "event" in query) parameters.set("event_ticker", query.event);
    if (query !== "open" && "series" in query) parameters.set("series_ticker", query.series);
    if (cursor) parameters.set("cursor", cursor);
    const answer = await getJson(`${baseUrl}/markets?${parameters}`, MarketsAnswer, fetchFn, options);
    if (!answer.ok) return answer;
    for (const candidate of answer.value.markets) {
      const market = KalshiMarket.safeParse(candidate);
      if (market.success) tickers.push(market.data.ticker);
    }
    cursor = answer.value.cursor ?? "";
    if (!cursor) break;
  }
  return ok(tickers.slice(0, tickersMax));
}
