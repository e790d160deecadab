import { expect, test } from "bun:test";
import type { FrameReading } from "@augury/net";
import { fixturePath, hasFixtures } from "@augury/testkit";
import { DEMO } from "../recorded-files.ts";
import { openRecording } from "../recordings.ts";
import type { KalshiStreamEvent } from "./stream-event.ts";
import type { StreamSubscription } from "./stream-subscription.ts";
import { KalshiStreamProtocol, STREAM_COMMAND_LIMITS } from "./ws-protocol.ts";

const BOOKS: StreamSubscription = { channel: "orderbook_delta", names: ["A", "B"] };
const FILLS: StreamSubscription = { channel: "fill", names: [] };
const GROUPS: StreamSubscription = { channel: "order_group_updates", names: [] };
const GROUP_MSG = { event_type: "reset", order_group_id: "g", ts_ms: 1 };

/** A protocol, and what its host hears. */
class Wire {
  readonly events: KalshiStreamEvent[] = [];
  readonly reconnects: string[] = [];
  readonly protocol: KalshiStreamProtocol;
  readonly hello: readonly Record<string, unknown>[];
  private nowUs = 1_000_000;

  constructor(...subscriptions: StreamSubscription[]) {
    this.protocol = new KalshiStreamProtocol(subscriptions, {
      event: (event) => this.events.push(event),
      reconnect: (why) => this.reconnects.push(why),
    });
    this.hello = this.protocol.hello().map(parse);
  }

  say(frame: object): FrameReading {
    return this.protocol.read(JSON.stringify(frame), frame);
  }

  /** Lets the seconds pass one by one and returns what was sent. */
  after(seconds: number): Record<string, unknown>[] {
    const sent: Record<string, unknown>[] = [];
    for (let at = 0; at < seconds; at++) {
      this.nowUs += 1_000_000;
      sent.push(...this.protocol.tick(this.nowUs).map(parse));
    }
    return sent;
  }

  subscribed(id: number, channel: string, sid: number): void {
    this.say({ type: "subscribed", id, msg: { channel, sid } });
  }
}

