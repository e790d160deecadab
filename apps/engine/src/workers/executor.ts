import { systemClock } from "@augury/core";
import type { FillBounds } from "@augury/execution";
import { ExecuteStage, type ExecuteStart, type HeaderResult } from "@augury/pipeline";
import { ControlWords } from "@augury/wire";
import { expose } from "comlink";
import { runLoop } from "./run-loop.ts";

/** Intents wake it at once, the paper market's slots only when many wait. */
const PARK_MS_MAX = 5;

let stage: ExecuteStage | undefined;
let stopped = false;

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
  start(start: ExecuteStart): void {
    stage = new ExecuteStage(start, systemClock);
    const words = new ControlWords(start.memory.control);
    void runLoop({
      shell: stage.shell,
      beat: () => words.beat("executor", systemClock.nowUs()),
      running: () => !stopped,
      parkMsMax: PARK_MS_MAX,
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
  /** Cancels everything that rests, and returns when all of it has been reported. */
  async stop(): Promise<void> {
    stopped = true;
    stage?.shell.finish("requested");
    while (stage && stage.shell.sendWaiting() > 0) await Bun.sleep(1);
  },
};
export type ExecutorApi = typeof api;

expose(api);
