import { expect, test } from "bun:test";
import { AssertionError } from "@augury/core";
import { VenueError } from "@augury/model";
import type { RingProducer } from "@augury/ring";
import { SLOT_WORDS, SlotKind, W_KIND } from "@augury/wire";
import fc from "fast-check";
import { FakeNetwork } from "./fake-socket.ts";
import { buildRig, type RigOptions, type RigReader } from "./feed-rig.ts";
import type { RunnerStats } from "./feed-runner.ts";
import { SimScheduler } from "./sim-scheduler.ts";

/** A runner on a fake network in simulated time. */
function setUp(options: RigOptions = {}) {
  const scheduler = new SimScheduler();
  const network = new FakeNetwork();
  return { scheduler, network, ...buildRig({ scheduler, openSocket: network.openSocket, ...options }) };
}

/** The same with every connection open and its events read. */
function setUpOpen(options: RigOptions = {}) {
  const rig = setUp(options);
  void rig.feed.connect();
  for (const socket of rig.network.sockets) socket.open();
  rig.reader.read();
  rig.core.log.length = 0;
  rig.reader.states.length = 0;
  return rig;
}

test("FeedRunner.connect: default: resolves once every connection is open", async () => {
  const { feed, network, core, reader } = setUp({ connections: 2 });
  let outcome: unknown;
  void feed.connect().then((result) => {
    outcome = result;
  });
  expect(feed.isConnected()).toBe(false);
  network.sockets[0]?.open();
  await Promise.resolve();
  expect(outcome).toBeUndefined();
  network.sockets[1]?.open();
  await Promise.resolve();
  expect(outcome).toEqual({ ok: true, value: undefined });
  expect(feed.isConnected()).toBe(true);
  expect(core.log).toEqual(["open 0", "open 1"]);
  expect(network.sockets.map((socket) => socket.sent)).toEqual([["subscribe"], ["subscribe"]]);
  reader.read();
  expect(reader.states).toEqual(["connecting 0", "connecting 1", "connected 0", "connected 1"]);
});

test("FeedRunner.connect: behavior: the first failure is the outcome, and it goes on trying", async () => {
  const errors: VenueError[] = [];
  const { feed, network, scheduler } = setUp({ failed: (_, error) => errors.push(error) });
  const connecting = feed.connect();
  network.last.end(1006, "connect ECONNREFUSED 127.0.0.1:1");
  const outcome = await connecting;
  expect(outcome.ok ? "" : outcome.error.code).toBe("network");
  expect(errors.length).toBe(1);
  await scheduler.advance(1000);
  network.last.open();
  expect(feed.isConnected()).toBe(true);
});

test("FeedRunner.connect: behavior: a core that wants no connection is connected", async () => {
  const { feed } = setUp({ connections: 0 });
  expect((await feed.connect()).ok).toBe(true);
});

test("FeedRunner: behavior: a refused key stops the whole venue and says why", async () => {
  const { feed, network, core, reader, scheduler } = setUp({ connections: 2 });
  const connecting = feed.connect();
  network.sockets[0]?.open();
  network.sockets[1]?.events.refused(401, undefined);
  network.sockets[0]?.end(1000);
  const outcome = await connecting;
  expect(outcome.ok ? "" : outcome.error.code).toBe("auth");
  expect(feed.stats().failure?.message).toContain("check the key id");
  expect(core.log).toEqual(["open 0", "close 0 1000"]);
  await scheduler.advance(1_000_000);
  expect(network.sockets.length).toBe(2);
  expect(scheduler.pending).toBe(0);
  reader.read();
  expect(reader.states.slice(-2)).toEqual(["error 1", "disconnected 0"]);
});

test("FeedRunner: behavior: frames are parsed or skipped, and counted", () => {
  const { feed, network, reader } = setUpOpen();
  for (const text of ["1", "skip", "3", "0"]) network.last.text(text);
  reader.read();
  expect(reader.slots).toBe(4);
  expect(feed.stats().counters).toMatchObject({ frames: 4, bytes: 7, parsed: 3, skipped: 1, pauses: 0 });
});

