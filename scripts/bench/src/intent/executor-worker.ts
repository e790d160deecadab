/** The executor thread of the benched worker topology: the engine's execute shell around live orders, waiting as the engine's executor does. */
import { type LiveExecutorStart, openLiveExecutor } from "./live-executor.ts";

declare const self: Worker;

const PARK_MS_MAX = 5;

self.onmessage = async ({ data }: MessageEvent<LiveExecutorStart>) => {
  const shell = await openLiveExecutor(data);
  postMessage("ready");
  for (;;) if (shell.step() === 0) await shell.park(PARK_MS_MAX);
};
