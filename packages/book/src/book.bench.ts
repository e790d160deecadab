import { Prng } from "@augury/core";
import { ASK, BID, createBookArena, OrderBooks } from "./index.ts";

/** What every candidate is asked for: one delta, then both best prices. */
interface BookSet {
  apply(book: number, side: number, price: number, size: number): void;
  bestBid(book: number): number;
  bestAsk(book: number): number;
}

export interface BookBenchShape {
  readonly books: number;
  /** Price step in PriceTicks; 10 000 ÷ step price points. */
  readonly step: number;
  readonly deltas: number;
  readonly rounds: number;
}

export interface BookBenchResult {
  readonly name: string;
  /** Nanoseconds per delta with both best prices read: the median round, and the worst one. */
  readonly nsPerDelta: number;
  readonly nsPerDeltaMax: number;
  /** Sum of all best prices seen: equal for all candidates, and proof that the work was done. */
  readonly checksum: number;
}

/** Runs every candidate over the same deltas, rounds interleaved, so that a noisy machine is noisy to all of them. */
export function benchBooks(shape: BookBenchShape): BookBenchResult[] {
  const flow = makeFlow(shape);
  const candidates: { name: string; open: () => BookSet; ns: number[]; checksum: number }[] = [
    { name: "dense arena", open: () => new ArenaSet(shape), ns: [], checksum: 0 },
    { name: "Map, cached best", open: () => new MapSet(shape.books), ns: [], checksum: 0 },
  ];
  for (let round = 0; round < shape.rounds; round++)
    for (const candidate of candidates) {
      const set = candidate.open();
      for (const [at, price] of flow.seedPrices.entries())
        set.apply(flow.seedBooks[at], flow.seedSides[at], price, 1_000_000);
      const start = Bun.nanoseconds();
      candidate.checksum = run(set, flow);
      candidate.ns.push((Bun.nanoseconds() - start) / shape.deltas);
    }
  return candidates.map(({ name, ns, checksum }) => ({
    name,
    nsPerDelta: median(ns),
    nsPerDeltaMax: Math.max(...ns),
    checksum,
  }));
}

function run(set: BookSet, flow: Flow): number {
  let checksum = 0;
  for (let i = 0; i < flow.books.length; i++) {
    set.apply(flow.books[i], flow.sides[i], flow.prices[i], flow.sizes[i]);
    checksum += set.bestBid(flow.books[i]) + set.bestAsk(flow.books[i]);
  }
  return checksum;
}

class ArenaSet implements BookSet {
  private readonly inner: OrderBooks;
  constructor({ books, step }: BookBenchShape) {
    this.inner = new OrderBooks(createBookArena({ books, bytesMax: 64 + books * (128 + 16 * (10_000 / step + 5)) }));
    for (let book = 0; book < books; book++) {
      this.inner.beginSnapshot(book, 1, step);
      this.inner.endSnapshot(book, 0, 0, 0, 0);
    }
  }
  apply(book: number, side: number, price: number, size: number): void {
    this.inner.applyDelta(book, side, price, size, true);
  }
  bestBid(book: number): number {
    return this.inner.bestBid(book);
  }
  bestAsk(book: number): number {
    return this.inner.bestAsk(book);
  }
}

/** The usual book: a Map per side, the best price cached and searched anew when its level goes. */
class MapSet implements BookSet {
  private readonly sides: { levels: Map<number, number>; best: number }[];
  constructor(books: number) {
    this.sides = Array.from({ length: books * 2 }, () => ({ levels: new Map(), best: -1 }));
  }
  apply(book: number, side: number, price: number, size: number): void {
    const half = this.sides[book * 2 + side];
    if (size > 0) {
      half.levels.set(price, size);
      if (half.best < 0 || (side === BID ? price > half.best : price < half.best)) half.best = price;
    } else if (half.levels.delete(price) && price === half.best) {
      half.best = -1;
      for (const other of half.levels.keys())
        if (half.best < 0 || (side === BID ? other > half.best : other < half.best)) half.best = other;
    }
  }
  bestBid(book: number): number {
    return this.sides[book * 2 + BID].best;
  }
  bestAsk(book: number): number {
    return this.sides[book * 2 + ASK].best;
  }
}

interface Flow {
  readonly seedBooks: Int32Array;
  readonly seedSides: Int32Array;
  readonly seedPrices: Int32Array;
  readonly books: Int32Array;
  readonly sides: Int32Array;
  readonly prices: Int32Array;
  readonly sizes: Float64Array;
}

const SEED_LEVELS = 30;

/** Top-heavy flow as on the venues: most changes near the best price, a fifth of them removals, the middle drifting slowly. */
function makeFlow({ books, step, deltas }: BookBenchShape): Flow {
  const prng = new Prng(7);
  const points = 10_000 / step;
  const mids = Array.from({ length: books }, () => prng.int(Math.floor(points * 0.3), Math.floor(points * 0.7)));
  const seeds = books * 2 * SEED_LEVELS;
  const flow: Flow = {
    seedBooks: Int32Array.from({ length: seeds }, (_, at) => Math.floor(at / (2 * SEED_LEVELS))),
    seedSides: Int32Array.from({ length: seeds }, (_, at) => at & 1),
    seedPrices: Int32Array.from({ length: seeds }, (_, at) => {
      const away = 1 + (Math.floor(at / 2) % SEED_LEVELS);
      return clampPoint(mids[Math.floor(at / (2 * SEED_LEVELS))] + (at & 1 ? away : -away), points) * step;
    }),
    books: new Int32Array(deltas),
    sides: new Int32Array(deltas),
    prices: new Int32Array(deltas),
    sizes: new Float64Array(deltas),
  };
  for (let i = 0; i < deltas; i++) {
    const book = prng.int(0, books - 1);
    const side = prng.int(BID, ASK);
    if (prng.chance(0.01)) mids[book] = clampPoint(mids[book] + prng.int(-1, 1), points - 1);
    const away = 1 + Math.floor(prng.exponential(4));
    flow.books[i] = book;
    flow.sides[i] = side;
    flow.prices[i] = clampPoint(mids[book] + (side === ASK ? away : -away), points) * step;
    flow.sizes[i] = prng.chance(0.2) ? 0 : prng.int(1, 5_000) * 10_000;
  }
  return flow;
}

function clampPoint(point: number, points: number): number {
  return Math.max(1, Math.min(points - 1, point));
}

function median(list: number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1];
}

if (import.meta.main)
  for (const [books, step] of [
    [1, 10],
    [200, 10],
    [1, 1],
    [200, 1],
    [2000, 10],
  ])
    for (const result of benchBooks({ books, step, deltas: 1_000_000, rounds: 7 }))
      console.log(
        `${books} books, ${10_000 / step} prices, ${result.name}: ${result.nsPerDelta.toFixed(1)} ns/delta`,
        `(max ${result.nsPerDeltaMax.toFixed(1)}), checksum ${result.checksum}`,
      );
