import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { SOURCES } from "./sources.ts";

// Answers of which no recording was found: written after the documentation, so that schema and fields are at least held against that.
const STATUS = {
  timestamp: "2026-01-01T00:00:00.000Z",
  error_code: 0,
  error_message: null,
  elapsed: 1,
  credit_count: 1,
};
const BITCOIN = { id: 1, name: "Bitcoin", symbol: "BTC", slug: "bitcoin" };

const SHAPES: readonly (readonly [source: string, method: string, json: unknown])[] = [
  [
    "alternativeme",
    "listings",
    {
      data: [{ id: "1", name: "Bitcoin", symbol: "BTC", website_slug: "bitcoin" }],
      metadata: { timestamp: 1537430627, num_cryptocurrencies: 935, error: null },
    },
  ],
  [
    "coingecko",
    "coins-list",
    [{ id: "01coin", symbol: "zoc", name: "01coin", platforms: { ethereum: "0x1", x: null } }],
  ],
  [
    "coingecko",
    "exchanges",
    [
      {
        id: "binance",
        name: "Binance",
        year_established: 2017,
        country: null,
        description: "",
        url: "https://exchange.test",
        image: "",
        has_trading_incentive: false,
        trust_score: 10,
        trust_score_rank: 1,
        trade_volume_24h_btc: 207319.13,
        trade_volume_24h_btc_normalized: null,
      },
    ],
  ],
  ["coingecko", "coin", { id: "bitcoin", symbol: "btc", name: "Bitcoin", categories: [], market_cap_rank: 1 }],
  ["coinmarketcap", "map", { status: STATUS, data: [{ ...BITCOIN, rank: 1, is_active: 1, platform: null }] }],
  ["coinmarketcap", "info", { status: STATUS, data: { "1": { ...BITCOIN, category: "coin", urls: {} } } }],
  ["coinmarketcap", "info", { status: STATUS, data: { BTC: [BITCOIN] } }],
  ["coinmarketcap", "fiat-map", { status: STATUS, data: [{ id: 2781, name: "Dollar", sign: "$", symbol: "USD" }] }],
  [
    "coinmarketcap",
    "price-conversion",
    { status: STATUS, data: { id: 1, symbol: "BTC", name: "Bitcoin", amount: 2, quote: { USD: { price: 1 } } } },
  ],
];

test.each(SHAPES)("unrecorded shapes: %s %s", (source, method, json) => {
  const schema = SOURCES.find(({ name }) => name === source)?.methods.find(({ name }) => name === method)?.answer;
  if (!schema) throw new Error(`${source} must have a method ${method}`);
  expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
  expect(findUnknownFields(schema, json)).toEqual([]);
});
