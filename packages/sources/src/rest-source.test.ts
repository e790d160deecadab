import { describe, expect, test } from "bun:test";
import { DriftLog } from "@augury/net";
import * as alternativeMe from "./alternativeme/methods.ts";
import { AlternativeMeConfig, openAlternativeMe } from "./alternativeme/source.ts";
import { CoinGeckoConfig, openCoinGecko } from "./coingecko/source.ts";
import { CoinMarketCapConfig, openCoinMarketCap } from "./coinmarketcap/source.ts";
import { FakeServer, QUICK_HTTP } from "./fake-server.ts";
import type { RestSource } from "./rest-source.ts";

const apiKey = "k-9f8e7d6c5b4a";
const PING = { gecko_says: "(V3) To the Moon!" };
const MOOD = {
  status: { timestamp: "2026-01-01T00:00:00.000Z", error_code: "0", error_message: "", credit_count: 1 },
  data: { value: 50, value_classification: "Neutral", update_time: "2026-01-01T00:00:00.000Z" },
};
const FNG = {
  name: "Fear and Greed Index",
  data: [{ value: "50", value_classification: "Neutral", timestamp: "1772150400", time_until_update: "10" }],
  metadata: { error: null },
};

const alternative = (baseUrl: string, options = {}, config = {}) =>
  openAlternativeMe(AlternativeMeConfig.parse({ baseUrl, ...config }), { http: QUICK_HTTP, ...options });
const gecko = (config: Record<string, unknown>, options = {}) =>
  openCoinGecko(CoinGeckoConfig.parse(config), { http: QUICK_HTTP, ...options });
const market = (config: Record<string, unknown>, options = {}) =>
  openCoinMarketCap(CoinMarketCapConfig.parse(config), { http: QUICK_HTTP, ...options });

/** Calls a method once and closes the source. */
async function once(source: RestSource, method: string, params: unknown = {}) {
  const answer = await source.call(method, params);
  const usage = source.usage();
  source.close();
  return { answer, error: answer.ok ? undefined : answer.error, usage };
}

const leftOf = (usage: ReturnType<RestSource["usage"]>, name: string) =>
  usage.allowances.find((one) => one.name === name)?.left;

describe("keys", () => {
  test.each([
    ["demo", "x-cg-demo-api-key"],
    ["pro", "x-cg-pro-api-key"],
  ])("CoinGecko %s: in the header, and nowhere else", async (plan, header) => {
    using server = new FakeServer(() => Response.json(PING));
    expect((await once(gecko({ baseUrl: server.url, plan }, { apiKey }), "ping")).answer.ok).toBe(true);
    const [{ headers, query, path } = { headers: new Headers(), query: {}, path: "" }] = server.seen;
    expect([headers.get(header), query, path]).toEqual([apiKey, {}, "/ping"]);
  });

  test.each([
    ["demo", "x_cg_demo_api_key"],
    ["pro", "x_cg_pro_api_key"],
  ])("CoinGecko %s: in the query where it has to be", async (plan, param) => {
    using server = new FakeServer(() => Response.json({ error: `bad key ${apiKey}` }, { status: 401 }));
    const config = { baseUrl: server.url, plan, keyPlacement: "query" };
    const { error } = await once(gecko(config, { apiKey }), "global");
    expect(server.seen[0]?.query).toEqual({ [param]: apiKey });
    expect(server.seen[0]?.headers.has(`x-cg-${plan}-api-key`)).toBe(false);
    expect(error).toMatchObject({ code: "auth", retry: "never" });
    expect(`${error?.message} ${error?.hint} ${error?.stack} ${JSON.stringify(error)}`).not.toContain(apiKey);
  });

  test("CoinGecko: the plan chooses the host", async () => {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return Response.json(PING);
    };
    for (const plan of ["keyless", "demo", "pro"]) {
      await once(gecko({ plan }, { fetch, ...(plan !== "keyless" && { apiKey }) }), "ping");
    }
    await once(gecko({}, { fetch }), "ping");
    await once(gecko({}, { fetch, apiKey }), "ping");
    const [demo, pro] = ["https://api.coingecko.com/api/v3/ping", "https://pro-api.coingecko.com/api/v3/ping"];
    expect(asked).toEqual([demo, demo, pro, demo, demo]);
  });

  test("CoinGecko: without its key a plan sends nothing and says what to set", async () => {
    using server = new FakeServer(() => Response.json(PING));
    const { error } = await once(gecko({ baseUrl: server.url, plan: "pro" }), "ping");
    expect(error).toMatchObject({ code: "auth", retry: "never", hint: "set CG_API_KEY, or the plan to keyless" });
    expect(server.seen).toEqual([]);
  });

  test("error: a key that no header may carry is not sent, and not shown", async () => {
    using server = new FakeServer(() => Response.json(PING));
    const { error } = await once(gecko({ baseUrl: server.url }, { apiKey: `${apiKey}\r\nx-evil: 1` }), "ping");
    expect(error).toMatchObject({ code: "auth", retry: "never" });
    expect(`${error?.message}${error?.hint}`).not.toContain(apiKey);
    expect(server.seen).toEqual([]);
  });

  test("CoinMarketCap: in the header with a key, under /public-api without", async () => {
    using server = new FakeServer(() => Response.json(MOOD));
    await once(market({ baseUrl: server.url }, { apiKey }), "fear-and-greed");
    await once(market({ baseUrl: server.url }), "fear-and-greed");
    await once(market({ baseUrl: server.url, access: "keyless" }, { apiKey }), "fear-and-greed");
    expect(server.seen.map(({ path, headers }) => [path, headers.get("x-cmc_pro_api_key")])).toEqual([
      ["/v3/fear-and-greed/latest", apiKey],
      ["/public-api/v3/fear-and-greed/latest", null],
      ["/public-api/v3/fear-and-greed/latest", null],
    ]);
    const { error } = await once(market({ baseUrl: server.url, access: "key" }), "fear-and-greed");
    expect(error).toMatchObject({ code: "auth", hint: "set CMC_API_KEY, or access to keyless" });
  });

  test("alternative.me: none, and its paths keep their slash at the end", async () => {
    using server = new FakeServer(() => Response.json(FNG));
    const { answer } = await once(alternative(server.url, { apiKey }), "fear-and-greed", { limit: "2" });
    expect(answer.ok && answer.value.params).toEqual({ limit: 2 });
    const [{ headers, ...request } = { headers: new Headers() }] = server.seen;
    expect(request).toEqual({ path: "/fng/", query: { limit: "2" } } as never);
    expect([...headers.keys()].filter((name) => /key|auth/.test(name))).toEqual([]);
  });
});

