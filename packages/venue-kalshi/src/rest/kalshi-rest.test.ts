import { describe, expect, test } from "bun:test";
import type { FetchFunction, FetchInit } from "@augury/net";
import { accountLimits } from "./account-methods.ts";
import { openKalshiRest } from "./kalshi-rest.ts";
import { listMarkets, orderbook } from "./market-methods.ts";
import { cancelOrder } from "./order-change-methods.ts";
import { createOrder } from "./order-entry-methods.ts";
import { listOrders } from "./order-methods.ts";
import { kalshiCredentials } from "./request-signing.ts";

const ORDER = createOrder.example;
const signer = {
  headers: (timeMs: number, method: string, path: string) => ({ "x-signed": `${timeMs > 1e12} ${method} ${path}` }),
};

/** A client over answers that are given one after the other; the last one goes on. */
function open(answers: readonly (Response | Error)[], isSigned = true) {
  const sent: { readonly url: string; readonly init: FetchInit }[] = [];
  const fetch: FetchFunction = async (url, init) => {
    sent.push({ url, init });
    const answer = answers[Math.min(sent.length, answers.length) - 1] as Response | Error;
    if (answer instanceof Error) throw answer;
    return answer.clone() as Response;
  };
  const http = { retry: { initialMs: 1, maxMs: 2 } };
  const rest = openKalshiRest({ fetch, http, ...(isSigned && { credentials: kalshiCredentials(signer) }) });
  return { client: rest.client, rest, sent };
}

const reset = () => Object.assign(new Error("reset"), { code: "ECONNRESET" });
const created = { order_id: "o", fill_count: "0.00", remaining_count: "10.00", ts_ms: 1 };

describe("orders", () => {
  test("create-order: default: signed over the bare path, texts stay texts, 201 and 200 are good", async () => {
    for (const status of [200, 201]) {
      const { client, sent } = open([Response.json(created, { status })]);
      const answer = await client.get(createOrder, ORDER);
      expect(answer.ok && answer.value.value).toEqual(created);
      expect(sent[0]?.init.headers.get("x-signed")).toBe("true POST /trade-api/v2/portfolio/events/orders");
      expect(JSON.parse(sent[0]?.init.body ?? "")).toEqual(ORDER);
    }
  });

  test.each([
    ["a lost answer", reset(), "network", "resync"],
    ["500", Response.json({}, { status: 500 }), "venue_down", "resync"],
    [
      "half an answer",
      new Response('{"order_id":', { headers: { "content-type": "application/json" } }),
      "bad_payload",
      "resync",
    ],
    ["no order id", Response.json({ ...created, order_id: undefined }), "bad_payload", "resync"],
    ["429", Response.json({ error: "too many requests" }, { status: 429 }), "rate_limited", "backoff"],
    [
      "an id again",
      Response.json({ error: { code: "order_already_exists", message: "x" } }, { status: 409 }),
      "rejected",
      "never",
    ],
    [
      "off the grid",
      Response.json({ code: "INVALID_PRICE", message: "x", details: "" }, { status: 400 }),
      "rejected",
      "never",
    ],
    [
      "an error in a good answer",
      Response.json({ error: { code: "deprecated_v1_order_endpoint", message: "x" } }),
      "rejected",
      "never",
    ],
  ])("create-order: error: %s is sent once", async (_, answer, code, retry) => {
    const { client, sent } = open([answer]);
    const refused = await client.get(createOrder, ORDER);
    expect(refused.ok ? undefined : [refused.error.code, refused.error.retry, sent.length]).toEqual([
      code,
      retry,
      1,
    ] as never);
  });

  test("cancel-order: error: neither is a cancel sent twice", async () => {
    const { client, sent } = open([Response.json({}, { status: 503 })]);
    const refused = await client.get(cancelOrder, cancelOrder.example);
    expect(refused.ok ? undefined : [refused.error.retry, sent.length]).toEqual(["resync", 1]);
  });

  test("orders: behavior: a read is tried again", async () => {
    const { client, sent } = open([
      Response.json({}, { status: 503 }),
      reset(),
      Response.json({ orders: [], cursor: "" }),
    ]);
    expect([(await client.get(listOrders, {})).ok, sent.length]).toEqual([true, 3]);
  });

  test("orders: error: without a key nothing is sent, and what to do is said", async () => {
    const { client, sent } = open([Response.json({})], false);
    const refused = await client.get(listOrders, {});
    expect(refused.ok ? undefined : [refused.error.code, refused.error.hint?.includes("API key"), sent.length]).toEqual(
      ["auth", true, 0],
    );
  });

  test("orders: error: an order without its direction is named", async () => {
    const order = { order_id: "o", client_order_id: "", ticker: "T", status: "resting" };
    const { client } = open([Response.json({ orders: [order], cursor: "" })]);
    const refused = await client.get(listOrders, {});
    expect(refused.ok ? "" : refused.error.message).toContain("orders.0.outcome_side");
  });
});

test("orderbook: behavior: unsigned where there is no key, signed where there is", async () => {
  const book = Response.json({ orderbook_fp: { yes_dollars: [["0.0130", "0.30"]], no_dollars: [] } });
  for (const isSigned of [true, false]) {
    const { client, sent } = open([book], isSigned);
    const answer = await client.get(orderbook, { ticker: "KXA-T1.99", depth: 3 });
    expect(answer.ok && answer.value.value.orderbook_fp.yes_dollars).toEqual([["0.0130", "0.30"]]);
    expect(sent[0]?.init.headers.has("x-signed")).toBe(isSigned);
    expect(sent[0]?.url).toEndWith("/trade-api/v2/markets/KXA-T1.99/orderbook?depth=3");
  }
});

test("markets: behavior: pages follow by cursor until it is empty", async () => {
  const page = (ticker: string, cursor: string | null) =>
    Response.json({ markets: [{ ticker, event_ticker: "E", status: "active" }], cursor });
  const { client, sent } = open([page("A", "next page"), page("B", null)]);
  const found = await client.collect(listMarkets, { status: "open" });
  expect(found.ok && [found.value.items.length, found.value.complete]).toEqual([2, true]);
  expect(sent.map(({ url }) => new URL(url).search)).toEqual(["?status=open", "?cursor=next+page&status=open"]);
});

test("refreshLimits: default: the budget is the account's", async () => {
  const limits = {
    usage_tier: "prime",
    read: { refill_rate: 4000, bucket_capacity: 4000 },
    write: { refill_rate: 4000, bucket_capacity: 8000 },
    grants: [],
  };
  const { rest } = open([Response.json(limits), Response.json({ default_cost: 10, endpoint_costs: [] })]);
  const read = await rest.refreshLimits();
  expect(read.ok && read.value.account.usage_tier).toBe("prime");
  expect(rest.budget.usage().allowances.map(({ capacity }) => capacity)).toEqual([4000, 8000]);
});

test("refreshLimits: error: limits that are none change nothing", async () => {
  const bad = {
    usage_tier: "x",
    read: { refill_rate: 0, bucket_capacity: 10 },
    write: { refill_rate: 1, bucket_capacity: 1 },
  };
  const { rest, client } = open([Response.json(bad)]);
  const read = await rest.refreshLimits();
  expect(read.ok ? "" : read.error.message).toContain(`${accountLimits.name}: read.refill_rate`);
  expect(client.usage()?.allowances.map(({ capacity }) => capacity)).toEqual([600, 100]);
});
