import { describe, expect, test } from "bun:test";
import { FakeServer, QUICK_HTTP } from "../fake-server.ts";
import { linesOf } from "../metrics-from.ts";
import { CustomSourceConfig } from "./custom-config.ts";
import { openCustomSource } from "./custom-source.ts";

const METRIC = { name: "fx_rate", unit: "ratio", value: "$.rates[0].rate" };
const METHOD = { name: "rate", path: "/latest", metrics: [METRIC] };
const SECRET = "s3cr3t-value";

function describeSource(url: string, method: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) {
  return CustomSourceConfig.parse({ name: "fx-rates", url, methods: [{ ...METHOD, ...method }], ...rest });
}

/** Calls the only method while the host answers with `json`; returns metrics and error. */
async function ask(json: unknown, method: Record<string, unknown> = {}, params: unknown = {}) {
  using server = new FakeServer(() => Response.json(json));
  const source = openCustomSource(describeSource(server.url, method), {}, { http: QUICK_HTTP });
  const answer = await source.call("rate", params);
  source.close();
  const metrics = answer.ok ? source.toMetrics(answer.value) : [];
  return { metrics, error: answer.ok ? undefined : answer.error, request: server.seen[0] };
}

const metric = (more: Record<string, unknown>) => ({ metrics: [{ ...METRIC, ...more }] });

test("default: parameters fill path, query and labels; the answer becomes metrics", async () => {
  const method = {
    path: "/latest/{base}",
    query: { to: "{quote}", full: true },
    parameters: { base: {}, quote: { default: "USD" } },
    metrics: [
      { ...METRIC, labels: { currency: "{quote}", symbol: "$.base" }, time: { path: "$.at", format: "seconds" } },
    ],
  };
  const json = { base: "EUR", at: "1700000000", rates: [{ rate: "1.0825" }] };
  const { metrics, request } = await ask(json, method, { base: "E/U R" });
  expect(request).toMatchObject({ path: "/latest/E%2FU%20R", query: { to: "USD", full: "true" } });
  expect(metrics).toMatchObject([
    {
      source: "fx-rates",
      name: "fx_rate",
      value: 1.0825,
      unit: "ratio",
      timeMs: 1_700_000_000_000,
      labels: { currency: "USD", symbol: "EUR", endpoint: "rate", data_timestamp: "2023-11-14T22:13:20.000Z" },
    },
  ]);
});

test("behavior: describes itself like a shipped source", () => {
  const config = describeSource("https://rates.test", {
    path: "/{base}",
    parameters: { base: { description: "Which." } },
  });
  const source = openCustomSource(config, {});
  source.close();
  expect(source.methods[0]?.parameters).toMatchObject([{ name: "base", description: "Which.", required: true }]);
  expect(source.methods[0]?.metrics).toEqual([{ name: "fx_rate", unit: "ratio", description: "" }]);
});

