import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, formatConfigError, parseConfig } from "@augury/engine";
import { createLog } from "@augury/telemetry";
import type { AccessKey, FakeKalshi } from "@augury/venue-kalshi/sim";
import { exchangeOf, FakePolymarket, TEST_KEYS } from "@augury/venue-polymarket/sim";
import { awaitCondition } from "../prove/await-condition.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";
import { startStillKalshi, TICKERS } from "./still-kalshi.ts";

export const WAIT_MS_MAX = SLICE_MS_MAX / 3;
const TICK_MS = 5;
/** Further apart than a quote's own weight moves the mid: quotes stay where they are until the book moves. */
const QUOTES = "halfSpreadTicks: 100, requoteTicksMin: 400, refreshMs: 250";
const CONDITION = `0x${"1".padStart(64, "0")}`;

export interface LiveEngineOptions {
  readonly topology?: "workers" | "inline";
  readonly env?: Readonly<Record<string, string>>;
  /** YAML of live.polymarket's keys, and of whose funds they sign for. */
  readonly keys?: string;
  readonly wallet?: string;
  readonly confirmLive?: boolean;
  readonly level?: "debug" | "info" | "warn";
  readonly token?: string;
  /** YAML of Kalshi's credentials, where that venue is traded as well. */
  readonly kalshi?: string;
}

/** The simulated venue with one market whose books stand still until a test moves them, and engines that trade on it for real. */
export class LiveTheatre implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "augury-e2e-live-"));
  readonly server = FakePolymarket.start({ port: 0, exchange: exchangeOf(1, { feeRate: 0.04 }) });
  readonly kalshi: FakeKalshi;
  readonly log: string[] = [];
  readonly engines: Engine[] = [];
  private readonly ticker = setInterval(() => {
    this.server.world.advance(Date.now());
    this.server.flush();
    this.kalshi.venue.advance(Date.now());
    this.kalshi.flush();
  }, TICK_MS);

  /** `kalshiKeys`: who may trade on Kalshi. */
  constructor(kalshiKeys: readonly AccessKey[] = []) {
    this.kalshi = startStillKalshi(kalshiKeys);
  }

  /** Starts an engine; returns it, or the line that refuses. */
  async start(dataDir: string, options: LiveEngineOptions = {}): Promise<Engine | string> {
    const { confirmLive = true, level = "info", token } = options;
    const env = { TEST_WALLET: TEST_KEYS[0], ...(token && { TEST_TOKEN: token }), ...options.env };
    const overrides = { topology: options.topology ?? "workers", dataDir: join(this.folder, dataDir), "api.port": 0 };
    const loaded = parseConfig(this.config(options), { file: "live.yaml", env, overrides });
    if (!loaded.ok) throw new Error(loaded.error.map(formatConfigError).join("\n"));
    const log = createLog({ level, component: "test", write: (line) => this.log.push(line) });
    const started = await Engine.start({ loaded: loaded.value, env, log, confirmLive });
    if (!started.ok) return started.error;
    this.engines.push(started.value);
    return started.value;
  }

  async startOrThrow(dataDir: string, options: LiveEngineOptions = {}): Promise<Engine> {
    const engine = await this.start(dataDir, options);
    if (typeof engine === "string") throw new Error(engine);
    return engine;
  }

  /** The venue's own books of the account that the engine trades. */
  get account() {
    return [...this.server.world.desk.orders.values()][0]?.wallet;
  }

  /** Orders that rest at the venue. */
  get resting(): number {
    return [...this.server.world.desk.orders.values()].filter(({ status }) => status === "LIVE").length;
  }

  /** Somebody sells into the account's bids, or buys from its asks. */
  trade(takerSide: "buy" | "sell", contracts: number): void {
    const order = { takerSide, size: contracts * 1_000_000, levelsMax: 10, timeUs: Date.now() * 1000 };
    this.server.exchange.trade(0, { ...order, echoDelayUs: 0 });
  }

  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const passed = await awaitCondition(async () => condition(), WAIT_MS_MAX);
    if (passed === undefined) throw new Error(`it never was so: ${what}\n${this.log.slice(-20).join("\n")}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.engines) await engine.stop();
    clearInterval(this.ticker);
    await Promise.all([this.server.stop(), this.kalshi.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The configuration of an engine. */
  config({
    kalshi,
    keys = "wallet: { env: TEST_WALLET }",
    token,
    wallet = "kind: eoa",
  }: LiveEngineOptions = {}): string {
    const { url } = this.server;
    return `
mode: live
venues:
  polymarket:
    marketWs: "${this.server.socketUrl}"
    clobUrl: "${url}/clob"
    gammaUrl: "${url}/gamma"
    siteUrl: "${url}"
    markets: [{ conditionId: "${CONDITION}" }]
${kalshi === undefined ? "" : `  kalshi: { ws: "${this.kalshi.socketUrl}", restUrl: "${this.kalshi.url}", markets: discover, credentials: ${kalshi} }`}
live:
  lockDir: "${join(this.folder, "locks")}"
  fsync: none
  polymarket: { ${keys}, ${wallet}, wsUrl: "${this.server.socketUrlOf("/ws")}", dataUrl: "${url}/data" }
  ${kalshi === undefined ? "" : "kalshi: {}"}
strategies:
  ${kalshi === undefined ? "" : `- { kind: quoter, name: k, instruments: ["kalshi:${TICKERS[0]}:yes"], size: "1", positionMax: "10", ${QUOTES} }`}
  - { kind: quoter, name: q, instruments: { venue: polymarket, outcome: yes }, size: "10", positionMax: "50", ${QUOTES} }
supervision: { restart: { initialMs: 20 } }
${token === undefined ? "" : "api: { token: { env: TEST_TOKEN } }"}
`;
  }
}
