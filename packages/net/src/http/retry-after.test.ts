import { expect, test } from "bun:test";
import { parseRetryAfter } from "./retry-after.ts";

const NOW = Date.parse("2026-11-21T10:00:00Z");
const parse = (text: string, date?: string) =>
  parseRetryAfter(new Headers({ "retry-after": text, ...(date && { date }) }), NOW);

test("parseRetryAfter: default: seconds", () => {
  expect([parse("0"), parse("7"), parse(" 1.5 ")]).toEqual([0, 7000, 1500]);
});

test("parseRetryAfter: behavior: a date, against the answer's own date if it has one", () => {
  expect(parse("Sat, 21 Nov 2026 10:00:30 GMT")).toBe(30_000);
  expect(parse("Sat, 21 Nov 2026 10:00:30 GMT", "Sat, 21 Nov 2026 10:00:29 GMT")).toBe(1000);
  expect(parse("Sat, 21 Nov 2026 09:00:00 GMT")).toBe(0);
});

test("parseRetryAfter: behavior: a day at most", () => {
  expect(parse("999999999")).toBe(86_400_000);
  expect(parse("Sat, 21 Nov 2099 10:00:00 GMT")).toBe(86_400_000);
});

test("parseRetryAfter: behavior: none, or none that can be read", () => {
  expect(parseRetryAfter(new Headers(), NOW)).toBeUndefined();
  for (const text of ["", "soon", "-5", "5 apples", "1e3", "Sat, nonsense"]) expect(parse(text)).toBeUndefined();
});
