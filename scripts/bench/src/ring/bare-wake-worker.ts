/** The consuming thread of the floor: sleeps in Atomics.wait, and notes when it was woken. */
import { sharedUs } from "../measure/shared-clock.ts";
import type { ConsumerAnswer } from "./ring-worker.ts";

declare const self: Worker;

export interface BareWakeTask {
  /** Int32: how often it was woken. */
  readonly word: SharedArrayBuffer;
  /** Float64: when that was asked for last. */
  readonly time: SharedArrayBuffer;
  readonly total: number;
}

self.onmessage = ({ data: { time, total, word } }: MessageEvent<BareWakeTask>) => {
  const woken = new Int32Array(word);
  const askedUs = new Float64Array(time);
  const latenciesUs: number[] = [];
  postMessage("ready");
  for (let seen = 0; seen < total; seen++) {
    Atomics.wait(woken, 0, seen);
    latenciesUs.push(sharedUs() - askedUs[0]);
  }
  postMessage({ sum: total, endUs: sharedUs(), latenciesUs } satisfies ConsumerAnswer);
};
