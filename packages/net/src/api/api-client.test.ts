import { expect, test } from "bun:test";
import { ok } from "@augury/core";
import fc from "fast-check";
import { z } from "zod";
import { HttpConfig } from "../http/http-config.ts";
import { ApiClient, type ApiClientOptions } from "./api-client.ts";
import { defineApiMethod } from "./api-method.ts";
import { wholeNumber, word } from "./parameter-schemas.ts";

const Page = z.object({ items: z.array(z.int()), next: z.string() });
const listItems = defineApiMethod({
  name: "items",
  description: "Items page by page.",
  endpoint: "GET /items",
  reference: "made up",
  params: z.strictObject({ cursor: word().optional(), limit: wholeNumber(1, 100).default(2) }),
  example: {},
  answer: Page,
  paging: { next: ({ next }) => (next === "" ? undefined : { cursor: next }), items: ({ items }) => items },
  request: ({ cursor, limit }) => ({ path: "/items", query: { cursor, limit } }),
});
const account = defineApiMethod({
  name: "account",
  description: "Who we are.",
  endpoint: "GET /account",
  reference: "made up",
  params: z.strictObject({}),
  example: {},
  answer: z.object({ name: z.string() }),
  auth: "key",
  request: () => ({ path: "/account" }),
});
const fees = defineApiMethod({ ...account, name: "fees", authOptional: true });
const order = defineApiMethod({
  ...account,
  name: "order",
  endpoint: "POST /account",
  request: () => ({ method: "POST", path: "/account", body: { size: "1" } }),
});

interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
}

function openRig(answer: (request: Sent, at: number) => Response, options: Partial<ApiClientOptions> = {}) {
  const sent: Sent[] = [];
  const client = new ApiClient({
    source: "toy",
    baseUrl: "https://toy.test",
    config: HttpConfig.parse({ retry: { attemptsMax: 1 } }),
    methods: [listItems, account, fees, order],
    credentialHints: { key: "set TOY_KEY" },
    fetch: async (url, init) => {
      const request = { url: new URL(url), method: init.method ?? "GET", headers: new Headers(init.headers) };
      sent.push(request);
      return answer(request, sent.length - 1);
    },
    ...options,
  });
  return { client, sent };
}

/** Pages of two of the numbers 0 … total − 1, the cursor being the number to go on at. */
function pagesOf(total: number): (request: Sent) => Response {
  return ({ url }) => {
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const items = Array.from({ length: Math.min(2, total - from) }, (_, at) => from + at);
    return Response.json({ items, next: from + 2 < total ? String(from + 2) : "" });
  };
}

const named = () => Response.json({ name: "me" });

test("ApiClient.get: default: the checked parameters go out, the checked answer comes back", async () => {
  const { client, sent } = openRig(pagesOf(1));
  const got = await client.get(listItems, { limit: "7" });
  expect(sent[0]?.url.href).toBe("https://toy.test/items?limit=7");
  expect(got.ok && got.value).toMatchObject({
    source: "toy",
    method: "items",
    params: { limit: 7 },
    value: { items: [0], next: "" },
    status: 200,
  });
});

test("ApiClient.get: error: bad parameters are refused and nothing is sent", async () => {
  const { client, sent } = openRig(pagesOf(1));
  const got = await client.get(listItems, { limit: 0 });
  expect(got.ok ? undefined : got.error).toMatchObject({ code: "rejected", endpoint: "items" });
  expect(sent).toEqual([]);
});

test("ApiClient.get: error: an answer that does not fit names the field", async () => {
  const { client } = openRig(() => Response.json({ items: [1] }));
  const got = await client.get(listItems, {});
  expect(got.ok ? undefined : got.error.code).toBe("bad_payload");
  expect(got.ok ? "" : got.error.message).toContain("next");
});

test("ApiClient.get: error: without credentials nothing is sent, and the hint says what to do", async () => {
  const { client, sent } = openRig(named);
  const got = await client.get(account, {});
  expect(got.ok ? undefined : got.error).toMatchObject({ code: "auth", retry: "never", hint: "set TOY_KEY" });
  expect(sent).toEqual([]);
});

