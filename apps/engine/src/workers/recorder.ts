import { systemClock } from "@augury/core";
import { RecordStage, type RecordStart } from "@augury/pipeline";
import { ControlWords } from "@augury/wire";
import { expose } from "comlink";

/** The journal ring wakes nobody while little waits. */
const PARK_MS_MAX = 5;
/** After a failed write: the disk is asked again this soon, while decision waits on the full ring. */
const RETRY_MS = 20;

/** The recorder worker: after `start` it blocks in its ring and receives no message any more. */
const api = {
  start(start: RecordStart): void {
    const stage = new RecordStage(start, systemClock);
    const words = new ControlWords(start.memory.control);
    setTimeout(() => run(stage, words), 0);
  },
};
export type RecorderApi = typeof api;

function run(stage: RecordStage, words: ControlWords): void {
  while (words.stopPhase < 3) {
    words.beat("recorder", systemClock.nowUs());
    if (stage.step() > 0) continue;
    if (stage.shell.failure) Bun.sleepSync(RETRY_MS);
    else stage.park(PARK_MS_MAX);
  }
  const closed = stage.finish();
  if (!closed.ok) throw closed.error;
  process.exit(0);
}

expose(api);
