import { isMainThread, workerData } from "node:worker_threads";
import { ASK, BID, type BookArenaHandle, OrderBooks } from "./index.ts";

/** What the writing Worker of book-reader.test.ts is told. */
export interface HammerPlan {
  readonly handle: BookArenaHandle;
  /** Int32 words, see {@link Word}. */
  readonly words: SharedArrayBuffer;
  readonly roundsMax: number;
}

export const Word = { stopRequested: 0, newestSize: 1, done: 2 } as const;

/** Bid levels of book 0. Delta n sets level n % RING to size n, so that every true state holds RING consecutive sizes. */
export const RING = 8;
const DELTAS_PER_ROUND = 2_000;

/**
 * Writes two books that keep exchanging slabs until told to stop: each round is a snapshot at another step and a run of deltas.
 * Returns the size written last.
 */
function hammer(plan: HammerPlan, words: Int32Array): number {
  const books = new OrderBooks(plan.handle);
  let n = 0;
  for (let round = 0; round < plan.roundsMax && Atomics.load(words, Word.stopRequested) === 0; round++) {
    const step = round % 3 === 0 ? 100 : 20;
    books.clear(1);
    snapshot(books, 0, round, step, n);
    n += RING;
    for (let end = n + DELTAS_PER_ROUND; n < end; n++) {
      books.applyDelta(0, BID, levelPrice(n, step), n, true);
      // The one ask moves: first there are two, then one again.
      books.applyDelta(0, ASK, 8000 + ((n + 1) % 5) * step, 1, true);
      books.applyDelta(0, ASK, 8000 + (n % 5) * step, 0, true);
    }
    snapshot(books, 1, round, step === 100 ? 20 : 100, n);
  }
  return n - 1;
}

function snapshot(books: OrderBooks, book: number, epoch: number, step: number, from: number): void {
  books.beginSnapshot(book, epoch, step);
  for (let n = from; n < from + RING; n++) books.snapshotLevel(book, BID, levelPrice(n, step), n);
  books.snapshotLevel(book, ASK, 8000 + ((from + RING) % 5) * step, 1);
  books.endSnapshot(book, RING, 1, 0, 0);
}

function levelPrice(n: number, step: number): number {
  return 4000 + (n % RING) * step;
}

if (!isMainThread) {
  const plan: HammerPlan = workerData;
  const words = new Int32Array(plan.words);
  Atomics.store(words, Word.newestSize, hammer(plan, words));
  Atomics.store(words, Word.done, 1);
}
