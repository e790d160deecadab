import { expect, test } from "bun:test";
import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import { Counters, createCounters } from "@augury/telemetry";
import type { HandshakeHeaders } from "./client-socket.ts";
import { FakeNetwork } from "./fake-socket.ts";
import { FEED_COUNTERS } from "./feed-counters.ts";
import { SessionConfig } from "./session-config.ts";
import { SimScheduler, settle } from "./sim-scheduler.ts";
import { CLOSE_REQUESTED, CLOSE_STALE, type MintHeaders, type SessionEvents, WsSession } from "./ws-session.ts";

interface Setup {
  config?: Partial<Record<keyof SessionConfig, unknown>>;
  mintHeaders?: MintHeaders;
  random?: () => number;
}

/** A session on a fake network in simulated time; `log` lists what its owner was told. */
function setUp({ config = {}, mintHeaders, random = () => 0.5 }: Setup = {}) {
  const scheduler = new SimScheduler();
  const network = new FakeNetwork();
  const counters = new Counters(createCounters(FEED_COUNTERS));
  const log: string[] = [];
  const errors: VenueError[] = [];
  const events: SessionEvents = {
    state: (_, change) => log.push(`state ${change.state} ${change.attempt} ${change.code}`),
    open: () => log.push("open"),
    frame: (_, bytes, receivedTimeUs) => {
      log.push(`frame ${new TextDecoder().decode(bytes)}`);
      lastReceivedUs.push(receivedTimeUs);
    },
    close: (_, reason) => log.push(`close ${reason.code}`),
    failed: (_, error) => {
      log.push(`failed ${error.code}`);
      errors.push(error);
    },
    overflow: () => log.push("overflow"),
  };
  const lastReceivedUs: number[] = [];
  const session = new WsSession({
    connection: 0,
    config: SessionConfig.parse({ url: "ws://venue.test/ws", heartbeat: { kind: "text" }, ...config }),
    events,
    counters,
    scheduler,
    openSocket: network.openSocket,
    random,
    mintHeaders,
  });
  return { session, scheduler, network, counters, log, errors, lastReceivedUs };
}

/** The same, started and open, with an empty log. */
function setUpOpen(setup: Setup = {}) {
  const parts = setUp(setup);
  parts.session.start();
  parts.network.last.open();
  parts.log.length = 0;
  return parts;
}

test("WsSession: default: connecting, connected, frames", () => {
  const { session, network, log, scheduler, lastReceivedUs, counters } = setUp();
  session.start();
  network.last.open();
  network.last.text("one");
  expect(log).toEqual(["state connecting 0 0", "state connected 0 0", "open", "frame one"]);
  expect(lastReceivedUs).toEqual([scheduler.nowUs()]);
  expect(counters.read()).toMatchObject({ opens: 1, frames: 1, bytes: 3 });
});

test("WsSession: behavior: the socket gets its bounds from the configuration", () => {
  const { session, network } = setUp({ config: { payloadBytesMax: 77, handshakeTimeoutMs: 88 } });
  session.start();
  expect(network.last.request).toEqual({
    url: "ws://venue.test/ws",
    headers: {},
    payloadBytesMax: 77,
    handshakeTimeoutMs: 88,
  });
});

test("WsSession: behavior: PING every ten seconds, the PONG is swallowed", async () => {
  const { network, scheduler, log, counters } = setUpOpen();
  await scheduler.advance(10_000);
  expect(network.last.sent).toEqual(["PING"]);
  network.last.text("PONG");
  await scheduler.advance(10_000);
  expect(network.last.sent).toEqual(["PING", "PING"]);
  expect(log).toEqual([]);
  expect(counters.read()).toMatchObject({ pongs: 1, frames: 0 });
});

test("WsSession: behavior: only the exact PONG is swallowed", () => {
  const { network, log } = setUpOpen();
  network.last.text("PONG ");
  network.last.text("pong");
  network.last.text("");
  expect(log).toEqual(["frame PONG ", "frame pong", "frame "]);
});

test("WsSession: behavior: no PONG within five seconds is stale; the socket is dropped and another opened", async () => {
  const { network, scheduler, log, counters } = setUpOpen();
  await scheduler.advance(15_000);
  expect(log).toEqual([`state stale 0 ${CLOSE_STALE}`, `close ${CLOSE_STALE}`, `state reconnecting 1 ${CLOSE_STALE}`]);
  expect(network.last.terminated).toBe(true);
  await scheduler.advance(500);
  expect(network.sockets.length).toBe(2);
  expect(counters.read()).toMatchObject({ staleCloses: 1, reconnects: 1 });
});

