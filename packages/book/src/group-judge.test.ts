import { expect, test } from "bun:test";
import { NO_PRICE } from "@augury/wire";
import { ASK, BID, createBookArena, GroupJudge, Judgment, NO_ECHO, OrderBooks } from "./index.ts";

/** Books 0 and 1 with bid 4000 and ask 5000 each; a judge that calls 1 ms quiet. */
function open(): { books: OrderBooks; judge: GroupJudge } {
  const books = new OrderBooks(createBookArena({ books: 3, bytesMax: 100_000 }));
  for (const book of [0, 1]) {
    books.beginSnapshot(book, 1, 100);
    books.snapshotLevel(book, BID, 4000, 1);
    books.snapshotLevel(book, ASK, 5000, 1);
    books.endSnapshot(book, 1, 1, 0, 0);
  }
  return { books, judge: new GroupJudge(books, { groupQuietUs: 1_000 }) };
}

test("observe: behavior: a group ends with the book's next event of another time", () => {
  const { books, judge } = open();
  expect(judge.observe(0, 100, 1, NO_ECHO, NO_ECHO)).toBe(Judgment.none);
  books.applyDelta(0, BID, 5100, 1, true);
  expect(judge.observe(0, 100, 2, NO_ECHO, NO_ECHO)).toBe(Judgment.none);
  expect(judge.observe(1, 101, 3, NO_ECHO, NO_ECHO)).toBe(Judgment.none);
  expect(judge.observe(0, 101, 4, NO_ECHO, NO_ECHO)).toBe(Judgment.crossed);
});

test("observe: behavior: what crosses only inside a group is sound", () => {
  const { books, judge } = open();
  judge.observe(0, 100, 1, 4000, 5000);
  books.applyDelta(0, BID, 5100, 1, true);
  judge.observe(0, 100, 2, 5100, 5200);
  books.applyDelta(0, ASK, 5000, 0, true);
  judge.observe(0, 100, 3, 5100, NO_PRICE);
  expect(judge.observe(0, 101, 4, NO_ECHO, NO_ECHO)).toBe(Judgment.sound);
});

test("observe: behavior: locked, and best prices other than the last echo", () => {
  const { books, judge } = open();
  judge.observe(0, 100, 1, 4000, 5000);
  books.applyDelta(0, BID, 5000, 1, true);
  expect(judge.observe(0, 101, 1, 4000, 5000)).toBe(Judgment.locked);
  books.applyDelta(0, BID, 5000, 0, true);
  expect(judge.observe(0, 102, 1, 4100, NO_ECHO)).toBe(Judgment.sound);
  expect(judge.observe(0, 103, 1, NO_ECHO, NO_PRICE)).toBe(Judgment.bestMismatch);
  expect(judge.observe(0, 104, 1, NO_ECHO, NO_ECHO)).toBe(Judgment.bestMismatch);
});

test("observe: behavior: a book that is gone is not judged", () => {
  const { books, judge } = open();
  judge.observe(0, 100, 1, 1, 1);
  books.clear(0);
  expect(judge.observe(0, 101, 1, 1, 1)).toBe(Judgment.none);
});

test("quiet: behavior: judges once what nothing followed", () => {
  const { books, judge } = open();
  const judged: [number, Judgment][] = [];
  const visit = (book: number, judgment: Judgment) => judged.push([book, judgment]);
  judge.observe(0, 100, 5_000, NO_ECHO, NO_ECHO);
  judge.observe(1, 100, 5_500, 4000, 5000);
  books.applyDelta(0, ASK, 3900, 1, true);
  judge.quiet(6_000, visit);
  expect(judged).toEqual([]);
  judge.quiet(6_001, visit);
  expect(judged).toEqual([[0, Judgment.crossed]]);
  expect(judge.openGroups).toBe(1);
  judge.quiet(9_000, visit);
  judge.quiet(9_000, visit);
  expect(judged).toEqual([
    [0, Judgment.crossed],
    [1, Judgment.sound],
  ]);
  // A late event of the same time opens the group again.
  expect(judge.observe(0, 100, 10_000, NO_ECHO, NO_ECHO)).toBe(Judgment.none);
  expect(judge.observe(0, 101, 10_000, NO_ECHO, NO_ECHO)).toBe(Judgment.crossed);
});

test("forget: behavior: an open group is dropped unjudged, and the others stay", () => {
  const { judge } = open();
  for (const book of [0, 1, 2]) judge.observe(book, 100, 1, NO_ECHO, NO_ECHO);
  judge.forget(0);
  judge.forget(0);
  expect(judge.openGroups).toBe(2);
  const judged: number[] = [];
  judge.quiet(10_000, (book) => judged.push(book));
  expect(judged.toSorted()).toEqual([1, 2]);
  // The last one took the forgotten one's place in the list, and can still be found there.
  for (const book of [0, 1, 2]) judge.observe(book, 101, 1, NO_ECHO, NO_ECHO);
  for (const book of [0, 2]) judge.forget(book);
  judged.length = 0;
  judge.quiet(10_000, (book) => judged.push(book));
  expect(judged).toEqual([1]);
});
