import { expect, test } from "bun:test";
import { VenueError } from "@augury/model";
import fc from "fast-check";
import { z } from "zod";
import { FakeNetwork } from "./fake-socket.ts";
import { DriftLog } from "./http/drift-log.ts";
import { type FrameReading, MessageStream, type MessageStreamOptions, type StreamProtocol } from "./message-stream.ts";
import { SessionConfig } from "./session-config.ts";
import { SimScheduler } from "./sim-scheduler.ts";

const Tick = z.object({ price: z.string() });

/** A protocol that reads {"tick":…}, {"bad":…}, {"no":…}, {"seq":n,"tick":…} and "hi". */
class ToyProtocol implements StreamProtocol {
  private sequence = 0;

  hello(): readonly string[] {
    return ["subscribe"];
  }

  read(text: string, json: unknown): FrameReading {
    if (text === "hi") return { kind: "control", reply: ["hello"] };
    const frame = json as Record<string, unknown> | undefined;
    if (typeof frame !== "object") return { kind: "malformed" };
    if ("bad" in frame)
      return { kind: "problem", error: new VenueError("rejected", "never", "bad symbol", { hint: "spell it right" }) };
    if ("no" in frame) return { kind: "refused", error: new VenueError("auth", "never", "wrong key") };
    if (!("tick" in frame)) return { kind: "unknown", what: "something new" };
    const missed = typeof frame.seq === "number" ? frame.seq - this.sequence - 1 : 0;
    if (typeof frame.seq === "number") this.sequence = frame.seq;
    const messages = [frame.tick].flat().map((value) => ({ topic: "tick", schema: Tick, value }));
    return { kind: "data", messages, missed, dropped: typeof frame.dropped === "number" ? frame.dropped : 0 };
  }

  tick(): readonly string[] {
    return ["beat"];
  }

  closed({ code }: { code: number }): VenueError | undefined {
    if (code === 4001) return new VenueError("auth", "never", "the key is refused");
    return code === 4003 ? new VenueError("venue_down", "backoff", "drained", { retryAfterMs: 10_000 }) : undefined;
  }
}

function openRig(options: Partial<MessageStreamOptions> = {}, session: object = {}) {
  const network = new FakeNetwork();
  const scheduler = new SimScheduler();
  const drift = new DriftLog();
  const seen = { messages: [] as unknown[], statuses: [] as string[], ends: [] as (VenueError | undefined)[] };
  const stream = new MessageStream({
    source: "toy",
    session: SessionConfig.parse({ url: "ws://toy.test", heartbeat: { kind: "protocol" }, ...session }),
    protocol: () => new ToyProtocol(),
    sink: {
      message: ({ topic, value }) => seen.messages.push([topic, value]),
      status: (text) => seen.statuses.push(text),
      ended: (error) => seen.ends.push(error),
    },
    freezeMs: 5_000,
    drift,
    scheduler,
    openSocket: network.openSocket,
    random: () => 0.5,
    ...options,
  });
  return { network, scheduler, drift, stream, seen };
}

test("MessageStream: default: subscribes when open, hands on what fits its schema", () => {
  const { network, stream, seen } = openRig();
  network.last.open();
  network.last.text('{"tick":[{"price":"1"},{"price":"2"}]}');
  expect(network.last.sent).toEqual(["subscribe"]);
  expect(seen.messages).toEqual([
    ["tick", { price: "1" }],
    ["tick", { price: "2" }],
  ]);
  expect(stream.counters.read()).toMatchObject({ frames: 1, data: 1, messages: 2 });
  expect(stream.isOpen).toBe(true);
});

test("MessageStream: behavior: answers the venue's words at once", () => {
  const { network } = openRig();
  network.last.open();
  network.last.text("hi");
  expect(network.last.sent).toEqual(["subscribe", "hello"]);
});

test("MessageStream: behavior: a message that does not fit is counted and named, its neighbors go on", () => {
  const { network, stream, seen, drift } = openRig();
  network.last.open();
  network.last.text('{"tick":[{"price":1},{"price":"2","new":true}]}');
  expect(seen.messages).toEqual([["tick", { price: "2" }]]);
  expect(stream.counters.read()).toMatchObject({ malformed: 1, data: 0, messages: 1 });
  expect(drift.entries().map(({ endpoint, path }) => `${endpoint} ${path}`)).toEqual([
    "tick misfit: price",
    "tick new",
  ]);
});

test("MessageStream: behavior: every frame is counted in exactly one way", () => {
  const texts = ["hi", "no json", '{"x":1}', '{"bad":1}', '{"tick":{"price":"1"}}', '{"tick":{"price":1}}', "[]", "7"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...texts), { maxLength: 30 }), (frames) => {
      const { network, stream } = openRig();
      network.last.open();
      for (const text of frames) network.last.text(text);
      const { data, control, unknown, malformed, problems } = stream.counters.read();
      expect(data + control + unknown + malformed + problems).toBe(frames.length);
    }),
  );
});

