import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { METRIC_UNITS } from "./metric.ts";
import { SOURCES } from "./sources.ts";

const METHODS = SOURCES.flatMap((source) => source.methods.map((method) => ({ source, method })));
const name = ({ source, method }: (typeof METHODS)[number]) => `${source.name} ${method.name}`;

test("SOURCES: default: every method of the inventory (A6, A7, A8) is there", () => {
  expect(Object.fromEntries(SOURCES.map((source) => [source.name, source.methods.map((one) => one.name)]))).toEqual({
    alternativeme: ["fear-and-greed", "listings", "ticker", "ticker-by-id", "global"],
    coingecko: [
      "simple-price",
      "coins-markets",
      "trending",
      "global",
      "ohlc",
      "coin",
      "market-chart",
      "coin-history",
      "coins-list",
      "supported-vs-currencies",
      "exchanges",
      "ping",
      "key-usage",
    ],
    coinmarketcap: [
      "listings",
      "quotes",
      "global-metrics",
      "fear-and-greed",
      "fear-and-greed-history",
      "key-info",
      "map",
      "info",
      "fiat-map",
      "price-conversion",
    ],
  });
});

test("SOURCES: behavior: each opens from its defaults, and says what it needs", () => {
  for (const definition of SOURCES) {
    const source = definition.open(definition.config.parse({}));
    expect([source.name, source.methods]).toEqual([definition.name, definition.methods]);
    expect(definition.keyEnv === undefined).toBe(definition.key === "none");
    source.close();
  }
});

test("SOURCES: behavior: configurations become JSON Schema, and refuse unknown keys", () => {
  for (const { config } of SOURCES) {
    expect(z.toJSONSchema(config, { io: "input", unrepresentable: "any" }).properties).toHaveProperty("enabled");
    expect(config.safeParse({ typo: 1 }).success).toBe(false);
  }
});

describe("methods", () => {
  test.each(METHODS.map((one) => [name(one), one] as const))(
    "%s: described for docs, forms and CLI",
    (_, { method }) => {
      expect(method.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(method.description.length).toBeGreaterThan(10);
      for (const parameter of method.parameters) expect(parameter.description).toMatch(/^\S.+[.)]$/);
      for (const metric of method.metrics) {
        expect(metric.name).toMatch(/^(<symbol>_)?[a-z0-9]+(_[a-z0-9]+)*$/);
        expect(METRIC_UNITS).toContain(metric.unit as never);
      }
      expect(Object.keys(z.toJSONSchema(method.params, { io: "input" }).properties ?? {})).toEqual(
        method.parameters.map((parameter) => parameter.name),
      );
    },
  );

  test.each(METHODS.map((one) => [name(one), one] as const))("%s: its example is a request", (_, { method }) => {
    const params = method.params.parse(method.example);
    expect(method.request(params).path).toMatch(/^\/[\w/.-]+$/);
    expect(method.params.safeParse({ ...method.example, typo: 1 }).success).toBe(false);
  });

  test.each(METHODS.map((one) => [name(one), one] as const))(
    "%s: required is what cannot be left out",
    (_, { method }) => {
      for (const { name: field, required, schema } of method.parameters) {
        expect(schema.safeParse(undefined).success).toBe(!required);
        const rest = { ...method.example, [field]: undefined };
        if (required) expect(method.params.safeParse(rest).success).toBe(false);
      }
    },
  );
});
