import { expect, test } from "bun:test";
import { type FetchFn, fetchKalshiMarkets, fetchKalshiOrderbook } from "./fetch-markets.ts";

const BASE = "https://venue/trade-api/v2";
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

/** A venue that knows three markets of two events. */
function venue(asked: string[] = []): FetchFn {
  return async (url) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace("/trade-api/v2", "");
    asked.push(path);
    if (path !== "/markets") return Response.json(ANSWERS[path] ?? {}, { status: ANSWERS[path] ? 200 : 404 });
    const wanted = searchParams.get("tickers")?.split(",") ?? [];
    const known = [market("A", "E1"), market("B", "E1"), market("C", "E2")];
    return Response.json({ markets: known.filter(({ ticker }) => wanted.includes(ticker)), cursor: "" });
  };
}

test("fetchKalshiMarkets: default: markets in the order asked, each event and series read once", async () => {
  const asked: string[] = [];
  const found = await fetchKalshiMarkets(BASE, ["C", "A", "B", "A"], venue(asked));
  if (!found.ok) throw found.error;
  expect(found.value.map(({ market, event, series }) => [market.ticker, event.event_ticker, series.ticker])).toEqual([
    ["C", "E2", "S"],
    ["A", "E1", "S"],
    ["B", "E1", "S"],
  ]);
  expect(asked).toEqual(["/markets", "/events/E2", "/events/E1", "/series/S"]);
});

test("fetchKalshiMarkets: error: an unknown ticker is named", async () => {
  const found = await fetchKalshiMarkets(BASE, ["A", "NOPE"], venue());
  expect(found.ok ? "" : [found.error.code, found.error.message]).toEqual([
    "not_found",
    "Kalshi must know every configured ticker, not NOPE",
  ]);
});

const failing: readonly [name: string, fetchFn: FetchFn, code: string, retry: string][] = [
  ["429", async () => new Response("", { status: 429 }), "rate_limited", "backoff"],
  ["503", async () => new Response("", { status: 503 }), "venue_down", "backoff"],
  ["401", async () => new Response("", { status: 401 }), "auth", "never"],
  ["403", async () => new Response("", { status: 403 }), "blocked", "never"],
  ["400", async () => new Response("", { status: 400 }), "rejected", "never"],
  ["no JSON", async () => new Response("<html>"), "bad_payload", "backoff"],
  ["another shape", async () => Response.json({ markets: 5 }), "bad_payload", "never"],
  ["too large", async () => new Response("x".repeat(3000)), "bad_payload", "never"],
  ["no route", () => Promise.reject(new TypeError("refused")), "network", "backoff"],
];

test("fetchKalshiMarkets: error: each failure is a value with what may be done about it", async () => {
  for (const [name, fetchFn, code, retry] of failing) {
    const found = await fetchKalshiMarkets(BASE, ["A"], fetchFn, { bytesMax: 2000 });
    expect(found.ok ? [name] : [name, found.error.code, found.error.retry]).toEqual([name, code, retry]);
  }
});

const silent: FetchFn = (_url, { signal }) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });

test("fetchKalshiMarkets: error: an answer that does not come times out, and a caller's abort ends it", async () => {
  const late = await fetchKalshiMarkets(BASE, ["A"], silent, { timeoutMs: 5 });
  expect(late.ok ? "" : late.error.code).toBe("timeout");
  const aborted = await fetchKalshiMarkets(BASE, ["A"], silent, { signal: AbortSignal.abort() });
  expect(aborted.ok ? "" : [aborted.error.code, aborted.error.retry]).toEqual(["network", "never"]);
});

test("fetchKalshiOrderbook: default: both legs' bids in ticks and micro-contracts", async () => {
  const book = await fetchKalshiOrderbook(BASE, "A", async () =>
    Response.json({ orderbook_fp: { yes_dollars: [["0.0100", "5.00"]], no_dollars: [] } }),
  );
  expect(book.ok && book.value.orderbook_fp).toEqual({ yes_dollars: [[100, 5_000_000]], no_dollars: [] } as never);
});
