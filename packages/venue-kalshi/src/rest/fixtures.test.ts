import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { fixtureNames, hasFixtures, readFixture } from "@augury/testkit";
import { listEvents } from "./event-methods.ts";
import { KALSHI_METHODS } from "./methods.ts";
import { OrderbookAnswer } from "./orderbook-schema.ts";

// biome-ignore lint/suspicious/noExplicitAny: recordings are taken apart by the shape that INDEX.md gives them.
type Recording = any;
/** An answer as it was recorded, or put back into its envelope, and the method that reads it. */
type Recorded = readonly [method: string, answer: unknown];

const FOLDER = "kalshi/rest";
const markets = (list: unknown[]): Recorded => ["markets", { markets: list, cursor: "" }];

/** Every recording of REST answers, and how it is read. */
const READERS: Readonly<Record<string, (json: Recording) => Recorded[]>> = {
  "cockpit-candlesticks_mlb.json": ({ markets: all }) =>
    Object.entries<Recording>(all).map(([ticker, { candlesticks }]) => ["candlesticks", { ticker, candlesticks }]),
  "cockpit-combo_collections.json": (all) =>
    Object.values<Recording>(all).map(({ _truncated_from, ...one }) => ["collection", { multivariate_contract: one }]),
  "cockpit-combo_orderbooks.json": (orderbooks) => [["orderbooks", { orderbooks }]],
  "cockpit-events_nfl_preseason.json": ({ events }) => [["events", { events, cursor: "" }]],
  "cockpit-market_single.json": ({ nested, single, orderbook }) => [
    ["market", { market: nested }],
    ["market", single],
    ["orderbook", orderbook],
  ],
  "cockpit-markets_settled.json": (json) => [markets(json.markets)],
  "cockpit-portfolio_fills_redacted.json": ({ payload }) => [["fills", payload]],
  "cockpit-portfolio_settlements_redacted.json": ({ payload }) => [["settlements", payload]],
  "cockpit-price_grids.json": ({ grids }) => [
    markets(
      grids.map(({ example_ticker, example_status, ...grid }: Recording) => ({
        ticker: example_ticker,
        event_ticker: example_ticker,
        status: example_status,
        ...grid,
      })),
    ),
  ],
  "cockpit-series_fee_fields.json": ({ payloads }) => Object.values(payloads).map((one) => ["series", one]),
  "legacy-dual-exploration-2026-03-11.json": ({ balance, soccer_markets_sample, raw_ob }) => [
    ["balance", balance],
    markets(soccer_markets_sample),
    ["orderbook", raw_ob],
  ],
  "legacy-dual-market-2026-03-11.json": (market) => [["market", market]],
  "legacy-dual-orderbook-2026-03-11.json": (orderbook) => [["orderbook", orderbook]],
  "markets-combo-2026-06-21.json": (list) => [markets(list)],
  "orderbook-fp-2026-03-16.json": (orderbook) => [["orderbook", orderbook]],
  "trades-2026-03-16.json": (trades) => [["trades", { trades, cursor: "" }]],
};

/** Fields that the venue has taken away since (kalshi.md sections 1, 2 and 17): old recordings may have them, nothing reads them. */
const GONE =
  /(^|\.)(yes_bid|yes_ask|no_bid|no_ask|last_price|previous_price|previous_yes_bid|previous_yes_ask|notional_value|liquidity|volume|volume_24h|open_interest|tick_size|response_price_units|fractional_trading_enabled|resting_orders_count|orderbook|category|risk_limit_cents)$/;

async function check(recorded: readonly Recorded[]): Promise<void> {
  expect(recorded.length).toBeGreaterThan(0);
  for (const [name, answer] of recorded) {
    const method = KALSHI_METHODS.find((one) => one.name === name);
    if (!method) throw new Error(`there must be a method ${name}`);
    expect(method.answer.safeParse(answer).error?.issues ?? []).toEqual([]);
    const unknown = findUnknownFields(method.answer, answer).map(({ path }) => path);
    expect(unknown.filter((path) => !GONE.test(path))).toEqual([]);
  }
}

const withFixtures = test.skipIf(!hasFixtures());

withFixtures.each(Object.keys(READERS))("fixtures: %s fits its schema, unknown fields none", async (file) => {
  const read = READERS[file] as (json: Recording) => Recorded[];
  await check(read(JSON.parse(await readFixture(`${FOLDER}/${file}`))));
});

withFixtures("fixtures: settled events with their markets beside or inside", async () => {
  for (const name of fixtureNames(`${FOLDER}/gold15m-events`)) {
    const { response } = JSON.parse(await readFixture(name));
    await check([["event", response]]);
  }
});

withFixtures("fixtures: the demo session's books and positions", async () => {
  const lines = (await readFixture(`${FOLDER}/demo-2026-07-01-rest-exchanges.jsonl`)).split("\n").filter(Boolean);
  const exchanges = lines.map((line) => JSON.parse(line) as { url: string; response_body: string });
  await check(
    exchanges.map(({ url, response_body }) => [
      url.endsWith("/portfolio/positions") ? "positions" : "orderbook",
      JSON.parse(response_body),
    ]),
  );
});

/** Read by `read-error.test.ts`. */
const ERRORS = ["error-409-rfq-already-exists-2026-10-05.json"];

withFixtures("fixtures: none is read by no test", () => {
  const names = fixtureNames(FOLDER).map((name) => name.slice(FOLDER.length + 1));
  expect(names.toSorted()).toEqual(
    [...Object.keys(READERS), ...ERRORS, "demo-2026-07-01-rest-exchanges.jsonl"].toSorted(),
  );
});

test("legacy: error: a book in whole cents alone is refused, it would read as an empty one", () => {
  const old = OrderbookAnswer.safeParse({ orderbook: { yes: [[56, 10]], no: [] } });
  expect(old.error?.issues[0]?.path).toEqual(["orderbook_fp"]);
});

test("legacy: behavior: what a listing leaves out is absent, not zero", () => {
  const event = { event_ticker: "E", series_ticker: "S", mutually_exclusive: false };
  const parsed = listEvents.answer.parse({ events: [event], cursor: "" });
  expect(parsed.events[0]?.title).toBeUndefined();
});

withFixtures("fixtures: the list of settled windows says what their events say", async () => {
  const [head = "", ...rows] = (await readFixture("kalshi/ws/gold15m/MARKETS.filtered.csv")).trim().split(/\r?\n/);
  const names = head.split(",").filter((name) => name !== "window");
  expect(rows).toHaveLength(15);
  for (const row of rows) {
    const [window = "", ...values] = row.split(",");
    const event = window.slice(0, window.lastIndexOf("-"));
    const { response } = JSON.parse(await readFixture(`${FOLDER}/gold15m-events/${event}.json`));
    const market = response.markets.find(({ ticker }: Recording) => ticker === window);
    expect([window, ...names.map((name) => String(market[name]))]).toEqual([window, ...values]);
  }
});
