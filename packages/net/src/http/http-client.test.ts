import { describe, expect, test } from "bun:test";
import { err, ok } from "@augury/core";
import { VenueError } from "@augury/model";
import { Redactor } from "@augury/telemetry";
import { z } from "zod";
import { SimScheduler } from "../sim-scheduler.ts";
import { DriftLog } from "./drift-log.ts";
import { HttpClient } from "./http-client.ts";
import { HttpConfig } from "./http-config.ts";
import type { HttpRequest, RawPayload, SignedParts } from "./http-request.ts";
import {
  brokenConnection,
  buildFakeRig,
  eventLoopTurn,
  type FakeRequest,
  type FakeRigOptions,
  jsonAnswer,
} from "./http-rig.ts";
import { RateBudget } from "./rate-budget.ts";
import { RateBudgetConfig } from "./rate-budget-config.ts";

const GET = { endpoint: "book", path: "/book" } as const satisfies HttpRequest;
const ORDER = { endpoint: "order", path: "/order", method: "POST", body: { size: 1 } } as const satisfies HttpRequest;

const good = () => jsonAnswer({ ok: true });
const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    jsonAnswer({ error: "no" }, { status: code, headers });
const broken = (code: string) => () => brokenConnection(code);
const silent = () => undefined;

/** Sends one request on simulated time and returns what came of it. */
async function send(options: FakeRigOptions, request: HttpRequest = GET) {
  const rig = buildFakeRig(options);
  const { value: outcome, ms } = await rig.settle(rig.client.request(request));
  const counts = rig.client.counters.read();
  const { answers2xx, answers3xx, answers4xx, answers5xx, timeouts, networkErrors, canceled } = counts;
  expect(answers2xx + answers3xx + answers4xx + answers5xx + timeouts + networkErrors + canceled).toBe(counts.attempts);
  return { ...rig, outcome, error: outcome.ok ? undefined : outcome.error, ms, counts };
}

test("request: default: the parsed JSON with status, size, attempts and times", async () => {
  const { outcome, counts } = await send({ answers: [good] });
  expect(outcome.ok && outcome.value).toMatchObject({ value: { ok: true }, status: 200, bytes: 11, attempts: 1 });
  expect(counts).toMatchObject({ calls: 1, attempts: 1, answers2xx: 1, retries: 0, bytesIn: 11 });
});

test("request: behavior: query, body and headers reach the wire", async () => {
  const { requests } = await send(
    { answers: [good], baseUrl: "https://venue.test/api/v2/", headers: { "x-key": "k" } },
    { ...ORDER, query: { limit: 5, id: ["a", "b c"], none: undefined }, headers: { "X-Key": "own" } },
  );
  const { url, init } = requests[0] as (typeof requests)[0];
  expect(url).toBe("https://venue.test/api/v2/order?limit=5&id=a&id=b+c");
  expect(init).toMatchObject({ method: "POST", body: '{"size":1}', redirect: "manual" });
  expect(init.headers.toJSON()).toEqual({
    accept: "application/json",
    "content-type": "application/json",
    "user-agent": "augury",
    "x-key": "own",
  });
});