test("FeedRunner: behavior: above three quarters of the ring every socket pauses, below half all resume", async () => {
  const { feed, network, reader, scheduler } = setUpOpen({ connections: 2, capacity: 1024 });
  const [one, two] = network.sockets;
  one?.text("768");
  expect(feed.stats().paused).toBe(false);
  two?.text("1");
  expect([one?.paused, two?.paused]).toEqual([true, true]);
  expect(feed.stats().connections.map(({ state }) => state)).toEqual(["paused", "paused"]);

  one?.text("5");
  reader.read(256);
  await scheduler.advance(5);
  expect(feed.stats()).toMatchObject({ paused: true, counters: { parsed: 2, pauses: 1 } });

  reader.read(1);
  await scheduler.advance(1);
  expect([one?.paused, two?.paused]).toEqual([false, false]);
  reader.read();
  expect(reader.slots).toBe(774);
  expect(feed.stats().counters).toMatchObject({ frames: 3, parsed: 3, overruns: 0 });
});

test("FeedRunner: behavior: a frame larger than the ring goes through piece by piece, later ones wait behind it", async () => {
  const { feed, network, core, reader, scheduler } = setUpOpen({ connections: 2 });
  network.sockets[0]?.text("5000");
  network.sockets[1]?.text("2");
  network.sockets[0]?.text("3");
  expect(core.frames).toEqual([0]);
  expect(feed.stats().counters).toMatchObject({ frames: 3, parsed: 0, waiting: 1 });
  for (let i = 0; i < 100; i++) {
    reader.read();
    await scheduler.advance(1);
  }
  reader.read();
  expect(reader.slots).toBe(5005);
  expect([...core.frames].sort()).toEqual([0, 0, 1]);
  expect(feed.stats().counters).toMatchObject({
    frames: 3,
    parsed: 3,
    waiting: 1,
    pauses: 1,
    overruns: 0,
    heldDropped: 0,
  });
});

test("FeedRunner: behavior: a large frame that leaves the ring nearly full keeps the sockets paused", async () => {
  const { feed, core, network, reader, scheduler } = setUpOpen({ capacity: 1024 });
  network.last.text("1900");
  network.last.text("1");
  reader.read();
  await scheduler.advance(5);
  expect(feed.stats()).toMatchObject({ paused: true, counters: { parsed: 1, pauses: 1 } });
  reader.read();
  await scheduler.advance(1);
  expect(feed.stats()).toMatchObject({ paused: false, counters: { parsed: 2, pauses: 1 } });
  expect(core.slotsPublished).toBe(1901);
});

test("FeedRunner: behavior: two connections with long queues take turns", async () => {
  const { core, network, reader, scheduler } = setUpOpen({ connections: 2, capacity: 1024 });
  for (let i = 0; i < 3; i++) for (const socket of network.sockets) socket.text("800");
  for (let i = 0; i < 6; i++) {
    reader.read();
    await scheduler.advance(1);
  }
  expect(core.frames.slice(0, 5)).toEqual([0, 1, 0, 1, 0]);
  expect(core.frames.length).toBe(6);
});

test("FeedRunner: behavior: a slow consumer that takes a large frame bit by bit is no overrun, one that stops is", async () => {
  const { feed, core, network, reader, scheduler } = setUpOpen();
  network.last.text("100000");
  for (let i = 0; i < 10; i++) {
    reader.read(200);
    await scheduler.advance(1900);
  }
  expect(feed.stats().counters).toMatchObject({ overruns: 0, waiting: 1 });
  await scheduler.advance(2002);
  expect(core.log).toEqual(["overrun 0"]);
  expect(feed.stats().counters).toMatchObject({ overruns: 1, heldDropped: 1, parsed: 0 });
});

