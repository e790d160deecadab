import { describe, expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import fc from "fast-check";
import { FETCHED_US, linesOf, metricsFrom } from "../metrics-from.ts";
import { parseDollars } from "./metrics.ts";
import { coinGecko } from "./source.ts";

async function recorded(name: string, method: string, params: unknown = {}) {
  return metricsFrom(coinGecko, method, JSON.parse(await readFixture(`coingecko/${name}.json`)), params);
}

describe.skipIf(!hasFixtures())("simple-price", () => {
  const byId = { ids: "bitcoin" };
  const inEuro = { ids: "bitcoin", vs_currencies: "eur" };

  test.each([
    [
      "simple_price_full_usd_2024-12-02",
      byId,
      ["95762 USD", "1894933171851.5771 USD", "72577902328.1925 USD", "-1.4798130904104032 percent"],
    ],
    [
      "simple_price_full_eur_2024-03-25",
      inEuro,
      ["67187.33 EUR", "1317802988326.2493 EUR", "31260929299.52484 EUR", "3.637278946773539 percent"],
    ],
    [
      "simple_price_oas_example",
      byId,
      ["76975 USD", "1542226908349.8406 USD", "29096603418.89408 USD", "-1.4093297098441402 percent"],
    ],
  ] as const)("default: %s", async (name, params, [price, cap, volume, change]) => {
    expect(linesOf(await recorded(name, "simple-price", params))).toEqual([
      `bitcoin_price ${price}`,
      `bitcoin_market_cap ${cap}`,
      `bitcoin_volume_24h ${volume}`,
      `bitcoin_percent_change_24h ${change}`,
    ]);
  });

  test("behavior: the data's time is the metric's, else the time of fetching", async () => {
    const [dated] = await recorded("simple_price_full_usd_2024-12-02", "simple-price", byId);
    expect(dated).toMatchObject({
      timeMs: 1_733_146_977_000,
      labels: {
        name: "bitcoin",
        currency: "USD",
        endpoint: "simple-price",
        data_timestamp: "2024-12-02T13:42:57.000Z",
      },
    });
    const [undated] = await recorded("simple_price_jkorf", "simple-price", { ids: "ethereum" });
    expect(undated).toEqual({
      source: "coingecko",
      name: "ethereum_price",
      value: 1498.64,
      unit: "USD",
      labels: { name: "ethereum", currency: "USD", endpoint: "simple-price" },
      timeMs: Math.floor(FETCHED_US / 1000),
      fetchedTimeUs: FETCHED_US,
    });
  });

  test("behavior: several coins, one of which has a tiny price", async () => {
    const ids = "bitcoin,cardano,ethereum,polkadot,terra-luna";
    const metrics = await recorded("simple_price_multi_eur_2024", "simple-price", { ids, vs_currencies: ["eur"] });
    expect(linesOf(metrics).filter((line) => line.includes("_price"))).toEqual([
      "bitcoin_price 62891 EUR",
      "cardano_price 0.424517 EUR",
      "ethereum_price 3540.9 EUR",
      "polkadot_price 6.85 EUR",
      "terra_luna_price 0.00010822 EUR",
    ]);
  });

  test("behavior: a coin that is left out of the answer gives no metric", async () => {
    const params = { ids: "bitcoin, ethereum" };
    const metrics = await recorded("simple_price_space_in_ids_2021_vcr", "simple-price", params);
    expect(linesOf(metrics)).toEqual(["bitcoin_price 49357 USD"]);
    expect(metricsFrom(coinGecko, "simple-price", {}, params)).toEqual([]);
    expect(linesOf(await recorded("simple_price_one_2021_vcr", "simple-price", byId))).toEqual([
      "bitcoin_price 49013 USD",
    ]);
  });

  test("behavior: no list ever reaches the wire with a blank in it", () => {
    const method = coinGecko.methods.find(({ name }) => name === "simple-price");
    const params = method?.params.parse({ ids: " bitcoin , ethereum", vs_currencies: "usd, eur" });
    expect(method?.request(params ?? {}).query).toMatchObject({ ids: "bitcoin,ethereum", vs_currencies: "usd,eur" });
    expect(method?.params.safeParse({ ids: "bit coin" }).success).toBe(false);
  });

  test("behavior: coins asked for by symbol carry it as their label", () => {
    const [metric] = metricsFrom(coinGecko, "simple-price", { btc: { usd: 1 } }, { symbols: "btc" });
    expect(metric).toMatchObject({ name: "btc_price", labels: { symbol: "btc" } });
  });
});

describe.skipIf(!hasFixtures())("coins-markets", () => {
  test("default: nine coins with all six numbers", async () => {
    const metrics = await recorded("coins_markets_9_live_2026-09-12", "coins-markets");
    expect(metrics).toHaveLength(9 * 6);
    expect(linesOf(metrics).slice(0, 6)).toEqual([
      "eth_price 2525.34 USD",
      "eth_market_cap 308201876780 USD",
      "eth_volume_24h 10605519742 USD",
      "eth_percent_change_1h -0.1 percent",
      "eth_percent_change_24h -1.65422 percent",
      "eth_percent_change_7d 2.9 percent",
    ]);
    expect(linesOf(metrics).at(-6)).toBe("dot_price 1.034 USD");
    expect(metrics[0]).toMatchObject({
      timeMs: Date.parse("2026-09-12T17:56:10Z"),
      labels: { symbol: "eth", name: "Ethereum", currency: "USD", endpoint: "coins-markets" },
    });
  });

  test.each([
    ["coins_markets_one_2021_vcr", 49053, 917825524991, 61679663434, -4.37931],
    ["coins_markets_one_2024_jkorf", 70187, 1381651251183, 20154184933, 3.12502],
  ] as const)(
    "behavior: without the asked-for windows, %s still has the day's",
    async (name, price, cap, volume, change) => {
      expect(linesOf(await recorded(name, "coins-markets"))).toEqual([
        `btc_price ${price} USD`,
        `btc_market_cap ${cap} USD`,
        `btc_volume_24h ${volume} USD`,
        `btc_percent_change_24h ${change} percent`,
      ]);
    },
  );

  test("behavior: null gives no metric", async () => {
    const [coin] = JSON.parse(await readFixture("coingecko/coins_markets_oas_example.json"));
    expect(linesOf(metricsFrom(coinGecko, "coins-markets", [coin])).slice(3)).toEqual([
      "btc_percent_change_1h 0.5823392426906319 percent",
      "btc_percent_change_24h -0.9530164743774191 percent",
      "btc_percent_change_7d -4.042267423689584 percent",
    ]);
    const bare = { ...coin, current_price: null, market_cap: null, total_volume: null, last_updated: null };
    const metrics = metricsFrom(coinGecko, "coins-markets", [bare]);
    expect(metrics.map(({ unit }) => unit)).toEqual(["percent", "percent", "percent"]);
    expect(metrics[0]?.timeMs).toBe(Math.floor(FETCHED_US / 1000));
  });
});

describe.skipIf(!hasFixtures())("global", () => {
  test.each([
    [
      "global_live_2026-09-12",
      "usd",
      [21141, 1496, 58.17938979734104, 2658993478160.9897, 56806772013.82851],
      1789235837,
    ],
    [
      "global_live_2026-09-12",
      "eur",
      [21141, 1496, 58.17938979734104, 2291839658696.52, 48962892934.159065],
      1789235837,
    ],
    ["global_2_jkorf", "usd", [17111, 1297, 60.70858347681936, 2515268352188.766, 198293501804.3288], 1744025333],
    ["global_2021_vcr", "usd", [7362, 616, 38.259132842486686, 2142953338976.9612, 290548797852.028], 1621346159],
    ["global_oas_example", "usd", [17397, 1476, 57.9539332566265, 2621040321355.0405, 95133256404.37308], 1779878351],
  ] as const)("default: %s in %s", async (name, currency, [coins, markets, dominance, cap, volume], seconds) => {
    const metrics = await recorded(name, "global", { metric_currency: currency });
    expect(linesOf(metrics)).toEqual([
      `active_cryptocurrencies ${coins} count`,
      `active_markets ${markets} count`,
      `bitcoin_dominance ${dominance} percent`,
      `total_market_cap ${cap} ${currency.toUpperCase()}`,
      `total_volume_24h ${volume} ${currency.toUpperCase()}`,
    ]);
    expect(metrics[0]?.timeMs).toBe(seconds * 1000);
  });
});

describe.skipIf(!hasFixtures())("trending", () => {
  test("default: prices are numbers, capitalization and volume are text with sign and separators", async () => {
    const lines = linesOf(await recorded("search_trending_jkorf", "trending"));
    expect(lines).toHaveLength(4 * 4);
    expect(lines.slice(-4)).toEqual([
      "btc_price 76700.11615527925 USD",
      "btc_market_cap 1525034530242 USD",
      "btc_volume_24h 71123989677 USD",
      "btc_percent_change_24h -7.194373034749329 percent",
    ]);
    expect(linesOf(await recorded("search_trending_oas_example", "trending"))).toEqual([
      "bonk_price 0.000005938674704566297 USD",
      "bonk_market_cap 521967819 USD",
      "bonk_volume_24h 31701707 USD",
      "bonk_percent_change_24h -3.2712597351582655 percent",
    ]);
  });

  test("behavior: answers of 2021 carry no numbers", async () => {
    expect(await recorded("search_trending_2021_vcr", "trending")).toEqual([]);
  });
});

describe.skipIf(!hasFixtures())("history", () => {
  const params = { id: "bitcoin" };

  test.each([
    ["ohlc_7d_2021_vcr", 42, [1620504000000, 59122.18], [1621094400000, 49675.91]],
    ["ohlc_jkorf", 3, [1709395200000, 61845], [1709424000000, 62068]],
    ["ohlc_oas_example", 2, [1779199200000, 76818], [1779201000000, 76422]],
  ] as const)("ohlc: default: %s gives the close at each candle's end", async (name, count, first, last) => {
    const points = (await recorded(name, "ohlc", params)).map(({ timeMs, value }) => [timeMs, value]);
    expect([points.length, points[0], points.at(-1)]).toEqual([count, [...first], [...last]]);
  });

  test("market-chart: default: three series over time", async () => {
    const metrics = await recorded("market_chart_jkorf", "market-chart", params);
    expect(linesOf(metrics)).toEqual([
      "bitcoin_price 69702.3087473573 USD",
      "bitcoin_price 71246.9514406015 USD",
      "bitcoin_price 68887.7495158568 USD",
      "bitcoin_market_cap 1370247487960.09 USD",
      "bitcoin_market_cap 1401370211582.37 USD",
      "bitcoin_market_cap 1355701979725.16 USD",
      "bitcoin_volume_24h 16408802301.8374 USD",
      "bitcoin_volume_24h 19723005998.215 USD",
      "bitcoin_volume_24h 30137418199.6431 USD",
    ]);
    expect(metrics.map(({ timeMs }) => timeMs).slice(0, 3)).toEqual([1711843200000, 1711929600000, 1711983682000]);
  });

  test("coin-history: default: the day's numbers at 00:00 UTC", async () => {
    const metrics = await recorded("coin_history_jkorf", "coin-history", { ...params, date: "01-01-2024" });
    expect(linesOf(metrics)).toEqual([
      "btc_price 42074.7071561885 USD",
      "btc_market_cap 822933961870.542 USD",
      "btc_volume_24h 24832397519.0506 USD",
    ]);
    expect(metrics[0]?.timeMs).toBe(Date.UTC(2024, 0, 1));
    const euro = { ...params, date: "01-01-2024", metric_currency: "EUR" };
    expect(linesOf(await recorded("coin_history_jkorf", "coin-history", euro))[0]).toBe(
      "btc_price 38057.7086398657 EUR",
    );
  });
});

test("coin: default: one coin in the currency asked for", () => {
  const prices = { usd: 100, eur: 90 };
  const json = {
    id: "bitcoin",
    symbol: "btc",
    name: "Bitcoin",
    last_updated: "2026-01-01T00:00:00.000Z",
    market_data: {
      current_price: prices,
      market_cap: { usd: 5, eur: 4 },
      total_volume: { usd: 3, eur: null },
      price_change_percentage_7d_in_currency: { eur: 1.5 },
    },
  };
  const params = { id: "bitcoin", metric_currency: "eur" };
  expect(linesOf(metricsFrom(coinGecko, "coin", json, params))).toEqual([
    "btc_price 90 EUR",
    "btc_market_cap 4 EUR",
    "btc_percent_change_7d 1.5 percent",
  ]);
  expect(metricsFrom(coinGecko, "coin", { id: "x", symbol: "x", name: "X" }, params)).toEqual([]);
});

test.each(["30-02-2024", "31-11-2024", "1-1-2024", "2024-01-01", "00-01-2024", "01-13-2024"])(
  "coin-history: error: %s is no day",
  (date) => {
    const method = coinGecko.methods.find(({ name }) => name === "coin-history");
    expect(method?.params.safeParse({ id: "bitcoin", date }).success).toBe(false);
  },
);

test("parseDollars: behavior: reads what it prints, and nothing else", () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (amount) => {
      expect(parseDollars(`$${amount.toLocaleString("en-US")}`)).toBe(amount);
      expect(parseDollars(`$${amount}`)).toBe(amount);
    }),
  );
  expect(parseDollars("$1,234.56")).toBe(1234.56);
  for (const text of ["", "1", "€1", "$", "$1,23", "$1.", "-$1", "$1B", undefined]) {
    expect(parseDollars(text)).toBeUndefined();
  }
});
