import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@augury/core";
import { RawArchiveReader, RawSegmentWriter } from "@augury/journal";
import type { OpenSocket } from "@augury/net";
import { generateThrowawayKeyPair } from "@augury/signing";
import { startSim, WORLD_DEFAULTS, World } from "@augury/sim";
import { FakeKalshi } from "@augury/venue-kalshi/sim";
import { FakePolymarket } from "@augury/venue-polymarket/sim";
import { FakeIo } from "../api/fake-io.ts";
import { checkRecording } from "./check-recording.ts";
import { FrameRecorder } from "./frame-recorder.ts";
import { runRecord } from "./run-record.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-record-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { privateKeyPem, publicKeyPem } = generateThrowawayKeyPair();
const KEYS = { KALSHI_API_KEY: "id-1", KALSHI_PRIVATE_KEY: privateKeyPem };

/** A Kalshi whose books move when the test says so. */
function startVenue() {
  const world = new World({ ...WORLD_DEFAULTS, startTimeMs: Date.now(), kalshiRate: 500, lifecycle: false });
  const venue = FakeKalshi.start({ port: 0, exchange: world.kalshi, keys: [{ publicKey: publicKeyPem }] });
  const tickers = world.kalshi.markets.map(({ spec }) => spec.ticker);
  return { world, venue, tickers };
}

/** Waits until `condition` holds; the event loop is what has to turn. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    if (condition()) return;
    await Bun.sleep(5);
  }
  throw new Error("the condition must come to hold");
}

async function bookOf(url: string, ticker: string): Promise<unknown> {
  return (await fetch(`${url}/markets/${ticker}/orderbook`)).json();
}

test("record: behavior: a recorded session, played by the sim, ends in the same books", async () => {
  const { world, venue, tickers } = startVenue();
  const directory = join(folder, "session");
  const io = new FakeIo({ ...KEYS, KALSHI_STREAM_URL: venue.socketUrl });
  const words = ["kalshi", "ws", "orderbook-delta", "--tickers", tickers.join(","), "--out", directory];
  const running = runRecord(words, io);
  await until(() => world.kalshi.markets.every((market) => world.kalshi.hasAudience(market)));
  world.step(world.nowUs + 3_000_000);
  venue.flush();
  await venue.drained();
  const live = await Promise.all(tickers.map((ticker) => bookOf(venue.url, ticker)));
  // What the venue has sent comes before its answer to our goodbye, so nothing has to be waited for.
  io.interrupt();
  expect(await running).toBe(0);
  await venue.stop();
  expect(io.complaints[0]).toContain("kalshi ws orderbook-delta: interrupted; ");

  const checked = checkRecording(directory);
  expect(checked.ok && checked.value).toMatchObject({
    stream: "kalshi ws orderbook-delta",
    connections: 1,
    gaps: [],
    damage: [],
    outOfOrder: 0,
  });
  expect(checked.ok ? checked.value.frames : 0).toBeGreaterThan(500);

  const sim = await startSim({ relay: false, play: { files: [directory], speed: "max", coverageMsMax: 0 } });
  const { framesPlayed } = await sim.finished;
  expect(framesPlayed).toBeGreaterThan(500);
  for (const [at, ticker] of tickers.entries())
    expect({ ticker, book: await bookOf(sim.manifest.kalshi.url, ticker) }).toEqual({ ticker, book: live[at] });
  await sim.stop();
}, 30_000);

test("record: behavior: the same for Polymarket's market channel", async () => {
  const world = new World({ ...WORLD_DEFAULTS, startTimeMs: Date.now(), polymarketRate: 500, lifecycle: false });
  const venue = FakePolymarket.start({ port: 0, exchange: world.polymarket });
  const tokens = world.polymarket.markets.flatMap(({ spec }) => spec.tokens);
  const directory = join(folder, "polymarket");
  const io = new FakeIo({ POLYMARKET_WS_STREAM_URL: `${venue.url.replace("http", "ws")}/ws` });
  const running = runRecord(["polymarket", "ws", "market", tokens.join(","), "--out", directory], io);
  await until(() => world.polymarket.markets.every((market) => world.polymarket.hasAudience(market)));
  world.step(world.nowUs + 3_000_000);
  venue.flush();
  await venue.drained();
  const live = await Promise.all(tokens.map((token) => levelsOf(venue.url, token)));
  io.interrupt();
  expect(await running).toBe(0);
  await venue.stop();

  const sim = await startSim({ relay: false, play: { files: [directory], speed: "max", coverageMsMax: 0 } });
  expect((await sim.finished).framesPlayed).toBeGreaterThan(500);
  for (const [at, token] of tokens.entries())
    expect({ token, book: await levelsOf(sim.manifest.polymarket.url, token) }).toEqual({ token, book: live[at] });
  await sim.stop();
}, 30_000);

/** A book's levels, as REST has them. */
async function levelsOf(url: string, token: string): Promise<unknown> {
  const { bids, asks } = (await (await fetch(`${url}/clob/book?token_id=${token}`)).json()) as Record<string, unknown>;
  return { bids, asks };
}

