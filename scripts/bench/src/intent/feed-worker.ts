/** The feed thread of the benched worker topology: the engine's feed stage, waiting as the engine's feed worker does. */
import { systemClock } from "@augury/core";
import { FeedStage, type FeedStart } from "@augury/pipeline";
import { noHeaders } from "./engine-parts.ts";

declare const self: Worker;

const PARK_MS_MAX = 50;

self.onmessage = async ({ data }: MessageEvent<FeedStart>) => {
  const stage = new FeedStage(data, systemClock, noHeaders);
  const connected = await stage.runner.connect();
  if (!connected.ok) throw connected.error;
  postMessage("ready");
  for (;;) if (stage.shell.step() === 0) await stage.shell.park(PARK_MS_MAX);
};
