import { expect, test } from "bun:test";
import type { KalshiExchange } from "./kalshi-exchange.ts";
import { exchangeOf, SessionHarness, START_US } from "./session-harness.ts";

/** Lets so many seconds pass in steps of 100 ms. */
function run(exchange: KalshiExchange, seconds: number, fromUs = START_US): void {
  for (let at = 0; at <= seconds * 10; at++) exchange.advance(fromUs + at * 100_000);
}

test("ReferenceFeed: default: one value a second for the indices asked for, numbered", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["cfbenchmarks_value"], index_ids: ["BRTI"] });
  client.take();
  run(exchange, 3);
  const values = client.take();
  expect(values.map(({ type, seq, msg }) => [type, seq, msg.index_id])).toEqual(
    [1, 2, 3, 4].map((seq) => ["cfbenchmarks_value", seq, "BRTI"]),
  );
  expect(typeof values[0]?.msg.data).toBe("string");
  expect(values[3]?.msg.avg_60s_data).toMatchObject({ window_size: 3 });
});

test("ReferenceFeed: behavior: the closing average is there in the last minute of each quarter hour only", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["cfbenchmarks_value"], index_ids: ["BRTI"] });
  client.take();
  const quarterUs = Math.ceil(START_US / 900e6) * 900e6;
  run(exchange, 2, quarterUs - 30e6);
  run(exchange, 1, quarterUs + 1e6);
  const has = client.take().map(({ msg }) => "last_60s_windowed_average_15min" in msg);
  expect(has.slice(0, 3)).toEqual([true, true, true]);
  expect(has.at(-1)).toBe(false);
});

test("ReferenceFeed: behavior: five a second on the fast feed, Pyth once", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["cfbenchmarks_value_5hz"], index_ids: ["BRTI"] });
  client.command("subscribe", { channels: ["pyth_value"], underlying_tickers: ["XAU/USD"] });
  client.take();
  run(exchange, 1);
  const types = client.take().map(({ type }) => type);
  expect(types.filter((type) => type === "cfbenchmarks_value_5hz")).toHaveLength(6);
  expect(types.filter((type) => type === "pyth_value")).toHaveLength(2);
});

test("ReferenceFeed: behavior: indices are added, taken away and listed", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["cfbenchmarks_value"], index_ids: ["BRTI"] });
  client.command("update_subscription", { sid: 1, action: "subscribe_indices", index_ids: ["ETHUSD_RTI"] });
  client.command("update_subscription", { sid: 1, action: "unsubscribe_indices", index_ids: ["BRTI"] });
  client.command("update_subscription", { sid: 1, action: "indexlist" });
  const [, added, removed, list] = client.take();
  expect([added, removed]).toEqual([
    { type: "ok", id: 2, sid: 1, seq: 1, msg: { index_ids: ["BRTI", "ETHUSD_RTI"] } as never },
    { type: "ok", id: 3, sid: 1, seq: 2, msg: { index_ids: ["ETHUSD_RTI"] } as never },
  ]);
  expect(list).toMatchObject({ type: "cfbenchmarks_value_indexlist", id: 4, seq: 3 });
  expect(list?.msg.index_ids).toContain("SOLUSD_RTI");
});

test.each([
  [{ channels: ["cfbenchmarks_value"] }, 24],
  [{ channels: ["pyth_value"] }, 28],
])("ReferenceFeed: error: %p gives code %p", (params, code) => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", params);
  expect(client.take()[0]?.msg.code).toBe(code);
});

test("ReferenceFeed: behavior: markets are the same whether anyone listens or not", () => {
  const made = [true, false].map((isHeard) => {
    const exchange = exchangeOf("A");
    const client = new SessionHarness(exchange);
    client.command("subscribe", { channels: ["trade"], market_ticker: "A" });
    if (isHeard) client.command("subscribe", { channels: ["cfbenchmarks_value"], index_ids: ["BRTI"] });
    run(exchange, 2);
    exchange.trade(0, { takerSide: "buy", size: 1e6, levelsMax: 1, timeUs: START_US + 3e6, echoDelayUs: 0 });
    return client.take().filter(({ type }) => type === "trade");
  });
  expect(made[0]).toEqual(made[1] ?? []);
});
