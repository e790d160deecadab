import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { balanceAllowance } from "./balance.ts";
import { pricesHistory } from "./history.ts";
import { CLOB_METHODS } from "./methods.ts";
import { cancelMarketOrders, postOrder, postOrders } from "./orders.ts";
import { prices } from "./prices.ts";

/** "GET /book" of what a method really sends; the values inside its path become placeholders. */
function sentEndpoint(method: (typeof CLOB_METHODS)[number]): string {
  const request = method.request(method.params.parse(method.example));
  const template = method.endpoint.split(" ")[1] as string;
  const path = request.path.split("/").map((part: string, i: number) => {
    const wanted = template.split("/")[i] ?? "";
    return wanted.startsWith("{") && part !== "" ? wanted : part;
  });
  return `${request.method ?? "GET"} ${path.join("/")}`;
}

test.each(CLOB_METHODS.map((method) => [method.name, method] as const))(
  "%s: default: the example fits and is sent to the endpoint that documentation names",
  (_, method) => {
    expect(sentEndpoint(method)).toBe(method.endpoint);
    for (const { name, description } of method.parameters) expect(`${name}: ${description}`).toMatch(/: .+\.$/);
    expect(method.description).toMatch(/\.$/);
  },
);

test("CLOB_METHODS: behavior: names and endpoints are unique, writes and secrets are marked, orders are never repeated", () => {
  expect(new Set(CLOB_METHODS.map(({ name }) => name)).size).toBe(CLOB_METHODS.length);
  expect(new Set(CLOB_METHODS.map(({ endpoint }) => endpoint)).size).toBe(CLOB_METHODS.length);
  const reading = new Set([
    "books",
    "prices",
    "midpoints",
    "spreads",
    "last-trades-prices",
    "batch-prices-history",
    "orders-scoring",
  ]);
  for (const { name, endpoint, effect, idempotent } of CLOB_METHODS) {
    const writes = !endpoint.startsWith("GET ") && !reading.has(name);
    expect([name, effect]).toEqual([name, writes ? "write" : undefined]);
    if (reading.has(name)) expect([name, idempotent]).toEqual([name, true]);
  }
  expect([postOrder.idempotent, postOrders.idempotent]).toEqual([false, false]);
  for (const { endpoint, secretAnswer } of CLOB_METHODS)
    if (/^(POST \/auth|GET \/auth\/derive)/.test(endpoint)) expect([endpoint, secretAnswer]).toEqual([endpoint, true]);
});

interface Vector {
  readonly input: { readonly orderType: "GTC"; readonly postOnly: boolean; readonly deferExec: boolean };
  readonly expected: { readonly postOrderBody: string };
}

test.skipIf(!hasFixtures())("post-order: behavior: the body of all 30 vectors, byte for byte", async () => {
  const { orders } = JSON.parse(await readFixture("polymarket/signing-vectors.json")) as { orders: Vector[] };
  expect(orders.length).toBe(30);
  for (const { input, expected } of orders) {
    const { order, owner } = JSON.parse(expected.postOrderBody) as { order: object; owner: string };
    const params = {
      order: JSON.stringify(order),
      owner,
      order_type: input.orderType,
      post_only: input.postOnly,
      defer_exec: input.deferExec,
    };
    expect(JSON.stringify(postOrder.request(postOrder.params.parse(params)).body)).toBe(expected.postOrderBody);
  }
});

test("post-order: error: post_only with FOK, a salt that no double holds, an order that is no JSON", () => {
  const { order, owner } = postOrder.example;
  const isRefused = (changes: object) => !postOrder.params.safeParse({ order, owner, ...changes }).success;
  expect(isRefused({})).toBe(false);
  expect(isRefused({ post_only: true, order_type: "FOK" })).toBe(true);
  expect(isRefused({ order: { ...(order as object), salt: 2 ** 53 } })).toBe(true);
  expect(isRefused({ order: "{" })).toBe(true);
});

test("post-orders: behavior: pays the signer's bucket for each leg, takes 1 to 15", () => {
  const { owner, orders } = postOrders.example;
  const [one] = orders as object[];
  const request = (count: number) =>
    postOrders.params.safeParse({ owner, orders: JSON.stringify(Array.from({ length: count }, () => one)) });
  const fifteen = request(15);
  expect(fifteen.success && postOrders.request(fifteen.data).costs).toEqual({ signerOrders: 15 });
  expect([request(0).success, request(16).success]).toEqual([false, false]);
});

test("prices: behavior: both sides unless one is asked for", () => {
  const bodyOf = (params: object) => prices.request(prices.params.parse(params)).body;
  expect(bodyOf({ token_ids: "1" })).toEqual([
    { token_id: "1", side: "BUY" },
    { token_id: "1", side: "SELL" },
  ]);
  expect(bodyOf({ token_ids: ["1", "2"], side: "SELL" })).toEqual([
    { token_id: "1", side: "SELL" },
    { token_id: "2", side: "SELL" },
  ]);
});

test("parameters: error: what the venue would misunderstand is refused before it is sent", () => {
  expect(pricesHistory.params.safeParse({ token_id: "1" }).success).toBe(false);
  expect(pricesHistory.params.safeParse({ token_id: "1", start_ts: 5 }).success).toBe(false);
  expect(pricesHistory.params.safeParse({ token_id: "0xabc", interval: "1d" }).success).toBe(false);
  expect(balanceAllowance.params.safeParse({ asset_type: "CONDITIONAL" }).success).toBe(false);
  expect(balanceAllowance.params.safeParse({ token_id: "1" }).success).toBe(false);
  expect(cancelMarketOrders.params.safeParse({}).success).toBe(false);
});
