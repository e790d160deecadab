import { beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type CoverageRow, findHoles, joinCoverage } from "./coverage-rows.ts";
import { findMissing } from "./find-missing.ts";
import { FILE, formatCoverage } from "./format-coverage.ts";
import { makeRoundTrips } from "./round-trips.ts";
import { hasSheets, SHEET_PARTS } from "./sheet-mentions.ts";

if (!hasSheets()) console.log("skipped: the reference sheets are not here");

let rows: readonly CoverageRow[] = [];
beforeAll(async () => {
  rows = joinCoverage(await makeRoundTrips());
}, 60_000);

test("coverage: behavior: no cell is empty: schema, simulated handler and proof of every endpoint", () => {
  expect(rows.length).toBeGreaterThan(250);
  expect(findHoles(rows)).toEqual([]);
});

test("coverage: behavior: docs/coverage.md is up to date (bun tests/coverage/write-coverage.ts)", () => {
  expect(readFileSync(FILE, "utf8")).toBe(formatCoverage(rows));
});

test.skipIf(!hasSheets()).each(SHEET_PARTS)("coverage: $file section $section: every endpoint has a row", (part) => {
  expect(findMissing(part)).toEqual([]);
});