test("FeedRunner: behavior: a pause beyond pausedMsMax ends the epochs of each open connection, once", async () => {
  const { feed, core, network, reader, scheduler } = setUpOpen({ connections: 2, capacity: 1024 });
  network.sockets[0]?.text("769");
  network.sockets[1]?.text("skip");
  await scheduler.advance(2000);
  expect(core.log).toEqual([]);
  await scheduler.advance(2);
  expect(core.log).toEqual(["overrun 0", "overrun 1"]);
  expect(feed.isConnected()).toBe(true);
  await scheduler.advance(60_000);
  expect(feed.stats().counters).toMatchObject({ overruns: 2, pauses: 1, heldDropped: 0, staleCloses: 0 });
  expect(feed.isConnected()).toBe(false);

  // What was held is still handed on, and the next pause may be an overrun again.
  reader.read();
  await scheduler.advance(1);
  expect(feed.stats().counters).toMatchObject({ frames: 2, parsed: 1, skipped: 1 });
  network.sockets[0]?.text("769");
  await scheduler.advance(2002);
  expect(feed.stats().counters).toMatchObject({ overruns: 4, pauses: 2 });
});

test("FeedRunner: behavior: a held queue that overflows is an overrun of its connection alone", async () => {
  const { feed, core, network, reader, scheduler } = setUpOpen({ connections: 2, session: { heldFramesMax: 3 } });
  network.sockets[0]?.text("193");
  network.sockets[0]?.text("skip");
  for (let i = 0; i < 9; i++) network.sockets[1]?.text("1");
  expect(core.log).toEqual(["overrun 1"]);
  reader.read();
  await scheduler.advance(1);
  const { counters } = feed.stats();
  expect(counters).toMatchObject({ frames: 11, parsed: 2, skipped: 1, heldDropped: 8, overruns: 1 });
});

test("FeedRunner: behavior: a long pause is published, a short one only counted", async () => {
  const { network, reader, scheduler } = setUpOpen();
  network.last.text("193");
  await scheduler.advance(20);
  reader.read();
  await scheduler.advance(200);
  expect(reader.states).toEqual([]);
  network.last.text("193");
  await scheduler.advance(250);
  reader.read();
  await scheduler.advance(250);
  reader.read();
  expect(reader.states).toEqual(["paused 0", "connected 0"]);
});

test("FeedRunner: behavior: a reconnect asked for inside a call is carried out after it", async () => {
  const { feed, core, network, reader, scheduler } = setUpOpen();
  network.last.text("reconnect stalled: no data for a minute");
  expect(core.log).toEqual(["close 0 4901"]);
  expect(feed.stats().counters).toMatchObject({ frames: 1, parsed: 1 });
  await scheduler.advance(1000);
  network.last.open();
  reader.read();
  expect(reader.states).toEqual(["stalled 0", "reconnecting 0", "reconnecting 0", "connected 0"]);
  expect(core.log).toEqual(["close 0 4901", "open 0"]);
});

test("FeedRunner: behavior: a large frame whose core gives its connection up at once is given up with it", async () => {
  const { feed, core, network, reader, scheduler } = setUpOpen();
  network.last.text("5000 broken stream");
  expect(core.log).toEqual(["close 0 4901"]);
  expect(feed.stats().counters).toMatchObject({ frames: 1, waiting: 1, heldDropped: 1 });
  reader.read();
  await scheduler.advance(1);
  expect(feed.stats()).toMatchObject({ paused: false, counters: { parsed: 0, heldDropped: 1 } });
});

test("FeedRunner: behavior: a large frame whose connection is lost is given up and counted", async () => {
  const { feed, network, reader, scheduler } = setUpOpen();
  network.last.text("5000");
  network.last.text("1");
  network.last.end(1006);
  reader.read();
  await scheduler.advance(10);
  expect(feed.stats()).toMatchObject({ paused: false, counters: { frames: 2, parsed: 0, heldDropped: 2 } });
});

