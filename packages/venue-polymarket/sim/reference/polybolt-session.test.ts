import { expect, test } from "bun:test";
import { BID } from "@augury/sim-kit";
import { PolyboltProtocol } from "../../src/polybolt/polybolt-protocol.ts";
import type { PolyboltSubscription } from "../../src/polybolt/polybolt-subscription.ts";
import { readPrice } from "../../src/reference/price-point.ts";
import { START_US } from "../session-harness.ts";
import { readWith, SessionRig } from "./session-rig.ts";

const BTC: PolyboltSubscription = { channel: "price.crypto", filter: { symbol: "btcusd" } };
const TWAP: PolyboltSubscription = { channel: "price.crypto.twap", filter: { symbol: "btcusd", window_seconds: 60 } };
const AAPL: PolyboltSubscription = { channel: "price.equity", filter: { symbol: "aapl" } };

interface Told {
  readonly channel: string;
  readonly seq: number;
  readonly snapshot?: boolean;
  readonly dropped?: number;
  readonly payload: {
    readonly value: number;
    readonly full_accuracy_value: string;
    readonly data?: readonly unknown[];
    readonly best_bid?: string;
  };
}

function openWith(subscriptions: readonly PolyboltSubscription[], isAuthRequired = false) {
  const rig = new SessionRig();
  const session = rig.polybolt(isAuthRequired);
  const protocol = new PolyboltProtocol(
    subscriptions,
    isAuthRequired ? { apiKey: "key", secret: "s", passphrase: "p" } : undefined,
  );
  for (const text of protocol.hello()) session.receive(text);
  return { rig, session, protocol, take: () => readWith(protocol, rig.take()) };
}

const answersOf = (rig: SessionRig) => rig.take().map((text) => JSON.parse(text));

test("PolyboltSession: default: acknowledged, a snapshot of two minutes, then a price a second, numbered per channel", () => {
  const { rig, session, take } = openWith([BTC, TWAP, AAPL]);
  rig.pass(session, 5);
  const readings = take();
  expect(readings.every(({ reading }) => reading.kind === "control" || reading.kind === "data")).toBe(true);
  const told = readings.flatMap(({ values }) => values) as Told[];
  for (const channel of ["price.crypto", "price.crypto.twap", "price.equity"]) {
    const own = told.filter((one) => one.channel === channel);
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, at) => at + 1));
    expect(own[0]?.snapshot).toBe(true);
    expect(own[0]?.payload.data).toHaveLength(120);
    expect(own.length).toBeGreaterThanOrEqual(6);
    for (const { payload } of own.slice(1))
      expect(readPrice(payload.value, payload.full_accuracy_value, "plain")).toBeDefined();
  }
});

test("PolyboltSession: behavior: where credentials are asked for, our client authenticates and then subscribes", () => {
  const { rig, session, protocol } = openWith([BTC], true);
  for (const { reading } of readWith(protocol, rig.take()))
    for (const reply of (reading.kind === "control" && reading.reply) || []) session.receive(reply);
  expect(answersOf(rig).map(({ op, snapshot }) => op ?? snapshot)).toEqual(["subscribed", true]);
});

test("PolyboltSession: behavior: holes and what was left out are what our protocol counts", () => {
  const { rig, session, take } = openWith([BTC]);
  rig.pass(session, 2);
  take();
  rig.gap = 3;
  rig.pass(session, 1);
  rig.backlog = 1_000;
  rig.pass(session, 4);
  rig.backlog = 0;
  rig.pass(session, 1);
  const data = take().flatMap(({ reading }) => (reading.kind === "data" ? [reading] : []));
  expect(data.reduce((sum, { missed = 0 }) => sum + missed, 0)).toBe(3);
  expect(data.reduce((sum, { dropped = 0 }) => sum + dropped, 0)).toBeGreaterThanOrEqual(4);
});

test.each([
  [{ op: "dance" }, "bad_op"],
  [{ op: "subscribe", subscriptions: [{ channel: "price.moon", filter: {} }] }, "bad_channel"],
  [{ op: "subscribe", subscriptions: [{ channel: "price.crypto", filter: { symbol: "nope" } }] }, "bad_filter"],
  [{ op: "subscribe", subscriptions: [{ channel: "price.crypto", filter: { symbol: "BTCUSD" } }] }, "bad_filter"],
  [{ op: "subscribe", subscriptions: [{ channel: "price.crypto.twap", filter: { symbol: "btcusd" } }] }, "bad_filter"],
  [{ op: "auth", auth: { apiKey: "no", secret: "s", passphrase: "p" } }, "auth_invalid"],
])("PolyboltSession: error: %p is answered %s and the connection stays", (command, code) => {
  const rig = new SessionRig();
  rig.polybolt().receive(JSON.stringify({ ...command, rid: "r" }));
  expect(answersOf(rig)).toMatchObject([{ op: "error", code, rid: "r" }]);
  expect(rig.closes).toEqual([]);
});

test("PolyboltSession: error: without credentials where they are asked for", () => {
  const rig = new SessionRig();
  rig.polybolt(true).receive(JSON.stringify({ op: "subscribe", subscriptions: [BTC] }));
  expect(answersOf(rig)).toMatchObject([{ op: "error", code: "auth_required", channel: "price.crypto" }]);
});

test("PolyboltSession: error: each broken bound is answered, and closes with 4008", () => {
  const rig = new SessionRig();
  const windows = Array.from({ length: 65 }, (_, at) => ({
    channel: "price.crypto.twap",
    filter: { symbol: "btcusd", window_seconds: at + 1 },
  }));
  rig.polybolt().receive(JSON.stringify({ op: "subscribe", subscriptions: windows }));
  expect(answersOf(rig).at(-1)).toMatchObject({ op: "error", code: "sub_limit" });
  const hasty = rig.polybolt();
  for (let i = 0; i < 21; i++) hasty.receive(JSON.stringify({ op: "unsubscribe", ...BTC }));
  expect(answersOf(rig).at(-1)).toMatchObject({ op: "error", code: "rate_limited" });
  const stubborn = rig.polybolt();
  for (let i = 0; i < 9; i++) stubborn.receive(JSON.stringify({ op: "auth" }));
  expect(answersOf(rig).at(-1)).toMatchObject({ op: "error", code: "auth_attempts" });
  rig.polybolt().receive(JSON.stringify({ op: "ping", rid: "x".repeat(70_000) }));
  expect(rig.closes).toEqual([4008, 4008, 4008, 4008]);
});

test("PolyboltSession: behavior: a repeated subscription is acknowledged without another snapshot; pings are answered", () => {
  const { rig, session } = openWith([BTC]);
  rig.take();
  session.receive(JSON.stringify({ op: "subscribe", ...BTC }));
  session.receive(JSON.stringify({ op: "ping", rid: "p" }));
  expect(answersOf(rig)).toEqual([
    { op: "subscribed", channel: "price.crypto" },
    { op: "pong", rid: "p" },
  ]);
});

test("PolyboltSession: behavior: best prices of a token, and again when they change", () => {
  const { rig, session, take } = openWith([{ channel: "price.polymarket", filter: { asset_id: "11" } }]);
  rig.pass(session, 1);
  rig.exchange.applyLevels(0, [{ side: BID, price: 5_000, size: 1_000_000 }], START_US + 1_000_000);
  rig.pass(session, 1);
  const told = take().flatMap(({ values }) => values) as Told[];
  expect(told.map(({ snapshot, payload }) => [snapshot, payload.best_bid])).toEqual([
    [true, "0.49"],
    [undefined, "0.5"],
  ]);
});
