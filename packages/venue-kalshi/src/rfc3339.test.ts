import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseRfc3339Ms, scanRfc3339Ms } from "./rfc3339.ts";

const scan = (text: string): number => scanRfc3339Ms(new TextEncoder().encode(text), 0, text.length);

test("parseRfc3339Ms: default: fractions of any length, offsets, and 0 for what is no time", () => {
  expect(parseRfc3339Ms("2026-08-11T00:16:33.68233Z")).toBe(Date.UTC(2026, 7, 11, 0, 16, 33, 682));
  expect(parseRfc3339Ms("2026-08-11T02:16:33+02:00")).toBe(Date.UTC(2026, 7, 11, 0, 16, 33));
  for (const text of [
    "",
    "2026-02-30T00:00:00Z",
    "2026-08-11T24:00:00Z",
    "2026-08-11T00:00:60Z",
    "2026-08-11",
    "0001-01-01T00:00:00Z",
  ]) {
    expect([text, parseRfc3339Ms(text)]).toEqual([text, 0]);
  }
});

test("scanRfc3339Ms: property: agrees with the text parser on every instant, with any number of digits", () => {
  const instant = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
  fc.assert(
    fc.property(instant, fc.integer({ min: 0, max: 9 }), (date, digits) => {
      const text = `${date.toISOString().slice(0, 19)}${digits === 0 ? "" : `.${"602314159".slice(0, digits)}`}Z`;
      expect(scan(text)).toBe(parseRfc3339Ms(text));
    }),
  );
});

test("scanRfc3339Ms: behavior: leaves every other form alone", () => {
  for (const text of [
    "2026-08-11T00:00:00+00:00",
    "2026-08-11T00:00:00.Z",
    "2026-13-11T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "x",
  ]) {
    expect([text, scan(text)]).toEqual([text, -1]);
  }
});
