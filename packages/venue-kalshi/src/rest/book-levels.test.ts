import { expect, test } from "bun:test";
import { toBookLevels } from "./book-levels.ts";

test("toBookLevels: default: ticks of 0.0001 dollar, millionths of a contract; an empty side is null or empty", () => {
  const book = toBookLevels({
    yes_dollars: [
      ["0.0130", "0.30"],
      ["0.5", "12"],
    ],
    no_dollars: null,
  });
  expect(book.ok && book.value).toEqual({
    yes: [
      { price: 130, size: 300_000 },
      { price: 5000, size: 12_000_000 },
    ],
    no: [],
  } as never);
});

test.each([
  ["0.0000", "1.00", "price"],
  ["1.0000", "1.00", "price"],
  ["0.00001", "1.00", "price"],
  ["0.5000", "-1.00", "size"],
])("toBookLevels: error: %s × %s", (price, size, word) => {
  const book = toBookLevels({ yes_dollars: [], no_dollars: [[price, size]] });
  expect(book.ok ? "" : book.error.message).toContain(word);
});
