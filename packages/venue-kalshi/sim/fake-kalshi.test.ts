import { afterAll, beforeAll, expect, test } from "bun:test";
import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { Fault } from "@augury/sim-kit";
import WebSocket from "ws";
import { FakeKalshi } from "./fake-kalshi.ts";
import { exchangeOf, START_US } from "./session-harness.ts";

const pair = generateThrowawayKeyPair();
const stranger = generateThrowawayKeyPair();
const NOW_MS = 1_790_000_000_000;
const PATH = "/trade-api/ws/v2";
let venue: FakeKalshi;
const sockets: WebSocket[] = [];

beforeAll(() => {
  const exchange = exchangeOf("KXA-26DEC-T1.99", "KXA-26DEC-T2.99", "KXA-26DEC-T3.99");
  exchange.trade(0, { takerSide: "buy", size: 1e6, levelsMax: 1, timeUs: START_US, echoDelayUs: 0 });
  exchange.advance(START_US);
  exchange.closeMarket(2, START_US);
  exchange.determineMarket(2, "yes", START_US);
  exchange.settleMarket(2, START_US);
  venue = FakeKalshi.start({
    port: 0,
    exchange,
    keys: [{ keyId: "key-1", publicKey: pair.publicKeyPem }],
    nowMs: () => NOW_MS,
    connectionsMax: 2,
    pingEveryMs: 0,
  });
});

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await venue.stop();
});

function headers(
  privateKey: string,
  { keyId = "key-1", timeMs = NOW_MS, method = "GET", path = PATH } = {},
): Record<string, string> {
  const signer = KalshiSigner.fromPem(keyId, privateKey);
  if (!signer.ok) throw signer.error;
  return { ...signer.value.headers(timeMs, method, path) };
}

function connect(sent: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(venue.socketUrl, { headers: sent });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(socket)).on("error", reject);
  });
}

test.each([
  ["no headers", {}],
  ["another key's signature", headers(stranger.privateKeyPem)],
  ["an unknown key id", headers(pair.privateKeyPem, { keyId: "key-2" })],
  ["an old timestamp", headers(pair.privateKeyPem, { timeMs: NOW_MS - 5001 })],
  ["a timestamp from the future", headers(pair.privateKeyPem, { timeMs: NOW_MS + 5001 })],
  ["another path", headers(pair.privateKeyPem, { path: "/ws/v2" })],
  ["another method", headers(pair.privateKeyPem, { method: "POST" })],
  ["seconds for milliseconds", { ...headers(pair.privateKeyPem), "KALSHI-ACCESS-TIMESTAMP": "1790000000" }],
])("handshake: error: %s is refused with 401", async (_, sent) => {
  await expect(connect(sent)).rejects.toThrow("401");
});

test("handshake: behavior: good headers pass, so many at a time; pings carry heartbeat", async () => {
  const first = await connect(headers(pair.privateKeyPem));
  const ping = new Promise<string>((resolve) => first.on("ping", (data: Buffer) => resolve(data.toString())));
  const second = await connect(headers(pair.privateKeyPem, { timeMs: NOW_MS - 4999 }));
  await expect(connect(headers(pair.privateKeyPem))).rejects.toThrow("429");
  expect(await ping).toBe("heartbeat");
  second.terminate();
  await new Promise<void>((resolve) => second.on("close", () => resolve()));
  const reply = new Promise<string>((resolve) => first.once("message", (data: Buffer) => resolve(data.toString())));
  first.send('{"id":5,"cmd":"list_subscriptions"}');
  expect(await reply).toBe('{"type":"ok","id":5,"msg":[]}\n');
  first.terminate();
});

async function get(path: string, sent: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
  const response = await fetch(venue.url + path, { headers: sent });
  return { status: response.status, body: await response.json() };
}

test("GET /exchange/status", async () => {
  expect((await get("/exchange/status")).body).toMatchObject({ exchange_active: true, trading_active: true });
});

test("GET /markets/{ticker}: behavior: strings, four and two decimals, price_ranges", async () => {
  expect((await get("/markets/KXA-26DEC-T1.99")).body).toMatchObject({
    market: {
      ticker: "KXA-26DEC-T1.99",
      event_ticker: "KXA-26DEC",
      status: "active",
      yes_bid_dollars: "0.4100",
      yes_ask_dollars: "0.4300",
      no_bid_dollars: "0.5700",
      yes_ask_size_fp: "6.31",
      last_price_dollars: "0.4300",
      price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
    },
  });
  expect((await get("/markets/KXA-26DEC-T3.99")).body).toMatchObject({
    market: {
      status: "finalized",
      result: "yes",
      settlement_value_dollars: "1.0000",
      yes_bid_dollars: "0.0000",
      yes_ask_dollars: "1.0000",
    },
  });
});

