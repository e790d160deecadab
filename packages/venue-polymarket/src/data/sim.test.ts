import { afterAll, beforeAll, expect, test } from "bun:test";
import { DriftLog } from "@augury/net";
import { START_US } from "../../sim/session-harness.ts";
import { SimScene } from "../sim-scene.ts";
import { openData } from "./data-group.ts";
import * as methods from "./methods.ts";

let scene: SimScene;
let user: string;
beforeAll(async () => {
  scene = new SimScene();
  const trades = await scene.data.get(methods.trades, { limit: 1 });
  user = trades.ok ? (trades.value.value[0]?.proxyWallet ?? "") : "";
});
afterAll(() => scene[Symbol.dispose]());

const conditionOf = (number: number) => `0x${String(number).padStart(64, "0")}`;
const MARKET = conditionOf(4);

/** Parameters with which each method finds something at the fake venue; `user` is put in by name. */
const QUESTIONS: Readonly<Record<string, object>> = {
  positions: { user: "", sizeThreshold: 0 },
  "closed-positions": { user: "" },
  value: { user: "" },
  traded: { user: "" },
  "market-positions": { market: MARKET },
  trades: { takerOnly: false },
  activity: { user: "", type: "TRADE" },
  holders: { market: MARKET },
  "open-interest": { market: MARKET },
  "live-volume": { id: 7 },
  leaderboard: { timePeriod: "ALL" },
  "builders-leaderboard": {},
  "builders-volume": {},
  health: {},
  "v2-positions": { user: "" },
  "v2-combo-positions": { user: "" },
  "v2-value": { user: "" },
  "v2-user-pnl": { user: "", interval: "12h", fidelity: "3h" },
  "v2-user-stats": { user: "" },
  "v2-user-volume": { user: "" },
  "v2-approvals": { user: "" },
  "v2-trades": { taker_only: false },
  "v2-activity": { user: "" },
  "v2-combo-activity": { user: "" },
  "v2-holders": { condition: MARKET, include_pnl: true },
  "v2-open-interest": { condition: MARKET },
  "v2-live-volume": { event_id: 7 },
  "v2-prices-history": { token_id: "41", interval: "max" },
  "v2-resolutions": { event_id: 9 },
  "v2-leaderboard": { time_period: "all" },
  "v2-standing": { user: "", time_period: "all" },
  "v2-biggest-winners": { time_period: "all" },
  "v2-builders-leaderboard": {},
  "v2-builders-volume": {},
  "v2-status": {},
};
/** Nobody trades combos or over builders in this scene, and not every wallet has closed something. */
const EMPTY = /combo|builders|closed/;

const withUser = (params: object) => ("user" in params ? { ...params, user } : params);

test("fake Data API: default: every method has a question", () => {
  expect(Object.keys(QUESTIONS).toSorted()).toEqual(methods.DATA_METHODS.map(({ name }) => name).toSorted());
});

test.each(Object.keys(QUESTIONS))(
  "fake Data API: default: answers %s with what the schema names and nothing else",
  async (name) => {
    const drift = new DriftLog();
    const { client } = openData({ baseUrl: `${scene.venue.url}/data`, drift });
    const got = await client.call(name, withUser(QUESTIONS[name] as object));
    if (!got.ok) throw got.error;
    const { value } = got.value as { value: unknown };
    const rows = typeof value === "object" && value !== null && "data" in value ? value.data : value;
    if (!EMPTY.test(name)) expect(rows).not.toEqual([]);
    expect(drift.entries()).toEqual([]);
  },
);

test("fake Data API: behavior: version 2 pages hold every trade once, also while others come in", async () => {
  const { data } = scene;
  const whole = await data.get(methods.v2Trades, { limit: 1000 });
  const first = await data.get(methods.v2Trades, { limit: 3 });
  if (!whole.ok || !first.ok) throw new Error("trades are answered");
  scene.trade(0, "buy", 1, START_US + 3e9);
  const cursor = first.value.value.pagination.next_cursor ?? "";
  const rest = await data.collect(methods.v2Trades, { limit: 3, cursor });
  if (!rest.ok) throw rest.error;
  expect([...first.value.value.data, ...rest.value.items]).toEqual(whole.value.value.data);
  expect(rest.value.complete).toBe(true);
});

