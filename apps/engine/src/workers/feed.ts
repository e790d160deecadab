import { systemClock } from "@augury/core";
import { FeedStage, type FeedStart, type MintHeaders } from "@augury/pipeline";
import { ControlWords } from "@augury/wire";
import { expose, type Remote, wrap } from "comlink";
import type { MintApi } from "./executor.ts";
import { runLoop } from "./run-loop.ts";

const PARK_MS_MAX = 50;

let stage: FeedStage | undefined;
let mint: Remote<MintApi> | undefined;
let stopped = false;

/** A venue's feed worker: owns its sockets. */
const api = {
  /** Hands over the executor's header port; a new one after every restart of the executor. */
  connectMint(port: MessagePort): void {
    mint = wrap<MintApi>(port);
  },
  start(start: FeedStart): void {
    const mintHeaders: MintHeaders = async (method, path) => {
      if (!mint) throw new Error("a feed that signs its handshakes is connected to the executor first");
      return mint.kalshiHeaders(method, path);
    };
    const words = new ControlWords(start.memory.control);
    stage = new FeedStage(start, systemClock, mintHeaders);
    stage.connect();
    void runLoop({
      shell: stage.shell,
      beat: () => words.beat(start.venue, systemClock.nowUs()),
      running: () => !stopped,
      parkMsMax: PARK_MS_MAX,
    });
  },
  /** Closes the sockets gracefully and publishes what is left. */
  async stop(): Promise<void> {
    stopped = true;
    await stage?.disconnect();
  },
};
export type FeedApi = typeof api;

expose(api);