test("WsSession: behavior: with protocol pings, server pings alone keep it alive, silence for 25 s ends it", async () => {
  const { network, scheduler, log } = setUpOpen({ config: { heartbeat: { kind: "protocol" } } });
  for (let i = 0; i < 10; i++) {
    await scheduler.advance(10_000);
    network.last.events.beat();
  }
  expect(network.last.pings).toBe(10);
  expect(log).toEqual([]);
  await scheduler.advance(24_999);
  expect(log).toEqual([]);
  await scheduler.advance(1);
  expect(log[0]).toBe(`state stale 0 ${CLOSE_STALE}`);
});

test("WsSession: behavior: attempts grow the delay, and only a frame sets them back", async () => {
  const { session, network, scheduler, log } = setUp({ random: () => 1 - 2 ** -53 });
  session.start();
  for (const delayMs of [1000, 2000, 4000]) {
    network.last.open();
    network.last.end(1006);
    const before = network.sockets.length;
    await scheduler.advance(delayMs - 1);
    expect(network.sockets.length).toBe(before);
    await scheduler.advance(1);
    expect(network.sockets.length).toBe(before + 1);
  }
  network.last.open();
  network.last.text("data");
  network.last.end(1006);
  expect(log.at(-1)).toBe("state reconnecting 1 1006");
});

test("WsSession: behavior: a heartbeat reply does not prove a connection good", async () => {
  const { session, network, scheduler } = setUp();
  session.start();
  network.last.end(1006);
  await scheduler.advance(500);
  network.last.open();
  network.last.text("PONG");
  expect(session.attempts).toBe(1);
  network.last.text("data");
  expect(session.attempts).toBe(0);
});

test("WsSession: behavior: no attempt left ends it in state error", async () => {
  const { session, network, scheduler, log } = setUp({ config: { retry: { attemptsMax: 1 } } });
  session.start();
  network.last.end(1006, "connect ECONNREFUSED");
  await scheduler.advance(1000);
  network.last.end(1006);
  expect(log.slice(-2)).toEqual(["state error 2 0", "failed network"]);
  await scheduler.advance(1_000_000);
  expect(network.sockets.length).toBe(2);
  expect(scheduler.pending).toBe(0);
});

test("WsSession: behavior: HTTP 401 ends it, whatever attempts are left", async () => {
  const { session, network, scheduler, log, errors, counters } = setUp({ mintHeaders: async () => ok({ key: "k" }) });
  session.start();
  await settle();
  network.last.events.refused(401, undefined);
  network.last.end(1006);
  expect(log).toEqual(["state connecting 0 0", "state error 1 401", "failed auth"]);
  expect(errors[0]?.retry).toBe("never");
  expect(counters.read()).toMatchObject({ handshakeRefused: 1, connectFailed: 0 });
  await scheduler.advance(1_000_000);
  expect(network.sockets.length).toBe(1);
  await session.close();
});

test("WsSession: behavior: HTTP 429 waits at least as long as Retry-After says, but not beyond maxMs", async () => {
  for (const [retryAfterMs, waitMs] of [
    [7000, 7000],
    [9_000_000, 60_000],
    [undefined, 500],
  ] as const) {
    const { session, network, scheduler, log } = setUp();
    session.start();
    network.last.events.refused(429, retryAfterMs);
    expect(log.slice(1)).toEqual(["state reconnecting 1 429", "failed rate_limited"]);
    await scheduler.advance(waitMs - 1);
    expect(network.sockets.length).toBe(1);
    await scheduler.advance(1);
    expect(network.sockets.length).toBe(2);
  }
});

test("WsSession: behavior: a handshake that never answers times out and is tried again", async () => {
  const { session, network, scheduler, errors } = setUp();
  session.start();
  await scheduler.advance(10_000);
  expect(errors.map((error) => error.code)).toEqual(["timeout"]);
  expect(network.last.terminated).toBe(true);
  await scheduler.advance(500);
  expect(network.sockets.length).toBe(2);
});

test("WsSession: behavior: headers are minted anew for every attempt", async () => {
  let minted = 0;
  const { session, network, scheduler } = setUp({ mintHeaders: async () => ok({ stamp: String(++minted) }) });
  session.start();
  await settle();
  network.last.end(1006);
  await scheduler.advance(500);
  expect(network.sockets.map((socket) => socket.request.headers)).toEqual([{ stamp: "1" }, { stamp: "2" }]);
});

