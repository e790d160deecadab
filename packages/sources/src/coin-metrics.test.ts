import { expect, test } from "bun:test";
import fc from "fast-check";
import { metricPrefix, readCoin } from "./coin-metrics.ts";

test.each([
  ["BTC", "btc"],
  ["USD+", "usd"],
  ["USD₮0", "usd_0"],
  ["figr-heloc", "figr_heloc"],
  ["$", "u24"],
  ["比特币", "u6bd4_7279_5e01"],
])("metricPrefix: default: %s becomes %s", (symbol, prefix) => {
  expect(metricPrefix(symbol)).toBe(prefix);
});

test("metricPrefix: behavior: a name whatever the symbol", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (symbol) => {
      expect(metricPrefix(symbol)).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
    }),
  );
});

test("readCoin: behavior: zero is a value, null and missing are none", () => {
  const readings = readCoin({ key: "BTC", currency: "eur", price: 0, marketCap: null, percentChange1h: 0 });
  expect(readings.map(({ name, value, unit }) => [name, value, unit])).toEqual([
    ["btc_price", 0, "EUR"],
    ["btc_percent_change_1h", 0, "percent"],
  ]);
});