describe("call", () => {
  test("default: the answer with its parameters, and the metrics in it", async () => {
    using server = new FakeServer(() => Response.json(FNG));
    const source = alternative(server.url);
    const answer = await source.get(alternativeMe.fearAndGreed, { limit: 1 });
    source.close();
    if (!answer.ok) throw answer.error;
    expect(answer.value).toMatchObject({ source: "alternativeme", method: "fear-and-greed", params: { limit: 1 } });
    expect(answer.value.value.data[0]?.value).toBe(50);
    expect(source.toMetrics(answer.value)).toMatchObject([{ name: "fear_and_greed_index", value: 50 }]);
    expect(source.toMetrics({ ...answer.value, source: "coingecko" })).toEqual([]);
  });

  test.each([
    ["nothing", {}, 'there is no method "nothing"', /methods of alternativeme: fear-and-greed, listings/],
    ["ticker", { limit: "many" }, "parameter limit: must be a whole number from 0 to 10000", /limit, start, convert/],
    ["ticker", { limt: 1 }, 'Unrecognized key: "limt"', /limit, start/],
    ["ticker-by-id", {}, "parameter id", /id, convert/],
    ["ticker-by-id", { id: "../global" }, "parameter id: must be one word", /id, convert/],
  ])("error: %s with %p sends nothing", async (method, params, message, hint) => {
    using server = new FakeServer(() => Response.json(FNG));
    const { error } = await once(alternative(server.url), method, params);
    expect(error).toMatchObject({ code: "rejected", retry: "never", source: "alternativeme" });
    expect(error?.message).toContain(message);
    expect(error?.hint).toMatch(hint);
    expect(server.seen).toEqual([]);
  });

  test("behavior: comes again after a fault of the host, and stops after three requests", async () => {
    using flaky = new FakeServer((_, at) => (at < 2 ? new Response("", { status: 502 }) : Response.json(FNG)));
    expect((await once(alternative(flaky.url), "fear-and-greed")).answer.ok).toBe(true);
    using down = new FakeServer(() => new Response("", { status: 503 }));
    const { error } = await once(alternative(down.url), "fear-and-greed");
    expect([error?.code, error?.retry, down.seen.length]).toEqual(["venue_down", "backoff", 3]);
  });

  test("behavior: alternative.me's 403 is taken for too many requests", async () => {
    using server = new FakeServer((_, at) => (at === 0 ? new Response("", { status: 403 }) : Response.json(FNG)));
    const source = alternative(server.url, {}, { requestsPerMinute: 60_000 });
    const { answer, usage } = await once(source, "fear-and-greed");
    expect([answer.ok, usage.allowances[0]?.throttled]).toEqual([true, 1]);
  });

  test("behavior: a 429 is waited out as long as it asks, and slows the budget", async () => {
    const limited = () => Response.json({ error: "slow down" }, { status: 429, headers: { "retry-after": "0" } });
    using server = new FakeServer((_, at) => (at === 0 ? limited() : Response.json(PING)));
    const { answer, usage } = await once(gecko({ baseUrl: server.url, requestsPerMinute: 60_000 }, { apiKey }), "ping");
    expect([answer.ok, server.seen.length, usage.allowances[0]?.throttled]).toEqual([true, 2, 1]);
    using stubborn = new FakeServer(() =>
      Response.json({ error: "no" }, { status: 429, headers: { "retry-after": "7" } }),
    );
    const { error } = await once(gecko({ baseUrl: stubborn.url }, { apiKey }), "ping");
    expect([error?.code, error?.retryAfterMs, stubborn.seen.length]).toEqual(["rate_limited", 7000, 1]);
  });

  test("error: a failure with status 200, in alternative.me's own shape", async () => {
    using server = new FakeServer(() => Response.json({ data: null, metadata: { error: "id not found" } }));
    const { error } = await once(alternative(server.url), "ticker-by-id", { id: "nothing" });
    expect(error).toMatchObject({ code: "not_found", retry: "never" });
    using other = new FakeServer(() => Response.json({ data: null, metadata: { error: "limit out of range" } }));
    expect((await once(alternative(other.url), "ticker")).error).toMatchObject({ code: "rejected", retry: "never" });
  });

  test("error: a page of the CDN is told apart from an answer", async () => {
    const page = () =>
      new Response("<html><title>Access denied</title>error code: 1020</html>", {
        status: 403,
        headers: { "content-type": "text/html", server: "cloudflare" },
      });
    using server = new FakeServer(page);
    expect((await once(gecko({ baseUrl: server.url }, { apiKey }), "ping")).error).toMatchObject({
      code: "blocked",
      retry: "never",
      venueCode: "cloudflare_1020",
    });
    using empty = new FakeServer(() => new Response("", { headers: { "content-type": "application/json" } }));
    expect((await once(gecko({ baseUrl: empty.url }, { apiKey }), "ping")).error?.code).toBe("bad_payload");
  });

  test("error: a missing field is named, also inside one of several shapes", async () => {
    const coin = { id: 1, name: "Bitcoin", symbol: "BTC", website_slug: "bitcoin", quotes: { USD: { price: "1" } } };
    using server = new FakeServer(() => Response.json({ data: { "1": { ...coin, last_updated: 1 } }, metadata: {} }));
    const { error } = await once(alternative(server.url), "ticker");
    expect(error).toMatchObject({ code: "bad_payload", retry: "never", endpoint: "ticker" });
    expect(error?.message).toContain("data: 1.quotes.USD.price: Invalid input: expected number, received string");
  });

  test("behavior: unknown fields are counted and do no harm", async () => {
    const drift = new DriftLog();
    using server = new FakeServer(() => Response.json({ ...PING, mood: "new" }));
    const { answer } = await once(gecko({ baseUrl: server.url }, { apiKey, drift }), "ping");
    expect(answer.ok).toBe(true);
    expect(drift.entries()).toMatchObject([{ source: "coingecko", endpoint: "ping", path: "mood", count: 1 }]);
  });
});