describe("retry", () => {
  for (const [name, first, code] of [
    ["a refused connection", broken("ECONNREFUSED"), "network"],
    ["a reset", broken("ECONNRESET"), "network"],
    ["408", status(408), "timeout"],
    ["425", status(425), "venue_down"],
    ["429", status(429), "rate_limited"],
    ["500", status(500), "venue_down"],
    ["503", status(503), "venue_down"],
  ] as const) {
    test(`request: behavior: an idempotent request is sent again after ${name}, three times in all`, async () => {
      expect((await send({ answers: [first, good] })).outcome.ok).toBe(true);
      const { error, requests, ms, counts } = await send({ answers: [first] });
      expect(error).toMatchObject({ code, retry: "backoff", source: "test", endpoint: "book" });
      expect(requests).toHaveLength(3);
      expect(ms).toBeLessThanOrEqual(100 + 200 + 40);
      expect(counts).toMatchObject({ attempts: 3, retries: 2 });
    });
  }

  for (const code of [400, 401, 402, 403, 404, 409, 410, 422, 451]) {
    test(`request: behavior: ${code} is final`, async () => {
      const { error, requests } = await send({ answers: [status(code), good] });
      expect(requests).toHaveLength(1);
      expect(error).toMatchObject({ retry: "never", status: code });
    });
  }

  for (const [name, first, retry] of [
    ["a refused connection", broken("ECONNREFUSED"), "backoff"],
    ["a reset", broken("ECONNRESET"), "resync"],
    ["a timeout", silent, "resync"],
    ["425", status(425), "backoff"],
    ["429", status(429, { "retry-after": "1" }), "backoff"],
    ["500", status(500), "resync"],
    ["503 with Retry-After", status(503, { "retry-after": "0" }), "resync"],
    ["HTML", () => new Response("<html>", { headers: { "content-type": "text/html" } }), "resync"],
    ["an empty answer", () => new Response(""), "resync"],
  ] as const) {
    test(`request: behavior: an order is sent once, whatever happens: ${name}`, async () => {
      const { error, requests, counts } = await send({ answers: [first, good] }, ORDER);
      expect(requests).toHaveLength(1);
      expect(error?.retry).toBe(retry);
      expect(error?.hint?.includes("outcome is unknown") ?? false).toBe(retry === "resync");
      expect(counts).toMatchObject({ attempts: 1, retries: 0 });
    });
  }

  test("request: behavior: a POST that only reads may say so and is sent again", async () => {
    const { outcome, requests } = await send({ answers: [status(500), good] }, { ...ORDER, idempotent: true });
    expect([outcome.ok, requests.length]).toEqual([true, 2]);
  });

  test("request: behavior: PUT and DELETE that must not be repeated get a connection of their own", async () => {
    const keepalive = async (request: Partial<HttpRequest>) =>
      (await send({ answers: [good] }, { ...GET, ...request })).requests[0]?.init.keepalive;
    expect(await keepalive({ method: "DELETE" })).toBe(false);
    expect(await keepalive({ method: "PUT" })).toBe(false);
    expect(await keepalive({ method: "DELETE", idempotent: true })).toBeUndefined();
    expect(await keepalive({ method: "POST" })).toBeUndefined();
  });

  test("request: behavior: attemptsMax 1 never repeats", async () => {
    expect((await send({ answers: [status(500)], config: { retry: { attemptsMax: 1 } } })).requests).toHaveLength(1);
  });

  test("request: behavior: every attempt is signed anew", async () => {
    const signed: SignedParts[] = [];
    const auth = (parts: SignedParts) => {
      signed.push(parts);
      return Promise.resolve(ok({ "x-signature": `s${signed.length}` }));
    };
    const request = { ...ORDER, idempotent: true, query: { a: "1 2" }, auth };
    const { requests } = await send({ answers: [status(500), good], baseUrl: "https://venue.test/v2" }, request);
    expect(requests.map(({ init }) => init.headers.get("x-signature"))).toEqual(["s1", "s2"]);
    expect(signed[1]).toMatchObject({ method: "POST", path: "/v2/order", query: "a=1+2", body: '{"size":1}' });
  });

  test("request: error: without credentials nothing is sent", async () => {
    const auth = () => Promise.resolve(err(new VenueError("auth", "never", "no key is configured")));
    const { error, requests, counts } = await send({ answers: [good] }, { ...ORDER, auth });
    expect(requests).toHaveLength(0);
    expect(error).toMatchObject({ code: "auth", retry: "never" });
    expect(counts).toMatchObject({ attempts: 0, refusedLocally: 1 });
  });
});

