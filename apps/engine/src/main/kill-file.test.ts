import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KILL_FILE, KillFile } from "./kill-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "augury-kill-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("KillFile: default", () => {
  const file = new KillFile(join(folder, "data"));
  expect(file.reason()).toBeUndefined();
  expect(file.put("fat\nfinger")).toBeUndefined();
  expect(file.reason()).toBe("fat finger");
  expect(file.put("another")).toBeUndefined();
  expect(file.reason()).toBe("fat finger");
  expect(file.remove()).toBeUndefined();
  expect(file.exists).toBe(false);
  expect(file.remove()).toBeUndefined();
});

test("KillFile: behavior: an empty file made by hand is a kill", () => {
  writeFileSync(join(folder, KILL_FILE), "");
  expect(new KillFile(folder).reason()).toBe("the file KILL");
});

test("KillFile: error: a folder in its place kills and cannot be removed as a file", () => {
  mkdirSync(join(folder, KILL_FILE));
  const file = new KillFile(folder);
  expect(file.reason()).toContain("cannot be read");
  expect(file.remove()).toBeString();
});
