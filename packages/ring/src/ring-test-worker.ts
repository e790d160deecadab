/** Worker of the ring tests: reads `total` numbered slots and answers what it saw. Each slot's words are functions of its number. */
import { Doorbell } from "./doorbell.ts";
import { RingConsumer } from "./ring-consumer.ts";
import type { RingHandle } from "./ring-memory.ts";

declare const self: Worker;

interface Task {
  readonly ring: RingHandle;
  readonly total: number;
  readonly batchMax: number;
  readonly how: "park" | "parkAsync" | "poll";
}

/** Longer than a test may take: a lost wake-up must not heal by itself. */
const PARK_MS_MAX = 600_000;

self.onmessage = async ({ data }: MessageEvent<Task>) => {
  const consumer = new RingConsumer(data.ring);
  const bell = new Doorbell(data.ring.doorbell);
  const hasWork = () => consumer.poll(1) > 0;
  let seen = 0;
  let torn = 0;
  let misordered = 0;
  while (seen < data.total) {
    const waiting = consumer.poll(data.batchMax);
    for (let at = 0; at < waiting; at++) {
      const base = consumer.base(at);
      const number = consumer.i32[base];
      if (number !== ((seen + at) | 0)) misordered++;
      for (let word = 1; word < 16; word++) if (consumer.i32[base + word] !== Math.imul(number, word + 1)) torn++;
    }
    if (waiting > 0) {
      consumer.release(waiting);
      seen += waiting;
    } else if (data.how === "park") bell.park(hasWork, PARK_MS_MAX);
    else if (data.how === "parkAsync") await bell.parkAsync(hasWork, PARK_MS_MAX);
  }
  postMessage({ seen, torn, misordered });
};
