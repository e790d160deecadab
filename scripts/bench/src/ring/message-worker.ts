/** The rival's consuming thread: one structured clone per event. */
import { sharedUs } from "../measure/shared-clock.ts";
import type { ConsumerAnswer } from "./ring-worker.ts";
import { type SampleEvent, sampleSum } from "./sample-event.ts";

declare const self: Worker;

export interface MessageTask {
  readonly total: number;
  readonly latencies: boolean;
}

let task: MessageTask | undefined;
let seen = 0;
let sum = 0;
let latenciesUs: number[] = [];

self.onmessage = ({ data }: MessageEvent<MessageTask | SampleEvent>) => {
  if (!task || "total" in data) {
    begin(data as MessageTask);
    return;
  }
  const event = data;
  if (task.latencies) latenciesUs.push(sharedUs() - event.receivedTimeUs);
  sum += sampleSum(event.price, event.size);
  if (++seen < task.total) return;
  postMessage({ sum, endUs: sharedUs(), latenciesUs } satisfies ConsumerAnswer);
};

function begin(next: MessageTask): void {
  task = next;
  seen = 0;
  sum = 0;
  latenciesUs = [];
  postMessage("ready");
}
