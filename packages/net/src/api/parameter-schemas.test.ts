import { expect, test } from "bun:test";
import fc from "fast-check";
import type { z } from "zod";
import { currencyCode, decimal, flag, wholeNumber, word, wordList } from "./parameter-schemas.ts";

const messageOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message;

test("wholeNumber: behavior: takes a number and its text alike", () => {
  fc.assert(
    fc.property(fc.integer({ min: -500, max: 500 }), (n) => {
      const schema = wholeNumber(-100, 100);
      expect(schema.safeParse(n).data).toBe(schema.safeParse(` ${n} `).data as number);
      expect(schema.safeParse(n).success).toBe(Math.abs(n) <= 100);
    }),
  );
});

test.each(["", "1.5", "1e3", "0x10", "one", 1.5, null, true, Number.NaN])("wholeNumber: error: %p", (value) => {
  expect(messageOf(wholeNumber(0, 9), value)).toBe("must be a whole number from 0 to 9");
});

test("decimal: default: also as text", () => {
  expect([decimal(0, 9).parse("1.50"), decimal(-1, 9).parse(-0.5)]).toEqual([1.5, -0.5]);
  for (const value of ["1,5", "", "1e3", 10, Number.POSITIVE_INFINITY]) {
    expect(messageOf(decimal(0, 9), value)).toBe("must be a number from 0 to 9");
  }
});

test("flag: default: also as text", () => {
  expect([flag().parse("true"), flag().parse("false"), flag().parse(true)]).toEqual([true, false, true]);
  expect(messageOf(flag(), "yes")).toBe("must be true or false");
});

test("wordList: default: lists and texts alike, without blanks", () => {
  const list = wordList(3);
  expect(list.parse("a, b ,c")).toEqual(["a", "b", "c"]);
  expect(list.parse(["a"])).toEqual(["a"]);
  for (const value of ["", "a,,b", "a b", [], ["a", "b", "c", "d"], ["a,b"], 7]) {
    expect(messageOf(list, value)).toBe("must be 1 to 3 words without blanks, separated by commas");
  }
});

test("word, currencyCode: error: whatever does not belong into a path or a code", () => {
  expect([word().parse(" bitcoin "), currencyCode().parse(" usd")]).toEqual(["bitcoin", "usd"]);
  for (const value of ["", "a/b", "a b", "a?b", "a#b"]) expect(word().safeParse(value).success).toBe(false);
  for (const value of ["", "u", "us-d", "../x"]) expect(currencyCode().safeParse(value).success).toBe(false);
});
