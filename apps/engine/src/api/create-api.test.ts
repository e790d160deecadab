import { describe, expect, test } from "bun:test";
import { err, ok, priceTicks, sizeMicros } from "@augury/core";
import { VenueError, type VenueErrorCode } from "@augury/model";
import fc from "fast-check";
import { API_ROUTES, createApi } from "./create-api.ts";
import { FakeView, fakeBook, fakeCall, fakeFill, fakeOrder, fakeReferenceFeed } from "./fake-view.ts";
import { Problem } from "./problem.ts";
import type { ApiOptions } from "./route.ts";
import type { BoundsView } from "./view/fill-views.ts";

const TOKEN = "correct-horse-battery-staple";
const DELETE = { method: "DELETE", headers: { authorization: "Bearer correct-horse-battery-staple" } };
const AUTH = { authorization: `Bearer ${TOKEN}` };

function harness(options: Partial<ApiOptions> = {}) {
  const view = new FakeView();
  const errors: unknown[] = [];
  const app = createApi(view, {
    rowsMax: 50,
    levelsMax: 10,
    bodyBytesMax: 512,
    token: TOKEN,
    origins: [],
    metrics: true,
    onError: (error) => errors.push(error),
    ...options,
  });
  const get = async (path: string, init?: RequestInit) => {
    const response = await app.request(path, init);
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") && text !== "" ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  };
  const send =
    (method: string) =>
    (path: string, body?: unknown, headers: Record<string, string> = AUTH) =>
      get(path, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
  const [post, patch] = [send("POST"), send("PATCH")];
  return { view, app, errors, get, post, patch };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  "/books/:instrument": "/books/0",
  "/orders/:intentId": "/orders/7",
  "/sources/:source/:method": "/sources/coingecko/ping",
};
const BODIES: Readonly<Record<string, unknown>> = {
  "/risk/kill": { reason: "test" },
  "/risk/limits": { openOrdersMax: 5 },
  "/orders": { instrument: "0", side: "buy", price: "0.41", size: "10" },
  "/orders/cancel-all": {},
  "/orders/:intentId": { price: "0.42" },
};

test.each(API_ROUTES.map(({ method, path }) => [method, path] as const))(
  "%s %s: behavior: the answer satisfies the schema that the document shows",
  async (method, path) => {
    const { view, get, patch, post } = harness();
    view.orderRows = [fakeOrder(2), fakeOrder(1)];
    view.fillRows = [fakeFill(3)];
    view.sourceAnswer = ok(fakeCall());
    view.referenceFeed = fakeReferenceFeed(view.now);
    const url = EXAMPLES[path] ?? path;
    const calls = {
      GET: () => get(url),
      POST: () => post(url, BODIES[path]),
      PATCH: () => patch(url, BODIES[path]),
      DELETE: () => get(url, DELETE),
    };
    const reply = await calls[method]();
    expect(reply.status).toBe(200);
    const route = API_ROUTES.find((row) => row.method === method && row.path === path);
    const answer = route?.answers[200]?.safeParse(reply.json ?? reply.text);
    expect(answer?.error?.issues ?? []).toEqual([]);
    expect(reply.headers.get("content-type")).toBe(route?.mediaType ?? "");
  },
);

test("/openapi.json: behavior: every route is in the document, and nothing else", async () => {
  const { json } = await harness().get("/openapi.json");
  const documented = Object.entries(json.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = API_ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(documented.sort()).toEqual(served.sort());
  expect(json.openapi).toBe("3.1.0");
});

test("/openapi.json: behavior: parameters, bodies, security and problems come from the same schemas", async () => {
  const { json } = await harness().get("/openapi.json");
  const book = json.paths["/books/{instrument}"].get;
  expect(book.parameters).toMatchObject([
    { name: "instrument", in: "path", required: true },
    {
      name: "depth",
      in: "query",
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 10_000, default: 20 },
    },
  ]);
  expect(Object.keys(book.responses)).toEqual(["200", "400", "404", "421", "500", "503"]);
  const kill = json.paths["/risk/kill"].post;
  expect(kill.security).toEqual([{ bearer: [] }]);
  expect(kill.requestBody).toMatchObject({
    required: true,
    content: { "application/json": { schema: { required: ["reason"] } } },
  });
  expect(json.paths["/risk/resume"].post.requestBody.required).toBe(false);
  const ids = Object.values(json.paths as Record<string, Record<string, { operationId: string }>>).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test("/readyz: default: ready", async () => {
  expect((await harness().get("/readyz")).json).toMatchObject({ ready: true, reasons: [] });
});

test("/readyz: behavior: 503 with every reason", async () => {
  const { view, get } = harness();
  view.stopping = true;
  view.storageState = { ...view.storageState, healthy: false, lastError: "disk full" };
  view.workerRows = [{ worker: "decision", state: "restarting", restarts: 1 }];
  const [venue] = view.venueRows;
  if (!venue) throw new Error("the fake has a venue");
  view.venueRows = [
    { ...venue, booksTrusted: 0, books: 4 },
    { ...venue, venue: "polymarket", connected: false },
  ];
  const { status, json } = await get("/readyz");
  expect(status).toBe(503);
  expect(json.reasons).toEqual([
    "the engine is stopping",
    "worker decision is restarting",
    "storage fails: disk full",
    "polymarket is not connected",
    "kalshi: none of 4 books is trusted",
  ]);
  expect((await get("/livez")).status).toBe(200);
});

test("/books: default: as of which epoch and sequence, text and integers", async () => {
  const { json } = await harness().get("/books/0?depth=1");
  expect(json).toMatchObject({
    name: "kalshi:KXFAKE-0:yes",
    mirrored: false,
    asOf: { epoch: 3, sequence: 900, updates: 17, exchangeTimeMs: 1_790_000_004_000, ageMs: 999.5 },
    live: true,
    trusted: true,
    tick: "0.0100",
    bestBid: "0.5600",
    bestBidTicks: 5600,
    bestAsk: "0.5900",
    mid: "0.57500",
    spread: "0.0300",
    bids: [{ price: "0.5600", priceTicks: 5600, size: "100", sizeMicros: 100_000_000 }],
    asks: [{ price: "0.5900", priceTicks: 5900, size: "10", sizeMicros: 10_000_000 }],
  });
});

test("/books: behavior: the other outcome reads the mirrored book", async () => {
  const { json } = await harness().get("/books/kalshi:KXFAKE-0:no");
  expect(json).toMatchObject({ instrument: 1, mirrored: true, bestBid: "0.4100", bestAsk: "0.4400", spread: "0.0300" });
  expect(json.asks.map(({ price }: { price: string }) => price)).toEqual(["0.4400", "0.4500"]);
});

test("/books: behavior: an empty side gives no mid and no spread", async () => {
  const { view, get } = harness();
  view.books.set(0, fakeBook({ asks: [] }));
  expect((await get("/books/0")).json).toMatchObject({ bestAsk: null, bestAskTicks: null, mid: null, spread: null });
});

test("/books: behavior: a book of an ended epoch is not live", async () => {
  const { view, get } = harness();
  view.books.set(0, fakeBook({ epoch: 1 }));
  expect((await get("/books/0")).json).toMatchObject({ live: false, asOf: { epoch: 1 } });
});

test("/books: error: busy, no book, no such instrument, bad name", async () => {
  const { view, get } = harness();
  view.books.set(0, "busy");
  const busy = await get("/books/0");
  expect(busy.status).toBe(503);
  expect(busy.headers.get("retry-after")).toBe("1");
  expect(busy.json.type).toBe("urn:augury:problem:book-busy");
  expect((await get("/books/2")).json).toMatchObject({ status: 404, type: "urn:augury:problem:no-book" });
  expect((await get("/books/99")).json).toMatchObject({ status: 404, type: "urn:augury:problem:not-found" });
  expect((await get("/books/kalshi:NONE")).json).toMatchObject({ status: 404 });
  expect((await get("/books/not%20one")).json).toMatchObject({ status: 400, errors: [{ field: "params.instrument" }] });
});

test("/books: behavior: depth is capped by the configuration and refused where it is senseless", async () => {
  const { view, get } = harness({ levelsMax: 1 });
  expect((await get("/books/0?depth=5000")).json.bids).toHaveLength(1);
  expect(view.books.size).toBe(1);
  for (const depth of ["0", "-1", "1.5", "x", "", "99999", "1e3"])
    expect((await get(`/books/0?depth=${depth}`)).status).toBe(400);
});

test("/instruments: behavior: filters and pages", async () => {
  const { get } = harness();
  const names = async (query: string) =>
    (await get(`/instruments${query}`)).json.instruments.map(({ index }: { index: number }) => index);
  expect(await names("")).toEqual([0, 1, 2]);
  expect(await names("?limit=1&offset=1")).toEqual([1]);
  expect(await names("?venue=polymarket")).toEqual([2]);
  expect(await names("?group=g1")).toEqual([2]);
  expect(await names("?trusted=false")).toEqual([2]);
  expect(await names("?search=kxfake-0")).toEqual([0, 1]);
  expect((await get("/instruments?limit=1")).json.total).toBe(3);
});

test("/orders: behavior: pages by number, filters by instrument, strategy and state", async () => {
  const { view, get } = harness({ rowsMax: 2 });
  view.orderRows = [
    fakeOrder(9),
    fakeOrder(7, { state: "filled", instrument: 1 }),
    fakeOrder(5, { strategy: "q" }),
    fakeOrder(4),
  ];
  const page = async (query: string) => {
    const { json } = await get(`/orders${query}`);
    return [json.orders.map(({ number }: { number: number }) => number), json.next];
  };
  expect(await page("?limit=100")).toEqual([[9, 7], 7]);
  expect(await page("?before=7")).toEqual([[5, 4], 4]);
  expect(await page("?before=4")).toEqual([[], null]);
  expect(await page("?open=false")).toEqual([[7], null]);
  expect(await page("?instrument=kalshi:KXFAKE-0:no")).toEqual([[7], null]);
  expect(await page("?strategy=q")).toEqual([[5], null]);
  expect((await get("/orders?instrument=55")).status).toBe(404);
});

test("/orders: behavior: an order that trades a leg back says so", async () => {
  const { view, get } = harness();
  view.orderRows = [fakeOrder(9, { intentId: 4, leg: 2, intentReason: "unwind" }), fakeOrder(7)];
  const { json } = await get("/orders");
  expect(json.orders).toMatchObject([{ intentId: 4, leg: 2, intentReason: "unwind" }, { intentReason: "quote_bid" }]);
});

test("/orders: behavior: an order that may only reduce says so", async () => {
  const { get, view } = harness();
  view.orderRows = [fakeOrder(2, { reduceOnly: true }), fakeOrder(1)];
  const { json } = await get("/orders");
  expect(json.orders.map((order: { reduceOnly: boolean }) => order.reduceOnly)).toEqual([true, false]);
});

test("/orders: behavior: a paper order's bounds beside it, null for one without", async () => {
  const { view, get } = harness();
  const fill = (contracts: number) =>
    ({ size: contracts * 1e6, cash: contracts * -560_000, fee: contracts * 100 }) as BoundsView["expected"];
  const bounds = { pessimistic: fill(0), expected: fill(2), optimistic: fill(5) };
  view.orderRows = [fakeOrder(9, { bounds }), fakeOrder(7)];
  const { json } = await get("/orders");
  const { expected, optimistic, pessimistic } = json.orders[0].bounds;
  expect(pessimistic).toEqual({
    filledSize: "0",
    filledSizeMicros: 0,
    cash: "0.00",
    cashMicros: 0,
    fees: "0.00",
    feesMicros: 0,
  });
  expect(expected).toMatchObject({ filledSize: "2", cash: "-1.12", fees: "0.0002" });
  expect(optimistic).toMatchObject({ filledSizeMicros: 5_000_000, cashMicros: -2_800_000, feesMicros: 500 });
  expect(json.orders[1].bounds).toBeNull();
});

test("/positions and /strategies: behavior: what the bounds are worth; null where it is unknown", async () => {
  const { get } = harness();
  const worth = {
    pessimistic: { pnl: "-0.50", pnlMicros: -500_000, fees: "0.00", feesMicros: 0 },
    expected: { pnl: "0.25", pnlMicros: 250_000, fees: "0.01", feesMicros: 10_000 },
    optimistic: { pnl: null, pnlMicros: null, fees: "0.02", feesMicros: 20_000 },
  };
  expect((await get("/positions")).json.bounds).toEqual(worth);
  const { strategies } = (await get("/strategies")).json;
  expect(strategies.map((strategy: { bounds: unknown }) => strategy.bounds)).toEqual([worth, null]);
});

test("/positions: default: decimals and integers agree, unknown marks are null", async () => {
  const { json } = await harness().get("/positions");
  expect(json).toMatchObject({ cash: "999.00", cashMicros: 999_000_000, realizedPnl: "-1.25" });
  expect(json.positions[0]).toMatchObject({
    size: "12.5",
    averagePrice: "0.5600",
    markPrice: "0.5700",
    unrealizedPnl: "0.125",
  });
  expect(json.positions[1]).toMatchObject({ markPrice: null, unrealizedPnl: null });
});

test("/fills: default: how far each has settled, with the fee expected and charged", async () => {
  const { view, get } = harness();
  view.fillRows = [fakeFill(9, { settlement: "matched" }), fakeFill(7, { settlement: "failed" })];
  const { json } = await get("/fills");
  expect(json.fills).toMatchObject([
    { number: 9, settlement: "matched", fee: "0.00175", feeExpected: "0.00007" },
    { number: 7, settlement: "failed" },
  ]);
});

test("/positions: behavior: what is settled, sellable and incoming stands beside what is held", async () => {
  const { json } = await harness().get("/positions");
  expect(json.positions[0]).toMatchObject({ size: "12.5", settledSize: "10", sellableSize: "9", incomingSize: "2.5" });
  expect(json.positions[0]).toMatchObject({
    redeemableSize: "3",
    redeemableCash: "0.50",
    redeemableCashMicros: 500_000,
  });
  expect(json).toMatchObject({ settledCash: "1000.40", spendableCash: "998.00", redeemableCash: "0.50" });
});

describe("operators' orders", () => {
  const BODY = { instrument: "0", side: "buy", price: "0.41", size: "10" };
  const send = (get: ReturnType<typeof harness>["get"], path: string, method: string, body?: unknown) =>
    get(path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test("POST /orders: default: asks with exact numbers and answers what decision said", async () => {
    const { view, get } = harness();
    expect((await send(get, "/orders", "POST", BODY)).json).toEqual({ outcome: "decided", intentId: 7, refusal: null });
    expect(view.asked).toEqual([
      {
        instrument: 0,
        side: "buy",
        price: priceTicks(4_100),
        size: sizeMicros(10_000_000),
        timeInForce: "GTC",
        postOnly: false,
        reduceOnly: false,
        ttlMs: 5_000,
      },
    ]);
    const refusal = { reason: "order_notional", leg: 0, value: 4_100_000, limit: 1_000_000 } as const;
    view.orderAnswer = ok({ intentId: 8, refusal });
    expect((await send(get, "/orders", "POST", BODY)).json).toEqual({ outcome: "refused", intentId: 8, refusal });
  });

  test("POST /orders: error: a wrong body, an unknown instrument, no token, no answer", async () => {
    const { view, get } = harness();
    for (const wrong of [
      { price: "0.41234" },
      { price: "1.5" },
      { size: "0" },
      { size: "-1" },
      { side: "hold" },
      { extra: 1 },
      { ttlMs: 0 },
    ])
      expect((await send(get, "/orders", "POST", { ...BODY, ...wrong })).status).toBe(400);
    expect((await send(get, "/orders", "POST", { ...BODY, instrument: "55" })).status).toBe(404);
    expect((await get("/orders", { method: "POST" })).status).toBe(401);
    expect(view.asked).toEqual([]);
    view.orderAnswer = err("unanswered");
    expect((await send(get, "/orders", "POST", BODY)).status).toBe(504);
    view.orderAnswer = err("too_many");
    expect((await send(get, "/orders", "POST", BODY)).status).toBe(429);
  });

  test("PATCH /orders/:intentId: default: asks for what is named, and says when there is no such order", async () => {
    const { view, get } = harness();
    expect((await send(get, "/orders/12", "PATCH", { price: "0.42" })).json).toMatchObject({ outcome: "decided" });
    expect((await send(get, "/orders/12", "PATCH", { size: "3", leg: 1, ttlMs: 9 })).status).toBe(200);
    expect(view.asked).toEqual([
      { intentId: 12, leg: 0, price: priceTicks(4_200), ttlMs: 5_000 },
      { intentId: 12, leg: 1, size: sizeMicros(3_000_000), ttlMs: 9 },
    ]);
    for (const wrong of [{}, { price: "0.41234" }, { size: "0" }, { leg: -1 }, { price: "0.4", side: "buy" }])
      expect((await send(get, "/orders/12", "PATCH", wrong)).status).toBe(400);
    expect((await get("/orders/12", { method: "PATCH" })).status).toBe(401);
    view.orderAnswer = ok({ intentId: 9, refusal: { reason: "unknown_order", leg: 0, value: 12, limit: 0 } });
    expect((await send(get, "/orders/12", "PATCH", { price: "0.42" })).status).toBe(404);
    view.orderAnswer = ok({ intentId: 9, refusal: { reason: "unsupported", leg: 0, value: 1, limit: 0 } });
    expect((await send(get, "/orders/12", "PATCH", { price: "0.42" })).json).toMatchObject({ outcome: "refused" });
  });

  test("DELETE /orders/:intentId, POST /orders/cancel-all: default: ask for what is named and say how many", async () => {
    const { view, get } = harness();
    expect((await send(get, "/orders/12?leg=1", "DELETE")).json).toEqual({ asked: 2 });
    expect((await send(get, "/orders/cancel-all", "POST", { instrument: "kalshi:KXFAKE-0:no" })).json).toEqual({
      asked: 2,
    });
    expect((await send(get, "/orders/cancel-all", "POST", { venue: "kalshi", market: "KXFAKE-0" })).status).toBe(200);
    expect((await send(get, "/orders/cancel-all", "POST", {})).status).toBe(200);
    expect(view.asked).toEqual([
      { intentId: 12, leg: 1 },
      { instrument: 1 },
      { venue: "kalshi", marketId: "KXFAKE-0" },
      {},
    ]);
    expect((await send(get, "/orders/cancel-all", "POST", { market: "nobody's" })).status).toBe(404);
    expect((await get("/orders/12", { method: "DELETE" })).status).toBe(401);
    expect((await send(get, "/orders/-3?leg=112", "DELETE")).status).toBe(200);
    expect(view.asked.at(-1)).toEqual({ intentId: -3, leg: 112 });
    // 0 would be anybody's, and what does not fit its word another's.
    for (const none of ["0", "-0", "4294967297"])
      expect((await send(get, `/orders/${none}`, "DELETE")).status).toBe(400);
    view.cancelAnswer = ok({ asked: 0 });
    expect((await send(get, "/orders/12", "DELETE")).status).toBe(404);
  });
});

test("/ledger: default: balances and profit, and the line that says what does not add up", async () => {
  const { view, get } = harness();
  const { json } = await get("/ledger");
  expect(json).toMatchObject({
    asOf: 41,
    balanced: true,
    problem: null,
    pending: 1,
    cash: [{ venue: "kalshi", own: "998.00", incoming: "1.00", outgoing: "2.40", redeemable: "0.50", feesMicros: 140 }],
    contracts: [
      {
        instrument: 0,
        name: "kalshi:KXFAKE-0:yes",
        own: "9",
        incoming: "2.5",
        outgoingMicros: 1_000_000,
        redeemable: "3",
      },
    ],
    total: { realizedPnl: "-1.25", settledPnl: "-1.00", unmarked: 1 },
    strategies: [{ strategy: "c1", unrealizedPnl: "0.125" }],
  });
  view.ledgerProblem = "commodity 3 must add up to nothing, is off by 1";
  expect((await get("/ledger")).json).toMatchObject({ balanced: false, problem: view.ledgerProblem });
});

test("/reconciliation: default: state, history and notes of each venue", async () => {
  const { json } = await harness().get("/reconciliation");
  expect(json.venues).toMatchObject([
    {
      venue: "polymarket",
      status: { isReconciled: false, unknownOrders: 1, unknownCash: "4.10" },
      history: [{ number: 9 }, { number: 7, externalOrders: 1, clockSkewMs: -12 }],
      notes: [{ kind: "external" }],
    },
    { venue: "kalshi", status: null, lastGoodUs: null, history: [], notes: [] },
  ]);
});

test("/metrics: default: Prometheus text with every source", async () => {
  const { text, headers } = await harness().get("/metrics");
  expect(headers.get("content-type")).toContain("version=0.0.4");
  for (const line of [
    'augury_feed_frames_total{venue="kalshi"} 7',
    "augury_decision_consumed_total 5",
    'augury_stage_latency_seconds_count{stage="book"} 1',
    'augury_ring_watermark_slots{ring="market_kalshi"} 9',
    'augury_bound_used{bound="rings.market.kalshi",unit="slots"} 16',
    'augury_worker_restarts_total{worker="kalshi"} 1',
    'augury_refusals_total{reason="price_band"} 2',
    "augury_killed 0",
    'augury_http_rate_limited_total{client="polymarket-gamma"} 1',
    'augury_rate_left{source="polymarket",allowance="read"} 99.5',
    'augury_rate_pace{source="polymarket",allowance="read"} 0.5',
    'augury_rate_blocked_seconds{source="polymarket",allowance="read"} 0.25',
    'augury_rate_refused_total{source="polymarket"} 3',
  ])
    expect(text).toContain(`${line}\n`);
});

test("/metrics: behavior: a family stands together, each sample once", async () => {
  const lines = (await harness().get("/metrics")).text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const series = lines.map((line) => line.slice(0, line.lastIndexOf(" ")));
  expect(new Set(series).size).toBe(series.length);
});

test("/metrics: error: switched off", async () => {
  expect((await harness({ metrics: false }).get("/metrics")).status).toBe(404);
});

test("/limits: default: the meters of every budget and client", async () => {
  expect((await harness().get("/limits")).json).toMatchObject({
    budgets: [
      { source: "polymarket", waiting: 2, allowances: [{ name: "read", left: 99.5, leftShare: 0.995, resetMs: null }] },
    ],
    clients: [{ name: "polymarket-gamma", active: 1, counters: { calls: 4 } }],
  });
});

test("/drift: behavior: filters and pages, the total is of what was filtered", async () => {
  const { get } = harness();
  const paths = async (query: string) =>
    (await get(`/drift${query}`)).json.fields.map(({ path }: { path: string }) => path);
  expect((await get("/drift")).json).toMatchObject({ total: 2, shed: 1 });
  expect(await paths("")).toEqual(["markets[].novel", "shiny"]);
  expect(await paths("?source=kalshi")).toEqual(["markets[].novel"]);
  expect(await paths("?endpoint=events")).toEqual(["shiny"]);
  expect(await paths("?limit=1&offset=1")).toEqual(["shiny"]);
  expect((await get("/drift?source=kalshi&endpoint=events")).json).toMatchObject({ total: 0, fields: [] });
});

test("/risk/limits: default: changes what it names, 400 for what is no limit, 409 for what does not fit together", async () => {
  const { post } = harness();
  expect((await post("/risk/limits", { openOrdersMax: 3 })).json).toMatchObject({ limits: { openOrdersMax: 3 } });
  for (const body of [{}, { openOrdersMax: -1 }, { mode: 1 }, { ordersPerSecondMax: 5 }, { openOrdersMax: "3" }])
    expect((await post("/risk/limits", body)).status).toBe(400);
  const refused = await post("/risk/limits", { priceTicksMin: 9_999 });
  expect([refused.status, refused.json.detail]).toEqual([409, expect.stringContaining("priceTicksMax")]);
});

test("/audit: default: newest first", async () => {
  const { json } = await harness().get("/audit?limit=1");
  expect(json.entries).toMatchObject([{ what: "kill", detail: "fat finger" }]);
});

test("/risk/kill: default: sets the switch with its reason, /risk/resume lifts it", async () => {
  const { view, post } = harness();
  expect((await post("/risk/kill", { reason: " prices look wrong " })).json).toMatchObject({
    killed: true,
    killedReason: "prices look wrong",
  });
  expect(view.killedReason).toBe("prices look wrong");
  expect((await post("/risk/resume")).json).toMatchObject({ killed: false, killedReason: null });
});

test("/risk/resume: error: 409 with the reason while the engine may not trade", async () => {
  const { view, post } = harness();
  view.resumeRefusal = "the journal is behind";
  expect((await post("/risk/resume", {})).json).toMatchObject({ status: 409, detail: "the journal is behind" });
});

test("/sources: default: what can be asked, as data", async () => {
  const { json } = await harness().get("/sources");
  expect(json.sources.map(({ name }: { name: string }) => name)).toEqual([
    "alternativeme",
    "coingecko",
    "coinmarketcap",
  ]);
  expect(json.sources[0]).toMatchObject({
    key: "none",
    methods: expect.arrayContaining([
      expect.objectContaining({ name: "fear-and-greed", parameters: expect.any(Array), metrics: expect.any(Array) }),
    ]),
    usage: { source: "alternativeme", allowances: [{ name: "read", left: 99.5, resetMs: null }] },
  });
});

test("/sources/:source/:method: default: the body's parameters, the answer with its metrics", async () => {
  const { view, post } = harness();
  view.sourceAnswer = ok(fakeCall());
  const { json } = await post("/sources/coingecko/simple-price", { ids: "bitcoin" });
  expect(view.sourceCalls).toEqual([{ source: "coingecko", method: "simple-price", params: { ids: "bitcoin" } }]);
  expect(json).toMatchObject({ metrics: [{ name: "btc_price", value: 67_000.5 }], value: { any: ["thing"] } });
});

test.each([
  ["rejected", undefined, 400],
  ["not_found", undefined, 404],
  ["rate_limited", 429, 429],
  ["rejected", 400, 502],
  ["not_found", 404, 502],
  ["timeout", undefined, 502],
  ["auth", 401, 502],
  ["bad_payload", 200, 502],
] as const)(
  "/sources/:source/:method: error: %s with status %p is a %p",
  async (code: VenueErrorCode, status, expected) => {
    const { view, post } = harness();
    view.sourceAnswer = err(
      new VenueError(code, "backoff", "what happened", { status, hint: "what to do", retryAfterMs: 1500 }),
    );
    const reply = await post("/sources/coingecko/ping");
    expect([reply.status, reply.json.detail]).toEqual([expected, `what happened (${code}); what to do`]);
    expect(reply.headers.get("retry-after")).toBe(expected === 429 ? "2" : null);
  },
);

test("/sources/:source/:method: error: without the token nothing is asked", async () => {
  const { view, post } = harness();
  expect((await post("/sources/coingecko/ping", {}, {})).status).toBe(401);
  expect(view.sourceCalls).toEqual([]);
});

test("write routes: error: no token configured says how to set one", async () => {
  const app = createApi(new FakeView(), { rowsMax: 1, levelsMax: 1, bodyBytesMax: 99, origins: [], metrics: true });
  const reply = await app.request("/risk/kill", { method: "POST", headers: AUTH });
  expect(reply.status).toBe(403);
  expect(await reply.json()).toMatchObject({ type: "urn:augury:problem:writes-disabled" });
});

test("write routes: error: a missing or wrong token changes nothing and is not repeated", async () => {
  const { view, post } = harness();
  const wrong = [
    "",
    "Bearer",
    "Bearer ",
    `Basic ${TOKEN}`,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer x ${TOKEN}`,
    TOKEN,
  ];
  for (const authorization of wrong) {
    const reply = await post("/risk/kill", { reason: "x" }, { authorization });
    expect(reply.status).toBe(401);
    expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="augury"');
    expect(reply.text).not.toContain(TOKEN.slice(1));
  }
  expect(view.killedReason).toBeUndefined();
});

test("write routes: error: a page of another origin is refused even with the token", async () => {
  const { view, post } = harness({ origins: ["https://ops.example"] });
  const reply = (origin: string) => post("/risk/kill", { reason: "x" }, { ...AUTH, origin });
  for (const origin of ["https://evil.example", "null", "http://localhost:9", "http://localhost.evil.example"])
    expect((await reply(origin)).status).toBe(403);
  expect(view.killedReason).toBeUndefined();
  expect((await reply("http://localhost")).status).toBe(200);
  expect((await reply("https://ops.example")).status).toBe(200);
});

test("every route: error: a rebound host name is refused", async () => {
  const { get } = harness({ hosts: new Set(["127.0.0.1", "localhost", "::1"]) });
  for (const host of ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", ""])
    expect((await get("/positions", { headers: { host } })).status).toBe(421);
  for (const host of ["127.0.0.1:8080", "LOCALHOST", "[::1]:8080"])
    expect((await get("/positions", { headers: { host } })).status).toBe(200);
});

test("write routes: error: bodies that are too large, not JSON, of another type, or of another shape", async () => {
  const { get, post } = harness();
  const send = (
    body: string | ReadableStream,
    headers: Record<string, string> = { "content-type": "application/json" },
  ) => get("/risk/kill", { method: "POST", body, headers: { ...AUTH, ...headers } });
  expect((await send(JSON.stringify({ reason: "x".repeat(600) }))).status).toBe(413);
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100)) });
  expect((await send(endless)).status).toBe(413);
  expect((await send("{")).json).toMatchObject({ status: 400, detail: "the body is not valid JSON" });
  expect((await send("reason=x", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
  for (const body of [{}, { reason: "" }, { reason: 1 }, { reason: "x", extra: 1 }, [], null, "x"])
    expect((await post("/risk/kill", body)).status).toBe(400);
  expect((await get("/risk/kill", { method: "POST", headers: AUTH })).status).toBe(400);
});

test("every route: error: 404 and 405 are problem documents", async () => {
  const { get } = harness();
  const missing = await get("/nope");
  expect(missing.json).toMatchObject({ status: 404, type: "urn:augury:problem:not-found" });
  expect(missing.headers.get("content-type")).toBe("application/problem+json");
  const wrong = await get("/risk/kill", { method: "DELETE" });
  expect(wrong.json).toMatchObject({ status: 405 });
  expect(wrong.headers.get("allow")).toBe("POST");
  expect((await get("/orders", { method: "PUT" })).headers.get("allow")).toBe("GET, HEAD, POST");
  expect((await get("/livez", { method: "HEAD" })).status).toBe(200);
});

test("every route: error: unknown and repeated query parameters are refused", async () => {
  const { get } = harness();
  expect((await get("/livez?x=1")).status).toBe(400);
  expect((await get("/orders?limt=1")).status).toBe(400);
  expect((await get("/orders?limit=1&limit=2")).status).toBe(400);
});

test("every route: error: a thrown error is a 500 that says nothing, and is handed to the log", async () => {
  const { view, errors, get } = harness();
  view.nowUs = () => {
    throw new Error(`secret-detail ${TOKEN}`);
  };
  const { status, text, json } = await get("/livez");
  expect(status).toBe(500);
  expect(Problem.safeParse(json).success).toBe(true);
  expect(text).not.toContain("secret-detail");
  expect(text).not.toContain(".ts");
  expect(errors).toHaveLength(1);
});

test("every route: behavior: whatever is asked, no 5xx, a problem or an answer, and no token in it", async () => {
  const { app, errors } = harness();
  const paths = API_ROUTES.map(({ path }) => path.replace(/:.*$/, ""));
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("..", "%00", "%ff", "__proto__", "0", "kalshi:", "constructor"),
  );
  const query = fc.array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom("limit", "before", "offset", "depth", "venue", "instrument", "open", "__proto__"),
        piece,
      ),
      piece,
    ),
    { maxLength: 3 },
  );
  const request = fc.record({
    path: fc.tuple(fc.constantFrom(...paths, "/"), fc.option(piece)),
    query,
    method: fc.constantFrom("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH"),
    body: fc.option(fc.oneof(fc.json(), fc.string())),
    authorized: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ path: [base, rest], query: pairs, method, body, authorized }) => {
      const search = new URLSearchParams(
        pairs.map(([key, value]): [string, string] => [key.toWellFormed(), value.toWellFormed()]),
      );
      const url = `http://localhost${base}${rest === null ? "" : encodeURIComponent(rest.toWellFormed())}?${search}`;
      const withBody = body !== null && method !== "GET" && method !== "HEAD";
      const reply = await app.request(url, {
        method,
        headers: { "content-type": "application/json", ...(authorized ? AUTH : {}) },
        ...(withBody ? { body } : {}),
      });
      const text = await reply.text();
      expect(reply.status).toBeLessThan(500);
      expect(text).not.toContain(TOKEN);
      if (reply.status >= 400 && method !== "HEAD") expect(Problem.safeParse(JSON.parse(text)).success).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(errors).toEqual([]);
});

test("/reference: default: exact prices with their ages; what is old or never came is stale", async () => {
  const { view, get } = harness();
  view.referenceFeed = fakeReferenceFeed(view.now);
  const { json } = await get("/reference");
  expect(json).toMatchObject({ configured: true, source: "polybolt", connected: true, lastFrameAgeMs: 1_000 });
  const fresh = { price: "78788.525642908795142144", timeMs: 1_790_000_004_000, ageMs: 1_000, stale: false };
  expect(json.prices).toEqual([
    { number: 0, name: "crypto:btcusd", feed: "crypto", symbol: "btcusd", carried: false, ...fresh },
    {
      number: 1,
      name: "twap60:btcusd",
      feed: "twap",
      symbol: "btcusd",
      windowSeconds: 60,
      price: null,
      timeMs: null,
      ageMs: null,
      stale: true,
      carried: false,
    },
  ]);
  view.now += 60_000_000;
  expect((await get("/reference")).json.prices[0]).toMatchObject({ ageMs: 61_000, stale: true });
});

test("/reference: behavior: without a feed nothing is configured, and nothing stands in the metrics", async () => {
  const { get } = harness();
  expect((await get("/reference")).json).toMatchObject({ configured: false, source: null, prices: [] });
  expect((await get("/metrics")).text).not.toContain("augury_reference_price");
});

test("/metrics: behavior: reference prices and when they came", async () => {
  const { view, get } = harness();
  view.referenceFeed = fakeReferenceFeed(view.now);
  const { text } = await get("/metrics");
  expect(text).toContain('augury_reference_price{reference="crypto:btcusd"} 78788.525642');
  expect(text).toContain("augury_reference_connected 1");
  expect(text).not.toContain('reference="twap60:btcusd"');
});
