import { afterAll, expect, test } from "bun:test";
import fc from "fast-check";
import { createDoorbell, Doorbell } from "./doorbell.ts";
import { RingConsumer } from "./ring-consumer.ts";
import { CONSUMER, PRODUCER } from "./ring-layout.ts";
import { createRing, type RingHandle } from "./ring-memory.ts";
import { RingProducer } from "./ring-producer.ts";
import { readRingStats } from "./ring-stats.ts";
import { TurnPublisher } from "./turn-publisher.ts";

const workers: Worker[] = [];
afterAll(() => {
  for (const worker of workers) worker.terminate();
});

function open(
  capacity: number,
  slotBytes = 64,
): { handle: RingHandle; producer: RingProducer; consumer: RingConsumer } {
  const handle = createRing({ capacity, slotBytes }, createDoorbell());
  return { handle, producer: new RingProducer(handle), consumer: new RingConsumer(handle) };
}

function fill(producer: RingProducer, offset: number, number: number): void {
  const base = producer.base(offset);
  producer.i32[base] = number;
  for (let word = 1; word < 16; word++) producer.i32[base + word] = Math.imul(number, word + 1);
}

test("RingProducer: behavior: what is not committed is never seen", () => {
  const { producer, consumer } = open(8);
  expect(producer.claim(3)).toBe(true);
  for (let i = 0; i < 3; i++) fill(producer, i, i);
  expect(consumer.poll(8)).toBe(0);
  producer.commit(2);
  expect(consumer.poll(8)).toBe(0);
  expect(producer.flush()).toBe(2);
  expect(consumer.poll(8)).toBe(2);
  expect(consumer.i32[consumer.base(1)]).toBe(1);
});

test("RingProducer: behavior: a full ring refuses and counts, and goes on after a release", () => {
  const { handle, producer, consumer } = open(4);
  expect(producer.claim(5)).toBe(false);
  expect(producer.claim(4)).toBe(true);
  producer.publish(4);
  expect(producer.claim(1)).toBe(false);
  expect(readRingStats(handle)).toMatchObject({
    capacity: 4,
    lag: 4,
    watermark: 4,
    fullEvents: 2,
    dropped: 0,
    published: 4,
  });
  consumer.poll(4);
  consumer.release(1);
  expect(producer.claim(1)).toBe(true);
  expect(producer.claim(2)).toBe(false);
});

test("ring: behavior: any schedule of claims and releases keeps order and loses nothing, also where cursors wrap", () => {
  const schedule = fc.array(
    fc.record({ write: fc.integer({ min: 0, max: 9 }), flush: fc.boolean(), read: fc.integer({ min: 0, max: 9 }) }),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(
      schedule,
      fc.constantFrom(0, 0x7fffffff - 5, -6, 0x7ffffff0),
      fc.constantFrom(2, 4, 8, 16),
      (steps, start, capacity) => {
        const handle = createRing({ capacity, slotBytes: 64 }, createDoorbell());
        const words = new Int32Array(handle.buffer);
        words[PRODUCER] = start;
        words[CONSUMER] = start;
        const producer = new RingProducer(handle);
        const consumer = new RingConsumer(handle);
        let written = 0;
        let read = 0;
        let visible = 0;
        for (const step of steps) {
          for (let i = 0; i < step.write; i++) {
            expect(producer.claim(1)).toBe(written - read < capacity);
            if (written - read >= capacity) break;
            fill(producer, 0, written);
            producer.commit(1);
            written++;
          }
          if (step.flush) {
            producer.flush();
            visible = written;
          }
          const waiting = consumer.poll(step.read);
          expect(waiting).toBe(Math.min(step.read, visible - read));
          for (let at = 0; at < waiting; at++) expect(consumer.i32[consumer.base(at)]).toBe(read + at);
          consumer.release(waiting);
          read += waiting;
        }
      },
    ),
  );
});

test.each(["park", "parkAsync", "poll"] as const)(
  "ring: behavior: across a worker that uses %s nothing is lost, torn or out of order",
  async (how) => {
    const total = 200_000;
    const handle = createRing({ capacity: 1024, slotBytes: 64 }, createDoorbell());
    // Both cursors wrap on the way.
    const words = new Int32Array(handle.buffer);
    words[PRODUCER] = 0x7fffffff - 50_000;
    words[CONSUMER] = 0x7fffffff - 50_000;
    const worker = new Worker(new URL("./ring-test-worker.ts", import.meta.url));
    workers.push(worker);
    const answer = new Promise<{ seen: number; torn: number; misordered: number }>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    worker.postMessage({ ring: handle, total, batchMax: 64, how });
    const producer = new RingProducer(handle);
    for (let sent = 0; sent < total; ) {
      const group = Math.min(1 + (sent % 17), total - sent);
      if (!producer.claim(group)) {
        await Bun.sleep(0);
        continue;
      }
      for (let i = 0; i < group; i++) fill(producer, i, sent + i);
      producer.publish(group);
      sent += group;
    }
    expect(await answer).toEqual({ seen: total, torn: 0, misordered: 0 });
    expect(readRingStats(handle).lag).toBe(0);
  },
);