describe("clock", () => {
  const scheduler = () => new SimScheduler();
  /** A venue whose clock is 30 s ahead; it refuses timestamps that are more than 5 s off. */
  const strict =
    (at: SimScheduler, aheadMs = 30_000) =>
    (request: FakeRequest) => {
      const venueMs = at.nowUs() / 1000 + aheadMs;
      const isFresh = Math.abs(Number(request.init.headers.get("x-time")) - venueMs) < 5000;
      const headers = { date: new Date(venueMs).toUTCString() };
      return jsonAnswer(isFresh ? { ok: true } : { error: "INVALID_TIMESTAMP" }, {
        status: isFresh ? 200 : 401,
        headers,
      });
    };
  const auth = ({ timeMs }: SignedParts) => Promise.resolve(ok({ "x-time": String(timeMs) }));

  test("request: behavior: a timestamp refused is corrected by the answer's date and sent again", async () => {
    const at = scheduler();
    const { outcome, requests } = await send({ answers: [strict(at)], scheduler: at }, { ...GET, auth });
    expect([outcome.ok, requests.length]).toEqual([true, 2]);
  });

  test("request: error: an order is not sent again, the next one has the right time", async () => {
    const at = scheduler();
    const rig = buildFakeRig({ answers: [strict(at, -30_000)], scheduler: at });
    const first = await rig.settle(rig.client.request({ ...ORDER, auth }));
    expect(first.value.ok ? undefined : [first.value.error.code, first.value.error.retry]).toEqual(["auth", "never"]);
    expect(first.value.ok ? "" : first.value.error.hint).toMatch(/clock is \d+ ms ahead of the venue's/);
    const second = await rig.settle(rig.client.request({ ...ORDER, auth }));
    expect([second.value.ok, rig.requests.length]).toEqual([true, 2]);
  });

  test("request: error: a key that is wrong at the right time is not tried again", async () => {
    const at = scheduler();
    const refusal = () => jsonAnswer({}, { status: 401, headers: { date: new Date(at.nowUs() / 1000).toUTCString() } });
    const { error, requests } = await send({ answers: [refusal], scheduler: at }, { ...GET, auth });
    expect([error?.code, requests.length]).toEqual(["auth", 1]);
  });
});

test("request: error: a minting that breaks has sent nothing", async () => {
  const auth = () => Promise.reject(new Error("the worker is gone"));
  const { error, requests } = await send({ answers: [good] }, { ...ORDER, auth });
  expect([error?.code, error?.retry, requests.length]).toEqual(["network", "backoff", 0]);
});

describe("Retry-After", () => {
  test("request: behavior: seconds are waited for", async () => {
    const { outcome, ms } = await send({ answers: [status(429, { "retry-after": "7" }), good] });
    expect(outcome.ok).toBe(true);
    expect(ms).toBeGreaterThanOrEqual(7000);
    expect(ms).toBeLessThan(7300);
  });

  test("request: behavior: a date is waited for, by the server's own clock", async () => {
    const headers = { "retry-after": "Sat, 21 Nov 2026 10:00:09 GMT", date: "Sat, 21 Nov 2026 10:00:00 GMT" };
    const { outcome, ms } = await send({ answers: [status(503, headers), good] });
    expect(outcome.ok).toBe(true);
    expect(ms).toBeGreaterThanOrEqual(9000);
    expect(ms).toBeLessThan(9300);
  });

  test("request: behavior: a pause beyond the longest backoff ends the call and tells how long", async () => {
    const { error, requests, ms } = await send({ answers: [status(429, { "retry-after": "3600" })] });
    expect(requests).toHaveLength(1);
    expect(ms).toBeLessThan(100);
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 3_600_000 });
  });

  test("request: behavior: a pause beyond the call's own time ends the call at once", async () => {
    const { error, ms } = await send({ answers: [status(429, { "retry-after": "20" })] }, { ...GET, timeoutMs: 5000 });
    expect(ms).toBeLessThan(100);
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 20_000 });
  });
});