test("FeedRunner: behavior: what a core sends goes out on its connection", () => {
  const { network } = setUpOpen({ connections: 2 });
  network.sockets[1]?.text("echo hello");
  expect(network.sockets.map((socket) => socket.sent)).toEqual([["subscribe"], ["subscribe", "hello"]]);
});

test("FeedRunner: behavior: a connection event that finds the ring full follows later, the latest one only", async () => {
  const { network, reader, scheduler, producer } = setUpOpen();
  fillRing(producer);
  network.last.end(1006);
  await scheduler.advance(1000);
  network.last.open();
  expect(reader.states).toEqual([]);
  takeAll(reader);
  await scheduler.advance(100);
  takeAll(reader);
  expect(reader.states).toEqual(["connected 0"]);
});

test("FeedRunner: behavior: the core ticks every 100 ms, and step does what is due", async () => {
  const { feed, core, scheduler } = setUpOpen();
  await scheduler.advance(1000);
  expect(core.ticks).toBe(10);
  feed.step(scheduler.nowUs());
  expect(core.ticks).toBe(10);
  feed.step(scheduler.nowUs() + 100_000);
  expect(core.ticks).toBe(11);
});

test("FeedRunner: behavior: commands reach the core", () => {
  const { feed, core } = setUpOpen();
  feed.subscribe([1, 2]);
  feed.resync([2]);
  feed.unsubscribe([1]);
  expect(core.log).toEqual(["subscribe 1,2", "resync 2", "unsubscribe 1"]);
});

test("FeedRunner: behavior: connections follow what the core wants, within connectionsMax", async () => {
  const { feed, core, network, scheduler } = setUpOpen({ runner: { connectionsMax: 3 } });
  core.connections = 5;
  feed.subscribe([1]);
  expect(network.sockets.length).toBe(3);
  expect(feed.stats().connectionsRefused).toBe(2);
  expect(feed.isConnected()).toBe(false);
  for (const socket of network.sockets.slice(1)) socket.open();

  core.connections = 1;
  await scheduler.advance(100);
  expect(network.sockets.map((socket) => socket.closing)).toEqual([false, true, true]);
  for (const socket of network.sockets.slice(1)) socket.end(1000);
  expect(feed.isConnected()).toBe(true);

  core.connections = 2;
  await scheduler.advance(100);
  expect(network.sockets.length).toBe(4);
});

test("FeedRunner: behavior: a connection opened during a pause starts paused", () => {
  const { feed, core, network } = setUpOpen();
  network.last.text("193");
  core.connections = 2;
  feed.subscribe([1]);
  network.last.open();
  expect(network.sockets[1]?.paused).toBe(true);
});

test("FeedRunner.disconnect: behavior: closes every socket, ends the core's connections, stops every timer", async () => {
  const { feed, core, network, reader, scheduler } = setUpOpen({ connections: 2 });
  network.sockets[0]?.text("193");
  const ended = feed.disconnect();
  expect(feed.disconnect()).toBe(ended);
  expect(feed.isConnected()).toBe(false);
  for (const socket of network.sockets) socket.end(1000);
  await ended;
  expect(core.log).toEqual(["close 0 1000", "close 1 1000"]);
  expect(scheduler.pending).toBe(0);
  reader.read();
  expect(reader.states).toEqual(["disconnected 0", "disconnected 1"]);
  expect(() => feed.connect()).toThrow(AssertionError);
});

test("FeedRunner.disconnect: behavior: an unfinished connect resolves", async () => {
  const { feed } = setUp();
  const connecting = feed.connect();
  await feed.disconnect();
  expect((await connecting).ok).toBe(false);
});

