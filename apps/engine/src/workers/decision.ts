import { systemClock } from "@augury/core";
import { DecisionStage, type DecisionStart } from "@augury/pipeline";
import { ControlWords } from "@augury/wire";
import { expose } from "comlink";

/** Longest sleep: how late a heartbeat or a stop request may be noticed. */
const PARK_MS_MAX = 50;

/** The decision worker: after `start` it blocks in its rings and receives no message any more. */
const api = {
  start(start: DecisionStart): void {
    const stage = new DecisionStage(start, systemClock);
    const words = new ControlWords(start.memory.control);
    // The reply to this call must leave before the thread blocks.
    setTimeout(() => run(stage, words), 0);
  },
};
export type DecisionApi = typeof api;

function run({ shell, wait }: DecisionStage, words: ControlWords): void {
  while (shell.running) {
    words.beat("decision", systemClock.nowUs());
    if (shell.step() === 0) wait(PARK_MS_MAX);
  }
  while (shell.step() > 0);
  while (!shell.finish()) wait(PARK_MS_MAX);
  process.exit(0);
}

expose(api);