describe("timeouts and cancellation", () => {
  test("request: error: headers too late, every attempt", async () => {
    const { error, ms, counts } = await send({ answers: [silent], config: { headersTimeoutMs: 1000 } });
    expect(error).toMatchObject({ code: "timeout", retry: "backoff" });
    expect(error?.message).toContain("within 1000 ms");
    expect(ms).toBeGreaterThanOrEqual(3000);
    expect(counts.timeouts).toBe(3);
  });

  test("request: error: the body stalls", async () => {
    const stalled = () =>
      new Response(new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode("{")) }));
    const config = { headersTimeoutMs: 1000, attemptTimeoutMs: 2000, retry: { attemptsMax: 1 } };
    const { error, ms, counts } = await send({ answers: [stalled], config });
    expect(error).toMatchObject({ code: "timeout", retry: "backoff" });
    expect(ms).toBeGreaterThanOrEqual(2000);
    expect(ms).toBeLessThan(2100);
    expect(counts).toMatchObject({ timeouts: 1, answers2xx: 0 });
  });

  test("request: error: the whole call ends in time, retries included", async () => {
    const { error, ms } = await send({ answers: [silent] }, { ...GET, timeoutMs: 15_000 });
    expect(error?.code).toBe("timeout");
    expect(ms).toBeGreaterThanOrEqual(15_000);
    expect(ms).toBeLessThan(15_100);
  });

  test("request: error: canceled by the caller, before, while waiting and while it runs", async () => {
    const before = await send({ answers: [good] }, { ...GET, signal: AbortSignal.abort() });
    expect(before.error).toMatchObject({ code: "network", retry: "never" });
    expect(before.requests).toHaveLength(0);

    for (const answer of [silent, status(429, { "retry-after": "20" })]) {
      const canceling = new AbortController();
      const rig = buildFakeRig({ answers: [answer] });
      rig.scheduler.after(500, () => canceling.abort());
      const { value, ms } = await rig.settle(rig.client.request({ ...GET, signal: canceling.signal }));
      expect(value.ok ? undefined : value.error).toMatchObject({ code: "network", retry: "never" });
      expect(ms).toBeLessThan(600);
      expect(rig.requests).toHaveLength(1);
      expect(rig.scheduler.pending).toBe(0);
    }
  });

  test("request: error: an order canceled under way may have been done", async () => {
    const canceling = new AbortController();
    const rig = buildFakeRig({ answers: [silent] });
    rig.scheduler.after(500, () => canceling.abort());
    const { value } = await rig.settle(rig.client.request({ ...ORDER, signal: canceling.signal }));
    expect(value.ok ? undefined : value.error.retry).toBe("resync");
  });

  test("close: behavior: cancels what runs, and what comes after", async () => {
    const rig = buildFakeRig({ answers: [silent] });
    const running = rig.client.request(GET);
    rig.scheduler.after(100, () => rig.client.close());
    const { value } = await rig.settle(running);
    expect(value.ok ? undefined : value.error.message).toContain("closed");
    expect((await rig.client.request(GET)).ok).toBe(false);
    expect(rig.requests).toHaveLength(1);
    expect(rig.scheduler.pending).toBe(0);
  });

  test("request: behavior: a fetch that pays no heed to its signal does not hold the call up", async () => {
    const rig = buildFakeRig({
      answers: [good],
      fetch: () => new Promise(() => {}),
      config: { retry: { attemptsMax: 1 } },
    });
    const { value, ms } = await rig.settle(rig.client.request(GET));
    expect(value.ok ? undefined : value.error.code).toBe("timeout");
    expect(ms).toBeLessThan(10_100);
  });
});

