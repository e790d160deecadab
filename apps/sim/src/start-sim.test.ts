import { afterEach, expect, test } from "bun:test";
import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { fixturePath, hasFixtures } from "@augury/testkit";
import WebSocket from "ws";
import { ChaosRequest, type SimStats } from "./control.ts";
import { type Sim, type SimOptions, startSim } from "./start-sim.ts";

const pair = generateThrowawayKeyPair();
const open: { stop(): Promise<void> }[] = [];
const sockets: WebSocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(open.splice(0).map((sim) => sim.stop()));
});

async function start(options: SimOptions = {}): Promise<Sim> {
  const sim = await startSim({ kalshiKeys: [{ publicKey: pair.publicKeyPem }], ...options });
  open.push(sim);
  return sim;
}

interface Client {
  readonly socket: WebSocket;
  readonly texts: string[];
  readonly closed: Promise<number>;
}

async function clientOf(socket: WebSocket, hello: string): Promise<Client> {
  sockets.push(socket);
  const texts: string[] = [];
  socket.on("message", (data: Buffer) => texts.push(data.toString()));
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  await new Promise<void>((resolve, reject) => socket.on("open", () => resolve()).on("error", reject));
  socket.send(hello);
  return { socket, texts, closed };
}

function toPolymarket({ manifest }: Sim): Promise<Client> {
  const assets = manifest.polymarket.markets.flatMap(({ tokens }) => tokens);
  const socket = new WebSocket(manifest.polymarket.socketUrl, { perMessageDeflate: false, maxPayload: 1 << 28 });
  return clientOf(socket, JSON.stringify({ type: "market", assets_ids: assets, custom_feature_enabled: true }));
}

function toKalshi({ manifest }: Sim, channels = ["orderbook_delta", "trade"]): Promise<Client> {
  const signer = KalshiSigner.fromPem("some-key", pair.privateKeyPem);
  if (!signer.ok) throw signer.error;
  const headers = { ...signer.value.headers(Date.now(), "GET", "/trade-api/ws/v2") };
  const socket = new WebSocket(manifest.kalshi.socketUrl, { headers, perMessageDeflate: false });
  const tickers = manifest.kalshi.markets.map(({ ticker }) => ticker);
  return clientOf(socket, JSON.stringify({ id: 1, cmd: "subscribe", params: { channels, market_tickers: tickers } }));
}

/** Waits for a condition; the test run's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(4);
}

/** Returns the numbers of the orderbook stream. */
function numbersOf(client: Client): number[] {
  const pattern = /"type":"orderbook_\w+","sid":(?:\d+),"seq":(\d+)/;
  return client.texts.flatMap((text) => {
    const match = pattern.exec(text);
    return match ? [Number(match[1])] : [];
  });
}

test("startSim: default: both venues live, with a manifest of markets, pairs and windows", async () => {
  const sim = await start({ world: { polymarketRate: 2000, kalshiRate: 2000 } });
  const [polymarket, kalshi] = await Promise.all([toPolymarket(sim), toKalshi(sim)]);
  await until(() => polymarket.texts.length > 50 && kalshi.texts.length > 50);
  expect(polymarket.texts[0]?.startsWith('[{"market"')).toBe(true);
  const { manifest } = sim;
  expect(manifest.pairs).toContainEqual({ polymarket: "tide-above-two-meters", kalshi: "KXTIDE-26DEC24-T2" });
  expect(manifest.completeSets).toEqual([
    manifest.polymarket.markets.filter(({ eventSlug }) => eventSlug === "harbor-mayor").map(({ slug }) => slug),
  ]);
  const [first] = manifest.windows;
  expect(first).toMatchObject({ kind: "neg_risk", legs: [{ venue: "polymarket", outcome: "yes" }, {}, {}, {}] });
  expect((first?.startMs ?? 0) - manifest.startTimeMs).toBeLessThan(2500);
  expect(manifest.windows[1]?.legs.map(({ venue }) => venue).sort()).toEqual(["kalshi", "polymarket"]);
});

