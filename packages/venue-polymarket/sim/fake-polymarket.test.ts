import { afterAll, beforeAll, expect, test } from "bun:test";
import { Fault } from "@augury/sim-kit";
import { hasFixtures, readFixture } from "@augury/testkit";
import WebSocket from "ws";
import { FakePolymarket } from "./fake-polymarket.ts";
import { exchangeOf, marketSpec, START_US, skeletonOf } from "./session-harness.ts";

let venue: FakePolymarket;

beforeAll(() => {
  const exchange = exchangeOf(3);
  exchange.addMarket(
    marketSpec(4, {
      event: {
        ...marketSpec(4).event,
        id: "8",
        slug: "race",
        negRisk: true,
        negRiskAugmented: true,
        negRiskMarketId: "0xabc",
      },
    }),
    START_US,
  );
  exchange.closeMarket(2, START_US + 5000);
  exchange.resolveMarket(2, 0, START_US + 6000);
  venue = FakePolymarket.start({ port: 0, exchange, nowMs: () => 1_790_000_000_999, subscribeTimeoutMs: 1e9 });
});

afterAll(() => venue.stop());

async function get(path: string): Promise<{ status: number; text: string; json: () => unknown }> {
  const response = await fetch(venue.url + path);
  const text = await response.text();
  return { status: response.status, text, json: () => JSON.parse(text) as unknown };
}

test("GET /book: default: ten fields in wire order, a line feed at the end, the stream's hash", async () => {
  const { status, text } = await get("/book?token_id=11");
  expect(status).toBe(200);
  expect(text.endsWith("}\n")).toBe(true);
  const book = JSON.parse(text) as Record<string, unknown>;
  expect(Object.keys(book).join()).toBe(
    "market,asset_id,timestamp,hash,bids,asks,min_order_size,tick_size,neg_risk,last_trade_price",
  );
  expect(book.hash).toBe(venue.exchange.markets[0]?.hash(0) as string);
});

test.skipIf(!hasFixtures())("GET /book: behavior: has the recorded answer's skeleton", async () => {
  const recorded = await readFixture("polymarket/clob/book-2026-07-28-eth-15m-up.json");
  expect(skeletonOf((await get("/book?token_id=11")).text)).toBe(skeletonOf(recorded));
});

test("GET /book: error: unknown and closed tokens are 404, no token is 400", async () => {
  const unknown = await get("/book?token_id=99");
  expect([unknown.status, unknown.json()]).toEqual([404, { error: "No orderbook exists for the requested token id" }]);
  expect((await get("/book?token_id=31")).status).toBe(404);
  expect((await get("/book")).status).toBe(400);
});

test("POST /books: behavior: unknown ids are left out, too large a body is refused", async () => {
  const post = (body: string) => fetch(`${venue.url}/books`, { method: "POST", body });
  const books = (await (await post('[{"token_id":"11"},{"token_id":"99"},{"token_id":"22"}]')).json()) as {
    asset_id: string;
  }[];
  expect(books.map(({ asset_id }) => asset_id)).toEqual(["11", "22"]);
  expect((await post("x".repeat(50_000))).status).toBe(400);
  expect((await post("{")).status).toBe(400);
});

test.each([
  ["/ok", '"OK"\n'],
  ["/time", "1790000000"],
  ["/version", '{"version":2}\n'],
  ["/tick-size?token_id=11", '{"minimum_tick_size":0.01}\n'],
  ["/tick-size/11", '{"minimum_tick_size":0.01}\n'],
  ["/neg-risk?token_id=41", '{"neg_risk":true}\n'],
  ["/midpoint?token_id=12", '{"mid":"0.5"}\n'],
  ["/spread?token_id=12", '{"spread":"0.02"}\n'],
])("GET %s", async (path, expected) => {
  expect((await get(path)).text).toBe(expected);
});

test("GET /clob-markets/{id}: behavior: compact keys, neg-risk and fees only where they are", async () => {
  const plain = (await get(`/clob-markets/${marketSpec(1).conditionId}`)).json() as Record<string, unknown>;
  expect(plain).toMatchObject({
    t: [
      { t: "11", o: "Yes" },
      { t: "12", o: "No" },
    ],
    mts: 0.01,
    mos: 5,
    ao: true,
    fd: { r: 0.04, e: 1, to: true },
  });
  expect("nr" in plain).toBe(false);
  expect((await get(`/clob-markets/${marketSpec(4).conditionId}`)).json()).toMatchObject({ nr: true });
  expect((await get("/clob-markets/0x0")).status).toBe(404);
});