describe("answers", () => {
  const html = "<!DOCTYPE html><html><title>Maintenance</title></html>";
  const typed =
    (text: string, type: string, init: ResponseInit = {}) =>
    () =>
      new Response(text, { ...init, headers: { "content-type": type } });

  for (const [name, answer, said] of [
    ["HTML instead of JSON", typed(html, "text/html"), "HTML page"],
    ["HTML said to be JSON", typed(html, "application/json"), "HTML page"],
    ["a wrong content type", typed("1700000000", "text/plain"), '"text/plain"'],
    ["a cut-off body", typed('{"a": [1, 2', "application/json"), "cut off"],
    ["an empty body", typed("", "application/json"), "empty"],
    ["204", () => new Response(null, { status: 204 }), "empty"],
  ] as const) {
    test(`request: error: ${name} is a bad payload`, async () => {
      const { error, counts } = await send({ answers: [answer] });
      expect(error?.code).toBe("bad_payload");
      expect(error?.message).toContain(said);
      expect(counts).toMatchObject({ attempts: 1, answers2xx: 1, badPayloads: 1 });
    });
  }

  test("request: error: a Cloudflare challenge with status 200 is blocked", async () => {
    const { error } = await send({ answers: [typed("<html><title>Just a moment...</title></html>", "text/html")] });
    expect(error).toMatchObject({ code: "blocked", venueCode: "cloudflare_challenge" });
  });

  test("request: behavior: each kind of answer takes what it is made for", async () => {
    const plain = typed("1700000000", "text/plain");
    const readAs = async (request: HttpRequest, answer = plain) => {
      const { outcome } = await send({ answers: [answer] }, request);
      return outcome.ok ? outcome.value.value : outcome.error.code;
    };
    expect(await readAs({ ...GET, answer: "looseJson" })).toBe(1_700_000_000);
    expect(await readAs({ ...GET, answer: "text" })).toBe("1700000000");
    expect(await readAs({ ...GET, answer: "empty" }, typed("", "text/plain"))).toBeUndefined();
    expect(await readAs(GET, typed("[]", "application/problem+json; charset=utf-8"))).toEqual([]);
  });

  test("request: error: a body beyond the bound is cut off, announced or not", async () => {
    const config = { bodyBytesMax: 1000 };
    let pulled = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (to) => {
            pulled++;
            to.enqueue(new Uint8Array(400));
          },
        }),
        { headers: { "content-type": "application/json" } },
      );
    for (const answer of [endless, typed("x".repeat(1001), "application/json", {})]) {
      const { error, counts } = await send({ answers: [answer], config });
      expect(error).toMatchObject({ code: "bad_payload", retry: "never" });
      expect(error?.message).toContain("1000 bytes");
      expect(counts).toMatchObject({ oversized: 1, badPayloads: 1 });
    }
    expect(pulled).toBeLessThan(8);
  });

  test("request: error: a field that does not fit is named", async () => {
    const rig = buildFakeRig({ answers: [() => jsonAnswer({ data: [{ price: 1 }, { price: "1" }] })] });
    const schema = z.object({ data: z.array(z.object({ price: z.number() })) });
    const { value } = await rig.settle(rig.client.request(GET, schema));
    expect(value.ok ? undefined : value.error).toMatchObject({ code: "bad_payload", retry: "never" });
    expect(value.ok ? "" : value.error.message).toContain("data.1.price: ");
  });

  test("request: behavior: unknown fields are tolerated and logged as drift", async () => {
    const drift = new DriftLog();
    const rig = buildFakeRig({ answers: [() => jsonAnswer({ id: 1, extra: { a: 1 } })], drift });
    const { value } = await rig.settle(rig.client.request(GET, z.object({ id: z.number() })));
    expect(value.ok && value.value.value).toEqual({ id: 1 });
    expect(drift.entries()).toMatchObject([
      { source: "test", endpoint: "book", path: "extra", type: "object", count: 1 },
    ]);
  });

  test("request: behavior: the tap gets the bodies it wants, refusals too", async () => {
    const taken: RawPayload[] = [];
    const tap = { wants: (_: string, code: number) => code !== 200, take: (one: RawPayload) => taken.push(one) };
    await send({ answers: [status(404)], tap });
    await send({ answers: [good], tap });
    expect(taken).toMatchObject([{ source: "test", endpoint: "book", status: 404, text: '{"error":"no"}' }]);
  });

  test("request: behavior: an answer that holds a secret is offered to no tap and counted as no drift", async () => {
    const taken: RawPayload[] = [];
    const drift = new DriftLog();
    const tap = { wants: () => true, take: (one: RawPayload) => taken.push(one) };
    const rig = buildFakeRig({ answers: [() => jsonAnswer({ id: 1, secret: "s" })], drift, tap });
    await rig.settle(rig.client.request({ ...GET, secretAnswer: true }, z.object({ id: z.number() })));
    expect([taken, drift.entries()]).toEqual([[], []]);
    await rig.settle(rig.client.request(GET, z.object({ id: z.number() })));
    expect([taken.length, drift.entries().length]).toEqual([1, 1]);
  });

  test("request: behavior: a venue's reader finds failures of status 200, a limit among them is tried again", async () => {
    const readErrorBody = ({ json }: { json: unknown }) =>
      z.object({ status: z.object({ error_code: z.literal(429) }) }).safeParse(json).success
        ? { code: "rate_limited" as const, venueCode: "429" }
        : undefined;
    const limited = () => jsonAnswer({ status: { error_code: 429, error_message: "slow down" } });
    const { outcome, requests, counts } = await send({ answers: [limited, good], readErrorBody });
    expect([outcome.ok, requests.length]).toEqual([true, 2]);
    expect(counts.rateLimited).toBe(1);
  });
});

