import { expect, test } from "bun:test";
import { BID } from "@augury/sim-kit";
import { readPrice } from "../../src/reference/price-point.ts";
import { RtdsProtocol } from "../../src/rtds/rtds-protocol.ts";
import { encodeRtdsFilter, type RtdsSubscription } from "../../src/rtds/rtds-subscription.ts";
import { START_US } from "../session-harness.ts";
import { readWith, SessionRig } from "./session-rig.ts";

interface Price {
  readonly topic: string;
  readonly type: string;
  readonly payload: {
    readonly symbol: string;
    readonly timestamp: number;
    readonly value: number;
    readonly full_accuracy_value: string;
    readonly data?: readonly { readonly timestamp: number }[];
  };
}

function openWith(subscriptions: readonly RtdsSubscription[]) {
  const rig = new SessionRig();
  const session = rig.rtds();
  const protocol = new RtdsProtocol(subscriptions);
  for (const text of protocol.hello()) session.receive(text);
  const take = () => readWith(protocol, rig.take()).flatMap(({ values }) => values) as Price[];
  return { rig, session, take };
}

const CHAINLINK: RtdsSubscription = {
  topic: "crypto_prices_chainlink",
  type: "*",
  filters: encodeRtdsFilter({ symbol: "btc/usd" }),
};

test("RtdsSession: default: a snapshot labeled crypto_prices, then a second-aligned price each second", () => {
  const { rig, session, take } = openWith([CHAINLINK]);
  rig.pass(session, 10);
  const [snapshot, ...updates] = take();
  expect(snapshot).toMatchObject({ topic: "crypto_prices", type: "subscribe", payload: { symbol: "btc/usd" } });
  expect(snapshot?.payload.data).toHaveLength(60);
  const seconds = new Set(updates.map(({ payload }) => payload.timestamp));
  expect(seconds.size).toBe(10);
  expect([...seconds].every((timestamp) => timestamp % 1_000 === 0)).toBe(true);
  expect(
    updates.every(({ payload }) => readPrice(payload.value, payload.full_accuracy_value, "e18") !== undefined),
  ).toBe(true);
});

test("RtdsSession: behavior: a few seconds are corrected by a later arrival", () => {
  const { rig, session, take } = openWith([CHAINLINK]);
  rig.pass(session, 300);
  const values = new Map<number, Set<string>>();
  for (const { payload } of take().slice(1))
    values.set(payload.timestamp, (values.get(payload.timestamp) ?? new Set()).add(payload.full_accuracy_value));
  const corrected = [...values.values()].filter((seen) => seen.size > 1);
  expect(values.size).toBe(300);
  expect(corrected.length).toBeWithin(1, 30);
});

test.each([
  ["crypto_prices", "btcusdt", "plain"],
  ["crypto_prices_twap_thirty", "eth/usd", "e18"],
  ["crypto_prices_twap_sixty", "eth/usd", "e18"],
  ["equity_prices", "aapl", "plain"],
] as const)("RtdsSession: behavior: %s of %s tells exact values in the scale %s", (topic, symbol, scale) => {
  const { rig, session, take } = openWith([{ topic, type: "update", filters: encodeRtdsFilter({ symbol }) }]);
  rig.pass(session, 3);
  const [, ...updates] = take();
  expect(updates.length).toBeGreaterThanOrEqual(3);
  for (const { topic: told, payload } of updates) {
    expect([told, payload.symbol]).toEqual([topic, symbol]);
    expect(readPrice(payload.value, payload.full_accuracy_value, scale)).toBeDefined();
  }
});

test("RtdsSession: behavior: a list of symbols and no filter at all bring no snapshot", () => {
  for (const filters of ["btcusdt,ethusdt", undefined]) {
    const { rig, session, take } = openWith([{ topic: "crypto_prices", type: "update", ...(filters && { filters }) }]);
    rig.pass(session, 2);
    const updates = take();
    expect(updates.every(({ type }) => type === "update")).toBe(true);
    expect(new Set(updates.map(({ payload }) => payload.symbol)).size).toBe(filters ? 2 : 6);
  }
});

test("RtdsSession: behavior: the service's vices: silence for no action, an unknown topic, a blank in a filter", () => {
  const rig = new SessionRig();
  const session = rig.rtds();
  const say = (message: object) => session.receive(JSON.stringify(message));
  say({ subscriptions: [CHAINLINK] });
  say({ action: "subscribe", subscriptions: [CHAINLINK, { topic: "weather", type: "*" }] });
  rig.pass(session, 2);
  expect(rig.take()).toEqual([]);
  say({ action: "subscribe", subscriptions: [{ ...CHAINLINK, filters: '{"symbol": "btc/usd"}' }] });
  rig.pass(session, 5);
  expect(rig.take()).toHaveLength(1);
});

test("RtdsSession: behavior: unsubscribed prices stop", () => {
  const { rig, session, take } = openWith([CHAINLINK]);
  rig.pass(session, 2);
  session.receive(JSON.stringify({ action: "unsubscribe", subscriptions: [{ topic: CHAINLINK.topic, type: "*" }] }));
  take();
  rig.pass(session, 3);
  expect(take()).toEqual([]);
});

test("RtdsSession: behavior: pings are answered in three ways, one of them not at all", () => {
  const rig = new SessionRig();
  const session = rig.rtds();
  for (let i = 0; i < 60; i++) session.receive("PING");
  const answers = rig.take();
  expect(new Set(answers)).toEqual(new Set(["PONG", ""]));
  expect(answers.length).toBeLessThan(60);
});

test("RtdsSession: behavior: a trade of the books is told as matched, and as settled later", () => {
  const { rig, session, take } = openWith([{ topic: "activity", type: "*" }]);
  rig.nowMs = START_US / 1_000;
  rig.exchange.trade(0, { takerSide: "sell", size: 5_000_000, levelsMax: 1, timeUs: START_US, echoDelayUs: 0 });
  rig.exchange.advance(START_US);
  rig.pass(session, 3);
  const told = take() as unknown as { type: string; payload: { slug: string; side: string; price: number } }[];
  expect(told.map(({ type }) => type)).toEqual(["orders_matched", "trades"]);
  expect(told[0]?.payload).toEqual(told[1]?.payload as never);
  expect(told[0]?.payload).toMatchObject({ slug: "market-1", price: rig.exchange.ladder(0, BID) ? 0.49 : 0 });
});

test("RtdsSession: behavior: comments of another parent are left out", () => {
  const of = (parentEntityID: number) =>
    openWith([
      { topic: "comments", type: "*", filters: encodeRtdsFilter({ parentEntityID, parentEntityType: "Event" }) },
    ]);
  const [own, other] = [of(100), of(101)];
  for (const { rig, session } of [own, other]) rig.pass(session, 10);
  expect(own.take().map(({ type }) => type)).toContain("comment_created");
  expect(other.take()).toEqual([]);
});
