import { describe, expect, test } from "bun:test";
import { buildUrl } from "@augury/net";
import { z } from "zod";
import { KALSHI_GROUPS } from "../groups.ts";
import { KALSHI_METHODS } from "./methods.ts";

const named = KALSHI_METHODS.map((method) => [method.name, method] as const);
const keysOf = (params: z.ZodType) =>
  Object.keys(z.toJSONSchema(params, { io: "input", unrepresentable: "any" }).properties ?? {});

test("KALSHI_METHODS: default: names and endpoints are unique, every one is in one group", () => {
  expect(new Set(KALSHI_METHODS.map(({ name }) => name)).size).toBe(KALSHI_METHODS.length);
  expect(new Set(KALSHI_METHODS.map(({ endpoint }) => endpoint)).size).toBe(KALSHI_METHODS.length);
  expect(KALSHI_GROUPS.flatMap(({ methods }) => methods.map(({ name }) => name)).toSorted()).toEqual(
    KALSHI_METHODS.map(({ name }) => name).toSorted(),
  );
});

test("KALSHI_GROUPS: behavior: each opens its client; streams are refused where there are none", () => {
  for (const group of KALSHI_GROUPS.filter(({ streams }) => streams.length === 0)) {
    const open = group.open();
    expect(open.client?.methods).toEqual(group.methods);
    const sink = { message: () => {}, status: () => {}, ended: () => {} };
    expect(open.stream("fill", {}, sink).ok).toBe(false);
    open.close();
  }
});

describe("methods", () => {
  test.each(named)("%s: described for docs and command line", (_, method) => {
    expect(method.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(method.description).toMatch(/^\S.{8,}\.$/);
    expect(method.endpoint).toMatch(/^(GET|POST|PUT|DELETE) \/[\w/{}-]+$/);
    for (const parameter of method.parameters) expect(parameter.description).toMatch(/^\S.+[.)\]]$/);
    expect(keysOf(method.params)).toEqual(method.parameters.map(({ name }) => name));
  });

  test.each(named)("%s: names the words that a parameter may be", (_, method) => {
    for (const { name, description, schema } of method.parameters) {
      const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
      for (const word of json.enum ?? []) expect(`${name}: ${description}`).toContain(String(word));
    }
  });

  test.each(named)("%s: its example is a request to its endpoint; whatever is unknown is refused", (_, method) => {
    const request = method.request(method.params.parse(method.example));
    const [verb, path = ""] = method.endpoint.split(" ");
    expect(request.method ?? "GET").toBe(verb as never);
    expect(request.path).toMatch(new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`));
    expect(buildUrl("https://venue.test/trade-api/v2", request.path, request.query).ok).toBe(true);
    expect(method.params.safeParse({ ...method.example, typo: 1 }).success).toBe(false);
  });

  test.each(named)("%s: takes its parameters as the text of a command line, too", (_, method) => {
    const texts = Object.fromEntries(
      Object.entries(method.example as Record<string, unknown>).map(([name, value]) => [name, toText(value)]),
    );
    expect(method.params.parse(texts)).toEqual(method.params.parse(method.example));
  });

  test.each(named)("%s: writes are signed and sent once; what is not GET is a write", (_, method) => {
    expect(method.effect === "write").toBe(!method.endpoint.startsWith("GET "));
    if (method.effect !== "write") return;
    expect([method.auth, method.authOptional, method.idempotent]).toEqual(["key", undefined, undefined]);
  });
});

function toText(value: unknown): string {
  if (Array.isArray(value))
    return value.some((item) => typeof item === "object") ? JSON.stringify(value) : value.join(",");
  return String(value);
}

test("KALSHI_METHODS: behavior: whatever is ours is signed (kalshi.md section 4)", () => {
  const ours =
    /^\w+ \/(portfolio|communications|api_keys|fcm)|\/markets\/orderbooks|\/historical\/(fills|orders|positions)/;
  for (const { endpoint, auth, authOptional } of KALSHI_METHODS) {
    if (ours.test(endpoint)) expect([endpoint, auth, authOptional]).toEqual([endpoint, "key", undefined]);
  }
});

describe("parameters", () => {
  const parse = (name: string, params: object) =>
    KALSHI_METHODS.find((one) => one.name === name)?.params.safeParse(params);
  const order = KALSHI_METHODS.find(({ name }) => name === "create-order")?.example as Record<string, unknown>;

  test.each([
    ["a price of 1", { price: "1.00" }],
    ["a price of 0", { price: "0.0000" }],
    ["a price as a binary fraction", { price: 0.56 }],
    ["five decimals", { price: "0.56001" }],
    ["a count finer than a hundredth", { count: "1.001" }],
    ["no contracts", { count: "0.00" }],
    ["no own id", { client_order_id: undefined }],
    ["an own id that is too long", { client_order_id: "x".repeat(65) }],
    ["an expiration of what does not rest", { time_in_force: "fill_or_kill", expiration_time: 1_800_000_000 }],
    ["a side of the old API", { side: "yes" }],
  ])("create-order: error: %s", (_, change) => {
    expect(parse("create-order", { ...order, ...change })?.success).toBe(false);
  });

  test("create-order: behavior: two to four decimals, hundredths of a contract", () => {
    for (const price of ["0.56", "0.5600", ".5", "0.0001"])
      expect(parse("create-order", { ...order, price })?.success).toBe(true);
    for (const count of ["1", "0.01", "12.5"]) expect(parse("create-order", { ...order, count })?.success).toBe(true);
  });

  test("decrease-order: error: exactly one of the two", () => {
    expect(parse("decrease-order", { order_id: "a" })?.success).toBe(false);
    expect(parse("decrease-order", { order_id: "a", reduce_by: "1", reduce_to: "1" })?.success).toBe(false);
    expect(parse("decrease-order", { order_id: "a", reduce_to: "0" })?.success).toBe(true);
  });

  test("create-order-group, create-rfq: error: without a size", () => {
    expect(parse("create-order-group", {})?.success).toBe(false);
    expect(parse("create-rfq", { market_ticker: "A", rest_remainder: false })?.success).toBe(false);
  });

  test("markets: error: a status word of the field is none of the list", () => {
    expect(parse("markets", { status: "finalized" })?.success).toBe(false);
    expect(
      parse("candlesticks-batch", { market_tickers: "A", start_ts: 1, end_ts: 2, period_interval: 5 })?.success,
    ).toBe(false);
  });
});
