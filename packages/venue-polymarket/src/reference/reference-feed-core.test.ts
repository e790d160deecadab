import { expect, test } from "bun:test";
import { FeedCode, formatReferenceValue, type Reference } from "@augury/model";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import { hasFixtures } from "@augury/testkit";
import { decodeSlot, EpochTable, MarketPublisher, SLOT_BYTES } from "@augury/wire";
import { RTDS_SESSIONS, recordedRtdsFrames } from "../rtds/recorded-rtds.ts";
import { REFERENCE_COUNTERS, type ReferenceFeedConfig } from "./reference-feed-config.ts";
import { ReferenceFeedCore } from "./reference-feed-core.ts";

const BTC: Reference = { feed: "crypto", symbol: "btcusd" };
const TWAP: Reference = { feed: "twap", symbol: "btcusd", windowSeconds: 60 };
const SECOND = 1_790_000_000_000;

function openRig(config: Partial<ReferenceFeedConfig> = {}, capacity = 256) {
  const ring = createRing({ capacity, slotBytes: SLOT_BYTES }, createDoorbell());
  const producer = new RingProducer(ring);
  const consumer = new RingConsumer(ring);
  const publisher = new MarketPublisher(producer, EpochTable.create(1), FeedCode.reference, () => producer.flush());
  const sent: [number, string][] = [];
  const reconnects: string[] = [];
  const counters = new Counters(createCounters(REFERENCE_COUNTERS));
  const core = new ReferenceFeedCore({
    config: { source: "polybolt", references: [BTC, TWAP], freezeMs: 15_000, ...config },
    publisher,
    link: {
      send: (connection, text) => void sent.push([connection, text]),
      reconnect: (connection, why) => void reconnects.push(`${connection} ${why}`),
    },
    counters,
  });
  const take = () => {
    const count = consumer.poll(consumer.capacity);
    const slots = Array.from({ length: count }, (_, at) => decodeSlot(consumer.i32, consumer.f64, consumer.base(at)));
    consumer.release(count);
    return slots;
  };
  /** [reference, second, price, carried] of every slot since the last call. */
  const prices = () =>
    take().map(({ body, exchangeTimeMs }) => [
      body.reference,
      (exchangeTimeMs - SECOND) / 1_000,
      formatReferenceValue({ micros: body.valueMicros as number, rest: body.rest as number }),
      body.carried,
    ]);
  const frame = (value: unknown, receivedTimeUs = 1_000_000, connection = 0) =>
    core.frame(connection, new TextEncoder().encode(JSON.stringify(value)), receivedTimeUs);
  return { core, counters, sent, reconnects, take, prices, frame };
}

const point = (second: number, price: string) => ({
  timestamp: SECOND + second * 1_000,
  value: Number(price),
  full_accuracy_value: price,
});
const polybolt = (seq: number, payload: object, extra: object = {}, channel = "price.crypto") => ({
  v: 1,
  channel,
  seq,
  ts: SECOND,
  ...extra,
  payload,
});
const update = (seq: number, second: number, price: string, extra: object = {}) =>
  polybolt(seq, { symbol: "btcusd", ...point(second, price), ...extra });

test("ReferenceFeedCore: default: subscribes when open, publishes each update exactly, in the slot's own words", () => {
  const { core, frame, take, sent } = openRig();
  core.open(0, 0);
  expect(sent.map(([, text]) => JSON.parse(text).subscriptions)).toEqual([
    [
      { channel: "price.crypto", filter: { symbol: "btcusd" } },
      { channel: "price.crypto.twap", filter: { symbol: "btcusd", window_seconds: 60 } },
    ],
  ]);
  expect(frame(update(1, 3, "78788.525642908795142144"), 5_000_000)).toBe("parsed");
  expect(take()).toEqual([
    {
      kind: "referencePrice",
      venue: "reference",
      instrument: -1,
      epoch: 0,
      sequence: 1,
      exchangeTimeMs: SECOND + 3_000,
      receivedTimeUs: 5_000_000,
      body: { reference: 0, valueMicros: 78_788_525_642, rest: 908_795_142_144, carried: false },
    },
  ]);
});

