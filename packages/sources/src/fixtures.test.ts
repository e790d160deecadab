import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { findUnknownFields } from "@augury/net";
import { fixturePath, hasFixtures, readFixture } from "@augury/testkit";
import type { z } from "zod";
import { GlobalData } from "./alternativeme/schema.ts";
import { SOURCES } from "./sources.ts";

/** Which method's schema each recorded answer must fit. */
const METHOD_OF: Readonly<Record<string, string>> = {
  "alternativeme/fng_2_live_2026-09-08": "fear-and-greed",
  "alternativeme/fng_2_live_2026-09-25": "fear-and-greed",
  "alternativeme/fng_3_live_2026-02-27": "fear-and-greed",
  "alternativeme/global_convert_eur_docs": "global",
  "alternativeme/ticker_array_convert_eur_docs": "ticker",
  "alternativeme/ticker_bitcoin_live_2022-07-21": "ticker-by-id",
  "alternativeme/ticker_dictionary_live_2020-01-13": "ticker",
  "alternativeme/ticker_ethereum_live_2022-07-21": "ticker-by-id",
  "coingecko/coin_history_jkorf": "coin-history",
  "coingecko/coins_markets_9_live_2026-09-12": "coins-markets",
  "coingecko/coins_markets_oas_example": "coins-markets",
  "coingecko/coins_markets_one_2021_vcr": "coins-markets",
  "coingecko/coins_markets_one_2024_jkorf": "coins-markets",
  "coingecko/global_2021_vcr": "global",
  "coingecko/global_2_jkorf": "global",
  "coingecko/global_live_2026-09-12": "global",
  "coingecko/global_oas_example": "global",
  "coingecko/key_usage_jkorf": "key-usage",
  "coingecko/key_usage_oas_example": "key-usage",
  "coingecko/market_chart_jkorf": "market-chart",
  "coingecko/ohlc_7d_2021_vcr": "ohlc",
  "coingecko/ohlc_jkorf": "ohlc",
  "coingecko/ohlc_oas_example": "ohlc",
  "coingecko/ping_jkorf": "ping",
  "coingecko/search_trending_2021_vcr": "trending",
  "coingecko/search_trending_jkorf": "trending",
  "coingecko/search_trending_oas_example": "trending",
  "coingecko/simple_price_full_eur_2024-03-25": "simple-price",
  "coingecko/simple_price_full_usd_2024-12-02": "simple-price",
  "coingecko/simple_price_jkorf": "simple-price",
  "coingecko/simple_price_multi_eur_2024": "simple-price",
  "coingecko/simple_price_oas_example": "simple-price",
  "coingecko/simple_price_one_2021_vcr": "simple-price",
  "coingecko/simple_price_space_in_ids_2021_vcr": "simple-price",
  "coingecko/supported_vs_currencies_jkorf": "supported-vs-currencies",
  "coinmarketcap/fear_and_greed_historical_v3_live_2025-07-26_ends": "fear-and-greed-history",
  "coinmarketcap/fear_and_greed_latest_v3_live_2025-07-26": "fear-and-greed",
  "coinmarketcap/global_metrics_v1_convert_id_live_2025-07-26": "global-metrics",
  "coinmarketcap/global_metrics_v1_keyless_live_2026-09-20_trimmed": "global-metrics",
  "coinmarketcap/key_info_v1_live_2026-09-20": "key-info",
  "coinmarketcap/listings_latest_v1_live_2022-12-16_first12": "listings",
  "coinmarketcap/listings_latest_v3_example_2026-06-19": "listings",
  "coinmarketcap/quotes_latest_v2_by_id_live_2022-08-28": "quotes",
};

/** Read by other tests: one field on purpose, and bodies of failures (`error-fixtures.test.ts`). */
const PARTIAL = "alternativeme/global_fraction_partial_live_2026-09-14";
const ERRORS = [
  "coingecko/error_10002_missing_key",
  "coingecko/error_10010_flat",
  "coingecko/error_10010_wrong_root",
  "coingecko/error_10012_range",
  "coingecko/error_400_plain",
  "coingecko/error_404_plain",
  "coingecko/error_429_status",
  "coinmarketcap/error_1002_missing_key",
  "coinmarketcap/error_1008_minute_limit",
];

function schemaOf(fixture: string): z.ZodType {
  const source = SOURCES.find(({ name }) => name === fixture.split("/")[0]);
  const method = source?.methods.find(({ name }) => name === METHOD_OF[fixture]);
  if (!method) throw new Error(`there must be a method for ${fixture}`);
  return method.answer;
}

test.skipIf(!hasFixtures()).each(Object.keys(METHOD_OF))(
  "fixtures: %s fits its schema, unknown fields none",
  async (name) => {
    const json: unknown = JSON.parse(await readFixture(`${name}.json`));
    const schema = schemaOf(name);
    expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
    expect(findUnknownFields(schema, json).map(({ path }) => path)).toEqual([]);
  },
);

test.skipIf(!hasFixtures())("fixtures: the partial answer fits the schema of its one field", async () => {
  const json = JSON.parse(await readFixture(`${PARTIAL}.json`)) as { data: unknown };
  const share = GlobalData.pick({ bitcoin_percentage_of_market_cap: true }).strict().safeParse(json.data);
  expect(share.data).toEqual({ bitcoin_percentage_of_market_cap: 0.638978074972638 });
});

test.skipIf(!hasFixtures())("fixtures: none is read by no test", () => {
  const present = SOURCES.flatMap(({ name }) =>
    readdirSync(fixturePath(name))
      .filter((file) => file.endsWith(".json"))
      .map((file) => `${name}/${file.slice(0, -".json".length)}`),
  );
  expect(present.toSorted()).toEqual([...Object.keys(METHOD_OF), ...ERRORS, PARTIAL].toSorted());
});