test("fake Data API: behavior: positions, holders, value and open interest are the same holdings", async () => {
  const { data } = scene;
  const markets = await data.get(methods.marketPositions, { market: MARKET });
  const holders = await data.get(methods.holders, { market: MARKET, minBalance: 0 });
  const interest = await data.get(methods.v2OpenInterest, { condition: MARKET });
  if (!markets.ok || !holders.ok || !interest.ok) throw new Error("holdings are answered");
  const held = markets.value.value.flatMap(({ positions }) => positions.filter(({ size }) => size > 0));
  const amounts = holders.value.value.flatMap((one) => one.holders.map(({ amount }) => amount));
  expect(amounts.toSorted()).toEqual(held.map(({ size }) => size).toSorted());
  const worth = held.reduce((sum, { size, currPrice }) => sum + size * (currPrice ?? 0), 0);
  expect(interest.value.value.data[0]?.value).toBeCloseTo(worth, 4);
  // Whoever is short of one outcome holds the other: per pair of contracts there is a dollar.
  const [yes = 0, no = 0] = [0, 1].map((at) =>
    held.filter((one) => one.outcomeIndex === at).reduce((sum, { size }) => sum + size, 0),
  );
  expect(yes).toBeCloseTo(no, 4);
});

test("fake Data API: behavior: a trade is in its wallet's feeds of both versions", async () => {
  const { data } = scene;
  const v1 = await data.get(methods.trades, { user, takerOnly: false });
  const v2 = await data.get(methods.v2Trades, { user, taker_only: false });
  const activity = await data.get(methods.v2Activity, { user });
  if (!v1.ok || !v2.ok || !activity.ok) throw new Error("feeds are answered");
  const hashes = v1.value.value.map(({ transactionHash }) => transactionHash);
  expect(hashes.length).toBeGreaterThan(0);
  expect(v2.value.value.data.map(({ transaction_hash }) => transaction_hash)).toEqual(hashes);
  expect(activity.value.value.data.map(({ transaction_hash }) => transaction_hash)).toEqual(hashes);
  expect(v1.value.value.every(({ proxyWallet }) => proxyWallet === user)).toBe(true);
});

test("fake Data API: behavior: the resolved market pays, and says so in both versions", async () => {
  const { data } = scene;
  const resolution = await data.get(methods.v2Resolutions, { condition: conditionOf(6) });
  const winners = await data.get(methods.v2BiggestWinners, { time_period: "all" });
  if (!resolution.ok || !winners.ok) throw new Error("results are answered");
  expect(resolution.value.value.data).toMatchObject([{ status: "resolved", payouts: [1_000_000, 0] }]);
  expect(winners.value.value.data[0]).toMatchObject({ win_rank: 1, condition_id: conditionOf(6), position_id: "61" });
});

test("fake Data API: error: both versions' bodies", async () => {
  const raw = async (path: string) => {
    const response = await fetch(`${scene.venue.url}/data${path}`);
    return [response.status, await response.json()];
  };
  expect(await raw("/positions")).toEqual([400, { error: "required query param 'user' not provided" }]);
  expect(await raw("/trades?filterType=CASH")).toMatchObject([400, { error: expect.stringContaining("together") }]);
  expect(await raw("/v2/trades?offset=5")).toMatchObject([
    400,
    { code: "invalid_request", retryable: false, parameter: "offset" },
  ]);
  expect(await raw("/v2/trades?limit=1001")).toMatchObject([400, { parameter: "limit" }]);
  expect(await raw("/v2/trades?condition=0x1")).toMatchObject([400, { parameter: "condition" }]);
  const got = await scene.data.get(methods.v2Trades, { cursor: "forged" });
  expect(got.ok ? undefined : got.error).toMatchObject({
    code: "rejected",
    retry: "never",
    venueCode: "invalid_request",
  });
});