test("ReferenceFeedCore: behavior: of a snapshot the newest point, and it is told apart by window", () => {
  const { core, frame, prices, counters } = openRig();
  core.open(0, 0);
  const data = [point(1, "10"), point(2, "11")];
  frame(polybolt(1, { symbol: "btcusd", data }, { snapshot: true }));
  frame(polybolt(1, { symbol: "btcusd", window_seconds: 60, data }, { snapshot: true }, "price.crypto.twap"));
  expect(prices()).toEqual([
    [0, 2, "11", false],
    [1, 2, "11", false],
  ]);
  expect(counters.read()).toMatchObject({ snapshots: 2, prices: 2 });
});

test("ReferenceFeedCore: behavior: a snapshot without symbol counts only where it can be nobody else's", () => {
  const alone = openRig({ references: [BTC] });
  const crowd = openRig({ references: [BTC, { feed: "crypto", symbol: "ethusd" }] });
  for (const { core, frame } of [alone, crowd]) {
    core.open(0, 0);
    frame(polybolt(1, { data: [point(1, "10")] }, { snapshot: true }));
  }
  expect([alone.prices().length, crowd.prices().length]).toEqual([1, 0]);
  expect(crowd.counters.get("unmatched")).toBe(1);
});

test("ReferenceFeedCore: behavior: corrections count, what is late or told before does not", () => {
  const { core, frame, prices, counters } = openRig();
  core.open(0, 0);
  frame(update(1, 5, "10"));
  frame(update(2, 5, "10"));
  frame(update(3, 5, "12", { is_carried_forward: true }));
  frame(update(4, 4, "9"));
  expect(prices()).toEqual([
    [0, 5, "10", false],
    [0, 5, "12", true],
  ]);
  expect(counters.read()).toMatchObject({ corrections: 1, late: 1, missed: 0 });
});

test("ReferenceFeedCore: behavior: a full ring keeps the newest price of each, and says how many gave way", () => {
  const { core, frame, prices, counters } = openRig({}, 128);
  core.open(0, 0);
  for (let second = 1; second <= 100; second++) frame(update(second, second, String(second)));
  const before = prices();
  expect(before.length).toBe(64);
  core.tick(1_000_000);
  expect(prices()).toEqual([[0, 100, "100", false]]);
  expect(counters.read()).toMatchObject({ prices: 65, conflated: 35 });
});

test("ReferenceFeedCore: behavior: open without a new price for freezeMs: reconnect, once per connection", () => {
  const { core, frame, reconnects, counters } = openRig();
  core.open(0, 0);
  frame(update(1, 1, "10"), 4_000_000);
  frame({ op: "pong" }, 18_000_000);
  core.tick(18_999_999);
  expect(reconnects).toEqual([]);
  core.tick(19_000_000);
  core.tick(30_000_000);
  expect(reconnects).toEqual(["0 stalled: no price for 15000 ms"]);
  core.open(0, 40_000_000);
  core.tick(54_000_000);
  expect(counters.get("freezes")).toBe(1);
});

test("ReferenceFeedCore: behavior: one price that stops beside others that go on is a freeze, unless it may rest", () => {
  const equity: Reference = { feed: "equity", symbol: "aapl" };
  const quiet = (channel: string, symbol: string) => {
    const { core, frame, reconnects } = openRig({ references: [BTC, TWAP, equity] });
    core.open(0, 0);
    const about = channel === "price.crypto.twap" ? { symbol, window_seconds: 60 } : { symbol };
    frame(polybolt(1, { ...about, ...point(1, "10") }, {}, channel), 1_000_000);
    for (let second = 2; second <= 20; second++) {
      frame(update(second, second, "10"), second * 1_000_000);
      core.tick(second * 1_000_000);
    }
    return reconnects.length;
  };
  expect([quiet("price.crypto.twap", "btcusd"), quiet("price.equity", "aapl")]).toEqual([1, 0]);
});

test("ReferenceFeedCore: behavior: the same second told again and again is no sign of life", () => {
  const { core, frame, reconnects } = openRig();
  core.open(0, 0);
  for (let second = 1; second <= 16; second++) {
    frame(update(second, 1, "10"), second * 1_000_000);
    core.tick(second * 1_000_000);
  }
  expect(reconnects).toHaveLength(1);
});

