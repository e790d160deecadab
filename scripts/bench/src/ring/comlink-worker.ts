/** The rival's consuming thread: one remote call per event. */
import { expose } from "comlink";
import { sharedUs } from "../measure/shared-clock.ts";
import type { ConsumerAnswer } from "./ring-worker.ts";
import { type SampleEvent, sampleSum } from "./sample-event.ts";

let sum = 0;
let endUs = 0;
let latenciesUs: number[] = [];

const api = {
  begin(): void {
    sum = 0;
    latenciesUs = [];
  },
  push(event: SampleEvent): void {
    endUs = sharedUs();
    latenciesUs.push(endUs - event.receivedTimeUs);
    sum += sampleSum(event.price, event.size);
  },
  answer(): ConsumerAnswer {
    return { sum, endUs, latenciesUs };
  },
};
export type ComlinkConsumer = typeof api;

expose(api);
