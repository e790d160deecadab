import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderLock } from "./folder-lock.ts";

const root = mkdtempSync(join(tmpdir(), "augury-lock-"));
afterAll(() => rmSync(root, { recursive: true }));

test("FolderLock: default: one holder at a time, and the folder is made", () => {
  const folder = join(root, "new");
  const first = FolderLock.take(folder);
  if (!first.ok) throw first.error;
  const second = FolderLock.take(folder);
  expect(!second.ok && [second.error.code, second.error.message]).toEqual([
    "busy",
    `another engine runs on ${folder}: stop it, or set another dataDir`,
  ]);
  first.value.release();
  first.value.release();
  const third = FolderLock.take(folder);
  expect(third.ok).toBe(true);
  if (third.ok) third.value.release();
});

test("FolderLock: behavior: a killed holder leaves no lock behind", async () => {
  const folder = join(root, "killed");
  const child = Bun.spawn([process.execPath, Bun.fileURLToPath(new URL("./lock-holder.ts", import.meta.url)), folder], {
    stdout: "pipe",
  });
  const said = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(said.value)).toBe("held\n");
  expect(FolderLock.take(folder).ok).toBe(false);
  child.kill("SIGKILL");
  await child.exited;
  const again = FolderLock.take(folder);
  expect(again.ok).toBe(true);
  if (again.ok) again.value.release();
});

test("FolderLock: error: a folder that cannot be made", () => {
  const refused = FolderLock.take("/dev/null/data");
  expect(!refused.ok && refused.error.code).not.toBe("busy");
  expect(refused.ok).toBe(false);
});
