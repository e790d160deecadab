import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { FETCHED_US, linesOf, metricsFrom } from "../metrics-from.ts";
import { toPercent } from "./metrics.ts";
import { alternativeMe } from "./source.ts";

async function recorded(name: string, method: string, params: unknown = {}) {
  return metricsFrom(alternativeMe, method, JSON.parse(await readFixture(`alternativeme/${name}.json`)), params);
}

test.skipIf(!hasFixtures())("fear-and-greed: default: texts become numbers, each at its own day", async () => {
  const metrics = await recorded("fng_3_live_2026-02-27", "fear-and-greed", { limit: 3 });
  expect(linesOf(metrics)).toEqual([
    "fear_and_greed_index 13 index",
    "fear_and_greed_index 11 index",
    "fear_and_greed_index 11 index",
  ]);
  expect(metrics[0]).toEqual({
    source: "alternativeme",
    name: "fear_and_greed_index",
    value: 13,
    unit: "index",
    labels: {
      classification: "Extreme Fear",
      endpoint: "fear-and-greed",
      data_timestamp: "2026-02-27T00:00:00.000Z",
    },
    timeMs: 1_772_150_400_000,
    fetchedTimeUs: FETCHED_US,
  });
});

test.skipIf(!hasFixtures()).each([
  ["fng_2_live_2026-09-08", [69, 71], 1_788_825_600_000],
  ["fng_2_live_2026-09-25", [71, 71], 1_790_294_400_000],
] as const)("fear-and-greed: default: %s", async (name, values, newestMs) => {
  const metrics = await recorded(name, "fear-and-greed");
  expect(metrics.map(({ value }) => value)).toEqual([...values]);
  expect(metrics.map(({ timeMs }) => timeMs)).toEqual([newestMs, newestMs - 86_400_000]);
  expect(metrics[0]?.labels.classification).toBe("Greed");
});

test("fear-and-greed: behavior: formatted dates name no time zone and give no metrics", () => {
  const row = { value: "50", value_classification: "Neutral", timestamp: "27-02-2026" };
  const json = { name: "Fear and Greed Index", data: [row], metadata: { error: null } };
  expect(metricsFrom(alternativeMe, "fear-and-greed", json, { date_format: "world" })).toEqual([]);
});

test.skipIf(!hasFixtures())("global: default: money in each currency, counts once", async () => {
  const metrics = await recorded("global_convert_eur_docs", "global", { convert: "eur" });
  expect(linesOf(metrics)).toEqual([
    "active_cryptocurrencies 935 count",
    "active_markets 15625 count",
    "bitcoin_dominance 55.38 percent",
    "total_market_cap 199872021187 USD",
    "total_volume_24h 11884460489 USD",
    "total_market_cap 170690706093.698 EUR",
    "total_volume_24h 10149329257.606 EUR",
  ]);
  expect(new Set(metrics.map(({ timeMs }) => timeMs))).toEqual(new Set([1_537_438_163_000]));
});

test.skipIf(!hasFixtures())("global: behavior: a share sent as a fraction becomes percent", async () => {
  const partial = JSON.parse(await readFixture("alternativeme/global_fraction_partial_live_2026-09-14.json"));
  const whole = JSON.parse(await readFixture("alternativeme/global_convert_eur_docs.json"));
  const json = { ...whole, data: { ...whole.data, ...partial.data } };
  const dominance = metricsFrom(alternativeMe, "global", json).find(({ name }) => name === "bitcoin_dominance");
  expect(dominance?.value).toBeCloseTo(63.8978074972638, 10);
  expect([toPercent(1.5), toPercent(1.51), toPercent(0)]).toEqual([150, 1.51, 0]);
});

test.skipIf(!hasFixtures())("ticker-by-id: default: a dictionary of one coin", async () => {
  const metrics = await recorded("ticker_bitcoin_live_2022-07-21", "ticker-by-id", { id: "bitcoin" });
  expect(linesOf(metrics)).toEqual([
    "btc_price 23110 USD",
    "btc_market_cap 441140573057 USD",
    "btc_volume_24h 59505338690 USD",
    "btc_percent_change_1h 0.690687506164284 percent",
    "btc_percent_change_24h -3.06927072577461 percent",
    "btc_percent_change_7d 14.2611381030242 percent",
  ]);
  expect(metrics[0]?.labels).toEqual({
    symbol: "BTC",
    name: "Bitcoin",
    currency: "USD",
    endpoint: "ticker-by-id",
    data_timestamp: "2022-07-21T19:18:04.000Z",
  });
  const ethereum = await recorded("ticker_ethereum_live_2022-07-21", "ticker-by-id", { id: "1027" });
  expect(linesOf(ethereum).slice(0, 3)).toEqual([
    "eth_price 1561.43 USD",
    "eth_market_cap 186475812278 USD",
    "eth_volume_24h 20076571962 USD",
  ]);
});

test.skipIf(!hasFixtures())("ticker: default: a list in two currencies, a dictionary in one", async () => {
  const list = await recorded("ticker_array_convert_eur_docs", "ticker", { structure: "array", convert: "EUR" });
  expect(linesOf(list)).toEqual([
    "btc_price 6418.85820382 USD",
    "btc_market_cap 110902541529 USD",
    "btc_volume_24h 4263700490.8 USD",
    "btc_percent_change_1h 0.1 percent",
    "btc_percent_change_24h 0.84 percent",
    "btc_percent_change_7d -0.23 percent",
    "btc_price 5490.04942172725 EUR",
    "btc_market_cap 94854943769.7537 EUR",
    "btc_volume_24h 3646743029.78124 EUR",
    "btc_percent_change_1h 0.1 percent",
    "btc_percent_change_24h 0.84 percent",
    "btc_percent_change_7d -0.23 percent",
  ]);
  const dictionary = await recorded("ticker_dictionary_live_2020-01-13", "ticker");
  expect(dictionary).toHaveLength(22 * 6);
  expect(linesOf(dictionary).filter((line) => line.startsWith("eth_"))).toEqual([
    "eth_price 143.724312794161 USD",
    "eth_market_cap 15887341355.9039 USD",
    "eth_volume_24h 300560896.315221 USD",
    "eth_percent_change_1h 0.38 percent",
    "eth_percent_change_24h -0.76 percent",
    "eth_percent_change_7d 1.84 percent",
  ]);
});
