import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatFixtureReaders, joinFixtureReaders } from "./fixture-coverage.ts";

function folderWith(files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "augury-fixtures-"));
  for (const file of files) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), "{}");
  }
  return folder;
}

test("joinFixtureReaders: default: fixtures of all depths with their readers, each named once", () => {
  const folder = folderWith(["kalshi/INDEX.md", "kalshi/rest/b.json", "kalshi/a.json"]);
  const notes = join(folder, "..", `${Date.now()}-notes`);
  const note = (fixture: string, reader: string) => JSON.stringify({ fixture, reader: `/repo/${reader}` });
  writeFileSync(
    notes,
    `${[note("kalshi/a.json", "z.test.ts"), note("kalshi/a.json", "a.test.ts"), note("kalshi/a.json", "z.test.ts")].join("\n")}\n`,
  );
  const rows = joinFixtureReaders(folder, notes, "/repo");
  expect(rows).toEqual([
    { fixture: "kalshi/a.json", readers: ["a.test.ts", "z.test.ts"] },
    { fixture: "kalshi/rest/b.json", readers: [] },
  ]);
  expect(formatFixtureReaders(rows).split("\n").slice(0, 3)).toEqual([
    "kalshi/a.json       a.test.ts",
    "                    z.test.ts",
    "kalshi/rest/b.json  READ BY NO TEST",
  ]);
});

test("joinFixtureReaders: behavior: without a single note nothing is read", () => {
  const folder = folderWith(["a.json"]);
  expect(joinFixtureReaders(folder, join(folder, "none"), "/")).toEqual([{ fixture: "a.json", readers: [] }]);
});