describe("values", () => {
  const answer = (rate: unknown) => ({ rates: [{ rate }] });

  test.each([
    [{ scale: 100 }, 0.5, "fx_rate 50 ratio"],
    [{ scale: -1 }, "2e3", "fx_rate -2000 ratio"],
    [{ min: 0, max: 1 }, 1, "fx_rate 1 ratio"],
    [{ value: "$.rates[-1].rate" }, 3, "fx_rate 3 ratio"],
  ])("default: %p of %p", async (more, rate, line) => {
    expect(linesOf((await ask(answer(rate), metric(more))).metrics)).toEqual([line]);
  });

  test.each([
    [{}, "many", "rates.0.rate: must be a number, as such or as text, for the metric fx_rate"],
    [{}, "", "must be a number"],
    [{}, true, "must be a number"],
    [{}, { nested: 1 }, "must be a number"],
    [{}, null, "rates.0.rate: must be there for the metric fx_rate"],
    [{ value: "$.rates[7]" }, 1, "rates.7: must be there for the metric fx_rate"],
    [{ min: 0 }, -1, "must be at least 0 for the metric fx_rate, was -1"],
    [{ max: 10, scale: 100 }, 1, "must be at most 10 for the metric fx_rate, was 100"],
    [{}, "1e999", "must be a number"],
    [{ scale: 1e10 }, 1e300, "must be finite"],
    [{ time: { path: "$.rates[0].rate", format: "iso" } }, 1, "rates.0.rate: must be a time in iso"],
    [{ time: { path: "$.at", format: "seconds" } }, 1, "at: must be a time in seconds"],
    [{ labels: { symbol: "$.rates" } }, 1, "rates: must be a text for the label symbol"],
  ])("error: %p of %p", async (more, rate, message) => {
    const { error } = await ask(answer(rate), metric(more));
    expect(error).toMatchObject({ code: "bad_payload", retry: "never", source: "fx-rates", endpoint: "rate" });
    expect(error?.message).toContain(message);
  });

  test("behavior: an optional metric that is missing is none, a wrong one is an error", async () => {
    const missing = await ask(answer(null), metric({ optional: true }));
    expect([missing.error, missing.metrics]).toEqual([undefined, []]);
    expect((await ask(answer("x"), metric({ optional: true }))).error?.code).toBe("bad_payload");
  });
});

describe("headers", () => {
  const rest = { headers: { Authorization: { env: "FX_TOKEN", prefix: "Bearer " }, "X-App": { env: "FX_APP" } } };

  test("default: their values come from the environment", async () => {
    using server = new FakeServer(() => Response.json({ rates: [{ rate: 1 }] }));
    const source = openCustomSource(describeSource(server.url, {}, rest), { FX_TOKEN: SECRET, FX_APP: " app " });
    expect((await source.call("rate")).ok).toBe(true);
    source.close();
    expect(server.seen[0]?.headers.get("authorization")).toBe(`Bearer ${SECRET}`);
    expect(server.seen[0]?.headers.get("x-app")).toBe("app");
  });

  test.each([
    [{ FX_APP: "app" }, "set FX_TOKEN to plain text in the environment"],
    [{ FX_TOKEN: `${SECRET}\r\nX-Evil: 1`, FX_APP: "" }, "set FX_TOKEN, FX_APP to plain text in the environment"],
  ])("error: what is missing or unfit is named, and nothing is sent", async (env, hint) => {
    using server = new FakeServer(() => Response.json({}));
    const source = openCustomSource(describeSource(server.url, {}, rest), env);
    const answer = await source.call("rate");
    source.close();
    expect(answer.ok ? undefined : answer.error).toMatchObject({ code: "auth", retry: "never", hint });
    expect(server.seen).toEqual([]);
  });

  test("behavior: a host that repeats a secret does not bring it into an error", async () => {
    using server = new FakeServer(() => Response.json({ message: `bad token ${SECRET}` }, { status: 401 }));
    const source = openCustomSource(describeSource(server.url, {}, rest), { FX_TOKEN: SECRET, FX_APP: "app-id" });
    const answer = await source.call("rate");
    source.close();
    const error = answer.ok ? undefined : answer.error;
    expect(error?.message).toContain("bad token [redacted]");
    expect(`${error?.stack}${JSON.stringify(error)}`).not.toContain(SECRET);
  });
});

test("behavior: an answer is bounded to a megabyte, and a source's rate to what is configured", async () => {
  using server = new FakeServer(() => Response.json({ pad: "x".repeat(1_100_000), rates: [{ rate: 1 }] }));
  const source = openCustomSource(describeSource(server.url, {}, { creditsPerMonth: 1 }), {}, { http: QUICK_HTTP });
  const [first, second] = [await source.call("rate"), await source.call("rate")];
  source.close();
  expect(first.ok ? undefined : first.error.code).toBe("bad_payload");
  expect(second.ok ? undefined : second.error.code).toBe("rate_limited");
  expect(server.seen).toHaveLength(1);
});
