import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ControlWords } from "@augury/wire";
import { obeyKillFile } from "./obey-kill-file.ts";

test("obeyKillFile: default: a file kills, its absence resumes nothing, and what has ended looks no more", async () => {
  const folder = mkdtempSync(join(tmpdir(), "augury-obey-"));
  const path = join(folder, "KILL");
  const words = ControlWords.create();
  const isKilled = () => words.killed;
  const end = obeyKillFile(path, words, 2);
  try {
    await Bun.sleep(20);
    expect(isKilled()).toBe(false);
    writeFileSync(path, "why");
    while (!isKilled()) await Bun.sleep(2);
    rmSync(path);
    await Bun.sleep(20);
    expect(isKilled()).toBe(true);
    end();
    words.setKilled(false);
    writeFileSync(path, "why");
    await Bun.sleep(20);
    expect(isKilled()).toBe(false);
  } finally {
    end();
    rmSync(folder, { recursive: true });
  }
});
