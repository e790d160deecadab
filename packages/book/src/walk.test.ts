import { expect, test } from "bun:test";
import { MICROS, PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { NO_PRICE } from "@augury/wire";
import fc from "fast-check";
import { ASK, averagePrice, BID, createBookArena, OrderBooks, type Walk } from "./index.ts";

const UNITS_PER_MICRO = 10_000n;

interface Taken {
  filled: bigint;
  units: bigint;
  levels: number;
  worst: number;
}

/** Sizes from dust to more than 900 000 contracts, where price × size passes 2^53. */
const anySize = fc.oneof(
  fc.integer({ min: 1, max: 5_000 }),
  fc.integer({ min: 1, max: 2_000_000 }).map((cents) => cents * 10_000),
  fc.integer({ min: 1, max: 2 ** 46 }),
);
// Not fc.double: its values crowd at 0 and 1, so that most levels would share a price.
const anyPlace = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000);
const anyBook = fc.record({
  step: fc.constantFrom(1000, 100, 50, 25, 20, 10, 1),
  levels: fc.array(fc.tuple(anyPlace, anySize), { maxLength: 12 }),
  side: fc.constantFrom(BID, ASK),
  limit: fc.integer({ min: 0, max: PRICE_TICKS_PER_DOLLAR }),
  mirrored: fc.boolean(),
});
type AnyBook = typeof anyBook extends fc.Arbitrary<infer T> ? T : never;

function open({ step, levels, side, mirrored }: AnyBook): { books: OrderBooks; sorted: [number, number][] } {
  const books = new OrderBooks(createBookArena({ books: 1, bytesMax: 400_000 }));
  books.beginSnapshot(0, 1, step);
  const sizes = new Map(levels.map(([at, size]) => [Math.round((at * PRICE_TICKS_PER_DOLLAR) / step) * step, size]));
  const stored = mirrored ? BID + ASK - side : side;
  for (const [price, size] of sizes) books.snapshotLevel(0, stored, price, size);
  books.endSnapshot(0, stored === BID ? sizes.size : 0, stored === ASK ? sizes.size : 0, 0, 0);
  const seen = [...sizes].map(([price, size]): [number, number] => [
    mirrored ? PRICE_TICKS_PER_DOLLAR - price : price,
    size,
  ]);
  return { books, sorted: seen.toSorted((a, b) => (side === ASK ? a[0] - b[0] : b[0] - a[0])) };
}

/** Walks the levels in BigInt; `wanted` says how much of a level may be taken, given what was taken before. */
function walkModel(
  { side, limit }: AnyBook,
  sorted: [number, number][],
  wanted: (price: bigint, taken: Taken) => bigint | undefined,
): Taken {
  const taken: Taken = { filled: 0n, units: 0n, levels: 0, worst: NO_PRICE };
  for (const [price, size] of sorted) {
    if (side === ASK ? price > limit : price < limit) break;
    const want = wanted(BigInt(price), taken);
    const take = want === undefined || want > BigInt(size) ? BigInt(size) : want;
    if (take > 0n) {
      taken.filled += take;
      taken.units += take * BigInt(price);
      taken.levels++;
      taken.worst = price;
    }
    if (take < BigInt(size)) break;
  }
  return taken;
}

function expectWalk(walk: Walk, side: number, taken: Taken): void {
  const down = taken.units / UNITS_PER_MICRO;
  const up = (taken.units + UNITS_PER_MICRO - 1n) / UNITS_PER_MICRO;
  expect(BigInt(walk.filled)).toBe(taken.filled);
  expect(BigInt(walk.cash)).toBe(side === ASK ? up : down);
  expect(walk.levels).toBe(taken.levels);
  expect(walk.worst as number).toBe(taken.worst);
}

test("walkSize: behavior: equals a BigInt walk rounded once, on both outcomes", () => {
  fc.assert(
    fc.property(anyBook, anySize, (shape, size) => {
      const { books, sorted } = open(shape);
      const walk = shape.mirrored
        ? books.walkSizeMirrored(0, shape.side, size, shape.limit)
        : books.walkSize(0, shape.side, size, shape.limit);
      const model = walkModel(shape, sorted, (_, taken) => BigInt(size) - taken.filled);
      expectWalk(walk, shape.side, model);
    }),
    { numRuns: 300 },
  );
});

test("walkCash: behavior: a buyer takes the most that the cash pays, a seller the least that brings it", () => {
  const anyCash = fc.oneof(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 2 ** 50 }));
  // Dust on every level and cash for a few of them: where the fractions of a micro-dollar decide.
  const dust = fc.array(fc.tuple(anyPlace, fc.integer({ min: 1, max: 5_000 })), { minLength: 4, maxLength: 12 });
  const dustScene = fc
    .tuple(anyBook, dust, fc.integer({ min: 1, max: 12_000 }))
    .map(([shape, levels, cash]) => [{ ...shape, levels, limit: shape.side === ASK ? 10_000 : 0 }, cash] as const);
  fc.assert(
    fc.property(fc.oneof(fc.tuple(anyBook, anyCash), dustScene), ([shape, cash]) => {
      const { books, sorted } = open(shape);
      const walk = shape.mirrored
        ? books.walkCashMirrored(0, shape.side, cash, shape.limit)
        : books.walkCash(0, shape.side, cash, shape.limit);
      const model = walkModel(shape, sorted, (price, taken) => {
        const left = BigInt(cash) * UNITS_PER_MICRO - taken.units;
        if (left <= 0n) return 0n;
        if (price === 0n) return undefined;
        return shape.side === ASK ? left / price : (left + price - 1n) / price;
      });
      expectWalk(walk, shape.side, model);
      if (shape.side === ASK) expect(walk.cash).toBeLessThanOrEqual(cash);
    }),
    { numRuns: 300 },
  );
});

test("walkSize: behavior: an empty side, no size and a limit before the best take nothing", () => {
  const books = new OrderBooks(createBookArena({ books: 1, bytesMax: 100_000 }));
  const none = { filled: 0, cash: 0, worst: NO_PRICE, levels: 0 };
  expect(books.walkSize(0, ASK, MICROS, 10_000)).toMatchObject(none);
  books.beginSnapshot(0, 1, 100);
  books.snapshotLevel(0, ASK, 5000, MICROS);
  books.endSnapshot(0, 0, 1, 0, 0);
  expect(books.walkSize(0, ASK, 0, 10_000)).toMatchObject(none);
  expect(books.walkSize(0, ASK, MICROS, 4900)).toMatchObject(none);
  expect(averagePrice(books.walk)).toBeUndefined();
});

test("averagePrice: default", () => {
  const books = new OrderBooks(createBookArena({ books: 1, bytesMax: 100_000 }));
  books.beginSnapshot(0, 1, 100);
  books.snapshotLevel(0, ASK, 5000, MICROS);
  books.snapshotLevel(0, ASK, 5200, 9 * MICROS);
  books.endSnapshot(0, 0, 2, 0, 0);
  expect(averagePrice(books.walkSize(0, ASK, 2 * MICROS, 10_000))).toBe(5100);
  expect(books.walk).toMatchObject({ filled: 2 * MICROS, cash: 1_020_000, worst: 5200, levels: 2 });
});
