import { expect, test } from "bun:test";
import type { FetchFunction } from "@augury/net";
import { fetchKalshiMarkets } from "./fetch-markets.ts";
import { listKalshiTickers } from "./list-tickers.ts";
import { openKalshiRest } from "./rest/kalshi-rest.ts";

const market = (ticker: string, event_ticker: string) => ({
  ticker,
  event_ticker,
  status: "active",
  price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
});
const ANSWERS: Record<string, object> = {
  "/events/E1": { event: { event_ticker: "E1", series_ticker: "S", mutually_exclusive: true } },
  "/events/E2": { event: { event_ticker: "E2", series_ticker: "S", mutually_exclusive: false } },
  "/series/S": { series: { ticker: "S", fee_type: "quadratic", fee_multiplier: 1 } },
};
const KNOWN = [market("A", "E1"), market("B", "E1"), market("C", "E2")];

/** A venue that knows three markets of two events, and lists them two by two. */
function venue(asked: string[] = []): FetchFunction {
  return async (url) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace("/trade-api/v2", "");
    asked.push(path);
    if (path !== "/markets") return Response.json(ANSWERS[path] ?? {}, { status: ANSWERS[path] ? 200 : 404 });
    const wanted = searchParams.get("tickers")?.split(",");
    if (wanted) return Response.json({ markets: KNOWN.filter(({ ticker }) => wanted.includes(ticker)), cursor: "" });
    const from = Number(searchParams.get("cursor") ?? 0);
    return Response.json({
      markets: KNOWN.slice(from, from + 2),
      cursor: from + 2 < KNOWN.length ? `${from + 2}` : "",
    });
  };
}

const clientOf = (fetch: FetchFunction) =>
  openKalshiRest({ fetch, http: { retry: { attemptsMax: 1 }, bodyBytesMax: 2000 } }).client;

test("fetchKalshiMarkets: default: markets in the order asked, each event and series read once", async () => {
  const asked: string[] = [];
  const found = await fetchKalshiMarkets(clientOf(venue(asked)), ["C", "A", "B", "A"]);
  if (!found.ok) throw found.error;
  expect(found.value.map(({ market, event, series }) => [market.ticker, event.event_ticker, series.ticker])).toEqual([
    ["C", "E2", "S"],
    ["A", "E1", "S"],
    ["B", "E1", "S"],
  ]);
  expect(asked).toEqual(["/markets", "/events/E2", "/events/E1", "/series/S"]);
});

test("fetchKalshiMarkets: error: an unknown ticker is named", async () => {
  const found = await fetchKalshiMarkets(clientOf(venue()), ["A", "NOPE"]);
  expect(found.ok ? "" : [found.error.code, found.error.message]).toEqual([
    "not_found",
    "Kalshi must know every configured ticker, not NOPE",
  ]);
});

test("fetchKalshiMarkets: error: a failure is the client's", async () => {
  const found = await fetchKalshiMarkets(
    clientOf(async () => new Response("", { status: 503 })),
    ["A"],
  );
  expect(found.ok ? "" : [found.error.code, found.error.endpoint]).toEqual(["venue_down", "markets"]);
});

test("listKalshiTickers: default: page by page, up to the bound", async () => {
  const all = await listKalshiTickers(clientOf(venue()), "open", 10);
  expect(all.ok && all.value).toEqual(["A", "B", "C"]);
  const asked: string[] = [];
  const some = await listKalshiTickers(clientOf(venue(asked)), { series: "S" }, 2);
  expect([some.ok && some.value, asked.length]).toEqual([["A", "B"], 1]);
});