function parse(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

function topics(reading: FrameReading): string[] {
  return reading.kind === "data" ? reading.messages.map(({ topic }) => topic) : [];
}

test("hello: default: one subscribe per channel, the price scale said explicitly", () => {
  expect(new Wire(BOOKS, FILLS).hello).toEqual([
    {
      id: 1,
      cmd: "subscribe",
      params: { channels: ["orderbook_delta"], market_tickers: ["A", "B"], use_yes_price: false },
    },
    { id: 2, cmd: "subscribe", params: { channels: ["fill"] } },
  ]);
});

test("hello: behavior: names in portions, the rest added when the sid is known", () => {
  const names = Array.from({ length: 1100 }, (_, n) => `T${n}`);
  const wire = new Wire({ channel: "ticker", names });
  expect(wire.hello[0]?.params).toMatchObject({ market_tickers: names.slice(0, 500) });
  expect(wire.after(1)).toEqual([]);
  wire.subscribed(1, "ticker", 7);
  const added = wire.after(1) as { params: { sids: number[]; action: string; market_tickers: string[] } }[];
  expect(added.map(({ params }) => [params.sids, params.action, params.market_tickers.length])).toEqual([
    [[7], "add_markets", 500],
    [[7], "add_markets", 100],
  ]);
});

test("read: default: acks in any order, then data under its type", () => {
  const wire = new Wire(FILLS, GROUPS);
  wire.subscribed(2, "order_group_updates", 1);
  wire.subscribed(1, "fill", 2);
  expect(wire.events).toEqual([
    { kind: "live", channel: "order_group_updates", sid: 1 },
    { kind: "live", channel: "fill", sid: 2 },
  ]);
  const reading = wire.say({ type: "order_group_updates", sid: 1, seq: 1, msg: GROUP_MSG });
  expect(topics(reading)).toEqual(["order_group_updates"]);
  expect(reading).toMatchObject({ missed: 0 });
});

test("read: behavior: data may outrun its ack", () => {
  const wire = new Wire(GROUPS);
  expect(topics(wire.say({ type: "order_group_updates", sid: 5, seq: 1, msg: GROUP_MSG }))).toHaveLength(1);
  wire.subscribed(1, "order_group_updates", 5);
  expect(wire.events).toEqual([{ kind: "live", channel: "order_group_updates", sid: 5 }]);
  expect(wire.say({ type: "order_group_updates", sid: 5, seq: 2, msg: GROUP_MSG })).toMatchObject({ missed: 0 });
});

test("read: behavior: a gap is counted, told and for books followed by a request for snapshots of all", () => {
  const wire = new Wire(BOOKS);
  wire.subscribed(1, "orderbook_delta", 1);
  const msg = { market_ticker: "A" };
  wire.say({ type: "orderbook_snapshot", sid: 1, seq: 1, msg });
  expect(wire.say({ type: "orderbook_snapshot", sid: 1, seq: 5, msg })).toMatchObject({ kind: "data", missed: 3 });
  expect(wire.events.at(-1)).toEqual({ kind: "gap", channel: "orderbook_delta", sid: 1, missed: 3 });
  expect(wire.after(1)).toEqual([
    { id: 2, cmd: "update_subscription", params: { sids: [1], action: "get_snapshot", market_tickers: ["A", "B"] } },
  ]);
  expect(wire.say({ type: "orderbook_snapshot", id: 2, sid: 1, seq: 6, msg })).toMatchObject({ missed: 0 });
});

test("read: behavior: ok uses up a number, subscribed does not, a hole before ok is a gap too", () => {
  const wire = new Wire(BOOKS);
  wire.subscribed(1, "orderbook_delta", 1);
  expect(wire.say({ type: "ok", id: 9, sid: 1, seq: 1, msg: { market_tickers: ["A"] } })).toEqual({ kind: "control" });
  expect(wire.say({ type: "ok", id: 10, sid: 1, seq: 3, msg: {} })).toEqual({ kind: "data", messages: [], missed: 1 });
});

test("read: behavior: what was there before is ignored and counted, a run of it renews the connection", () => {
  const wire = new Wire(GROUPS);
  wire.subscribed(1, "order_group_updates", 1);
  const old = { type: "order_group_updates", sid: 1, seq: 1, msg: GROUP_MSG };
  wire.say(old);
  for (let n = 0; n < STREAM_COMMAND_LIMITS.duplicateRunMax; n++) expect(wire.say(old)).toEqual({ kind: "control" });
  expect(wire.protocol.counts.duplicates).toBe(STREAM_COMMAND_LIMITS.duplicateRunMax);
  expect(wire.reconnects).toEqual(["the sequence was set back"]);
});

test("read: behavior: unnumbered channels have no gaps", () => {
  const wire = new Wire(FILLS);
  wire.subscribed(1, "fill", 2);
  expect(topics(wire.say({ type: "fill", sid: 2, msg: {} }))).toEqual(["fill"]);
  expect(topics(wire.say({ type: "fill", sid: 2, msg: {} }))).toEqual(["fill"]);
});

test("read: behavior: a type that nobody knows is unknown, but its number counts", () => {
  const wire = new Wire(GROUPS);
  wire.subscribed(1, "order_group_updates", 1);
  expect(wire.say({ type: "novelty", sid: 1, seq: 1, msg: {} })).toEqual({ kind: "unknown", what: "novelty" });
  expect(wire.say({ type: "order_group_updates", sid: 1, seq: 2, msg: GROUP_MSG })).toMatchObject({ missed: 0 });
});

test.each([
  ["not json", undefined],
  ["[]", []],
  ["no type", { sid: 1 }],
  ["a bad ack", { type: "subscribed", msg: {} }],
])("read: error: %s is malformed", (text, json) => {
  expect(new Wire(FILLS).protocol.read(text, json)).toEqual({ kind: "malformed" });
});

test("tick: behavior: an ack that does not come leads to a list, and what is in it lives", () => {
  const wire = new Wire(FILLS, GROUPS);
  expect(wire.after(6)).toEqual([{ id: 3, cmd: "list_subscriptions" }]);
  wire.say({ type: "ok", id: 3, msg: [{ channel: "fill", sid: 1 }] });
  expect(wire.events).toEqual([{ kind: "live", channel: "fill", sid: 1 }]);
  expect(wire.after(2)).toEqual([{ id: 4, cmd: "subscribe", params: { channels: ["order_group_updates"] } }]);
  expect(wire.protocol.counts.ackTimeouts).toBe(2);
});

test("tick: behavior: no list either renews the connection", () => {
  const wire = new Wire(FILLS);
  wire.after(12);
  expect(wire.reconnects).toEqual(["no command is answered"]);
});

test("tick: behavior: a subscription that the venue never knows is given up with the connection", () => {
  const wire = new Wire(FILLS);
  for (let n = 0; n < 200 && wire.reconnects.length === 0; n++)
    for (const { cmd, id } of wire.after(1)) if (cmd === "list_subscriptions") wire.say({ type: "ok", id, msg: [] });
  expect(wire.reconnects).toEqual(["fill cannot be subscribed"]);
});

test("read: behavior: a repeated subscribe is answered by the first one's sid", () => {
  const wire = new Wire(BOOKS);
  wire.say({ type: "ok", id: 1, sid: 4, seq: 9, msg: { market_tickers: ["A", "B"] } });
  expect(wire.events[0]).toEqual({ kind: "live", channel: "orderbook_delta", sid: 4 });
});

test.each([1, 18, 27])("error %p: behavior: the command is repeated after a pause, with a new id", (code) => {
  const wire = new Wire(FILLS);
  expect(wire.say({ type: "error", id: 1, msg: { code } }).kind).toBe("problem");
  expect(wire.after(2)).toEqual([{ id: 2, cmd: "subscribe", params: { channels: ["fill"] } }]);
  expect(wire.events).toEqual([]);
});

test("error 27: behavior: not for ever", () => {
  const wire = new Wire(FILLS);
  for (let id = 1; id <= STREAM_COMMAND_LIMITS.triesMax; id++) {
    wire.say({ type: "error", id, msg: { code: 27 } });
    for (let seconds = 0; seconds < 20 && wire.after(1).length === 0; seconds++);
  }
  expect(wire.reconnects).toEqual(["fill is refused again and again"]);
});

test.each([10, 25])("error %p: behavior: ends the subscription, a new one begins its count anew", (code) => {
  const wire = new Wire(GROUPS);
  wire.subscribed(1, "order_group_updates", 1);
  wire.say({ type: "order_group_updates", sid: 1, seq: 1, msg: GROUP_MSG });
  expect(wire.say({ type: "error", sid: 1, seq: 2, msg: { code } }).kind).toBe("problem");
  expect(wire.events.at(-1)).toMatchObject({ kind: "lost", channel: "order_group_updates", code });
  expect(wire.after(1)).toEqual([{ id: 2, cmd: "subscribe", params: { channels: ["order_group_updates"] } }]);
  wire.subscribed(2, "order_group_updates", 2);
  expect(wire.say({ type: "order_group_updates", sid: 2, seq: 1, msg: GROUP_MSG })).toMatchObject({ missed: 0 });
  expect(wire.say({ type: "order_group_updates", sid: 1, seq: 3, msg: GROUP_MSG })).toEqual({ kind: "control" });
});

test.each([6, 7])("error %p: behavior: we are mistaken about our subscriptions, so they are listed", (code) => {
  const wire = new Wire(FILLS);
  wire.subscribed(1, "fill", 1);
  wire.say({ type: "error", id: 99, msg: { code } });
  expect(wire.after(1)).toEqual([{ id: 2, cmd: "list_subscriptions" }]);
});

test("error 9: error: ends the stream and says what to do", () => {
  const reading = new Wire(FILLS, BOOKS).say({
    type: "error",
    id: 1,
    msg: { code: 9, msg: "Authentication required" },
  });
  if (reading.kind !== "refused") throw new Error("an authentication error ends the stream");
  expect(reading.error).toMatchObject({ code: "auth", retry: "never", venueCode: "9" });
  expect(reading.error.hint).toContain("venues.kalshi.credentials");
});

test("error 8: behavior: one channel is refused, the rest goes on; with nothing left the stream ends", () => {
  const wire = new Wire(FILLS, GROUPS);
  expect(wire.say({ type: "error", id: 2, msg: { code: 8 } }).kind).toBe("problem");
  expect(wire.events).toMatchObject([{ kind: "refused", channel: "order_group_updates", code: 8 }]);
  expect(wire.say({ type: "error", id: 1, msg: { code: 8 } })).toMatchObject({
    kind: "refused",
    error: { code: "rejected", retry: "never" },
  });
});

test.skipIf(!hasFixtures())(
  "read: behavior: the recorded demo session has its acks out of order and no gap",
  async () => {
    const tickers = ["x"];
    const wire = new Wire(FILLS, { channel: "orderbook_delta", names: tickers });
    const counts: Record<string, number> = {};
    let missed = 0;
    const recording = await openRecording([fixturePath(DEMO)]);
    for await (const { bytes } of recording.frames()) {
      const reading = wire.say(JSON.parse(new TextDecoder().decode(bytes)) as object);
      if (reading.kind !== "data") continue;
      missed += reading.missed ?? 0;
      for (const topic of topics(reading)) counts[topic] = (counts[topic] ?? 0) + 1;
    }
    expect([counts, missed]).toEqual([{ orderbook_snapshot: 5, orderbook_delta: 2885, fill: 2 }, 0]);
    expect(wire.events).toEqual([
      { kind: "live", channel: "orderbook_delta", sid: 1 },
      { kind: "live", channel: "fill", sid: 2 },
    ]);
  },
);
