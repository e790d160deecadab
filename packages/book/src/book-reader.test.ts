import { expect, test } from "bun:test";
import { Worker } from "node:worker_threads";
import { type HammerPlan, RING, Word } from "./book-reader.hammer.ts";
import { ASK, BID, BookReader, type BookView, createBookArena, OrderBooks } from "./index.ts";

test("read: default", () => {
  const handle = createBookArena({ books: 2, bytesMax: 100_000 });
  const books = new OrderBooks(handle);
  const reader = new BookReader(handle);
  expect(reader.read(0, 10)).toBeUndefined();
  expect(reader.read(2, 10)).toBeUndefined();
  books.beginSnapshot(0, 3, 100);
  for (const price of [4000, 4500, 3000]) books.snapshotLevel(0, BID, price, price);
  books.snapshotLevel(0, ASK, 5000, 9);
  books.endSnapshot(0, 3, 1, 11, 22);
  expect(reader.read(0, 2)).toEqual({
    book: 0,
    epoch: 3,
    step: 100,
    bids: [level(4500, 4500), level(4000, 4000)],
    asks: [level(5000, 9)],
    exchangeTimeMs: 11,
    receivedTimeUs: 22,
    updates: 1,
  });
});

test("slabBytesUsed: behavior: counts what was ever handed out", () => {
  const handle = createBookArena({ books: 1, bytesMax: 100_000 });
  const books = new OrderBooks(handle);
  const reader = new BookReader(handle);
  expect(reader.slabBytesUsed).toBe(0);
  books.beginSnapshot(0, 1, 200);
  books.clear(0);
  // 51 slots a side, rounded up to whole cache lines.
  expect(reader.slabBytesUsed).toBe(104 * 8);
});

test("read: behavior: busy while a snapshot run is open, nothing after a torn one", () => {
  const handle = createBookArena({ books: 1, bytesMax: 100_000 });
  const books = new OrderBooks(handle);
  const reader = new BookReader(handle);
  books.beginSnapshot(0, 1, 100);
  expect(reader.read(0, 10)).toBe("busy");
  books.snapshotLevel(0, BID, 5000, 1);
  expect(reader.read(0, 10, 1)).toBe("busy");
  books.abandonSnapshot(0);
  expect(reader.read(0, 10)).toBeUndefined();
});

test("read: behavior: a refused snapshot and a cleared book leave no busy book behind", () => {
  const handle = createBookArena({ books: 1, bytesMax: 100_000 });
  const books = new OrderBooks(handle);
  const reader = new BookReader(handle);
  books.beginSnapshot(0, 1, 3);
  expect(reader.read(0, 10)).toBeUndefined();
  books.beginSnapshot(0, 1, 100);
  expect(books.endSnapshot(0, 1, 1, 0, 0)).toBe(false);
  expect(reader.read(0, 10)).toBeUndefined();
  books.clear(0);
  expect(reader.read(0, 10)).toBeUndefined();
});

test("read: behavior: every view is a state that was, while another thread writes at full speed", async () => {
  const plan: HammerPlan = {
    handle: createBookArena({ books: 2, bytesMax: 64 + 2 * 128 + 20_000 }),
    words: new SharedArrayBuffer(12),
    roundsMax: 20_000,
  };
  const words = new Int32Array(plan.words);
  const worker = new Worker(new URL("./book-reader.hammer.ts", import.meta.url), { workerData: plan });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  const reader = new BookReader(plan.handle);
  const seen = { views: 0, busy: 0, newest: 0 };
  for (let reads = 0; seen.views < 20_000 && Atomics.load(words, Word.done) === 0; reads++) {
    const view = reader.read(0, 20);
    if (view === "busy") seen.busy++;
    else if (view) {
      seen.newest = Math.max(seen.newest, expectTrueState(view));
      seen.views++;
    }
    // Until the worker is up, and now and then after, its start needs this thread's event loop.
    if (reads % 1_000 === 0) await Bun.sleep(0);
  }
  Atomics.store(words, Word.stopRequested, 1);
  await ended;
  expect(seen.views).toBe(20_000);
  const newest = expectTrueState(reader.read(0, 20) as BookView);
  expect(newest).toBe(Atomics.load(words, Word.newestSize));
  expect(newest).toBeGreaterThanOrEqual(seen.newest);
});

/** Checks that the bids hold consecutive sizes, each at its own level, and that one or two asks are there. Returns the newest size. */
function expectTrueState(view: BookView): number {
  const sizes = view.bids.map((bid) => Number(bid.size));
  const newest = Math.max(...sizes);
  const consecutive = sizes.toSorted((a, b) => a - b).every((size, at) => size === newest - RING + 1 + at);
  const inPlace = view.bids.every(({ price, size }) => price === 4000 + (size % RING) * view.step);
  if (sizes.length !== RING || !consecutive || !inPlace || view.asks.length < 1 || view.asks.length > 2)
    throw new Error(`torn view: ${JSON.stringify(view)}`);
  return newest;
}

function level(price: number, size: number) {
  return { price, size } as BookView["bids"][number];
}
