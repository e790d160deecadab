import { API_ENTRIES, type ApiEntry, nameOf } from "./api-entries.ts";
import { CONFORMANCE_METHODS } from "./conformance-methods.ts";
import { EXPECTED_REFUSALS } from "./expected-refusals.ts";
import { FIXTURE_CASES } from "./fixture-cases.ts";
import type { RoundTrip } from "./round-trip.ts";
import { STREAM_FIXTURES } from "./stream-fixtures.ts";

/** One row of the table. An empty cell is a hole. */
export interface CoverageRow {
  readonly entry: ApiEntry;
  readonly name: string;
  readonly schema: string;
  /** What the simulated venue did with it. */
  readonly sim: string;
  /** A recorded answer, a case of the official client's conformance suite, or the round trip through the sim. */
  readonly proof: string;
}

/** Joins everything that can be asked with what shows that it works. */
export function joinCoverage(trips: readonly RoundTrip[]): CoverageRow[] {
  const byName = new Map(trips.map((trip) => [trip.name, trip]));
  return API_ENTRIES.map((entry) => {
    const name = nameOf(entry);
    const trip = byName.get(name);
    return { entry, name, schema: entry.schema, sim: simCell(name, trip), proof: proofCell(name, trip) };
  });
}

/** Returns the cells that are empty, by row and column. */
export function findHoles(rows: readonly CoverageRow[]): string[] {
  return rows.flatMap(({ name, schema, sim, proof }) =>
    Object.entries({ schema, sim, proof }).flatMap(([column, cell]) => (cell === "" ? [`${name}: ${column}`] : [])),
  );
}

function simCell(name: string, trip: RoundTrip | undefined): string {
  if (trip?.outcome === "fits") return "answers";
  return trip?.outcome === "refused" && name in EXPECTED_REFUSALS ? `refuses: ${EXPECTED_REFUSALS[name]}` : "";
}

function proofCell(name: string, trip: RoundTrip | undefined): string {
  const recorded = [
    ...FIXTURE_CASES.filter(({ method }) => method === name).map(({ fixture }) => fixture),
    ...(STREAM_FIXTURES[name] ?? []),
  ];
  const [fixture] = recorded.map((path) => path.slice(path.lastIndexOf("/") + 1));
  if (fixture !== undefined) return recorded.length > 1 ? `${fixture} and ${recorded.length - 1} more` : fixture;
  if (CONFORMANCE_METHODS.has(name)) return "official client";
  if (trip?.outcome === "refused" && name in EXPECTED_REFUSALS) return "round trip (refusal)";
  return trip?.outcome === "fits" ? "round trip" : "";
}
