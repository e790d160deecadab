import { systemClock } from "@augury/core";
import type { FillBounds } from "@augury/execution";
import {
  ExecuteStage,
  type ExecuteStart,
  type HeaderResult,
  type LiveNote,
  type VenueAccount,
  type VenueConnection,
} from "@augury/pipeline";
import { ControlWords } from "@augury/wire";
import { expose } from "comlink";
import { obeyKillFile } from "./obey-kill-file.ts";
import { runLoop } from "./run-loop.ts";

/** Intents wake it at once, the paper market's slots only when many wait. */
const PARK_MS_MAX = 5;

/** Heartbeats alone need it: what is due and what waits wakes a live executor by itself. */
const LIVE_PARK_MS_MAX = 50;

let stage: ExecuteStage | undefined;
let connections: readonly VenueConnection[] = [];
let note: (one: LiveNote) => void = () => {};
let stopped = false;
let endWatch = () => {};

/** What a feed may ask of the executor, over a port of its own. */
const mint = {
  kalshiHeaders(method: string, path: string): HeaderResult {
    if (!stage) throw new Error("headers are minted after start");
    return stage.mintKalshiHeaders(method, path);
  },
};
export type MintApi = typeof mint;

/** The executor worker. Its event loop lives on: it mints headers while it waits for intents. */
const api = {
  /** For live trading: reads the keys and opens the venues' clients. Whose accounts they are is main's business before anything is sent. */
  async connect(start: ExecuteStart, notes: MessagePort): Promise<VenueAccount[]> {
    note = (one) => notes.postMessage(one);
    const connected = await ExecuteStage.connect(start, systemClock, process.env, note);
    if (!connected.ok) throw new Error(connected.error);
    connections = connected.value;
    return connections.map(({ account, description, locks, venue }) => ({ account, description, locks, venue }));
  },
  start(start: ExecuteStart): void {
    stage = new ExecuteStage(start, systemClock, connections, note);
    const words = new ControlWords(start.memory.control);
    if (start.killFile !== undefined) endWatch = obeyKillFile(start.killFile, words);
    void runLoop({
      shell: stage.shell,
      beat: () => words.beat("executor", systemClock.nowUs()),
      running: () => !stopped,
      parkMsMax: start.live ? LIVE_PARK_MS_MAX : PARK_MS_MAX,
    });
  },
  /** Signs a request of main's. */
  kalshiHeaders(method: string, path: string, timeMs: number): HeaderResult {
    if (!stage) throw new Error("headers are minted after start");
    return stage.mintKalshiHeaders(method, path, timeMs);
  },
  /** How much less or more paper orders may have been filled with: those of which it changed since it was asked last. */
  takeFillBounds(): FillBounds[] {
    return stage?.takeFillBounds() ?? [];
  },
  /** Serves header requests on `port`. */
  serveMint(port: MessagePort): void {
    expose(mint, port);
  },
  /** Cancels everything that rests, and returns when all of it has been reported, at real venues after `msMax` at the latest. */
  async stop(msMax = 0): Promise<void> {
    stopped = true;
    endWatch();
    await stage?.stop(msMax);
    while (stage && stage.shell.sendWaiting() > 0) await Bun.sleep(1);
  },
};
export type ExecutorApi = typeof api;

expose(api);
