import { expect, test } from "bun:test";
import { DriftLog } from "./drift-log.ts";

const field = (path: string, value: unknown = 1) => ({ path, value });

test("DriftLog: default: counts per endpoint and field, keeps the first type and both times", () => {
  const log = new DriftLog();
  log.record("kalshi", "markets", [field("data[].new", "x"), field("data[].new", "y")], 10);
  log.record("kalshi", "markets", [field("data[].new", 5), field("other", null)], 20);
  log.record("kalshi", "events", [field("other", [])], 30);
  expect(log.entries()).toEqual([
    {
      source: "kalshi",
      endpoint: "markets",
      path: "data[].new",
      count: 3,
      type: "string",
      firstSeenUs: 10,
      lastSeenUs: 20,
    },
    { source: "kalshi", endpoint: "markets", path: "other", count: 1, type: "null", firstSeenUs: 20, lastSeenUs: 20 },
    { source: "kalshi", endpoint: "events", path: "other", count: 1, type: "array", firstSeenUs: 30, lastSeenUs: 30 },
  ]);
});

test("DriftLog: behavior: bounded in endpoints, fields and names; the rest is counted", () => {
  const log = new DriftLog({ endpointsMax: 2, fieldsMax: 2, pathMax: 5 });
  for (const endpoint of ["a", "b", "c"]) log.record("s", endpoint, [field("1"), field("2"), field("3")], 0);
  log.record("s", "a", [field("1")], 1);
  expect(
    log
      .entries()
      .map(({ endpoint, path }) => endpoint + path)
      .toSorted(),
  ).toEqual(["a1", "a2", "b1", "b2"]);
  expect([log.shed, log.endpointCount]).toEqual([5, 2]);
  const narrow = new DriftLog({ endpointsMax: 1, fieldsMax: 1, pathMax: 5 });
  narrow.record("s", "a", [field("abcdefgh")], 0);
  expect(narrow.entries()[0]?.path).toBe("abcde");
});