describe("limits", () => {
  const listings = (credit_count: number) => ({ status: { ...MOOD.status, credit_count }, data: [] });

  test("CoinMarketCap: a call takes its estimated credits, and what it really cost in the end", async () => {
    using server = new FakeServer((_, at) => Response.json(listings(at === 0 ? 7 : 1)));
    const source = market({ baseUrl: server.url, creditsPerMonth: 1000, creditsPerDay: 333 }, { apiKey });
    await source.call("listings", { limit: 1000, convert: "USD,EUR" });
    expect([leftOf(source.usage(), "month"), leftOf(source.usage(), "day")]).toEqual([993, 326]);
    await source.call("listings", { limit: 1000 });
    expect(leftOf(source.usage(), "month")).toBe(992);
    source.close();
  });

  test.each([
    ["listings", { limit: 200 }, 1],
    ["listings", { limit: 201 }, 2],
    ["listings", { limit: 5000, convert: "USD,EUR,BTC" }, 27],
    ["quotes", { id: Array.from({ length: 101 }, (_, at) => `${at + 1}`) }, 2],
    ["quotes", { symbol: "BTC", convert_id: "2781,1" }, 2],
    ["global-metrics", {}, 1],
    ["key-info", {}, 0],
  ] as const)("CoinMarketCap: %s with %p is estimated at %i credits", async (method, params, credits) => {
    using server = new FakeServer(() => new Response("", { status: 404 }));
    const { usage } = await once(market({ baseUrl: server.url }, { apiKey }), method, params);
    expect(leftOf(usage, "month")).toBe(10_000 - credits);
  });

  test("CoinMarketCap: what the key says replaces what we assumed", async () => {
    const plan = { credit_limit_monthly: 15_000, rate_limit_minute: 500, credit_limit_daily: 400 };
    const usage = {
      current_minute: { requests_made: 6, requests_left: 44 },
      current_day: { credits_used: 10, credits_left: 390 },
      current_month: { credits_used: 10, credits_left: 14_990 },
    };
    const status = { ...MOOD.status, credit_count: 0 };
    using server = new FakeServer(() => Response.json({ status, data: { plan, usage } }));
    const source = market({ baseUrl: server.url, creditsPerDay: 333 }, { apiKey });
    const before = source.usage().allowances[0]?.capacity ?? 0;
    expect((await source.refreshLimits()).ok).toBe(true);
    expect([leftOf(source.usage(), "month"), leftOf(source.usage(), "day")]).toEqual([14_990, 390]);
    expect(source.usage().allowances[0]?.capacity).toBeGreaterThan(before);
    source.close();
  });

  test.each([
    [1009, "2026-03-31T21:00:00.000Z", 3 * 3_600_000],
    [1010, "2026-12-31T21:00:00.000Z", 3 * 3_600_000],
  ])("CoinMarketCap: %i parks the source until the reset", async (code, timestamp, pauseMs) => {
    const body = { status: { ...MOOD.status, timestamp, error_code: code, error_message: "used up" } };
    using server = new FakeServer(() => Response.json(body, { status: 429 }));
    const source = market({ baseUrl: server.url }, { apiKey });
    const first = await source.call("fear-and-greed");
    const second = await source.call("fear-and-greed");
    source.close();
    expect(first.ok ? undefined : first.error).toMatchObject({ code: "rate_limited", retryAfterMs: pauseMs });
    expect(second.ok ? undefined : second.error.code).toBe("rate_limited");
    expect(server.seen).toHaveLength(1);
  });

  test.each([1001, 1003, 1004, 1005, 1006, 1007])("CoinMarketCap: %i is for the operator", async (code) => {
    const body = { status: { ...MOOD.status, error_code: String(code), error_message: "no" } };
    using server = new FakeServer(() => Response.json(body, { status: 402 }));
    const { error } = await once(market({ baseUrl: server.url }, { apiKey }), "fear-and-greed");
    expect(error).toMatchObject({ code: "auth", retry: "never", venueCode: `${code}` });
    expect(error?.hint).toBeString();
    expect(server.seen).toHaveLength(1);
  });

  test("CoinGecko Pro: the key's own limits, where it has any", async () => {
    const account = {
      plan: "Other",
      rate_limit_request_per_minute: 1000,
      monthly_call_credit: 1_000_000,
      current_total_monthly_calls: 32,
      current_remaining_monthly_calls: 999_968,
    };
    const ofKey = { api_key_monthly_call_credit: 5000, api_key_current_total_monthly_calls: 8 };
    using server = new FakeServer((_, at) => Response.json(at === 0 ? account : { ...account, ...ofKey }));
    const source = gecko({ baseUrl: server.url, plan: "pro" }, { apiKey });
    await source.refreshLimits();
    expect(leftOf(source.usage(), "month")).toBe(999_968);
    await source.refreshLimits();
    expect(leftOf(source.usage(), "month")).toBe(4992);
    source.close();
  });

  test("alternative.me and Demo keys: there is nothing to ask", async () => {
    using server = new FakeServer(() => Response.json(PING));
    for (const source of [alternative(server.url), gecko({ baseUrl: server.url }, { apiKey })]) {
      expect(await source.refreshLimits()).toEqual({ ok: true, value: undefined });
      source.close();
    }
    expect(server.seen).toEqual([]);
  });

  test.each([
    ["alternative.me", alternative("https://sources.test"), 60, undefined],
    ["CoinGecko without a key", gecko({}), 5, undefined],
    ["CoinGecko Demo", gecko({}, { apiKey }), 30, 10_000],
    ["CoinMarketCap", market({}, { apiKey }), 30, 10_000],
  ] as const)("%s: what is taken in any minute stays below the plan", (_, source, perMinute, perMonth) => {
    const usage = source.usage();
    source.close();
    expect(usage.allowances.find(({ name }) => name === "minute")?.capacity).toBeLessThanOrEqual(perMinute * 0.9);
    expect(leftOf(usage, "month")).toBe(perMonth as number);
  });
});