test("FeedRunner: behavior: nothing is lost, reordered or counted twice, whatever happens", async () => {
  const anyText = fc.constantFrom("0", "1", "40", "300", "skip", "300 broken stream", "reconnect now");
  const anyEvent = fc.oneof(
    { weight: 6, arbitrary: fc.record({ socket: fc.nat(1), text: anyText }) },
    { weight: 4, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 256 }) }) },
    { weight: 4, arbitrary: fc.record({ advanceMs: fc.constantFrom(1, 5, 700, 2100) }) },
    { weight: 1, arbitrary: fc.record({ lost: fc.nat(1) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 120 }), async (events) => {
      const { feed, core, network, reader, scheduler } = setUpOpen({ connections: 2, session: { heldFramesMax: 5 } });
      let received = 0;
      for (const event of events) {
        const live = network.sockets.filter((socket) => !socket.terminated);
        if ("read" in event) reader.read(event.read);
        else if ("advanceMs" in event) await scheduler.advance(event.advanceMs);
        else if ("lost" in event) live[event.lost]?.end(1006);
        else if (live[event.socket]) {
          live[event.socket]?.text(event.text);
          received++;
        }
        for (const socket of network.sockets) if (!socket.terminated && socket.sent.length === 0) socket.open();
        expectBalance(feed.stats(), received);
        // The tick, the look at the ring, and one for each session.
        expect(scheduler.pending).toBeLessThanOrEqual(4);
      }
      for (let i = 0; i < 50; i++) {
        reader.read();
        await scheduler.advance(1);
      }
      reader.read();
      const { counters, paused } = feed.stats();
      expect(paused).toBe(false);
      expect(counters.parsed + counters.skipped + counters.heldDropped).toBe(received);
      expect(reader.slots).toBe(core.slotsPublished);
    }),
    { numRuns: 100 },
  );
});

/** Every frame is parsed, skipped, dropped, held, or the one that waits. */
function expectBalance({ counters, connections }: RunnerStats, received: number): void {
  const held = connections.reduce((sum, connection) => sum + connection.heldFrames, 0);
  const waits = counters.frames - counters.parsed - counters.skipped - counters.heldDropped - held;
  expect(counters.frames).toBe(received);
  expect(waits === 0 || waits === 1).toBe(true);
}

/** Fills the ring to the last slot with slots that say nothing of a connection. */
function fillRing(producer: RingProducer): void {
  for (; producer.claim(1); producer.commit(1)) {
    const base = producer.base(0);
    producer.i32.fill(0, base, base + SLOT_WORDS);
    producer.i32[base + W_KIND] = SlotKind.epochEnd;
  }
  producer.flush();
}

/** Reads until nothing comes any more, whatever it is. */
function takeAll(reader: RigReader): void {
  while (reader.read() > 0);
}

test("FeedRunner: error: a core that was refused for good ends the feed, with the reason", async () => {
  const { feed, network, core, scheduler, reader } = setUpOpen();
  core.failure = new VenueError("auth", "never", "the credentials are refused");
  await scheduler.advance(100);
  network.last.end(1000);
  await scheduler.advance(120_000);
  expect(feed.stats().failure?.message).toBe("the credentials are refused");
  expect(network.sockets).toHaveLength(1);
  expect(scheduler.pending).toBe(0);
  reader.read();
  expect(reader.states).toEqual(["disconnected 0"]);
});

test("FeedRunner: behavior: a close code that asks for a wait is answered below it, others by the backoff", async () => {
  const { network, core, scheduler } = setUpOpen({ random: () => 0.999 });
  core.delays = { 4003: 10_000 };
  network.last.text("1");
  network.last.end(4003);
  await scheduler.advance(9_900);
  expect(network.sockets).toHaveLength(1);
  await scheduler.advance(200);
  expect(network.sockets).toHaveLength(2);
  network.last.open();
  network.last.text("1");
  network.last.end(1006);
  await scheduler.advance(1_000);
  expect(network.sockets).toHaveLength(3);
});
