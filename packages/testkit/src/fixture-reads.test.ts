import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noteFixtureRead } from "./fixture-reads.ts";
import { fixtureNames, fixturePath, hasFixtures } from "./fixtures.ts";

const notesFile = () => join(mkdtempSync(join(tmpdir(), "augury-notes-")), "reads");

test("noteFixtureRead: default: the running test file's read, noted once", () => {
  const to = notesFile();
  noteFixtureRead("kalshi/a.json", { to });
  noteFixtureRead("kalshi/a.json", { to });
  noteFixtureRead("kalshi/b.json", { to });
  const reader = import.meta.path;
  expect(readFileSync(to, "utf8")).toBe(
    [
      { fixture: "kalshi/a.json", reader },
      { fixture: "kalshi/b.json", reader },
    ]
      .map((note) => `${JSON.stringify(note)}\n`)
      .join(""),
  );
});

test("noteFixtureRead: behavior: what reads outside of a test is not noted", () => {
  const to = notesFile();
  noteFixtureRead("kalshi/c.json", { to, reader: "/repo/scripts/bench.ts" });
  expect(existsSync(to)).toBe(false);
});

test.skipIf(!hasFixtures())("fixtureNames: default: the files of a folder, listing is no read", () => {
  const before = process.env.AUGURY_FIXTURE_READS;
  const to = notesFile();
  process.env.AUGURY_FIXTURE_READS = to;
  try {
    const names = fixtureNames("polymarket");
    expect(names).toEqual(["polymarket/signing-vectors.json"]);
    fixturePath("polymarket/clob");
    expect(existsSync(to)).toBe(false);
    fixturePath("polymarket/INDEX.md");
    expect(readFileSync(to, "utf8")).toContain("polymarket/INDEX.md");
  } finally {
    if (before === undefined) delete process.env.AUGURY_FIXTURE_READS;
    else process.env.AUGURY_FIXTURE_READS = before;
  }
});
