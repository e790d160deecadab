import { describe, expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { linesOf, metricsFrom } from "../metrics-from.ts";
import { coinMarketCap } from "./source.ts";

async function fixture(name: string) {
  return JSON.parse(await readFixture(`coinmarketcap/${name}.json`));
}

async function recorded(name: string, method: string, params: unknown = {}) {
  return metricsFrom(coinMarketCap, method, await fixture(name), params);
}

describe.skipIf(!hasFixtures())("listings", () => {
  test("default: v3 lists its quotes", async () => {
    const metrics = await recorded("listings_latest_v3_example_2026-06-19", "listings");
    expect(metrics).toHaveLength(4 * 6);
    expect(linesOf(metrics).slice(0, 6)).toEqual([
      "btc_price 63120.95511667226 USD",
      "btc_market_cap 1265258535378.4136 USD",
      "btc_volume_24h 29127614493.574356 USD",
      "btc_percent_change_1h 0.61500999 percent",
      "btc_percent_change_24h -1.19783194 percent",
      "btc_percent_change_7d -0.28271701 percent",
    ]);
    expect(metrics[0]?.labels).toEqual({
      symbol: "BTC",
      name: "Bitcoin",
      currency: "USD",
      endpoint: "listings",
      data_timestamp: "2026-06-19T14:02:00.000Z",
    });
    expect(linesOf(metrics)[18]).toBe("xaut_price 4140.00782542524 USD");
  });

  test("behavior: v1 has a dictionary of quotes", async () => {
    const metrics = await recorded("listings_latest_v1_live_2022-12-16_first12", "listings", { version: "v1" });
    expect(metrics).toHaveLength(12 * 6);
    expect(linesOf(metrics)[0]).toBe("btc_price 16815.26797238245 USD");
    expect(metrics[0]?.timeMs).toBe(Date.parse("2022-12-16T18:05:00Z"));
  });
});

describe.skipIf(!hasFixtures())("quotes", () => {
  const EXPECTED = [
    "btc_price 19988.711318080525 USD",
    "btc_market_cap 382481352561.57684 USD",
    "btc_volume_24h 23996668839.710613 USD",
    "btc_percent_change_1h -0.16802191 percent",
    "btc_percent_change_24h -0.11582498 percent",
    "btc_percent_change_7d -7.10125938 percent",
  ];

  test("default: v2 by id is a dictionary", async () => {
    const metrics = await recorded("quotes_latest_v2_by_id_live_2022-08-28", "quotes", { id: "1", version: "v2" });
    expect(linesOf(metrics)).toEqual(EXPECTED);
  });

  test("behavior: v2 by symbol has lists, for symbols are not unique; v3 is one list", async () => {
    const { status, data } = await fixture("quotes_latest_v2_by_id_live_2022-08-28");
    const bySymbol = { status, data: { BTC: [data["1"], { ...data["1"], id: 2, name: "Other" }] } };
    const both = metricsFrom(coinMarketCap, "quotes", bySymbol, { symbol: "BTC" });
    expect(linesOf(both)).toEqual([...EXPECTED, ...EXPECTED]);
    expect(new Set(both.map(({ labels }) => labels.name))).toEqual(new Set(["Bitcoin", "Other"]));
    const listed = await fixture("listings_latest_v3_example_2026-06-19");
    expect(metricsFrom(coinMarketCap, "quotes", listed, { symbol: "BTC" })).toHaveLength(4 * 6);
  });
});

describe.skipIf(!hasFixtures())("global-metrics", () => {
  test("default: the quote's key may be a currency's id", async () => {
    const metrics = await recorded("global_metrics_v1_convert_id_live_2025-07-26", "global-metrics", {
      convert_id: "2781",
    });
    expect(linesOf(metrics)).toEqual([
      "active_cryptocurrencies 9460 count",
      "active_markets 106179 count",
      "bitcoin_dominance 60.551289841446 percent",
      "active_exchanges 835 count",
      "total_market_cap 3885178841234.972 USD",
      "total_volume_24h 152203785139.07 USD",
    ]);
    expect(new Set(metrics.map(({ timeMs }) => timeMs))).toEqual(new Set([Date.parse("2025-07-26T13:19:59.999Z")]));
  });

  test("behavior: without a time of its own the data has the answer's", async () => {
    const metrics = await recorded("global_metrics_v1_keyless_live_2026-09-20_trimmed", "global-metrics");
    expect(linesOf(metrics)).toEqual([
      "active_cryptocurrencies 8160 count",
      "active_markets 114497 count",
      "bitcoin_dominance 58.614448171162 percent",
      "active_exchanges 978 count",
      "total_market_cap 2780238147970.215 USD",
      "total_volume_24h 70426557779.8 USD",
    ]);
    expect(new Set(metrics.map(({ timeMs }) => timeMs))).toEqual(new Set([Date.parse("2026-09-20T20:52:23.795Z")]));
  });
});

describe.skipIf(!hasFixtures())("fear-and-greed", () => {
  test("default: the latest, and the history with its days as text", async () => {
    const [latest] = await recorded("fear_and_greed_latest_v3_live_2025-07-26", "fear-and-greed");
    expect(latest).toMatchObject({
      name: "fear_and_greed_index",
      value: 64,
      unit: "index",
      labels: { classification: "Greed", endpoint: "fear-and-greed" },
      timeMs: Date.parse("2025-07-26T14:53:10.028Z"),
    });
    const history = await recorded("fear_and_greed_historical_v3_live_2025-07-26_ends", "fear-and-greed-history");
    expect(history.map(({ value, timeMs, labels }) => [value, timeMs, labels.classification])).toEqual([
      [66, 1_753_401_600_000, "Greed"],
      [90, 1_710_288_000_000, "Extreme greed"],
    ]);
  });
});

test("price-conversion: default: the price of one unit, whatever the amount", () => {
  const status = { timestamp: "2026-01-01T00:00:00.000Z", error_code: 0 };
  const quote = { EUR: { price: 150, last_updated: "2026-01-01T00:00:00.000Z" } };
  const data = { id: 1, symbol: "BTC", name: "Bitcoin", amount: 3, quote };
  const params = { symbol: "BTC", amount: 3 };
  expect(linesOf(metricsFrom(coinMarketCap, "price-conversion", { status, data }, params))).toEqual([
    "btc_price 50 EUR",
  ]);
  const listed = { status, data: [data] };
  expect(linesOf(metricsFrom(coinMarketCap, "price-conversion", listed, params))).toEqual(["btc_price 50 EUR"]);
});
