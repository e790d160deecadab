import { findHoles, joinCoverage } from "./coverage-rows.ts";
import { findMissing } from "./find-missing.ts";
import { FILE, formatCoverage } from "./format-coverage.ts";
import { makeRoundTrips } from "./round-trips.ts";
import { hasSheets, SHEET_PARTS } from "./sheet-mentions.ts";

const trips = await makeRoundTrips();
const rows = joinCoverage(trips);
await Bun.write(FILE, formatCoverage(rows));
const holes = findHoles(rows);
for (const part of hasSheets() ? SHEET_PARTS : [])
  for (const endpoint of findMissing(part)) console.log(`no row: ${part.file} section ${part.section}: ${endpoint}`);
for (const hole of holes) {
  const trip = trips.find(({ name }) => hole.startsWith(`${name}: `));
  console.log(
    `hole: ${hole}${trip === undefined || trip.outcome === "fits" ? "" : ` (${trip.outcome}: ${trip.detail.slice(0, 120)})`}`,
  );
}
console.log(`${rows.length} rows, ${holes.length} holes: ${FILE}`);
process.exit(0);