test("GET /markets/{conditionId}: behavior: tokens with prices and winner", async () => {
  expect((await get(`/markets/${marketSpec(3).conditionId}`)).json()).toMatchObject({
    closed: true,
    accepting_orders: false,
    tokens: [
      { token_id: "31", outcome: "Yes", price: 1, winner: true },
      { token_id: "32", outcome: "No", price: 0, winner: false },
    ],
  });
});

test("Gamma /markets: behavior: open markets by default, lists inside strings, filters and pages", async () => {
  const slugsOf = async (query: string) =>
    ((await get(`/markets${query}`)).json() as { slug: string }[]).map(({ slug }) => slug);
  expect(await slugsOf("")).toEqual(["market-1", "market-2", "market-4"]);
  expect(await slugsOf("?closed=true")).toEqual(["market-3"]);
  expect(await slugsOf("?limit=1&offset=1")).toEqual(["market-2"]);
  expect(await slugsOf("?slug=market-4&slug=market-1")).toEqual(["market-1", "market-4"]);
  expect(await slugsOf("?clob_token_ids=22,41")).toEqual(["market-2", "market-4"]);
  expect(await slugsOf(`?condition_ids=${marketSpec(1).conditionId}`)).toEqual(["market-1"]);
  const [market] = (await get("/gamma/markets?slug=market-1")).json() as Record<string, unknown>[];
  expect(market).toMatchObject({
    outcomes: '["Yes","No"]',
    clobTokenIds: '["11","12"]',
    outcomePrices: '["0.5","0.5"]',
    orderPriceMinTickSize: 0.01,
    feesEnabled: true,
    feeSchedule: { rate: 0.04, exponent: 1, takerOnly: true },
  });
});

test("Gamma /markets/slug and /markets/{id}: behavior: one market, or 404", async () => {
  expect((await get("/markets/slug/market-2")).json()).toMatchObject({ id: "1002" });
  expect((await get("/markets/1002")).json()).toMatchObject({ slug: "market-2" });
  expect((await get("/markets/slug/none")).status).toBe(404);
});

test("Gamma /events: behavior: events with their markets", async () => {
  const events = (await get("/events?slug=race")).json() as { markets: unknown[] }[];
  expect(events).toMatchObject([{ negRisk: true, negRiskAugmented: true, negRiskMarketID: "0xabc" }]);
  expect(events[0]?.markets).toHaveLength(1);
  expect((await get("/events/slug/event")).json()).toMatchObject({ id: "7", negRisk: false });
});

test("FakePolymarket: error: other paths are 404, a refused request is Cloudflare's", async () => {
  expect((await get("/nothing")).status).toBe(404);
  venue.chaos(Fault.parse({ fault: "too_many_requests" }));
  const refused = await fetch(`${venue.url}/ok`);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
});

test("FakePolymarket: behavior: subscribes, pings and streams over a real socket", async () => {
  const socket = new WebSocket(venue.socketUrl);
  const frames: string[] = [];
  const next = () =>
    new Promise<string>((resolve) => socket.once("message", (data: Buffer) => resolve(data.toString())));
  socket.on("message", (data: Buffer) => frames.push(data.toString()));
  await new Promise<void>((resolve) => socket.on("open", () => resolve()));
  const snapshot = next();
  socket.send(JSON.stringify({ type: "market", assets_ids: ["11", "12"], custom_feature_enabled: true }));
  expect(JSON.parse(await snapshot)).toHaveLength(2);
  const pong = next();
  socket.send("PING");
  expect(await pong).toBe("PONG");
  const change = next();
  venue.exchange.applyLevels(0, [{ side: 0, price: 4000, size: 1e6 }], START_US + 1e6);
  venue.flush();
  expect(JSON.parse(await change)).toMatchObject({ event_type: "price_change" });
  expect(venue.stats().connections.at(-1)).toMatchObject({ framesSent: 3, open: true });
  socket.terminate();
});
