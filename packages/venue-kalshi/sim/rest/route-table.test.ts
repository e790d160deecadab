import { afterAll, beforeAll, expect, test } from "bun:test";
import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { FakeKalshi } from "../fake-kalshi.ts";
import { exchangeOf } from "../session-harness.ts";

const pair = generateThrowawayKeyPair();
let nowMs = 1_790_000_000_000;
let venue: FakeKalshi;
const KEYS = [
  { keyId: "all", publicKey: pair.publicKeyPem },
  {
    keyId: "poor",
    publicKey: pair.publicKeyPem,
    account: "poor",
    scopes: ["read::portfolio_balance"],
    name: "balance",
  },
];

beforeAll(() => {
  const exchange = exchangeOf("KXA-1", "KXA-2");
  venue = FakeKalshi.start({ port: 0, exchange, keys: KEYS, nowMs: () => nowMs, pingEveryMs: 0, tier: "basic" });
});
afterAll(() => venue.stop());

async function call(
  method: string,
  path: string,
  { body, keyId = "all", skewMs = 0 }: { body?: unknown; keyId?: string; skewMs?: number } = {},
) {
  const signer = KalshiSigner.fromPem(keyId, pair.privateKeyPem);
  if (!signer.ok) throw signer.error;
  const headers = signer.value.headers(nowMs + skewMs, method, `/trade-api/v2${path}`);
  const response = await fetch(venue.url + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
}

let orders = 0;
const order = (more: object = {}) => ({
  ticker: "KXA-1",
  client_order_id: `o-${++orders}`,
  side: "bid",
  count: "1",
  price: "0.30",
  time_in_force: "good_till_canceled",
  self_trade_prevention_type: "taker_at_cross",
  ...more,
});
/** Lets every bucket fill up again. */
const rest = () => {
  nowMs += 60_000;
};

test("answer: behavior: the date is the venue's, a skewed signature is told so", async () => {
  const { headers, status } = await call("GET", "/portfolio/balance");
  expect([status, headers.get("date")]).toEqual([200, new Date(nowMs).toUTCString()]);
  const late = await call("GET", "/portfolio/balance", { skewMs: -30_000 });
  expect([late.status, late.json]).toEqual([
    401,
    { error: { code: "authentication_error", message: "authentication_error", details: "INVALID_TIMESTAMP" } },
  ]);
});

test("answer: error: a scope covers its own calls only", async () => {
  expect((await call("GET", "/portfolio/balance", { keyId: "poor" })).status).toBe(200);
  expect((await call("GET", "/portfolio/orders", { keyId: "poor" })).status).toBe(403);
  expect((await call("POST", "/portfolio/events/orders", { keyId: "poor", body: order() })).status).toBe(403);
});

test("answer: error: calls of the first version fail inside a good answer", async () => {
  const { status, json } = await call("POST", "/portfolio/orders", { body: {} });
  expect([status, json.error.code]).toEqual([200, "deprecated_v1_order_endpoint"]);
});

test("answer: error: beyond the bucket 429 without Retry-After, in plain text; tokens come back with time", async () => {
  rest();
  const answers = [];
  for (let i = 0; i < 11; i++) answers.push(await call("POST", "/portfolio/events/orders", { body: order() }));
  expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(201), 429]);
  expect([answers[10]?.json, answers[10]?.headers.get("retry-after")]).toEqual([{ error: "too many requests" }, null]);
  nowMs += 100;
  expect((await call("POST", "/portfolio/events/orders", { body: order() })).status).toBe(201);
});

test("answer: error: a batch is billed by item and must fit at once", async () => {
  rest();
  const batch = (count: number) => ({ orders: Array.from({ length: count }, () => order()) });
  expect((await call("POST", "/portfolio/events/orders/batched", { body: batch(11) })).status).toBe(429);
  const { status, json } = await call("POST", "/portfolio/events/orders/batched", { body: batch(10) });
  expect([status, json.orders.length]).toEqual([200, 10]);
});

test("batched: behavior: each item stands for itself", async () => {
  rest();
  const first = order();
  const { json } = await call("POST", "/portfolio/events/orders/batched", {
    body: { orders: [first, first, order({ price: "0.305" })] },
  });
  expect(json.orders.map((one: { error?: { code: string } }) => one.error?.code)).toEqual([
    undefined,
    "order_already_exists",
    "INVALID_PRICE",
  ]);
  const canceled = await call("DELETE", "/portfolio/events/orders/batched", {
    body: { orders: [{ order_id: json.orders[0].order_id }, { order_id: "nope" }] },
  });
  expect(canceled.json.orders).toMatchObject([
    { reduced_by: "1.00" },
    { order_id: "nope", error: { code: "not_found" } },
  ]);
});

test("answer: behavior: a trading pause lets cancels pass, an exchange pause nothing", async () => {
  rest();
  const { json } = await call("POST", "/portfolio/events/orders", { body: order() });
  venue.venue.pause = "trading";
  expect((await call("POST", "/portfolio/events/orders", { body: order() })).status).toBe(409);
  expect((await call("GET", "/exchange/status")).json).toMatchObject({ exchange_active: true, trading_active: false });
  expect((await call("DELETE", `/portfolio/events/orders/${json.order_id}`)).json.reduced_by).toBe("1.00");
  venue.venue.pause = "exchange";
  expect((await call("DELETE", "/portfolio/events/orders")).status).toBe(409);
  venue.venue.pause = "none";
});

test("answer: behavior: pages follow by cursor until it is empty, a made-up one is refused", async () => {
  rest();
  const seen: string[] = [];
  let cursor = "";
  do {
    const { json } = await call("GET", `/portfolio/orders?limit=7&cursor=${encodeURIComponent(cursor)}`);
    seen.push(...json.orders.map((one: { order_id: string }) => one.order_id));
    cursor = json.cursor;
    rest();
  } while (cursor !== "");
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(20);
  expect((await call("GET", "/portfolio/orders?cursor=made-up")).status).toBe(400);
});

test("answer: behavior: a key that was made over the API signs, one that was deleted does not", async () => {
  rest();
  const other = generateThrowawayKeyPair();
  const made = await call("POST", "/api_keys", {
    body: { name: "second", public_key: other.publicKeyPem, scopes: ["read"] },
  });
  const keyId = made.json.api_key_id as string;
  const signer = KalshiSigner.fromPem(keyId, other.privateKeyPem);
  if (!signer.ok) throw signer.error;
  const read = () =>
    fetch(`${venue.url}/portfolio/balance`, {
      headers: signer.ok ? signer.value.headers(nowMs, "GET", "/trade-api/v2/portfolio/balance") : {},
    });
  expect((await read()).status).toBe(200);
  await call("DELETE", `/api_keys/${keyId}`);
  expect((await read()).status).toBe(401);
});

test("answer: error: no such address, a method that is none, a body that is no JSON", async () => {
  expect((await call("GET", "/nothing")).status).toBe(404);
  expect((await call("PATCH", "/portfolio/balance")).status).toBe(404);
  const signer = KalshiSigner.fromPem("all", pair.privateKeyPem);
  if (!signer.ok) throw signer.error;
  const headers = signer.value.headers(nowMs, "POST", "/trade-api/v2/portfolio/events/orders");
  const broken = await fetch(`${venue.url}/portfolio/events/orders`, { method: "POST", headers, body: "{" });
  expect([broken.status, ((await broken.json()) as { error: { code: string } }).error.code]).toEqual([
    400,
    "bad_request",
  ]);
});
