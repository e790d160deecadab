import { createDoorbell, createRing, type RingHandle, RingProducer } from "@augury/ring";
import { SLOT_BYTES, SlotWriter } from "@augury/wire";
import { type Remote, wrap } from "comlink";
import { sharedUs } from "../measure/shared-clock.ts";
import type { BareWakeTask } from "./bare-wake-worker.ts";
import type { ComlinkConsumer } from "./comlink-worker.ts";
import type { MessageTask } from "./message-worker.ts";
import type { ConsumerAnswer, RingTask } from "./ring-worker.ts";
import { type SampleEvent, sampleEvent, writeSampleEvent } from "./sample-event.ts";

/** A consumer in another thread, and the way of handing it events. */
export interface Channel {
  readonly name: string;
  /** Sends `total` events as fast as it goes. */
  flood(total: number): Promise<Transfer>;
  /** Sends `total` events one by one with a pause between them, and measures each one's way. */
  trickle(total: number, pauseMs: number): Promise<Transfer>;
  close(): void;
}

export interface Transfer {
  readonly seconds: number;
  readonly sum: number;
  readonly latenciesUs: readonly number[];
}

const RING_SLOTS = 16_384;

/** Our ring, `perPublish` events at a time. */
export class RingChannel implements Channel {
  private readonly worker = new Worker(new URL("./ring-worker.ts", import.meta.url));
  private readonly handle: RingHandle = createRing({ capacity: RING_SLOTS, slotBytes: SLOT_BYTES }, createDoorbell());
  private readonly ring = new RingProducer(this.handle);
  private readonly writer = new SlotWriter(this.ring.i32, this.ring.f64);

  constructor(
    readonly name: string,
    private readonly perPublish: number,
    private readonly wake: RingTask["wake"],
  ) {}

  async flood(total: number): Promise<Transfer> {
    const answer = await this.begin(total, false);
    const startUs = sharedUs();
    this.writer.frame(1, startUs);
    for (let sent = 0; sent < total; ) {
      const count = Math.min(this.perPublish, total - sent);
      if (!this.ring.claim(count)) continue;
      for (let at = 0; at < count; at++) writeSampleEvent(this.ring, this.writer, at, sent + at);
      this.ring.publish(count);
      sent += count;
    }
    return toTransfer(startUs, await answer());
  }

  async trickle(total: number, pauseMs: number): Promise<Transfer> {
    const answer = await this.begin(total, true);
    const startUs = sharedUs();
    for (let sent = 0; sent < total; sent++) {
      await Bun.sleep(pauseMs);
      this.ring.claim(1);
      this.writer.frame(1, sharedUs());
      writeSampleEvent(this.ring, this.writer, 0, sent);
      this.ring.publish(1);
    }
    return toTransfer(startUs, await answer());
  }

  close(): void {
    this.worker.terminate();
  }

  private async begin(total: number, latencies: boolean): Promise<() => Promise<ConsumerAnswer>> {
    const task: RingTask = { ring: this.handle, total, wake: this.wake, latencies };
    return await startTask(this.worker, task);
  }
}

/** One postMessage of one small object per event. */
export class MessageChannelRival implements Channel {
  readonly name = "postMessage, one object per event";
  private readonly worker = new Worker(new URL("./message-worker.ts", import.meta.url));

  async flood(total: number): Promise<Transfer> {
    const answer = await startTask(this.worker, { total, latencies: false } satisfies MessageTask);
    const startUs = sharedUs();
    for (let sent = 0; sent < total; sent++) this.worker.postMessage(sampleEvent(sent, startUs));
    return toTransfer(startUs, await answer());
  }

  async trickle(total: number, pauseMs: number): Promise<Transfer> {
    const answer = await startTask(this.worker, { total, latencies: true } satisfies MessageTask);
    const startUs = sharedUs();
    for (let sent = 0; sent < total; sent++) {
      await Bun.sleep(pauseMs);
      this.worker.postMessage(sampleEvent(sent, sharedUs()));
    }
    return toTransfer(startUs, await answer());
  }

  close(): void {
    this.worker.terminate();
  }
}

/** The floor: one word and a notify, and nothing carried: what a wake-up of a thread costs on this machine, whoever asks for it. */
export class BareWake implements Pick<Channel, "name" | "trickle" | "close"> {
  readonly name = "floor: Atomics.notify into Atomics.wait, nothing carried";
  private readonly worker = new Worker(new URL("./bare-wake-worker.ts", import.meta.url));

  async trickle(total: number, pauseMs: number): Promise<Transfer> {
    const task: BareWakeTask = { word: new SharedArrayBuffer(4), time: new SharedArrayBuffer(8), total };
    const woken = new Int32Array(task.word);
    const askedUs = new Float64Array(task.time);
    const answer = await startTask(this.worker, task);
    const startUs = sharedUs();
    for (let sent = 1; sent <= total; sent++) {
      await Bun.sleep(pauseMs);
      askedUs[0] = sharedUs();
      Atomics.store(woken, 0, sent);
      Atomics.notify(woken, 0, 1);
    }
    return toTransfer(startUs, await answer());
  }

  close(): void {
    this.worker.terminate();
  }
}

const IN_FLIGHT = 256;

/** One comlink call per event, so many of them unanswered at a time. */
export class ComlinkChannel implements Channel {
  readonly name = `comlink call per event, ${IN_FLIGHT} in flight`;
  private readonly worker = new Worker(new URL("./comlink-worker.ts", import.meta.url));
  private readonly remote: Remote<ComlinkConsumer> = wrap<ComlinkConsumer>(this.worker);

  async flood(total: number): Promise<Transfer> {
    await this.remote.begin();
    const startUs = sharedUs();
    let sent = 0;
    const lane = async () => {
      while (sent < total) await this.remote.push(sampleEvent(sent++, startUs));
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    return toTransfer(startUs, await this.remote.answer());
  }

  async trickle(total: number, pauseMs: number): Promise<Transfer> {
    await this.remote.begin();
    const startUs = sharedUs();
    for (let sent = 0; sent < total; sent++) {
      await Bun.sleep(pauseMs);
      void this.remote.push(sampleEvent(sent, sharedUs()));
    }
    return toTransfer(startUs, await this.remote.answer());
  }

  close(): void {
    this.worker.terminate();
  }
}

/** Hands a worker its task. Resolves when it is ready, with a function that awaits its answer. */
async function startTask(
  worker: Worker,
  task: RingTask | MessageTask | BareWakeTask | SampleEvent,
): Promise<() => Promise<ConsumerAnswer>> {
  const ready = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<ConsumerAnswer>();
  worker.onerror = (event) => {
    const error = new Error(event.message);
    ready.reject(error);
    answer.reject(error);
  };
  worker.onmessage = ({ data }: MessageEvent<"ready" | ConsumerAnswer>) => {
    if (data === "ready") ready.resolve();
    else answer.resolve(data);
  };
  worker.postMessage(task);
  await ready.promise;
  return () => answer.promise;
}

function toTransfer(startUs: number, { sum, endUs, latenciesUs }: ConsumerAnswer): Transfer {
  return { seconds: (endUs - startUs) / 1e6, sum, latenciesUs };
}
