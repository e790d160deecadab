import { expect, test } from "bun:test";
import fc from "fast-check";
import { didYouMean } from "./did-you-mean.ts";

const keys = ["port", "host", "marketWs", "hashBudgetPerSecond"];

test("didYouMean: default: letters swapped, dropped, replaced, added", () => {
  expect(["prot", "prt", "bort", "pports"].map((word) => didYouMean(word, keys))).toEqual([
    "port",
    "port",
    "port",
    "port",
  ]);
});

test("didYouMean: behavior: case and separators do not count", () => {
  expect(didYouMean("market_ws", keys)).toBe("marketWs");
  expect(didYouMean("HASH-BUDGET-PER-SECOND", keys)).toBe("hashBudgetPerSecond");
});

test("didYouMean: behavior: something else is not guessed", () => {
  expect(didYouMean("zzzz", keys)).toBeUndefined();
  expect(didYouMean("x", [])).toBeUndefined();
});

test("didYouMean: behavior: a candidate itself is its own best match", () => {
  fc.assert(fc.property(fc.constantFrom(...keys), (key) => expect(didYouMean(key, keys)).toBe(key)));
});

test("didYouMean: behavior: a very long word is answered at once", () => {
  expect(didYouMean("p".repeat(1_000_000), keys)).toBeUndefined();
});

test("didYouMean: behavior: of two words as near, the one with the same first letter", () => {
  expect(didYouMean("bok", ["ok", "book"])).toBe("book");
  expect(didYouMean("bok", ["book", "ok"])).toBe("book");
});
