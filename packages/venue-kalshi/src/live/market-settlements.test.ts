import { expect, test } from "bun:test";
import { cashMicros, ok } from "@augury/core";
import { SimScheduler } from "@augury/net/sim";
import { openKalshiRest } from "../rest/kalshi-rest.ts";
import { closingTrades, type MarketSettlement, MarketSettlements } from "./market-settlements.ts";
import { SCENE_TABLE, TICKER } from "./scene-market.ts";

const AT = "2026-11-21T12:00:00.5Z";
const AT_MS = Date.parse(AT);
const SETTLEMENT = {
  ticker: TICKER,
  event_ticker: "E",
  market_result: "yes",
  yes_count_fp: "10.00",
  yes_total_cost_dollars: "5.00",
  no_count_fp: "0.00",
  no_total_cost_dollars: "0.00",
  revenue: 1_000,
  settled_time: AT,
  fee_cost: "0.00",
  value: 100,
};

/** Settlements that the venue lists, on pages of one, and what is told of them. */
function open(listed: readonly object[], marketValue?: string) {
  const told: MarketSettlement[] = [];
  const alarms: string[] = [];
  const asked: string[] = [];
  const scheduler = new SimScheduler();
  const { client } = openKalshiRest({
    baseUrl: "http://127.0.0.1/trade-api/v2",
    credentials: { key: () => Promise.resolve(ok({})) },
    scheduler,
    fetch: async (url) => {
      const { pathname, searchParams } = new URL(url);
      asked.push(`${pathname.split("/v2/")[1]} ${searchParams.get("min_ts") ?? ""}`.trim());
      if (pathname.includes("/markets/")) {
        const market = { ticker: TICKER, settlement_value_dollars: marketValue ?? null };
        return Response.json({ market: { ...MARKET, ...market } });
      }
      const at = Number(searchParams.get("cursor") ?? 0);
      return Response.json({
        settlements: listed.slice(at, at + 1),
        cursor: at + 1 < listed.length ? String(at + 1) : "",
      });
    },
  });
  const settlements = new MarketSettlements({
    client,
    table: SCENE_TABLE,
    subaccount: undefined,
    settled: (one) => told.push(one),
    alarm: (what) => alarms.push(what),
    sinceMs: AT_MS - 10_000,
  });
  const run = async (asOfMs: number) => {
    const read = await settlements.read();
    if (read) await settlements.tell(read, asOfMs);
  };
  return { alarms, asked, run, told };
}

const MARKET = {
  event_ticker: "E",
  market_type: "scalar",
  status: "finalized",
  title: "",
  yes_sub_title: "",
  no_sub_title: "",
  open_time: AT,
  close_time: AT,
  result: "scalar",
};

test("MarketSettlements: default: told once, and only when the fills from before are known", async () => {
  const { run, told } = open([SETTLEMENT]);
  await run(AT_MS - 1);
  expect(told).toEqual([]);
  await run(AT_MS + 100);
  await run(AT_MS + 200_000);
  expect(told).toEqual([
    {
      id: `settlement:${TICKER}:${AT_MS}`,
      ticker: TICKER,
      yes: 0,
      no: 1,
      payout: 10_000,
      revenue: 10_000_000,
      settledMs: AT_MS,
    },
  ] as unknown as MarketSettlement[]);
});

test.each([
  ["no", null, undefined, 0],
  ["scalar", 37, "0.3725", 3_725],
  ["scalar", 37, undefined, 3_700],
] as const)(
  "MarketSettlements: behavior: %s of %p cents and a market's %p pays %d",
  async (market_result, value, marketValue, payout) => {
    const { run, told } = open([{ ...SETTLEMENT, market_result, value }], marketValue);
    await run(AT_MS);
    expect(told.map((one) => one.payout)).toEqual([payout]);
  },
);

test("MarketSettlements: error: one that says not what it pays is told when it does, and raises an alarm until then", async () => {
  const { alarms, run, told } = open([
    { ...SETTLEMENT, market_result: "scalar", value: null },
    { ...SETTLEMENT, ticker: "KXB" },
  ]);
  await run(AT_MS);
  expect([alarms.length, told.map(({ ticker }) => ticker)]).toEqual([1, ["KXB"]]);
  expect(told[0]?.yes).toBeUndefined();
});

test("MarketSettlements: behavior: each reading begins a little before what the one before it knew", async () => {
  const { asked, run } = open([SETTLEMENT]);
  await run(AT_MS + 300_000);
  await run(AT_MS + 300_000);
  expect(asked).toEqual([
    `portfolio/settlements ${Math.floor((AT_MS - 10_000) / 1000)}`,
    `portfolio/settlements ${Math.floor((AT_MS + 240_000) / 1000)}`,
  ]);
});

test.each([
  [4, "sell", 4],
  [-7, "buy", 7],
] as const)("closingTrades: default: %d contracts are as good as traded away at what they pay", (held, side, size) => {
  const settlement = { id: "s", ticker: TICKER, yes: 0, no: 1, payout: 3_725, settledMs: 5 };
  const told = { ...settlement, revenue: cashMicros(0) };
  const operation = { kind: "trade", instrument: 0, side, price: 3_725, size, fee: 0 };
  expect(closingTrades(told, () => held) as unknown).toEqual([
    { id: "s", operation, state: "confirmed", happenedMs: 5 },
  ]);
  expect(closingTrades(told, () => 0)).toEqual([]);
  expect(closingTrades({ ...told, yes: undefined }, () => held)).toEqual([]);
});
