import { Prng } from "@augury/core";

/** A run of level changes over many books, the same for every contender. Prices in PriceTicks, sizes in SizeMicros. */
export interface BookFlow {
  readonly books: number;
  /** Levels that every book starts with. */
  readonly seeds: readonly LevelSeed[];
  readonly book: Int32Array;
  readonly side: Int32Array;
  readonly price: Int32Array;
  readonly size: Float64Array;
}

export interface LevelSeed {
  readonly book: number;
  readonly side: number;
  readonly price: number;
  readonly size: number;
}

/** Price step of all books: a tenth of a cent, 1,000 prices. */
export const STEP = 10;
const POINTS = 10_000 / STEP;
const SEED_LEVELS = 40;
const BID = 0;

/** Top-heavy flow as on the venues: most changes near the best price, a fifth of them removals, the middle drifting slowly. */
export function drawFlow(books: number, changes: number): BookFlow {
  const random = new Prng(books);
  const mids = Array.from({ length: books }, () => random.int(300, 700));
  const flow: BookFlow = {
    books,
    seeds: mids.flatMap((mid, book) => seedBook(book, mid)),
    book: new Int32Array(changes),
    side: new Int32Array(changes),
    price: new Int32Array(changes),
    size: new Float64Array(changes),
  };
  for (let i = 0; i < changes; i++) {
    const book = random.int(0, books - 1);
    if (random.chance(0.01)) mids[book] = clampPoint(mids[book] + random.int(-1, 1));
    const side = random.int(0, 1);
    const away = 1 + Math.floor(random.exponential(4));
    flow.book[i] = book;
    flow.side[i] = side;
    flow.price[i] = clampPoint(mids[book] + (side === BID ? -away : away)) * STEP;
    flow.size[i] = random.chance(0.2) ? 0 : random.int(1, 5_000) * 10_000;
  }
  return flow;
}

function seedBook(book: number, mid: number): LevelSeed[] {
  return Array.from({ length: SEED_LEVELS * 2 }, (_, at) => {
    const side = at & 1;
    const away = 1 + (at >> 1);
    return { book, side, price: clampPoint(side === BID ? mid - away : mid + away) * STEP, size: 1_000_000 };
  });
}

function clampPoint(point: number): number {
  return Math.max(1, Math.min(POINTS - 1, point));
}
