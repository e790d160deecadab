import { expect, test } from "bun:test";
import { MICROS, PRICE_TICKS_PER_DOLLAR, Prng } from "@augury/core";
import { NO_PRICE } from "@augury/wire";
import fc from "fast-check";
import { ASK, BID, createBookArena, DeltaOutcome, OrderBooks } from "./index.ts";

const STEPS = [1000, 100, 50, 25, 20, 10, 1];

/** The naive book that the arena is compared with. */
class Model {
  readonly sides = [new Map<number, number>(), new Map<number, number>()];

  apply(side: number, price: number, size: number, absolute: boolean): number {
    const next = absolute ? size : (this.sides[side].get(price) ?? 0) + size;
    if (next < 0) return DeltaOutcome.negativeLevel;
    if (next === 0) this.sides[side].delete(price);
    else this.sides[side].set(price, next);
    return DeltaOutcome.applied;
  }

  prices(side: number): number[] {
    return [...this.sides[side].keys()].toSorted((a, b) => (side === BID ? b - a : a - b));
  }
}

function expectSame(books: OrderBooks, book: number, model: Model): void {
  for (const side of [BID, ASK]) {
    const prices = model.prices(side);
    expect(books.levels(book, side)).toBe(prices.length);
    expect(side === BID ? books.bestBid(book) : books.bestAsk(book)).toBe(prices[0] ?? NO_PRICE);
    let from: number = NO_PRICE;
    for (const price of [...prices, NO_PRICE]) {
      from = books.nextLevel(book, side, from);
      expect(from).toBe(price);
      if (price !== NO_PRICE) expect(books.sizeAt(book, side, price)).toBe(model.sides[side].get(price) as number);
    }
  }
}

function loadSnapshot(books: OrderBooks, book: number, step: number, prng: Prng): Model {
  const model = new Model();
  expect(books.beginSnapshot(book, 1, step)).toBe(true);
  for (const side of [BID, ASK])
    for (let n = prng.int(0, 12); n > 0; n--) {
      const price = prng.int(0, PRICE_TICKS_PER_DOLLAR / step) * step;
      if (model.sides[side].has(price)) continue;
      const size = prng.int(1, 1000) * 10_000;
      model.apply(side, price, size, true);
      expect(books.snapshotLevel(book, side, price, size)).toBe(true);
    }
  expect(books.endSnapshot(book, model.sides[BID].size, model.sides[ASK].size, 1, 2)).toBe(true);
  return model;
}

test("OrderBooks: behavior: equals a naive book over random snapshots, deltas and step changes", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const prng = new Prng(seed);
      const books = new OrderBooks(createBookArena({ books: 3, bytesMax: 2_000_000 }));
      const models: Model[] = [];
      const steps: number[] = [];
      for (let round = 0; round < 12; round++) {
        const book = prng.int(0, 2);
        if (!models[book] || prng.chance(0.3)) {
          steps[book] = prng.pick(STEPS);
          models[book] = loadSnapshot(books, book, steps[book], prng);
        }
        for (let n = prng.int(0, 40); n > 0; n--) {
          const side = prng.int(BID, ASK);
          const known = models[book].prices(side);
          const price =
            known.length > 0 && prng.chance(0.6)
              ? prng.pick(known)
              : prng.int(0, PRICE_TICKS_PER_DOLLAR / steps[book]) * steps[book];
          const absolute = prng.chance(0.5);
          const held = models[book].sides[side].get(price) ?? 0;
          const size = prng.chance(0.4) ? (absolute ? 0 : -held) : prng.int(absolute ? 0 : -500, 500) * 10_000;
          expect(books.applyDelta(book, side, price, size, absolute)).toBe(
            models[book].apply(side, price, size, absolute) as DeltaOutcome,
          );
        }
        for (const [at, model] of models.entries()) if (model) expectSame(books, at, model);
      }
    }),
    { numRuns: 150 },
  );
});

test("applyDelta: behavior: zero removes the level and the next one is best", () => {
  const books = oneBook(100, [
    [BID, 5000, 3],
    [BID, 4800, 2],
    [ASK, 5100, 1],
  ]);
  expect(books.applyDelta(0, BID, 5000, 0, true)).toBe(DeltaOutcome.applied);
  expect(books.bestBid(0)).toBe(4800);
  expect(books.applyDelta(0, BID, 4800, -2, false)).toBe(DeltaOutcome.applied);
  expect(books.bestBid(0)).toBe(NO_PRICE);
  expect(books.mid(0)).toBeUndefined();
});