test("WsSession: behavior: headers that come too late are not used", async () => {
  const late = Promise.withResolvers<Result<HandshakeHeaders, VenueError>>();
  let calls = 0;
  const mintHeaders = () => (calls++ === 0 ? late.promise : Promise.resolve(ok({ stamp: "2" })));
  const { session, network, scheduler, errors } = setUp({ mintHeaders });
  session.start();
  await scheduler.advance(10_500);
  late.resolve(ok({ stamp: "1" }));
  await settle();
  expect(network.sockets.map((socket) => socket.request.headers)).toEqual([{ stamp: "2" }]);
  expect(errors.map((error) => error.code)).toEqual(["timeout"]);
});

test("WsSession: behavior: a minting that fails or breaks is a failed attempt", async () => {
  const results: MintHeaders[] = [
    async () => err(new VenueError("venue_down", "backoff", "the executor is not up")),
    async () => {
      throw new Error("worker died");
    },
    async () => err(new VenueError("auth", "never", "no key is configured")),
  ];
  const mintHeaders = () => (results.shift() as MintHeaders)();
  const { session, network, scheduler, errors, log } = setUp({ mintHeaders });
  session.start();
  await scheduler.advance(60_000);
  expect(errors.map((error) => error.code)).toEqual(["venue_down", "network", "auth"]);
  expect(network.sockets.length).toBe(0);
  expect(log.at(-2)).toBe("state error 3 0");
});

test("WsSession: behavior: no header shows in what the session tells or holds", async () => {
  const secret = "c2lnbmF0dXJl";
  const { session, network, errors, log } = setUp({ mintHeaders: async () => ok({ signature: secret }) });
  session.start();
  await settle();
  expect(network.last.request.headers).toEqual({ signature: secret });
  network.last.events.refused(500, undefined);
  expect(log.join() + Bun.inspect(errors) + JSON.stringify(errors)).not.toContain(secret);
});

test("WsSession: behavior: what arrives while paused is held and handed on in order, with its own time", async () => {
  const { session, network, scheduler, log, lastReceivedUs } = setUpOpen();
  session.pause();
  expect(network.last.paused).toBe(true);
  network.last.text("one");
  const arrivedUs = scheduler.nowUs();
  await scheduler.advance(300);
  network.last.text("two");
  expect(log).toEqual([]);
  expect(session.heldFrames).toBe(2);
  session.resume();
  expect(network.last.paused).toBe(false);
  network.last.text("three");
  expect(log).toEqual(["frame one", "frame two", "frame three"]);
  expect(lastReceivedUs.slice(0, 2)).toEqual([arrivedUs, scheduler.nowUs()]);
});

test("WsSession: behavior: an owner that pauses again while draining stops it there", () => {
  const { session, network, log } = setUpOpen();
  session.pause();
  for (const text of ["one", "two", "three"]) network.last.text(text);
  log.push = (line: string) => {
    session.pause();
    return Array.prototype.push.call(log, line);
  };
  session.resume();
  expect(log).toEqual(["frame one"]);
  expect(network.last.paused).toBe(true);
  session.resume();
  session.resume();
  expect(log).toEqual(["frame one", "frame two", "frame three"]);
});

test("WsSession: behavior: a held queue that overflows is emptied, counted and reported", () => {
  const { session, network, log, counters } = setUpOpen({ config: { heldFramesMax: 2 } });
  session.pause();
  for (const text of ["one", "two", "three", "four"]) network.last.text(text);
  expect(log).toEqual(["overflow"]);
  expect(counters.read()).toMatchObject({ frames: 4, heldDropped: 3 });
  session.resume();
  expect(log).toEqual(["overflow", "frame four"]);
});

test("WsSession: behavior: a pause is no staleness, and a reconnect keeps it", async () => {
  const { session, network, scheduler, log } = setUpOpen();
  session.pause();
  await scheduler.advance(100_000);
  expect(log).toEqual([]);
  network.last.end(1006);
  await scheduler.advance(500);
  network.last.open();
  expect(network.last.paused).toBe(true);
  session.resume();
  expect(network.last.paused).toBe(false);
  await scheduler.advance(9_999);
  expect(network.last.terminated).toBe(false);
  await scheduler.advance(5_001);
  expect(network.last.terminated).toBe(true);
});

