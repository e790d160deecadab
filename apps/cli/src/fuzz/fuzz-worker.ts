import type { VenueName } from "@augury/model";
import { FrameWindow } from "./frame-window.ts";
import { type FuzzCounts, type FuzzFailure, VenueFuzzer } from "./venue-fuzzer.ts";

/** What a fuzzing worker is asked to do. */
export interface FuzzTask {
  readonly venue: VenueName;
  readonly fixtures: string;
  readonly seed: number;
  readonly framesMax: number;
  readonly secondsMax: number;
  readonly window: SharedArrayBuffer;
}

/** What it says: how far it is, and in the end what came of it. */
export interface FuzzNews {
  readonly counts: FuzzCounts;
  readonly recorded: number;
  readonly generated: number;
  readonly seconds: number;
  readonly isDone: boolean;
  readonly failure?: FuzzFailure;
}

const NEWS_EVERY = 20_000;

declare const self: Worker;

self.onmessage = async ({ data }: MessageEvent<FuzzTask>) => {
  const { venue, fixtures, seed, framesMax, secondsMax } = data;
  const fuzzer = await VenueFuzzer.open(venue, fixtures, seed);
  const window = new FrameWindow(data.window);
  const show = (frame: Uint8Array) => window.show(frame);
  const startedMs = performance.now();
  const seconds = () => (performance.now() - startedMs) / 1000;
  const news = (isDone: boolean, failure?: FuzzFailure): FuzzNews => {
    const { recorded, generated } = fuzzer.corpus;
    const said = { counts: { ...fuzzer.counts }, recorded, generated, seconds: seconds(), isDone };
    return failure ? { ...said, failure } : said;
  };
  while (fuzzer.counts.frames < framesMax) {
    const failure = fuzzer.step(show);
    if (failure) {
      self.postMessage(news(true, failure));
      return;
    }
    if (fuzzer.counts.frames % 256 === 0 && seconds() >= secondsMax) break;
    if (fuzzer.counts.frames % NEWS_EVERY === 0) self.postMessage(news(false));
  }
  self.postMessage(news(true));
};
