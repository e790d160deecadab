import type { VenueName } from "@augury/model";
import { FrameWindow } from "./frame-window.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import type { FuzzNews, FuzzTask } from "./fuzz-worker.ts";
import { WorkerWatch } from "./worker-watch.ts";

/** How a venue's fuzzing ended; `failure` tells the frame that ended it early. */
export interface FuzzEnd {
  readonly venue: VenueName;
  readonly news: FuzzNews | undefined;
  readonly failure: { readonly frame: number; readonly bytes: Uint8Array; readonly problem: string } | undefined;
}

const WATCH_MS = 1_000;

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
  const watch = new WorkerWatch(performance.now());
  const timer = setInterval(() => {
    const problem = watch.problem(window.number, performance.now(), process.memoryUsage().rss);
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
