import { expect, test } from "bun:test";
import { loadConfig } from "@augury/engine";
import { openWsSocket } from "@augury/net";
import { Redactor } from "@augury/telemetry";
import { bunVersion } from "./checks/bun-version.ts";
import { cores } from "./checks/cores.ts";
import { disk } from "./checks/disk.ts";
import type { DoctorCheck } from "./doctor-check.ts";
import type { Machine } from "./machine.ts";

const GIB = 1024 ** 3;

async function levels(check: DoctorCheck, machine: Partial<Machine>, env: Record<string, string> = {}) {
  const loaded = loadConfig("config/engine.yaml", env);
  if (!loaded.ok) throw new Error("config/engine.yaml loads");
  const findings = await check.run({
    file: "config/engine.yaml",
    loaded: loaded.value,
    configProblems: [],
    env,
    timeoutMs: 1,
    redactor: new Redactor(),
    openSocket: openWsSocket,
    machine: {
      cores: 8,
      bunVersion: Bun.version,
      nowMs: () => 0,
      nearestFolder: (path) => path,
      isWritable: () => true,
      modeOf: () => 0o700,
      freeBytes: () => 100 * GIB,
      ...machine,
    },
  });
  return findings.map(({ level, text, fix }) => [level, `${text}${fix === undefined ? "" : `; ${fix}`}`]);
}

test("cores: behavior: one core is better served inline", async () => {
  expect(await levels(cores, { cores: 1 })).toEqual([
    ["warn", "1 core, and topology is workers: its threads take turns; set topology: inline"],
  ]);
  expect(await levels(cores, { cores: 1 }, { AUGURY_TOPOLOGY: "inline" })).toEqual([["ok", "1 core, topology inline"]]);
  expect(await levels(cores, { cores: 2 }, { AUGURY_WAKE_MODE: "spin" })).toMatchObject([
    ["warn", expect.stringMatching(/park/)],
  ]);
  expect(await levels(cores, {})).toEqual([["ok", "8 cores, topology workers"]]);
});

test("disk: behavior: room, permissions, and a folder that others may write", async () => {
  expect(await levels(disk, { freeBytes: () => GIB / 10 })).toMatchObject([
    ["fail", expect.stringMatching(/^0\.1 GiB free/)],
  ]);
  expect(await levels(disk, { freeBytes: () => 2 * GIB })).toMatchObject([
    ["warn", expect.stringMatching(/make room/)],
  ]);
  expect(await levels(disk, { isWritable: () => false })).toMatchObject([
    ["fail", expect.stringMatching(/cannot be written/)],
  ]);
  expect(await levels(disk, { modeOf: () => 0o777 })).toMatchObject([
    ["warn", expect.stringMatching(/chmod go-w/)],
    ["ok", expect.stringMatching(/GiB/)],
  ]);
  expect(await levels(disk, { nearestFolder: () => "/", modeOf: () => 0o777 })).toMatchObject([
    ["ok", expect.stringMatching(/GiB/)],
  ]);
});

test("bun: behavior: another version than the tested one", async () => {
  expect(await levels(bunVersion, { bunVersion: "1.0.0" })).toMatchObject([
    ["warn", expect.stringMatching(/Bun 1\.0\.0 runs/)],
  ]);
  expect(await levels(bunVersion, {})).toMatchObject([["ok", expect.stringMatching(/tested on/)]]);
});