test("record: error: a refused key ends with its status, and an archive that says so is still sound", async () => {
  const { venue } = startVenue();
  const other = generateThrowawayKeyPair().privateKeyPem;
  const io = new FakeIo({ KALSHI_API_KEY: "id-1", KALSHI_PRIVATE_KEY: other, KALSHI_STREAM_URL: venue.socketUrl });
  expect(await runRecord(["kalshi", "ws", "trade", "--out", join(folder, "refused")], io)).toBe(3);
  expect(io.complaints[0]).toContain("auth: ");
  expect(io.complaints.join()).not.toContain("PRIVATE KEY---");
  await venue.stop();
});

test("record: error: wrong use is one line and status 2, nothing is written", async () => {
  const cases = [
    ["nobody"],
    ["kalshi"],
    ["kalshi", "ws"],
    ["kalshi", "ws", "orderbook-delta"],
    ["kalshi", "ws", "trade", "--max-bytes", "1"],
    ["kalshi", "ws", "trade", "--for", "soon"],
    ["kalshi", "ws", "trade", "--ouT2", "x"],
    ["coingecko"],
    ["--check"],
    ["--check", join(folder, "nowhere")],
  ];
  for (const words of cases) {
    const io = new FakeIo();
    const status = await runRecord(words, io);
    expect({ words, status, out: io.out, lines: io.complaints.length }).toEqual({
      words,
      status: 2,
      out: "",
      lines: 1,
    });
  }
});

test("record: default: --help lists every stream, and each has its own", async () => {
  const io = new FakeIo();
  expect(await runRecord(["--help"], io)).toBe(0);
  expect(io.out).toContain("kalshi ws orderbook-delta");
  expect(io.out).toContain("polymarket rtds crypto-prices");
  const one = new FakeIo();
  expect(await runRecord(["kalshi", "ws", "orderbook-delta", "--help"], one)).toBe(0);
  expect(one.out).toContain("--tickers VALUE");
});