test("GET /markets: behavior: filters by the list's own words, pages by an opaque cursor", async () => {
  const tickersOf = ({ body }: { body: unknown }) =>
    (body as { markets: { ticker: string }[] }).markets.map(({ ticker }) => ticker);
  expect(tickersOf(await get("/markets?status=open"))).toEqual(["KXA-26DEC-T1.99", "KXA-26DEC-T2.99"]);
  expect(tickersOf(await get("/markets?status=settled&series_ticker=KXA"))).toEqual(["KXA-26DEC-T3.99"]);
  expect(tickersOf(await get("/markets?tickers=KXA-26DEC-T2.99,NOPE"))).toEqual(["KXA-26DEC-T2.99"]);
  const page = await get("/markets?limit=2");
  expect(tickersOf(page)).toHaveLength(2);
  const rest = await get(`/markets?limit=2&cursor=${(page.body as { cursor: string }).cursor}`);
  expect([tickersOf(rest).length, (rest.body as { cursor: string }).cursor]).toEqual([1, ""]);
});

test("GET /markets: error: a status word as filter is 400 in the nested shape", async () => {
  expect(await get("/markets?status=finalized")).toEqual({
    status: 400,
    body: { error: { code: "bad_request", message: "bad request", details: "invalid status filter" } },
  });
});

test("GET: error: both error shapes", async () => {
  expect(await get("/markets/NOPE")).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
  expect(await get("/series/NOPE")).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("GET /markets/{ticker}/orderbook: behavior: bids of both legs, ascending, the best with depth", async () => {
  const all = await get("/markets/KXA-26DEC-T2.99/orderbook");
  expect(all.body).toEqual({
    orderbook_fp: {
      yes_dollars: [
        ["0.4000", "5.00"],
        ["0.4100", "0.25"],
      ],
      no_dollars: [
        ["0.5500", "12.00"],
        ["0.5700", "7.31"],
      ],
    },
  });
  const top = await get("/markets/KXA-26DEC-T2.99/orderbook?depth=1");
  expect(top.body).toEqual({ orderbook_fp: { yes_dollars: [["0.4100", "0.25"]], no_dollars: [["0.5700", "7.31"]] } });
});

test("GET /markets/orderbooks: behavior: signed, repeated tickers", async () => {
  const path = "/markets/orderbooks?tickers=KXA-26DEC-T1.99&tickers=KXA-26DEC-T2.99";
  expect((await get(path)).status).toBe(401);
  const answer = await get(path, headers(pair.privateKeyPem, { path: "/trade-api/v2/markets/orderbooks" }));
  expect((answer.body as { orderbooks: { ticker: string }[] }).orderbooks.map(({ ticker }) => ticker)).toEqual([
    "KXA-26DEC-T1.99",
    "KXA-26DEC-T2.99",
  ]);
});

test("GET /events, /series, /markets/trades", async () => {
  const beside = (await get("/events/KXA-26DEC")).body as { event: object; markets: unknown[] };
  expect(beside.event).toMatchObject({
    series_ticker: "KXA",
    mutually_exclusive: true,
    collateral_return_type: "MECNET",
  });
  expect(beside.markets).toHaveLength(3);
  const nested = (await get("/events/KXA-26DEC?with_nested_markets=true")).body as { event: { markets: unknown[] } };
  expect(nested.event.markets).toHaveLength(3);
  expect((await get("/series/KXA")).body).toMatchObject({ series: { fee_type: "quadratic", fee_multiplier: 0.5 } });
  const trades = (await get("/markets/trades?ticker=KXA-26DEC-T1.99")).body as { trades: object[] };
  expect(trades.trades).toMatchObject([{ yes_price_dollars: "0.4300", count_fp: "1.00", taker_outcome_side: "yes" }]);
});

test("FakeKalshi: error: a rate-limit refusal is plain text in JSON, without Retry-After", async () => {
  venue.chaos(Fault.parse({ fault: "too_many_requests" }));
  const response = await fetch(`${venue.url}/exchange/status`);
  expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
    429,
    null,
    { error: "too many requests" },
  ]);
});
