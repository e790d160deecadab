import { expect, test } from "bun:test";
import { type Instrument, InstrumentTable, NO_FEES, uniformTicks } from "@augury/model";
import { ASK, BID, createBookArena, MirrorCheck, OrderBooks } from "./index.ts";

type Level = readonly [side: number, price: number, size: number];
const YES: readonly Level[] = [
  [BID, 4000, 5],
  [BID, 3900, 6],
  [ASK, 4200, 7],
];
const NO: readonly Level[] = [
  [ASK, 6000, 5],
  [ASK, 6100, 6],
  [BID, 5800, 7],
];

function open(yes: readonly Level[], no: readonly Level[]): { books: OrderBooks; check: MirrorCheck } {
  const books = new OrderBooks(createBookArena({ books: 4, bytesMax: 100_000 }));
  const table = new InstrumentTable([token(0, 1), token(1, 0), token(2, 3, 2), token(3, 2, 2)]);
  for (const [book, levels] of [yes, no].entries()) {
    books.beginSnapshot(book, 1, 100);
    for (const [side, price, size] of levels) books.snapshotLevel(book, side, price, size);
    const bids = levels.filter(([side]) => side === BID).length;
    books.endSnapshot(book, bids, levels.length - bids, 50, 60);
  }
  return { books, check: new MirrorCheck(books, table) };
}

test("MirrorCheck: default", () => {
  const { check } = open(YES, NO);
  expect([0, 1, 2, 3].map((book) => check.mirrorBook(book))).toEqual([1, 0, -1, -1]);
  for (const book of [0, 1]) {
    expect(check.bestAgrees(book)).toBe(true);
    expect(check.differences(book)).toBe(0);
  }
});

test("bestAgrees: error: another best size, another best price, a side that only one has", () => {
  for (const [price, size] of [
    [4000, 4],
    [4100, 1],
  ] as const) {
    const { books, check } = open(YES, NO);
    books.applyDelta(0, BID, price, size, true);
    expect([check.bestAgrees(0), check.bestAgrees(1)]).toEqual([false, false]);
  }
  const { check } = open(YES, NO.slice(0, 2));
  expect(check.bestAgrees(0)).toBe(false);
});

test("bestAgrees: behavior: nothing is said about a missing book or books of different times", () => {
  const { books, check } = open(YES, NO);
  books.applyDelta(0, BID, 4100, 1, true);
  books.touch(0, 51, 61);
  expect(check.bestAgrees(0)).toBe(true);
  books.touch(1, 51, 61);
  expect(check.bestAgrees(0)).toBe(false);
  books.clear(1);
  expect(check.bestAgrees(0)).toBe(true);
  expect(check.bestAgrees(2)).toBe(true);
});

test("differences: behavior: counts prices that differ, from either side", () => {
  const { books, check } = open(YES, NO);
  books.applyDelta(0, BID, 3900, 60, true);
  expect([check.differences(0), check.differences(1)]).toEqual([1, 1]);
  books.applyDelta(1, ASK, 9900, 1, true);
  expect([check.differences(0), check.differences(1)]).toEqual([2, 2]);
  books.applyDelta(0, ASK, 4200, 0, true);
  expect([check.differences(0), check.differences(1)]).toEqual([3, 3]);
  expect(check.bestAgrees(0)).toBe(false);
  expect(check.differences(3)).toBe(0);
});

function token(index: number, mirrorIndex: number, bookIndex = index): Instrument {
  return {
    index,
    venue: "polymarket",
    venueId: `${index}`,
    marketId: "0x",
    outcome: index % 2 === 0 ? "yes" : "no",
    mirrorIndex,
    bookIndex,
    title: "",
    outcomeName: "",
    ticks: uniformTicks(100),
    orderSizeMin: 5_000_000,
    sizeStep: 10_000,
    fees: NO_FEES,
    negRisk: false,
    groupId: "",
    groupAugmented: false,
  };
}
