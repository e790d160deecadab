import { expect, test } from "bun:test";
import { MICROS, PRICE_TICKS_PER_DOLLAR, Prng } from "@augury/core";
import { type Instrument, InstrumentTable, PLAIN_TERMS } from "@augury/model";
import { NO_PRICE } from "@augury/wire";
import fc from "fast-check";
import { ASK, BID, createBookArena, InstrumentBooks, OrderBooks } from "./index.ts";

/** A Kalshi market (0 YES, 1 NO on its book) and the same NO book written out as a book of its own (2). */
function openBooks(seed: number): InstrumentBooks {
  const books = new OrderBooks(createBookArena({ books: 3, bytesMax: 100_000 }));
  const table = new InstrumentTable([instrument(0, 0), instrument(1, 0), instrument(2, 2)]);
  const prng = new Prng(seed);
  const levels = new Map<string, { side: number; price: number; size: number }>();
  for (let n = prng.int(0, 15); n > 0; n--) {
    const level = { side: prng.int(BID, ASK), price: prng.int(1, 99) * 100, size: prng.int(1, 10 ** 9) };
    levels.set(`${level.side}:${level.price}`, level);
  }
  books.beginSnapshot(0, 7, 100);
  books.beginSnapshot(2, 7, 100);
  const counts = [0, 0];
  for (const { side, price, size } of levels.values()) {
    counts[side]++;
    books.snapshotLevel(0, side, price, size);
    books.snapshotLevel(2, BID + ASK - side, PRICE_TICKS_PER_DOLLAR - price, size);
  }
  expect(books.endSnapshot(0, counts[BID], counts[ASK], 0, 0)).toBe(true);
  expect(books.endSnapshot(2, counts[ASK], counts[BID], 0, 0)).toBe(true);
  return new InstrumentBooks(books, table);
}

test("InstrumentBooks: behavior: a NO instrument reads as if its mirrored book were written out", () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(10_000), fc.integer({ min: 1, max: 10 ** 10 }), (seed, limit, amount) => {
      const books = openBooks(seed);
      expect(books.bestBid(1)).toBe(books.bestBid(2));
      expect(books.bestAsk(1)).toBe(books.bestAsk(2));
      expect(books.mid(1)).toBe(books.mid(2));
      expect(books.spread(1)).toBe(books.spread(2));
      expect(books.weightedMid(1) ?? -1).toBeCloseTo(books.weightedMid(2) ?? -1, 6);
      expect(books.imbalance(1, 3) ?? 9).toBeCloseTo(books.imbalance(2, 3) ?? 9, 9);
      expect(books.isCrossed(1)).toBe(books.isCrossed(2));
      expect(books.isLocked(1)).toBe(books.isLocked(2));
      for (const side of [BID, ASK]) {
        expect(books.levels(1, side)).toBe(books.levels(2, side));
        expect(books.depth(1, side, 4)).toBe(books.depth(2, side, 4));
        for (let price: number = NO_PRICE, first = true; first || price !== NO_PRICE; first = false) {
          expect(books.nextLevel(1, side, price)).toBe(books.nextLevel(2, side, price));
          price = books.nextLevel(2, side, price);
          if (price !== NO_PRICE) expect(books.sizeAt(1, side, price)).toBe(books.sizeAt(2, side, price));
        }
        const bySize = { ...books.walkSize(1, side, amount, limit) };
        expect(bySize).toEqual({ ...books.walkSize(2, side, amount, limit) });
        const byCash = { ...books.walkCash(1, side, amount, limit) };
        expect(byCash).toEqual({ ...books.walkCash(2, side, amount, limit) });
      }
    }),
    { numRuns: 150 },
  );
});

test("InstrumentBooks: behavior: a YES instrument reads its own book", () => {
  const books = openBooks(4);
  expect([books.bookIndex(0), books.bookIndex(1), books.bookIndex(2)]).toEqual([0, 0, 2]);
  expect([books.isMirrored(0), books.isMirrored(1), books.isMirrored(2)]).toEqual([false, true, false]);
  expect([books.hasBook(1), books.epoch(1), books.step(1)]).toEqual([true, 7, 100]);
  expect(books.bestBid(0)).toBe(books.books.bestBid(0));
  expect(books.bestAsk(0)).toBe(books.books.bestAsk(0));
  expect(books.weightedMid(0)).toBe(books.books.weightedMid(0));
  expect(books.imbalance(0, 5)).toBe(books.books.imbalance(0, 5));
  expect({ ...books.walkSize(0, ASK, MICROS, 9900) }).toEqual({ ...books.books.walkSize(0, ASK, MICROS, 9900) });
});

test("InstrumentBooks: behavior: the two outcomes of one walk pay a dollar together", () => {
  const books = openBooks(11);
  // Selling YES into the bids and buying NO from them are the same trade: together a dollar a contract, to the micro-dollar.
  const yes = { ...books.walkSize(0, BID, 500_000_000, 0) };
  const no = { ...books.walkSize(1, ASK, 500_000_000, PRICE_TICKS_PER_DOLLAR) };
  expect(yes.filled).toBeGreaterThan(0);
  expect(yes.cash + no.cash).toBe(yes.filled);
});

function instrument(index: number, bookIndex: number): Instrument {
  return {
    index,
    venue: "kalshi",
    venueId: `KX${bookIndex}`,
    marketId: `KX${bookIndex}`,
    outcome: index === bookIndex ? "yes" : "no",
    bookIndex,
    ...PLAIN_TERMS,
  };
}