test("startSim: behavior: one snapshot frame of 400 books with 200 levels each", async () => {
  const sim = await start({ world: { stressBooks: 400, stressLevels: 200, polymarketRate: 10, kalshiRate: 10 } });
  const client = await toPolymarket(sim);
  await until(() => client.texts.length > 0);
  const books = JSON.parse(client.texts[0] as string) as { bids: unknown[]; asks: unknown[] }[];
  // A change may have come before the subscription.
  expect(books.filter(({ bids, asks }) => bids.length + asks.length >= 199).length).toBeGreaterThanOrEqual(400);
});

test("startSim: behavior: control over HTTP on the port of either venue", async () => {
  const sim = await start();
  const { polymarket, kalshi } = sim.manifest;
  expect(await (await fetch(`${polymarket.url}/_sim/manifest`)).json()).toMatchObject({ mode: "generate" });
  const post = (port: number, body: string) => fetch(`http://127.0.0.1:${port}/_sim/chaos`, { method: "POST", body });
  expect((await post(kalshi.port, '{"venue":"polymarket","fault":"too_many_requests"}')).status).toBe(200);
  expect((await fetch(`${polymarket.url}/ok`)).status).toBe(429);
  const refused = await post(kalshi.port, '{"venue":"kalshi","fault":"nonsense"}');
  expect([refused.status, (await refused.json()) as object]).toEqual([
    400,
    { error: expect.stringContaining("fault") },
  ]);
  const stats = (await (await fetch(`http://127.0.0.1:${kalshi.port}/_sim/stats`)).json()) as SimStats;
  expect(stats.polymarket.faults).toEqual({ too_many_requests: 1 });
});

test("startSim: error: a taken port and a missing recording are one line each", async () => {
  const sim = await start();
  for (const port of [sim.manifest.polymarket.port, sim.manifest.kalshi.port]) {
    await expect(startSim({ polymarketPort: port })).rejects.toThrow(`port ${port} for Polymarket is in use`);
    await expect(startSim({ kalshiPort: port, relay: false })).rejects.toThrow(`port ${port} for Kalshi is in use`);
  }
  await expect(startSim({ play: { files: ["nowhere.jsonl"], speed: 1 } })).rejects.toThrow(
    "no such recording: nowhere.jsonl",
  );
});

const FRAME_FAULTS: [string, (before: Client, sim: Sim) => boolean][] = [
  ["drop", (client) => numbersOf(client).some((n, i, all) => i > 0 && n === (all[i - 1] as number) + 2)],
  ["duplicate", (client) => numbersOf(client).some((n, i, all) => i > 0 && n === all[i - 1])],
  ["reorder", (client) => numbersOf(client).some((n, i, all) => i > 0 && n < (all[i - 1] as number))],
  ["gap", (client) => numbersOf(client).some((n, i, all) => i > 0 && n === (all[i - 1] as number) + 2)],
  ["truncate", (client) => client.texts.some((text) => text.startsWith("{") && !text.endsWith("\n"))],
  ["garbage", (client) => client.texts.some((text) => !text.endsWith("}\n"))],
];

test.each(FRAME_FAULTS)("startSim: behavior: chaos %s is seen by the client and counted", async (fault, isSeen) => {
  const sim = await start({ world: { kalshiRate: 2000, lifecycle: false } });
  const client = await toKalshi(sim, ["orderbook_delta"]);
  await until(() => numbersOf(client).length > 20);
  expect(isSeen(client, sim)).toBe(false);
  expect(sim.chaos(ChaosRequest.parse({ venue: "kalshi", fault })).ok).toBe(true);
  await until(() => isSeen(client, sim));
  expect(sim.stats().kalshi.faults).toEqual({ [fault]: 1 });
});

test("startSim: behavior: silent_stall answers PING and sends no data; a fresh socket is fine", async () => {
  const sim = await start({ world: { polymarketRate: 2000 } });
  const client = await toPolymarket(sim);
  await until(() => client.texts.length > 20);
  sim.chaos(ChaosRequest.parse({ venue: "polymarket", fault: "silent_stall" }));
  client.socket.send("PING");
  await until(() => client.texts.at(-1) === "PONG");
  const fresh = await toPolymarket(sim);
  await until(() => fresh.texts.length > 50);
  expect(client.texts.at(-1)).toBe("PONG");
  expect(sim.stats().polymarket.connections[0]?.framesSwallowed).toBeGreaterThan(10);
});