/** A network of the test's own, below a recorder. */
function rig(name: string, options: { bytesMax?: number; segmentBytesMax?: number; segmentsMax?: number } = {}) {
  const directory = join(folder, name);
  const clock = new ManualClock();
  const { bytesMax = Number.POSITIVE_INFINITY, ...segments } = options;
  const opened = RawSegmentWriter.open(directory, { label: "test", blockBytesMax: 1024, ...segments });
  if (!opened.ok) throw opened.error;
  let fullTold = 0;
  const recorder = new FrameRecorder({ writer: opened.value, clock, bytesMax, onFull: () => void fullTold++ });
  const sockets: Parameters<OpenSocket>[1][] = [];
  const open = recorder.tap((_, events) => {
    sockets.push(events);
    return { bufferedBytes: 0, send() {}, ping() {}, pause() {}, resume() {}, close() {}, terminate() {} };
  });
  const heard: string[] = [];
  const connect = () => {
    open(
      { url: "ws://x", headers: {}, handshakeTimeoutMs: 1, payloadBytesMax: 1 },
      {
        opened: () => heard.push("opened"),
        message: (bytes) => heard.push(new TextDecoder().decode(bytes)),
        beat: () => heard.push("beat"),
        refused: (status) => heard.push(`refused ${status}`),
        ended: ({ code }) => heard.push(`ended ${code}`),
      },
    );
    const events = sockets.at(-1);
    if (!events) throw new Error("the recorder opens what it is asked for");
    return events;
  };
  return { directory, clock, recorder, writer: opened.value, connect, heard, fullTold: () => fullTold };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("FrameRecorder: default: frames with their connection, and the time between two in the gap map", () => {
  const { directory, clock, recorder, writer, connect, heard } = rig("reconnect");
  const first = connect();
  first.opened();
  first.message(bytes("a"));
  first.beat();
  const lostUs = clock.nowUs();
  first.ended({ code: 1006, text: "" });
  clock.advance(3_000_000);
  connect().refused(503, undefined);
  const second = connect();
  second.opened();
  second.message(bytes("b"));
  recorder.flush();
  writer.close();
  // The stream above heard everything.
  expect(heard).toEqual(["opened", "a", "beat", "ended 1006", "refused 503", "opened", "b"]);
  const reader = RawArchiveReader.open(directory);
  if (!reader.ok) throw reader.error;
  expect([...reader.value.records()].map(({ tag, bytes: frame }) => [tag, new TextDecoder().decode(frame)])).toEqual([
    [0, "a"],
    [1, "b"],
  ]);
  expect(reader.value.gaps()).toEqual([
    { segment: 1, afterRecord: 1, timeUs: lostUs, dropped: 0, untilTimeUs: lostUs + 3_000_000, cause: "code 1006" },
  ]);
});

/** Frames that no compression makes small. */
function noise(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

test("FrameRecorder: behavior: at its bound it says so once and writes no more", () => {
  const { directory, writer, connect, fullTold } = rig("bound", { bytesMax: 20_000 });
  const socket = connect();
  socket.opened();
  for (let at = 0; at < 200; at++) socket.message(noise(500));
  writer.close();
  expect(fullTold()).toBe(1);
  // One block may stand beyond the bound.
  expect(sizeOf(directory)).toBeLessThan(22_000);
});

test("FrameRecorder: behavior: keeping the newest, the disk stays bounded and the last frame is there", () => {
  const { directory, writer, connect } = rig("ring", { segmentBytesMax: 4_000, segmentsMax: 3 });
  const socket = connect();
  socket.opened();
  for (let at = 0; at < 200; at++) socket.message(noise(500));
  socket.message(bytes("last"));
  writer.close();
  expect(sizeOf(directory)).toBeLessThan(3 * 6_000);
  const reader = RawArchiveReader.open(directory);
  if (!reader.ok) throw reader.error;
  expect(new TextDecoder().decode([...reader.value.records()].at(-1)?.bytes)).toBe("last");
});

function sizeOf(directory: string): number {
  return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

test("record --check: behavior: a torn recording is not sound, status 1", async () => {
  const { directory, writer, connect } = rig("torn");
  const socket = connect();
  socket.opened();
  for (let at = 0; at < 20; at++) socket.message(noise(200));
  writer.close();
  const whole = new FakeIo();
  expect(await runRecord(["--check", directory], whole)).toBe(0);
  expect(whole.out).toContain("sound\n");
  const segment = join(directory, "000001.raw");
  truncateSync(segment, statSync(segment).size - 7);
  const torn = new FakeIo();
  expect(await runRecord(["--check", directory, "--json"], torn)).toBe(1);
  expect(torn.json()).toMatchObject({ connections: 1, damage: [{ segment: 1 }] });
});
