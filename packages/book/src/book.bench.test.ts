import { expect, test } from "bun:test";
import { benchBooks } from "./book.bench.ts";

test("benchBooks: behavior: every candidate sees the same best prices", () => {
  const results = benchBooks({ books: 4, step: 10, deltas: 2_000, rounds: 1 });
  expect(results.length).toBe(2);
  expect(new Set(results.map((result) => result.checksum)).size).toBe(1);
  expect(results[0].checksum).toBeGreaterThan(0);
});
