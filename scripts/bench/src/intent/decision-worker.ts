/** The decision thread of the benched worker topology: the engine's decision shell, parking as the engine's decision worker does. */
import { type BenchDecisionStart, openDecision } from "./engine-parts.ts";

declare const self: Worker;

const PARK_MS_MAX = 50;

self.onmessage = ({ data }: MessageEvent<BenchDecisionStart>) => {
  const shell = openDecision(data);
  postMessage("ready");
  // The message must leave before the thread blocks for good.
  setTimeout(() => {
    while (shell.running) if (shell.step() === 0) shell.park(PARK_MS_MAX);
  }, 0);
};