test("applyDelta: error: each refusal leaves the book as it was", () => {
  const books = oneBook(100, [[BID, 5000, 3]]);
  expect(books.applyDelta(0, BID, 5050, 1, true)).toBe(DeltaOutcome.offGrid);
  expect(books.applyDelta(0, BID, -100, 1, true)).toBe(DeltaOutcome.offGrid);
  expect(books.applyDelta(0, BID, 10_100, 1, true)).toBe(DeltaOutcome.offGrid);
  expect(books.applyDelta(0, BID, Number.NaN, 1, true)).toBe(DeltaOutcome.offGrid);
  expect(books.applyDelta(0, BID, 5000, -4, false)).toBe(DeltaOutcome.negativeLevel);
  expect(books.applyDelta(0, BID, 5000, Number.NaN, true)).toBe(DeltaOutcome.negativeLevel);
  expect(books.applyDelta(1, BID, 5000, 1, true)).toBe(DeltaOutcome.noSnapshot);
  expect(books.sizeAt(0, BID, 5000)).toBe(3);
  expect(books.levels(0, BID)).toBe(1);
});

test("snapshotLevel: error: off grid, out of range, not positive, twice, or outside a run", () => {
  const books = new OrderBooks(createBookArena({ books: 1, bytesMax: 100_000 }));
  expect(books.snapshotLevel(0, BID, 5000, 1)).toBe(false);
  books.beginSnapshot(0, 1, 100);
  expect(books.snapshotLevel(0, BID, 5050, 1)).toBe(false);
  expect(books.snapshotLevel(0, BID, 10_100, 1)).toBe(false);
  expect(books.snapshotLevel(0, BID, 5000, 0)).toBe(false);
  expect(books.snapshotLevel(0, BID, 5000, 1)).toBe(true);
  expect(books.snapshotLevel(0, BID, 5000, 1)).toBe(false);
  expect(books.endSnapshot(0, 1, 0, 0, 0)).toBe(true);
  expect(books.snapshotLevel(0, BID, 4900, 1)).toBe(false);
});

test("endSnapshot: error: other level counts than announced leave no book", () => {
  const books = new OrderBooks(createBookArena({ books: 1, bytesMax: 100_000 }));
  books.beginSnapshot(0, 1, 100);
  books.snapshotLevel(0, BID, 5000, 1);
  expect(books.endSnapshot(0, 2, 0, 0, 0)).toBe(false);
  expect(books.hasBook(0)).toBe(false);
  expect(books.sizeAt(0, BID, 5000)).toBe(0);
  expect(books.endSnapshot(0, 0, 0, 0, 0)).toBe(false);
});

test("beginSnapshot: behavior: a book is silent while its run is open, and a torn run leaves none", () => {
  const books = oneBook(100, [
    [BID, 5000, 3],
    [ASK, 5200, 1],
  ]);
  books.beginSnapshot(0, 3, 100);
  books.snapshotLevel(0, BID, 4000, 1);
  expect(books.hasBook(0)).toBe(false);
  expect(books.bestBid(0)).toBe(NO_PRICE);
  expect(books.bestAsk(0)).toBe(NO_PRICE);
  expect(books.levels(0, BID)).toBe(0);
  expect(books.nextLevel(0, BID, NO_PRICE)).toBe(NO_PRICE);
  expect(books.nextLevel(0, BID, 5000)).toBe(NO_PRICE);
  expect(books.applyDelta(0, BID, 4000, 1, true)).toBe(DeltaOutcome.noSnapshot);
  books.abandonSnapshot(0);
  expect(books.hasBook(0)).toBe(false);
  expect(books.sizeAt(0, BID, 4000)).toBe(0);
  expect(books.epoch(0)).toBe(0);
});

test("beginSnapshot: behavior: a second begin starts the run over", () => {
  const books = new OrderBooks(createBookArena({ books: 1, bytesMax: 100_000 }));
  books.beginSnapshot(0, 1, 100);
  books.snapshotLevel(0, BID, 5000, 1);
  books.beginSnapshot(0, 1, 100);
  books.snapshotLevel(0, BID, 4900, 1);
  expect(books.endSnapshot(0, 1, 0, 0, 0)).toBe(true);
  expect(books.bestBid(0)).toBe(4900);
  expect(books.sizeAt(0, BID, 5000)).toBe(0);
});

test("abandonSnapshot: behavior: a live book stays", () => {
  const books = oneBook(100, [[BID, 5000, 3]]);
  books.abandonSnapshot(0);
  expect(books.bestBid(0)).toBe(5000);
});

test("beginSnapshot: error: a step that does not divide the dollar", () => {
  const books = oneBook(100, [[BID, 5000, 3]]);
  for (const step of [0, -100, 3, 0.5, 20_000, Number.NaN]) expect(books.beginSnapshot(0, 1, step)).toBe(false);
  expect(books.hasBook(0)).toBe(false);
});

