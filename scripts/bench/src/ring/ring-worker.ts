/** The consuming thread of the ring benches: takes `total` events and answers with their sum, the end time, and latencies if asked. */
import { Doorbell, RingConsumer, type RingHandle } from "@augury/ring";
import { D_BODY, D_RECEIVED_US, W_BODY } from "@augury/wire";
import { sharedUs } from "../measure/shared-clock.ts";
import { sampleSum } from "./sample-event.ts";

declare const self: Worker;

export interface RingTask {
  readonly ring: RingHandle;
  readonly total: number;
  /** `park` is what the decision worker does, `parkAsync` what feeds and executor do. */
  readonly wake: "park" | "parkAsync" | "spin";
  readonly latencies: boolean;
}

export interface ConsumerAnswer {
  readonly sum: number;
  readonly endUs: number;
  readonly latenciesUs: readonly number[];
}

const BATCH_MAX = 256;
const PARK_MS_MAX = 1000;

self.onmessage = async ({ data: task }: MessageEvent<RingTask>) => {
  const consumer = new RingConsumer(task.ring);
  const bell = new Doorbell(task.ring.doorbell);
  const hasWork = () => consumer.poll(1) > 0;
  const latenciesUs: number[] = [];
  let sum = 0;
  postMessage("ready");
  for (let seen = 0; seen < task.total; ) {
    const waiting = consumer.poll(BATCH_MAX);
    if (waiting === 0) {
      if (task.wake === "park") bell.park(hasWork, PARK_MS_MAX);
      else if (task.wake === "parkAsync") await bell.parkAsync(hasWork, PARK_MS_MAX);
      continue;
    }
    if (task.latencies) latenciesUs.push(sharedUs() - consumer.f64[(consumer.base(0) >>> 1) + D_RECEIVED_US]);
    sum += take(consumer, waiting);
    seen += waiting;
  }
  postMessage({ sum, endUs: sharedUs(), latenciesUs } satisfies ConsumerAnswer);
};

function take(consumer: RingConsumer, waiting: number): number {
  const { i32, f64 } = consumer;
  let sum = 0;
  for (let at = 0; at < waiting; at++) {
    const base = consumer.base(at);
    sum += sampleSum(i32[base + W_BODY], f64[(base >>> 1) + D_BODY + 2]);
  }
  consumer.release(waiting);
  return sum;
}
