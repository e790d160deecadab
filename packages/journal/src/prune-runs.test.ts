import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pruneRuns } from "./prune-runs.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "augury-prune-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function run(runId: string, bytes: number, rawBytes = 0): void {
  const directory = join(root, runId);
  mkdirSync(join(directory, "raw"), { recursive: true });
  writeFileSync(join(directory, "000001.aj"), new Uint8Array(bytes));
  if (rawBytes > 0) writeFileSync(join(directory, "raw", "000001.ar"), new Uint8Array(rawBytes));
}
const left = () => readdirSync(root).sort();
const NONE: ReadonlySet<string> = new Set();

test("pruneRuns: default: the oldest go until the count holds", () => {
  for (const id of ["a", "b", "c"]) run(id, 10);
  expect(pruneRuns(root, { runsMax: 2, bytesMax: 1_000 }, NONE)).toEqual([{ runId: "a", bytes: 10 }]);
  expect(left()).toEqual(["b", "c"]);
});

test("pruneRuns: behavior: bytes count raw frames", () => {
  run("a", 10);
  run("b", 10, 500);
  run("c", 10);
  expect(pruneRuns(root, { runsMax: 9, bytesMax: 100 }, NONE).map(({ runId }) => runId)).toEqual(["a", "b"]);
  expect(left()).toEqual(["c"]);
});

test("pruneRuns: behavior: kept runs stay, and what is no run is not touched", () => {
  run("a", 10);
  run("b", 10);
  mkdirSync(join(root, "notes"));
  expect(pruneRuns(root, { runsMax: 1, bytesMax: 1_000 }, new Set(["a"])).map(({ runId }) => runId)).toEqual(["b"]);
  expect(left()).toEqual(["a", "notes"]);
});

test("pruneRuns: behavior: within the bounds, or without a folder, nothing happens", () => {
  run("a", 10);
  expect(pruneRuns(root, { runsMax: 1, bytesMax: 10 }, NONE)).toEqual([]);
  expect(pruneRuns(join(root, "none"), { runsMax: 1, bytesMax: 10 }, NONE)).toEqual([]);
});
