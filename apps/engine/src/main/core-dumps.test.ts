import { expect, test } from "bun:test";
import { emptyCoreDumps } from "./core-dumps.ts";

test("emptyCoreDumps: default: the system is told to leave all memory out", () => {
  const child = Bun.spawnSync([
    process.execPath,
    "-e",
    `const { emptyCoreDumps } = await import(${JSON.stringify(`${import.meta.dir}/core-dumps.ts`)});
     const { readFileSync, existsSync } = await import("node:fs");
     const isThere = existsSync("/proc/self/coredump_filter");
     const isDone = emptyCoreDumps();
     console.log(isThere ? [isDone, Number.parseInt(readFileSync("/proc/self/coredump_filter", "latin1"), 16)].join() : "true,0");`,
  ]);
  expect(child.stdout.toString().trim()).toBe("true,0");
});

test("emptyCoreDumps: error: a system without the setting is no reason to stop", () => {
  expect(emptyCoreDumps(`${import.meta.dir}/no/such/file`)).toBe(false);
});