test("ReferenceFeedCore: behavior: a price that never got past its snapshot does not end the connection", () => {
  const { core, frame, reconnects } = openRig();
  core.open(0, 0);
  const payload = { symbol: "btcusd", window_seconds: 60, data: [point(1, "10")] };
  frame(polybolt(1, payload, { snapshot: true }, "price.crypto.twap"), 1_000_000);
  for (let second = 2; second <= 60; second++) {
    frame(update(second, second, "10"), second * 1_000_000);
    core.tick(second * 1_000_000);
  }
  expect(reconnects).toEqual([]);
});

test("ReferenceFeedCore: behavior: freezeMs 0 never gives a connection up", () => {
  const { core, reconnects } = openRig({ freezeMs: 0 });
  core.open(0, 0);
  core.tick(86_400_000_000);
  expect(reconnects).toEqual([]);
});

test("ReferenceFeedCore: error: a refusal for good stands in failure, by answer and by close code", () => {
  const [answered, closed, lost] = [openRig(), openRig(), openRig()];
  for (const { core } of [answered, closed, lost]) core.open(0, 0);
  answered.frame({ op: "error", code: "auth_required" });
  closed.core.close(0, { code: 4008, text: "" });
  lost.core.close(0, { code: 1006, text: "" });
  expect([answered, closed, lost].map(({ core }) => core.failure?.code)).toEqual(["auth", "rejected", undefined]);
  expect(closed.core.delayMsMax({ code: 4003, text: "" })).toBe(10_000);
});

test("ReferenceFeedCore: error: what does not fit is counted in its own way and publishes nothing", () => {
  const { core, frame, take, counters } = openRig();
  core.open(0, 0);
  const outcomes = [
    frame({ op: "error", code: "bad_filter" }),
    frame("nonsense"),
    frame(polybolt(1, { symbol: "ethusd", ...point(1, "10") })),
    frame(polybolt(2, { symbol: "btcusd" })),
    frame(polybolt(3, { symbol: "btcusd", timestamp: SECOND, value: 10, full_accuracy_value: "10000000000000000000" })),
    frame(polybolt(1, {}, {}, "price.moon")),
  ];
  expect(outcomes).toEqual(["parsed", "skipped", "skipped", "skipped", "skipped", "skipped"]);
  expect(take()).toEqual([]);
  expect(counters.read()).toMatchObject({ problems: 1, malformed: 1, unmatched: 1, misfits: 2, unknown: 1 });
});

test.skipIf(!hasFixtures()).each(RTDS_SESSIONS)(
  "ReferenceFeedCore: fixture: RTDS, a connection per symbol: %s",
  async (session) => {
    const symbols = ["btc/usd", "eth/usd", "sol/usd"];
    const references = symbols.map((symbol): Reference => ({ feed: "chainlink", symbol }));
    const { core, frame, take, counters, sent } = openRig({ source: "rtds", references }, 4_096);
    expect(core.connections).toBe(3);
    for (const connection of references.keys()) core.open(connection, 0);
    expect(sent.map(([connection, text]) => [connection, JSON.parse(text).subscriptions[0].filters])).toEqual(
      symbols.map((symbol, at) => [at, `{"symbol":"${symbol}"}`]),
    );
    const last = new Map<number, { readonly timestamp: number; readonly value: number }>();
    for (const text of await recordedRtdsFrames(session)) {
      const { payload } = JSON.parse(text) as { payload: { symbol: string; timestamp?: number; value: number } };
      const at = symbols.indexOf(payload.symbol);
      frame(JSON.parse(text), 1, at);
      if (payload.timestamp && payload.timestamp >= (last.get(at)?.timestamp ?? 0))
        last.set(at, { timestamp: payload.timestamp, value: payload.value });
    }
    const { misfits, malformed, unknown, unmatched } = counters.read();
    expect({ misfits, malformed, unknown, unmatched }).toEqual({ misfits: 0, malformed: 0, unknown: 0, unmatched: 0 });
    const published = new Map(
      take().map(({ body, exchangeTimeMs }) => [body.reference as number, { body, exchangeTimeMs }]),
    );
    for (const [at, { timestamp, value }] of last) {
      expect(published.get(at)?.exchangeTimeMs).toBe(timestamp);
      expect(published.get(at)?.body.valueMicros).toBe(Math.floor(value * 1e6));
    }
  },
);
