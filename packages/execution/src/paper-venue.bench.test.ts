import { expect, test } from "bun:test";
import { benchPaperVenue } from "./paper-venue.bench.ts";

test("benchPaperVenue: behavior: the orders are accepted and none is filled by what happens far from it", () => {
  expect(benchPaperVenue({ resting: 4, slots: 200, rounds: 2 }).reports).toBe(8);
});