test("startSim: behavior: disconnect, then refused handshakes, then service", async () => {
  const sim = await start();
  const client = await toKalshi(sim);
  sim.chaos(ChaosRequest.parse({ venue: "all", fault: "refuse_handshake", args: { status: 502, count: 1 } }));
  sim.chaos(ChaosRequest.parse({ venue: "kalshi", fault: "disconnect" }));
  expect(await client.closed).toBe(1006);
  await expect(toKalshi(sim)).rejects.toThrow("502");
  const again = await toKalshi(sim);
  await until(() => again.texts.length > 5);
  expect(sim.stats().kalshi).toMatchObject({ connectionsAccepted: 2, handshakesRefused: 1 });
});

test("startSim: behavior: slow delivery holds frames back", async () => {
  const sim = await start({ world: { polymarketRate: 1000 } });
  const client = await toPolymarket(sim);
  await until(() => client.texts.length > 5);
  sim.chaos(
    ChaosRequest.parse({ venue: "polymarket", fault: "slow", args: { delayMs: 3_600_000, durationMs: 3_600_000 } }),
  );
  await until(() => (sim.stats().polymarket.connections[0]?.backlog ?? 0) > 50);
});

test.skipIf(!hasFixtures())(
  "startSim: behavior: plays recordings of both venues, every frame once, nothing lost",
  async () => {
    const files = [
      "kalshi/ws/prod-2026-08-07-orderbook-stream.json",
      "kalshi/ws/demo-2026-07-01-full-session.jsonl",
      "polymarket/ws-market/session-2026-04-28e-6min-multi-source.jsonl",
    ];
    const sim = await start({ play: { files: files.map(fixturePath), speed: "max" } });
    expect(sim.manifest.mode).toBe("play");
    const [polymarket, kalshi] = await Promise.all([toPolymarket(sim), toKalshi(sim)]);
    const { framesPlayed } = await sim.finished;
    // 12 + 5 snapshots and 245 + 2885 deltas; 3 arrays, 8 changes and 4 new markets.
    expect(framesPlayed).toBe(12 + 245 + 5 + 2885 + 3 + 8 + 4);
    await until(() => numbersOf(kalshi).length === 12 + 245 + 5 + 2885 && polymarket.texts.length === 15);
    expect(numbersOf(kalshi)).toEqual(Array.from({ length: 3147 }, (_, i) => i + 1));
    expect(kalshi.texts.every((text) => text.split("\n").length === 2)).toBe(true);
  },
);

test("startSim: behavior: a loop repeats and comes back to its first books every round", async () => {
  const sim = await start({
    loop: { rate: "max", frames: 300 },
    world: { polymarketExtra: 0, kalshiExtra: 0 },
    relay: false,
  });
  const [polymarket, kalshi] = await Promise.all([
    toPolymarket(sim),
    toKalshi(sim, ["orderbook_delta", "trade", "ticker"]),
  ]);
  await until(() => polymarket.texts.length > 2000 && kalshi.texts.length > 2000);
  const levels = new Map<string, number>();
  const numbers = numbersOf(kalshi);
  expect(numbers.every((n, i) => n === i + 1)).toBe(true);
  for (const text of kalshi.texts.slice(0, 2000)) applyToModel(levels, text);
  expect([...levels.values()].every((size) => size >= 0)).toBe(true);
});

interface BookMessage {
  type: string;
  msg: { market_ticker: string; side?: string; price_dollars?: string; delta_fp?: string } & Record<
    string,
    [string, string][]
  >;
}

function applyToModel(levels: Map<string, number>, text: string): void {
  const { type, msg } = JSON.parse(text) as BookMessage;
  if (type === "orderbook_snapshot")
    for (const side of ["yes", "no"])
      for (const [price, size] of msg[`${side}_dollars_fp`] ?? [])
        levels.set(`${msg.market_ticker} ${side} ${price}`, Math.round(Number(size) * 100));
  if (type !== "orderbook_delta") return;
  const key = `${msg.market_ticker} ${msg.side} ${msg.price_dollars}`;
  levels.set(key, (levels.get(key) ?? 0) + Math.round(Number(msg.delta_fp) * 100));
}
