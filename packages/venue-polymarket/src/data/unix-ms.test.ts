import { expect, test } from "bun:test";
import fc from "fast-check";
import { toUnixMs } from "./unix-ms.ts";

test("toUnixMs: behavior: seconds, milliseconds and ISO 8601 of one moment are the same", () => {
  fc.assert(
    // From 2001 on: before that milliseconds could be seconds.
    fc.property(fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }), (seconds) => {
      const ms = seconds * 1000;
      const spellings = [seconds, ms, String(seconds), String(ms), new Date(ms).toISOString()];
      expect(spellings.map(toUnixMs)).toEqual(spellings.map(() => ms));
    }),
  );
});

test.each(["", "soon", Number.NaN, -1, Number.POSITIVE_INFINITY])("toUnixMs: error: %p is no time", (time) => {
  expect(toUnixMs(time)).toBeUndefined();
});
