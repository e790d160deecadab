import { afterAll, beforeAll, expect, test } from "bun:test";
import { SOURCES } from "../src/sources.ts";
import { FakeSources } from "./fake-sources.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12);

let fake: FakeSources;
beforeAll(() => {
  fake = FakeSources.start({ nowMs: () => NOW_MS });
});
afterAll(() => fake.stop());

function open(name: string, options: { readonly apiKey?: string; readonly plan?: string } = {}) {
  const definition = SOURCES.find((one) => one.name === name);
  if (!definition) throw new Error(`there must be a source ${name}`);
  const { apiKey, ...settings } = options;
  const config = definition.config.parse({ baseUrl: fake.urlOf(name), requestsPerMinute: 10_000, ...settings });
  return { definition, source: definition.open(config, { apiKey, http: { retry: { attemptsMax: 1 } } }) };
}

test.each(SOURCES.map(({ name }) => name))(
  "FakeSources: behavior: %s answers every method's example by its schema",
  async (name) => {
    const { definition, source } = open(name, {
      apiKey: "a-key-for-tests",
      ...(name === "coingecko" && { plan: "pro" }),
    });
    for (const { name: method, example, metrics } of definition.methods) {
      const answer = await source.call(method, example);
      if (!answer.ok) throw answer.error;
      if (metrics.length > 0)
        expect({ method, metrics: source.toMetrics(answer.value).length }).not.toEqual({ method, metrics: 0 });
    }
    source.close();
  },
);

test("FakeSources: behavior: all of them tell the same price", async () => {
  const prices = await Promise.all(
    (
      [
        ["alternativeme", "ticker-by-id", { id: "bitcoin" }],
        ["coingecko", "simple-price", { ids: "bitcoin", vs_currencies: "usd" }],
        ["coinmarketcap", "quotes", { symbol: "BTC" }],
      ] as const
    ).map(async ([name, method, params]) => {
      const { source } = open(name, { apiKey: "a-key-for-tests" });
      const answer = await source.call(method, params);
      if (!answer.ok) throw answer.error;
      const price = source.toMetrics(answer.value).find((metric) => metric.name.endsWith("_price"));
      source.close();
      return price?.value;
    }),
  );
  expect(prices[0]).toBeGreaterThan(0);
  expect(new Set(prices).size).toBe(1);
});

test("FakeSources: error: keys that are missing, coins and addresses that are not there", async () => {
  const codeOf = async (name: string, method: string, params: object, options = {}) => {
    const { source } = open(name, options);
    const answer = await source.call(method, params);
    source.close();
    return answer.ok ? "" : answer.error.code;
  };
  expect(await codeOf("coingecko", "coin", { id: "nocoin" })).toBe("not_found");
  expect(await codeOf("alternativeme", "ticker-by-id", { id: "nocoin" })).toBe("not_found");
  expect(await codeOf("coinmarketcap", "key-info", {})).toBe("auth");
  expect((await fetch(`${fake.urlOf("nowhere")}/x`)).status).toBe(404);
});