test("ApiClient.get: behavior: credentials sign what asks for them and nothing else", async () => {
  const credentials = { key: async () => ok({ "x-key": "signed" }) };
  const { client, sent } = openRig((request, at) => (at === 0 ? named() : pagesOf(1)(request)), { credentials });
  expect((await client.get(account, {})).ok).toBe(true);
  expect((await client.get(listItems, {})).ok).toBe(true);
  expect(sent.map(({ headers }) => headers.get("x-key"))).toEqual(["signed", null]);
});

test("ApiClient.get: behavior: where signing is optional it is left out without a key", async () => {
  const credentials = { key: async () => ok({ "x-key": "signed" }) };
  const bare = openRig(named);
  const keyed = openRig(named, { credentials });
  expect((await bare.client.get(fees, {})).ok).toBe(true);
  expect((await keyed.client.get(fees, {})).ok).toBe(true);
  expect([bare, keyed].map(({ sent }) => sent[0]?.headers.get("x-key"))).toEqual([null, "signed"]);
});

test("ApiClient.get: behavior: a POST goes out once, however it fails", async () => {
  const credentials = { key: async () => ok({ "x-key": "signed" }) };
  const { client, sent } = openRig(() => new Response("oops", { status: 503 }), {
    credentials,
    config: HttpConfig.parse({ retry: { attemptsMax: 3, initialMs: 1, maxMs: 1 } }),
  });
  const got = await client.get(order, {});
  expect(got.ok ? undefined : got.error.retry).toBe("resync");
  expect(sent).toHaveLength(1);
});

test("ApiClient.call: default: by name; an unknown name lists what there is", async () => {
  const { client, sent } = openRig(pagesOf(1));
  expect((await client.call("items", { limit: 1 })).ok).toBe(true);
  const missing = await client.call("itens");
  expect(missing.ok ? undefined : missing.error).toMatchObject({
    code: "rejected",
    hint: "methods of toy: items, account, fees, order",
  });
  expect(sent).toHaveLength(1);
});

test("ApiClient.collect: behavior: all pages, or as many items as asked for, and whether that was all", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 1, max: 8 }),
      async (total, itemsMax, pagesMax) => {
        const { client, sent } = openRig(pagesOf(total));
        const got = await client.collect(listItems, {}, { itemsMax, pagesMax });
        const expected = Math.min(total, itemsMax, pagesMax * 2);
        expect(got.ok && got.value.items).toEqual(Array.from({ length: expected }, (_, at) => at));
        expect(got.ok && got.value.complete).toBe(expected === total);
        expect(got.ok && got.value.pages).toBe(sent.length);
        expect(sent.length).toBeLessThanOrEqual(pagesMax);
      },
    ),
  );
});

test("ApiClient.collect: behavior: the next page keeps the other parameters", async () => {
  const { client, sent } = openRig(pagesOf(3));
  await client.collect(listItems, { limit: 2 });
  expect(sent.map(({ url }) => url.search)).toEqual(["?limit=2", "?cursor=2&limit=2"]);
});

test("ApiClient.collect: behavior: what the venue does not hand out is not complete", async () => {
  const { client } = openRig(() => Response.json({ items: [1], next: "beyond" }));
  const bounded = defineApiMethod({ ...listItems, paging: { next: () => "unreachable", items: ({ items }) => items } });
  const got = await client.collect(bounded, {});
  expect(got.ok && got.value).toEqual({ items: [1], pages: 1, complete: false });
});

test("ApiClient.collect: error: a cursor that comes again would never end", async () => {
  const { client, sent } = openRig(() => Response.json({ items: [1], next: "again" }));
  const got = await client.collect(listItems, {});
  expect(got.ok ? undefined : got.error).toMatchObject({ code: "bad_payload", endpoint: "items" });
  expect(sent).toHaveLength(2);
});

test("ApiClient.collect: error: a page that fails ends it with that failure", async () => {
  const { client } = openRig((request, at) => (at === 0 ? pagesOf(9)(request) : new Response("", { status: 404 })));
  const got = await client.collect(listItems, {});
  expect(got.ok ? undefined : got.error.code).toBe("not_found");
});

test("ApiClient.collect: default: what has no pages is one item", async () => {
  const { client } = openRig(named);
  const got = await client.collect(fees, {});
  expect(got.ok && got.value).toEqual({ items: [{ name: "me" }], pages: 1, complete: true });
});
