import type { VenueName } from "@augury/model";
import { FrameWindow } from "./frame-window.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import type { FuzzNews, FuzzTask } from "./fuzz-worker.ts";

/** How a venue's fuzzing ended; `failure` tells the frame that ended it early. */
export interface FuzzEnd {
  readonly venue: VenueName;
  readonly news: FuzzNews | undefined;
  readonly failure: { readonly frame: number; readonly bytes: Uint8Array; readonly problem: string } | undefined;
}

const WATCH_MS = 1_000;
/** No new frame for so long: the worker hangs in the one it has. Generous, for a machine that has other work. */
const HANG_MS_MAX = 20_000;
const START_MS_MAX = 120_000;
const MIB = 1024 * 1024;
/** Growth of the process beyond what it had when both venues were warm. */
const GROWTH_BYTES_MAX = 512 * MIB;
const WARM_FRAMES = 40_000;

/** Fuzzes one venue in a worker of its own and watches over it: a crash, a hang and a growing memory are findings. */
export function fuzzVenue(venue: VenueName, options: FuzzOptions, onNews: (news: FuzzNews) => void): Promise<FuzzEnd> {
  const { promise, resolve } = Promise.withResolvers<FuzzEnd>();
  const window = new FrameWindow();
  const worker = new Worker(new URL("./fuzz-worker.ts", import.meta.url).href);
  let latest: FuzzNews | undefined;
  const end = (problem?: string) => {
    clearInterval(timer);
    worker.terminate();
    const failure = problem === undefined ? latest?.failure : { frame: window.number, bytes: window.frame, problem };
    resolve({ venue, news: latest, failure });
  };
  const watch = new WorkerWatch(window);
  const timer = setInterval(() => {
    const problem = watch.problem(performance.now());
    if (problem !== undefined) end(problem);
  }, WATCH_MS);
  worker.onmessage = ({ data }: MessageEvent<FuzzNews>) => {
    latest = data;
    onNews(data);
    if (data.isDone) end();
  };
  worker.onerror = (event) => end(`the worker died: ${event.message}`);
  worker.postMessage({ ...options, venue, window: window.buffer } satisfies FuzzTask & FuzzOptions);
  return promise;
}

class WorkerWatch {
  private seen = 0;
  private seenMs = performance.now();
  private warmBytes = Number.POSITIVE_INFINITY;

  constructor(private readonly window: FrameWindow) {}

  problem(nowMs: number): string | undefined {
    const { number } = this.window;
    if (number !== this.seen) {
      this.seen = number;
      this.seenMs = nowMs;
    }
    const stillMs = nowMs - this.seenMs;
    if (stillMs > (number === 0 ? START_MS_MAX : HANG_MS_MAX))
      return `hangs: no further frame for ${Math.round(stillMs)} ms`;
    const { rss } = process.memoryUsage();
    if (number >= WARM_FRAMES) this.warmBytes = Math.min(this.warmBytes, rss);
    const grown = rss - this.warmBytes;
    return grown > GROWTH_BYTES_MAX
      ? `the process grew by ${Math.round(grown / MIB)} MiB (this frame or one before it)`
      : undefined;
  }
}