test("MessageStream: behavior: numbers that never came and what the venue left out are counted", () => {
  const { network, stream } = openRig();
  network.last.open();
  network.last.text('{"seq":1,"tick":{"price":"1"}}');
  network.last.text('{"seq":4,"dropped":3,"tick":{"price":"1"}}');
  expect(stream.counters.read()).toMatchObject({ missed: 2, dropped: 3 });
});

test("MessageStream: behavior: pings answered but no data: a fresh connection, subscribed anew", async () => {
  const { network, scheduler, stream, seen } = openRig();
  network.last.open();
  for (let second = 0; second < 4; second++) {
    network.last.text("hi");
    await scheduler.advance(1_000);
  }
  expect(network.sockets).toHaveLength(1);
  await scheduler.advance(1_000);
  expect(stream.counters.get("freezes")).toBe(1);
  expect(network.sockets[0]?.terminated).toBe(true);
  expect(seen.statuses.some((text) => text.startsWith("stalled"))).toBe(true);
  await scheduler.advance(1_000);
  network.last.open();
  expect(network.last.sent).toEqual(["subscribe"]);
});

test("MessageStream: behavior: freezeMs 0 waits for data forever", async () => {
  const { network, scheduler, stream } = openRig({ freezeMs: 0 }, { staleMs: 3_600_000 });
  network.last.open();
  await scheduler.advance(600_000);
  expect(network.sockets).toHaveLength(1);
  expect(stream.counters.get("freezes")).toBe(0);
});

test("MessageStream: behavior: data keeps it alive though nobody answers our text pings", async () => {
  const heartbeat = { kind: "text", everyMs: 5_000, replyExpected: false };
  const { network, scheduler } = openRig({}, { heartbeat, staleMs: 60_000 });
  network.last.open();
  for (let second = 0; second < 30; second++) {
    network.last.text('{"tick":{"price":"1"}}');
    await scheduler.advance(1_000);
  }
  expect(network.sockets).toHaveLength(1);
  expect(network.last.sent.filter((text) => text === "PING")).toHaveLength(6);
});

test("MessageStream: behavior: what the protocol wants sent is sent every second while open", async () => {
  const { network, scheduler } = openRig();
  await scheduler.advance(2_000);
  network.last.open();
  await scheduler.advance(2_000);
  expect(network.last.sent).toEqual(["subscribe", "beat", "beat"]);
});

test("MessageStream: behavior: a complaint is told and the stream goes on", () => {
  const { network, stream, seen } = openRig();
  network.last.open();
  network.last.text('{"bad":1}');
  network.last.text('{"tick":{"price":"1"}}');
  expect(seen.statuses.at(-1)).toBe("bad symbol: spell it right");
  expect(seen.ends).toEqual([]);
  expect(stream.counters.get("messages")).toBe(1);
});

test("MessageStream: error: a refused key ends it once, with the reason, and no timer stays", async () => {
  const { network, scheduler, seen } = openRig();
  network.last.open();
  network.last.text('{"no":1}');
  network.last.end(1000);
  await scheduler.advance(60_000);
  expect(seen.ends.map((error) => error?.message)).toEqual(["wrong key"]);
  expect(network.sockets).toHaveLength(1);
  expect(scheduler.pending).toBe(0);
});

test("MessageStream: error: a refused handshake ends it with 401 and is tried again with 503", async () => {
  const wrong = openRig();
  wrong.network.last.events.refused(401, undefined);
  const busy = openRig();
  busy.network.last.events.refused(503, undefined);
  for (const { scheduler } of [wrong, busy]) await scheduler.advance(5_000);
  expect([wrong, busy].map(({ network }) => network.sockets.length)).toEqual([1, 2]);
  expect(wrong.seen.ends.map((error) => error?.code)).toEqual(["auth"]);
  expect(busy.seen.ends).toEqual([]);
});

test("MessageStream: error: a close code that says never ends it", async () => {
  const { network, scheduler, seen } = openRig();
  network.last.open();
  network.last.end(4001);
  await scheduler.advance(60_000);
  expect(seen.ends.map((error) => error?.code)).toEqual(["auth"]);
  expect(network.sockets).toHaveLength(1);
  expect(scheduler.pending).toBe(0);
});

test("MessageStream: behavior: a close code that asks for a wait gets one below it", async () => {
  const { network, scheduler, seen } = openRig();
  network.last.open();
  network.last.text("hi");
  network.last.end(4003);
  expect(seen.statuses).toContain("connection lost: drained");
  await scheduler.advance(4_900);
  expect(network.sockets).toHaveLength(1);
  await scheduler.advance(200);
  expect(network.sockets).toHaveLength(2);
});

test("MessageStream: behavior: close ends it without an error and without a word after", async () => {
  const { network, scheduler, stream, seen } = openRig();
  network.last.open();
  const closed = stream.close();
  const statuses = seen.statuses.length;
  network.last.text('{"tick":{"price":"1"}}');
  network.last.end(1000);
  await closed;
  expect(seen.ends).toEqual([undefined]);
  expect(seen.messages).toEqual([]);
  expect(seen.statuses).toHaveLength(statuses);
  expect(stream.send("late")).toBe(false);
  expect(scheduler.pending).toBe(0);
});
