import { ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import type { ApiCallOptions, ApiClient } from "@augury/net";
import { listMarkets } from "./rest/market-methods.ts";
import type { KalshiMarket } from "./rest/market-schema.ts";

/** Which open markets; combos are left out, because they flood every listing (kalshi.md section 16, trap 24). */
export type TickerQuery = { readonly event: string } | { readonly series: string } | "open";

const PAGE = 200;
const PAGES_MAX = 50;

/** Lists tickers of open markets: GET /markets with status=open, page by page (kalshi.md section 8), at most `tickersMax`. */
export async function listKalshiTickers(
  client: ApiClient,
  query: TickerQuery,
  tickersMax: number,
  options: ApiCallOptions = {},
): Promise<Result<string[], VenueError>> {
  const params = {
    status: "open" as const,
    mve_filter: "exclude" as const,
    limit: PAGE,
    ...(query !== "open" && "event" in query && { event_ticker: query.event }),
    ...(query !== "open" && "series" in query && { series_ticker: query.series }),
  };
  const found = await client.collect(listMarkets, params, { ...options, pagesMax: PAGES_MAX, itemsMax: tickersMax });
  return found.ok ? ok((found.value.items as readonly KalshiMarket[]).map(({ ticker }) => ticker)) : found;
}