describe("redirects", () => {
  const to =
    (location: string, code = 302) =>
    () =>
      new Response(null, { status: code, headers: { location } });

  test("request: behavior: followed within the origin", async () => {
    const { outcome, requests, counts } = await send({ answers: [to("/book/"), good] });
    expect(outcome.ok).toBe(true);
    expect(requests.map(({ url }) => url)).toEqual(["https://venue.test/book", "https://venue.test/book/"]);
    expect(counts).toMatchObject({ attempts: 1, redirects: 1, answers2xx: 1 });
  });

  for (const location of [
    "https://evil.test/book",
    "http://venue.test/book",
    "//evil.test/",
    "https://venue.test:8443/",
    "",
  ]) {
    test(`request: error: never to another origin: "${location}"`, async () => {
      const { error, requests, counts } = await send({ answers: [to(location), good] }, location === "" ? ORDER : GET);
      expect(requests).toHaveLength(1);
      expect(error).toMatchObject({ code: "rejected", retry: "never", status: 302 });
      expect(counts).toMatchObject({ attempts: 1, answers3xx: 1, redirectsRefused: 1 });
    });
  }

  test("request: error: not for a request that changes something, and not for ever", async () => {
    expect((await send({ answers: [to("/else", 307), good] }, ORDER)).requests).toHaveLength(1);
    const { error, requests } = await send({ answers: [to("/book")] });
    expect(error?.message).toContain("at most 3 redirects");
    expect(requests).toHaveLength(4);
  });
});

describe("secrets", () => {
  test("request: behavior: none in an error, whatever carries it", async () => {
    const redactor = new Redactor();
    redactor.add("echoed-secret");
    const request = {
      ...GET,
      query: { api_key: "query-secret", symbol: "BTC" },
      headers: { "x-api-key": "header-secret" },
    };
    const echo = () => jsonAnswer({ error: "bad key echoed-secret" }, { status: 400 });
    const reset = () => brokenConnection("ECONNRESET", "https://venue.test/book?api_key=query-secret");
    for (const answer of [echo, reset]) {
      const { error } = await send({ answers: [answer], redactor, headers: { cookie: "cookie-secret" } }, request);
      const everything = Bun.inspect(error, { depth: 10 }) + JSON.stringify(redactor.value(error));
      expect(everything).not.toContain("-secret");
      expect(everything).toContain("symbol=BTC");
    }
  });
});

