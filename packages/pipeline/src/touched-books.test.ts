import { expect, test } from "bun:test";
import { VenueCode } from "@augury/model";
import { TouchedBooks } from "./touched-books.ts";

function doneOf(touched: TouchedBooks): number[] {
  return [...touched.done.subarray(0, touched.doneCount)];
}

test("TouchedBooks: default: a frame's books are done when it is whole, each once, in order", () => {
  const touched = new TouchedBooks(4);
  for (const book of [2, 0, 2]) touched.add(VenueCode.polymarket, book);
  expect(doneOf(touched)).toEqual([]);
  touched.endFrame(VenueCode.polymarket);
  expect(doneOf(touched)).toEqual([2, 0]);
});

test("TouchedBooks: behavior: interleaved frames of two venues end apart", () => {
  const touched = new TouchedBooks(4);
  touched.add(VenueCode.polymarket, 0);
  touched.add(VenueCode.kalshi, 3);
  touched.add(VenueCode.polymarket, 1);
  touched.endFrame(VenueCode.kalshi);
  expect(doneOf(touched)).toEqual([3]);
  touched.begin();
  touched.endFrame(VenueCode.polymarket);
  expect(doneOf(touched)).toEqual([0, 1]);
});

test("TouchedBooks: behavior: a book is open again after its frame, and an empty frame has none", () => {
  const touched = new TouchedBooks(2);
  touched.add(VenueCode.kalshi, 1);
  touched.endFrame(VenueCode.kalshi);
  touched.begin();
  touched.endFrame(VenueCode.kalshi);
  expect(doneOf(touched)).toEqual([]);
  touched.add(VenueCode.kalshi, 1);
  touched.endFrame(VenueCode.kalshi);
  expect(doneOf(touched)).toEqual([1]);
});

test("TouchedBooks: behavior: a book outside any frame is done at once and stays in the frame it is in", () => {
  const touched = new TouchedBooks(2);
  touched.add(VenueCode.kalshi, 1);
  touched.finish(1);
  expect(doneOf(touched)).toEqual([1]);
  touched.begin();
  touched.endFrame(VenueCode.kalshi);
  expect(doneOf(touched)).toEqual([1]);
});
