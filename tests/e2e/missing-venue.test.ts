import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, formatConfigError, parseConfig } from "@augury/engine";
import { createLog } from "@augury/telemetry";
import { awaitCondition } from "../prove/await-condition.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";
import { startStillKalshi, TICKERS } from "./still-kalshi.ts";

const WAIT_MS_MAX = SLICE_MS_MAX / 3;
const QUOTES = 'size: "1", halfSpreadTicks: 100, positionMax: "10", requoteTicksMin: 100';

/** Both venues wanted; nobody answers at Polymarket's addresses. */
const CONFIG = (kalshiUrl: string, kalshiMarkets: string) => `
mode: paper
venues:
  polymarket: { markets: discover, clobUrl: "http://127.0.0.1:1", gammaUrl: "http://127.0.0.1:1", siteUrl: "http://127.0.0.1:1", marketWs: "ws://127.0.0.1:1/none", http: { retry: { attemptsMax: 1 } } }
  kalshi: { markets: ${kalshiMarkets}, restUrl: "${kalshiUrl}", ws: "ws://127.0.0.1:1/none", pollMs: 600, polled: paper, pollStaleCycles: 1000, http: { retry: { attemptsMax: 1 } } }
strategies:
  - { kind: complement, name: sets, edge: "0.01", sizeMin: "1", sizeMax: "5", events: all }
  - { kind: quoter, name: there, instruments: { venue: polymarket }, ${QUOTES} }
  - { kind: quoter, name: here, instruments: { venue: kalshi }, ${QUOTES} }
`;

async function start(dataDir: string, kalshiUrl: string, kalshiMarkets = "discover") {
  const overrides = { topology: "inline", dataDir, "api.port": 0, seed: 1 };
  const loaded = parseConfig(CONFIG(kalshiUrl, kalshiMarkets), { file: "missing.yaml", env: {}, overrides });
  if (!loaded.ok) throw new Error(loaded.error.map(formatConfigError).join("\n"));
  const log: string[] = [];
  const write = (line: string) => log.push(line);
  const options = { loaded: loaded.value, env: {}, log: createLog({ level: "warn", component: "test", write }) };
  return { started: await Engine.start(options), log };
}

test(
  "missing venue: behavior: the other runs on, and everybody who asks is told",
  async () => {
    await using stage = new AsyncDisposableStack();
    const venue = startStillKalshi();
    stage.defer(() => venue.stop());
    const dataDir = mkdtempSync(join(tmpdir(), "augury-missing-"));
    stage.defer(() => rmSync(dataDir, { recursive: true }));
    const { log, started } = await start(dataDir, venue.url);
    if (!started.ok) throw new Error(started.error);
    const engine = started.value;
    stage.defer(async () => void (await engine.stop()));

    expect(log.join("\n")).toContain("polymarket takes no part in this run");
    expect(log.join("\n")).toContain("sets, there");
    expect(engine.view.strategies().map(({ name }) => name)).toEqual(["here"]);
    const isTrading = () => engine.view.risk().ordersOpen > 0;
    expect(await awaitCondition(isTrading, WAIT_MS_MAX)).toBeDefined();

    const ready = await fetch(`${engine.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toContain("polymarket takes no part in this run: Polymarket metadata");
    expect(await (await fetch(`${engine.url}/venues`)).json()).toMatchObject({
      venues: [
        { venue: "kalshi", connected: true, books: TICKERS.length },
        { venue: "polymarket", connected: false, books: 0, missing: expect.stringContaining("Polymarket metadata") },
      ],
    });
  },
  SLICE_MS_MAX,
);

test(
  "missing venue: error: nobody answers, or a market is named that the venue does not list",
  async () => {
    await using stage = new AsyncDisposableStack();
    const venue = startStillKalshi();
    stage.defer(() => venue.stop());
    const dataDir = mkdtempSync(join(tmpdir(), "augury-missing-"));
    stage.defer(() => rmSync(dataDir, { recursive: true }));
    const silent = await start(dataDir, "http://127.0.0.1:1");
    expect(!silent.started.ok && silent.started.error).toMatch(/Polymarket metadata: .*Kalshi metadata: /s);
    const wrong = await start(dataDir, venue.url, "[KXNOPE-26DEC-A]");
    expect(!wrong.started.ok && wrong.started.error).toContain("Kalshi metadata");
  },
  SLICE_MS_MAX,
);