describe("requests that cannot be sent", () => {
  for (const path of ["book", "/a/../b", "/a/%2e%2E/b", "/a?b=1", "/a#b", "/a b", "/a\\b", "/."]) {
    test(`request: error: path ${path}`, async () => {
      const { error, requests } = await send({ answers: [good] }, { ...GET, path });
      expect(requests).toHaveLength(0);
      expect(error).toMatchObject({ code: "rejected", retry: "never" });
    });
  }

  test("HttpClient: error: plain http to another machine, or credentials in the address", () => {
    const open = (baseUrl: string) => () => new HttpClient({ source: "test", baseUrl, config: HttpConfig.parse({}) });
    for (const bad of [
      "http://venue.test",
      "https://user:pass@venue.test",
      "https://venue.test?key=1",
      "ftp://venue.test",
    ])
      expect(open(bad)).toThrow("REST base address");
    for (const fine of ["https://venue.test/v2", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1"])
      expect(open(fine)).not.toThrow();
  });
});

describe("bounds", () => {
  test("request: behavior: at most concurrencyMax on the wire, cancels pass, the queue is bounded", async () => {
    const rig = buildFakeRig({
      answers: [silent],
      config: { concurrencyMax: 2, priorityConcurrencyMax: 3, queuedMax: 1, retry: { attemptsMax: 1 } },
    });
    const calls = Array.from({ length: 4 }, () => rig.client.request(GET));
    const cancel = rig.client.request({ ...GET, priority: true });
    await rig.scheduler.advance(0);
    expect(rig.requests).toHaveLength(3);
    expect(rig.client.load).toEqual({ active: 3, waiting: 1 });
    const refused = await calls[3];
    expect(refused?.ok === false && refused.error.code).toBe("rate_limited");
    await rig.settle(Promise.all([...calls, cancel]));
    expect(rig.client.load).toEqual({ active: 0, waiting: 0 });
  });

  test("request: behavior: nothing is left behind: no timer, no place taken", async () => {
    for (const answer of [good, silent, status(500), broken("ECONNRESET")]) {
      const { scheduler, client } = await send({ answers: [answer] });
      expect(scheduler.pending).toBe(0);
      expect(client.load).toEqual({ active: 0, waiting: 0 });
    }
  });
});

describe("a storm of 429", () => {
  const QUOTA = 40;
  const budgetOn = (scheduler: SimScheduler) =>
    new RateBudget(
      "test",
      RateBudgetConfig.parse({
        allowances: { all: { kind: "quota", quota: QUOTA, windowMs: 10_000 } },
        classes: { default: { all: 1 } },
        waitMsMax: 60_000,
      }),
      scheduler,
    );

  for (const headers of [{}, { "retry-after": "2" }]) {
    test(`request: behavior: stays within budget and attempts, ${"retry-after" in headers ? "with" : "without"} Retry-After`, async () => {
      const scheduler = new SimScheduler();
      const budget = budgetOn(scheduler);
      const rig = buildFakeRig({ answers: [status(429, headers)], scheduler, budget });
      const calls = Array.from({ length: 30 }, () => rig.client.request(GET));
      const { value: outcomes } = await rig.settle(Promise.all(calls));
      expect(outcomes.every((one) => !one.ok && one.error.code === "rate_limited")).toBe(true);
      expect(rig.requests.length).toBeLessThanOrEqual(30 * 3);
      const times = rig.requests.map(({ atUs }) => atUs);
      for (const from of times) {
        expect(times.filter((at) => at >= from && at < from + 10_000_000).length).toBeLessThanOrEqual(QUOTA);
      }
      expect(budget.usage().allowances[0]).toMatchObject({ throttled: rig.requests.length });
      expect(budget.usage().allowances[0]?.pace).toBeLessThan(0.5);
    });
  }

  test("request: behavior: nobody is asked while the Retry-After runs, and all is well afterwards", async () => {
    const scheduler = new SimScheduler();
    const rig = buildFakeRig({
      answers: [status(429, { "retry-after": "5" }), good],
      scheduler,
      budget: budgetOn(scheduler),
    });
    const first = rig.client.request(GET);
    for (let turn = 0; turn < 10; turn++) await eventLoopTurn();
    const second = rig.client.request({ ...GET, endpoint: "other", priority: true });
    const { value } = await rig.settle(Promise.all([first, second]));
    expect(value.map((one) => one.ok)).toEqual([true, true]);
    const [one = 0, ...later] = rig.requests.map(({ atUs }) => atUs);
    for (const at of later) expect(at - one).toBeGreaterThanOrEqual(5_000_000);
  });
});

test("request: error: a call whose turn comes after its deadline is not sent", async () => {
  const scheduler = new SimScheduler();
  const budget = new RateBudget(
    "test",
    RateBudgetConfig.parse({
      allowances: { all: { kind: "bucket", capacity: 1, refillPerSecond: 1 } },
      classes: { default: { all: 1 } },
    }),
    scheduler,
  );
  const rig = buildFakeRig({ answers: [good], scheduler, budget });
  const sendByUs = scheduler.nowUs() + 500_000;
  const calls = [rig.client.request({ ...GET, sendByUs }), rig.client.request({ ...GET, sendByUs })];
  const { value } = await rig.settle(Promise.all(calls));
  expect(value.map((one) => (one.ok ? "sent" : `${one.error.code} ${one.error.retry}`))).toEqual([
    "sent",
    "timeout never",
  ]);
  expect(rig.requests).toHaveLength(1);
  expect(rig.client.load).toEqual({ active: 0, waiting: 0 });
});

test("HttpClient: behavior: a call that is not wanted any more when its turn comes is refused unsent", async () => {
  const scheduler = new SimScheduler();
  const budget = new RateBudget(
    "test",
    RateBudgetConfig.parse({
      allowances: { all: { kind: "bucket", capacity: 1, refillPerSecond: 1 } },
      classes: { default: { all: 1 } },
    }),
    scheduler,
  );
  const rig = buildFakeRig({ answers: [good], scheduler, budget });
  let asked = 0;
  const isWanted = () => ++asked === 1;
  const calls = [rig.client.request({ ...GET, isWanted }), rig.client.request({ ...GET, isWanted })];
  const { value } = await rig.settle(Promise.all(calls));
  expect(value.map((one) => (one.ok ? "sent" : `${one.error.code} ${one.error.retry}`))).toEqual([
    "sent",
    "timeout never",
  ]);
  expect(rig.requests).toHaveLength(1);
  expect(rig.client.load).toEqual({ active: 0, waiting: 0 });
});
