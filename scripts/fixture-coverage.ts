import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";

/** A recorded fixture and the test files that read it. */
export interface FixtureReaders {
  readonly fixture: string;
  readonly readers: readonly string[];
}

/** Files beside the fixtures that hold no recorded data, by name, with the reason. */
const NO_FIXTURES: Readonly<Record<string, string>> = {
  "INDEX.md": "says where the files of its folder come from",
  "README.md": "says where the files of its folder come from",
};

/** Returns every fixture of a folder, sorted, with the test files (relative to `root`) that noted their reads of it in `notes`. */
export function joinFixtureReaders(folder: string, notes: string, root: string): FixtureReaders[] {
  const readers = new Map<string, Set<string>>();
  for (const line of existsSync(notes) ? readFileSync(notes, "utf8").split("\n") : []) {
    if (line === "") continue;
    const { fixture, reader } = JSON.parse(line) as { fixture: string; reader: string };
    readers.set(fixture, (readers.get(fixture) ?? new Set()).add(relative(root, reader)));
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !(basename(entry.name) in NO_FIXTURES))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
    .map((fixture) => ({ fixture, readers: [...(readers.get(fixture) ?? [])].sort() }));
}

/** Returns the table as text: one line per fixture, one more for each further reader. */
export function formatFixtureReaders(rows: readonly FixtureReaders[]): string {
  const width = Math.max(...rows.map(({ fixture }) => fixture.length), 0);
  const lines = rows.flatMap(({ fixture, readers }) =>
    (readers.length === 0 ? ["READ BY NO TEST"] : readers).map(
      (reader, at) => `${(at === 0 ? fixture : "").padEnd(width)}  ${reader}`,
    ),
  );
  const left = Object.entries(NO_FIXTURES).map(([name, reason]) => `(${name} is left out: it ${reason})`);
  return [...lines, ...left].join("\n");
}