test("WsSession: behavior: silence after a pause is found in time, however rare the pings", async () => {
  const { session, network, scheduler } = setUpOpen({ config: { heartbeat: { kind: "protocol", everyMs: 600_000 } } });
  session.pause();
  await scheduler.advance(26_000);
  session.resume();
  await scheduler.advance(24_999);
  expect(network.last.terminated).toBe(false);
  await scheduler.advance(1);
  expect(network.last.terminated).toBe(true);
});

test("WsSession: behavior: what was held for a lost connection is dropped and counted", () => {
  const { session, network, counters } = setUpOpen();
  session.pause();
  network.last.text("one");
  network.last.end(1006);
  session.resume();
  expect(counters.read()).toMatchObject({ frames: 1, heldDropped: 1 });
});

test("WsSession: behavior: send is refused when closed or when the outgoing buffer is full", () => {
  const { session, network, counters } = setUp({ config: { sendBufferedBytesMax: 10 } });
  expect(session.send("early")).toBe(false);
  session.start();
  network.last.open();
  expect(session.send("0123456789")).toBe(true);
  network.last.bufferedBytes = 6;
  expect(session.send("01234")).toBe(false);
  expect(session.send("0123")).toBe(true);
  expect(network.last.sent).toEqual(["0123456789", "0123"]);
  expect(counters.get("sendRefused")).toBe(2);
});

test("WsSession: behavior: reconnect drops the socket; what it says later is ignored", async () => {
  const { session, network, scheduler, log } = setUpOpen();
  const old = network.last;
  session.reconnect("stalled: no data", "stalled");
  expect(log).toEqual([
    `state stalled 0 ${CLOSE_REQUESTED}`,
    `close ${CLOSE_REQUESTED}`,
    `state reconnecting 1 ${CLOSE_REQUESTED}`,
  ]);
  old.text("late");
  old.end(1006);
  await scheduler.advance(500);
  network.last.open();
  old.events.opened();
  expect(log.slice(3)).toEqual(["state reconnecting 1 0", "state connected 1 0", "open"]);
});

test("WsSession: behavior: close waits for the other side's close frame", async () => {
  const { session, network, log } = setUpOpen();
  let gone = false;
  const closing = session.close().then(() => {
    gone = true;
  });
  await settle();
  expect(network.last.closing).toBe(true);
  expect(gone).toBe(false);
  network.last.text("late");
  network.last.end(1000);
  await closing;
  expect(log).toEqual(["close 1000", "state disconnected 0 1000"]);
});

test("WsSession: behavior: close is bounded, and idempotent", async () => {
  const { session, network, scheduler, log } = setUpOpen();
  const closing = session.close();
  expect(session.close()).toBe(closing);
  await scheduler.advance(2000);
  await closing;
  expect(network.last.terminated).toBe(true);
  expect(log).toEqual(["close 1000", "state disconnected 0 1006"]);
  expect(scheduler.pending).toBe(0);
});

test("WsSession: behavior: close ends it in every phase, and no timer stays behind", async () => {
  const never = new Promise<never>(() => {});
  const phases: Record<string, (parts: ReturnType<typeof setUp>) => void> = {
    idle: () => {},
    minting: ({ session }) => session.start(),
    waiting: ({ session, network }) => {
      session.start();
      network.last.end(1006);
    },
    connecting: ({ session }) => session.start(),
  };
  for (const [phase, reach] of Object.entries(phases)) {
    const parts = setUp(phase === "minting" ? { mintHeaders: () => never } : {});
    reach(parts);
    await parts.session.close();
    expect(parts.log.at(-1)?.startsWith("state disconnected") || parts.log.length === 0).toBe(true);
    expect(parts.scheduler.pending).toBe(0);
    expect(parts.network.sockets.every((socket) => socket.terminated)).toBe(true);
    const sockets = parts.network.sockets.length;
    await parts.scheduler.advance(1_000_000);
    expect(parts.network.sockets.length).toBe(sockets);
  }
});

test("WsSession: behavior: an owner that closes it from within close ends it there", async () => {
  const { session, network, scheduler, log } = setUpOpen();
  log.push = (line: string) => {
    if (line.startsWith("close")) void session.close();
    return Array.prototype.push.call(log, line);
  };
  network.last.end(1006);
  await session.close();
  expect(log).toEqual(["state disconnected 1 0", "close 1006"]);
  expect(scheduler.pending).toBe(0);
  await scheduler.advance(1_000_000);
  expect(network.sockets.length).toBe(1);
});