test("beginSnapshot: error: an arena without bytes leaves the other books alone", () => {
  // Head, three books, and room for two slabs of 104 doubles (step 200: 51 slots a side).
  const books = new OrderBooks(createBookArena({ books: 3, bytesMax: 64 + 3 * 128 + 2 * 104 * 8 }));
  for (const book of [0, 1]) {
    expect(books.beginSnapshot(book, 1, 200)).toBe(true);
    books.snapshotLevel(book, BID, 4000, 7);
    expect(books.endSnapshot(book, 1, 0, 0, 0)).toBe(true);
  }
  expect(books.beginSnapshot(2, 1, 200)).toBe(false);
  expect(books.hasBook(2)).toBe(false);
  expect(books.sizeAt(1, BID, 4000)).toBe(7);
  // A slab given back serves the next one, also a smaller one, and holds nothing of its past.
  books.clear(0);
  expect(books.beginSnapshot(2, 1, 1000)).toBe(true);
  expect(books.endSnapshot(2, 0, 0, 0, 0)).toBe(true);
  expect(books.sizeAt(2, BID, 4000)).toBe(0);
  books.clear(2);
  expect(books.beginSnapshot(0, 1, 200)).toBe(true);
  expect(books.slabUse).toEqual({ used: 208, max: 208 });
});

test("beginSnapshot: behavior: many step changes do not use up the arena", () => {
  const books = new OrderBooks(createBookArena({ books: 2, bytesMax: 400_000 }));
  for (let round = 0; round < 200; round++) {
    expect(books.beginSnapshot(round & 1, round, STEPS[round % STEPS.length])).toBe(true);
    expect(books.endSnapshot(round & 1, 0, 0, 0, 0)).toBe(true);
  }
});

test("OrderBooks: behavior: a new writer starts with an empty arena, whatever the last one left", () => {
  const handle = createBookArena({ books: 2, bytesMax: 100_000 });
  const dead = new OrderBooks(handle);
  dead.beginSnapshot(0, 5, 10);
  dead.snapshotLevel(0, ASK, 5000, 9);
  const books = new OrderBooks(handle);
  expect(books.hasBook(0)).toBe(false);
  books.beginSnapshot(1, 1, 10);
  books.endSnapshot(1, 0, 0, 0, 0);
  expect(books.sizeAt(1, ASK, 5000)).toBe(0);
});

test("OrderBooks: behavior: derived values", () => {
  const books = oneBook(100, [
    [BID, 4000, 3 * MICROS],
    [BID, 3900, MICROS],
    [ASK, 4300, MICROS],
    [ASK, 4500, 5 * MICROS],
  ]);
  expect(books.mid(0)).toBe(4150);
  expect(books.spread(0)).toBe(300);
  expect(books.weightedMid(0)).toBe((4000 * 1 + 4300 * 3) / 4);
  expect(books.imbalance(0, 1)).toBe(0.5);
  expect(books.imbalance(0, 10)).toBe(-0.2);
  expect(books.isCrossed(0) || books.isLocked(0)).toBe(false);
  books.applyDelta(0, BID, 4300, MICROS, true);
  expect(books.isLocked(0)).toBe(true);
  books.applyDelta(0, BID, 4400, MICROS, true);
  expect(books.isCrossed(0)).toBe(true);
});

test("nextLevel: behavior: from a price that is no grid point, and from beyond all levels", () => {
  const books = oneBook(100, [
    [BID, 4000, 1],
    [BID, 3900, 1],
    [ASK, 4300, 1],
    [ASK, 4400, 1],
  ]);
  expect([4050, 4001, 3999, 9999, 3900].map((from) => books.nextLevel(0, BID, from))).toEqual([
    4000, 4000, 3900, 4000, -1,
  ]);
  expect([4250, 4299, 4301, 1, 4400].map((from) => books.nextLevel(0, ASK, from))).toEqual([
    4300, 4300, 4400, 4300, -1,
  ]);
});

test("touch: behavior: stamps and counts", () => {
  const books = oneBook(100, [[BID, 4000, 1]]);
  books.touch(0, 77, 88);
  expect([books.exchangeTimeMs(0), books.receivedTimeUs(0), books.updates(0)]).toEqual([77, 88, 2]);
});

function oneBook(step: number, levels: [side: number, price: number, size: number][]): OrderBooks {
  const books = new OrderBooks(createBookArena({ books: 2, bytesMax: 400_000 }));
  books.beginSnapshot(0, 1, step);
  for (const [side, price, size] of levels) expect(books.snapshotLevel(0, side, price, size)).toBe(true);
  const count = (side: number) => levels.filter((level) => level[0] === side).length;
  expect(books.endSnapshot(0, count(BID), count(ASK), 1, 1)).toBe(true);
  return books;
}