test.each(["park", "parkAsync"] as const)(
  "ring: behavior: a consumer that uses %s and is faster than its producer sleeps through nothing",
  async (how) => {
    const handle = createRing({ capacity: 4096, slotBytes: 64 }, createDoorbell());
    const worker = new Worker(new URL("./ring-test-worker.ts", import.meta.url));
    workers.push(worker);
    const producer = new RingProducer(handle);
    // Slot by slot, so that the consumer goes to sleep and is rung some ten thousand times.
    for (let round = 0; round < 4; round++) {
      const total = how === "park" ? 400_000 : 50_000;
      const answer = new Promise<{ seen: number; torn: number; misordered: number }>((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
      });
      worker.postMessage({ ring: handle, total, batchMax: 64, how });
      for (let sent = 0; sent < total; ) {
        if (!producer.claim(1)) {
          await Bun.sleep(0);
          continue;
        }
        fill(producer, 0, sent++);
        producer.publish(1);
      }
      expect(await answer).toEqual({ seen: total, torn: 0, misordered: 0 });
    }
  },
  30_000,
);

test("ring: behavior: a producer that takes over goes on where the last one published", () => {
  const { handle, producer, consumer } = open(8);
  producer.publish(3);
  producer.commit(2); // lost with its thread
  const next = new RingProducer(handle);
  expect(next.lag()).toBe(3);
  fill(next, 0, 77);
  next.publish(1);
  expect(consumer.poll(8)).toBe(4);
  expect(consumer.i32[consumer.base(3)]).toBe(77);
});

test("RingProducer: behavior: a lazy flush publishes, and wakes a sleeper only when enough waits", async () => {
  const { handle, producer, consumer } = open(16);
  const bell = new Doorbell(handle.doorbell);
  let awake = false;
  const sleeping = bell
    .parkAsync(() => false, 60_000)
    .then(() => {
      awake = true;
    });
  producer.commit(3);
  expect(producer.flushLazily(4)).toBe(3);
  expect(consumer.poll(16)).toBe(3);
  await Bun.sleep(1);
  expect(awake).toBe(false);
  producer.commit(1);
  producer.flushLazily(4);
  await sleeping;
  expect(awake).toBe(true);
});

test("createRing: error: a capacity that is no power of two", () => {
  expect(() => createRing({ capacity: 12, slotBytes: 64 }, createDoorbell())).toThrow("power of two");
  expect(() => createRing({ capacity: 16, slotBytes: 60 }, createDoorbell())).toThrow("multiple of 8");
});

test("Doorbell: behavior: work that came between the last look and the sleep is not slept through", () => {
  const bell = new Doorbell(createDoorbell());
  let looks = 0;
  bell.park(() => ++looks > 0, 60_000);
  expect(looks).toBe(1);
});

test("Doorbell: behavior: a ring for nobody changes nothing, and a sleeper wakes at once", async () => {
  const memory = createDoorbell();
  const bell = new Doorbell(memory);
  bell.ring();
  const sleeping = bell.parkAsync(() => false, 60_000);
  new Doorbell(memory).ring();
  await sleeping;
  expect(Array.from(new Int32Array(memory)).filter((word) => word !== 0)).toEqual([1]);
});

test("Doorbell: behavior: a sleeper is rung once, however often there is a publish before it is back", async () => {
  const memory = createDoorbell();
  const sleeping = new Doorbell(memory).parkAsync(() => false, 60_000);
  const producers = [new Doorbell(memory), new Doorbell(memory)];
  for (let i = 0; i < 100; i++) for (const producer of producers) producer.ring();
  expect(Array.from(new Int32Array(memory)).filter((word) => word !== 0)).toEqual([1]);
  await sleeping;
  const again = new Doorbell(memory).parkAsync(() => false, 60_000);
  producers[1]?.ring();
  await again;
  expect(Array.from(new Int32Array(memory)).filter((word) => word !== 0)).toEqual([2]);
});

test("TurnPublisher: behavior: the first event of a turn goes at once, the others together at its end", () => {
  const { producer, consumer } = open(16);
  const due: (() => void)[] = [];
  const publisher = new TurnPublisher(producer, (callback) => due.push(callback));
  for (let i = 0; i < 5; i++) {
    producer.commit(1);
    publisher.committed();
  }
  expect(consumer.poll(16)).toBe(1);
  expect(due.length).toBe(1);
  due[0]?.();
  expect(consumer.poll(16)).toBe(5);
  producer.commit(1);
  publisher.committed();
  expect(consumer.poll(16)).toBe(6);
});
