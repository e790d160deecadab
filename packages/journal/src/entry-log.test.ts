import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EntryLog, type OpenedEntryLog } from "./entry-log.ts";
import { nodeIo } from "./journal-io.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "augury-entries-"));
  path = join(folder, "orders", "intents.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(keep?: (entries: readonly unknown[]) => readonly unknown[]): OpenedEntryLog {
  const opened = EntryLog.open(path, { sync: "none" }, keep);
  if (!opened.ok) throw opened.error;
  return opened.value;
}

test("EntryLog: default: what was appended is there again", () => {
  const { log, entries } = open();
  expect(entries).toEqual([]);
  expect(log.append({ kind: "prepared", key: "a" })).toBe(true);
  expect(log.append({ kind: "closed", key: "a" })).toBe(true);
  log.close();
  const again = open();
  expect(again.entries).toEqual([
    { kind: "prepared", key: "a" },
    { kind: "closed", key: "a" },
  ]);
  expect(again.log.append({ kind: "prepared", key: "b" })).toBe(true);
  again.log.close();
  expect(open().entries).toHaveLength(3);
});

test("EntryLog: behavior: torn at any byte, the whole entries before it are kept", () => {
  const { log } = open();
  const ends = [0];
  for (let at = 0; at < 4; at++) {
    log.append({ at, text: "ä\n" });
    ends.push(log.bytes);
  }
  log.close();
  const whole = readFileSync(path);
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const { bytesCut, entries, log: reopened } = open();
    reopened.close();
    expect(entries).toHaveLength(ends.filter((end) => end > 0 && end <= length).length);
    expect(bytesCut).toBe(length - Math.max(...ends.filter((end) => end <= length)));
  }
});

test("EntryLog: error: a damaged entry with sound ones behind it is refused, and the file left alone", () => {
  const { log } = open();
  for (let at = 0; at < 3; at++) log.append({ at });
  log.close();
  const bytes = readFileSync(path);
  bytes[20] = bytes[20] === 0x31 ? 0x32 : 0x31;
  writeFileSync(path, bytes);
  const opened = EntryLog.open(path);
  expect(opened.ok ? undefined : opened.error.code).toBe("corrupt");
  expect(readFileSync(path)).toEqual(bytes);
});

test("EntryLog: behavior: opened with less to keep, it shrinks and stays whole", () => {
  const { log } = open();
  for (let at = 0; at < 100; at++) log.append({ at });
  const { bytes } = log;
  log.close();
  const { entries, log: smaller } = open((all) => all.slice(-2));
  expect(entries).toEqual([{ at: 98 }, { at: 99 }]);
  expect(smaller.bytes).toBeLessThan(bytes);
  smaller.append({ at: 100 });
  smaller.close();
  expect(open().entries).toEqual([{ at: 98 }, { at: 99 }, { at: 100 }]);
});

test("EntryLog: error: a disk that refuses leaves the log as it was", () => {
  let isFull = false;
  const io = {
    ...nodeIo,
    write: (...args: Parameters<typeof nodeIo.write>) => {
      if (isFull) throw new Error("ENOSPC");
      return nodeIo.write(...args);
    },
  };
  const opened = EntryLog.open(path, { sync: "each", io });
  if (!opened.ok) throw opened.error;
  const { log } = opened.value;
  expect(log.append({ at: 1 })).toBe(true);
  isFull = true;
  expect(log.append({ at: 2 })).toBe(false);
  isFull = false;
  expect(log.append({ at: 3 })).toBe(true);
  log.close();
  expect(open().entries).toEqual([{ at: 1 }, { at: 3 }]);
});

test("EntryLog: error: an entry beyond the bound, a folder in the way", () => {
  const opened = EntryLog.open(path, { sync: "none", entryBytesMax: 50 });
  if (!opened.ok) throw opened.error;
  expect(opened.value.log.append({ text: "x".repeat(100) })).toBe(false);
  const refused = EntryLog.open(folder);
  expect(refused.ok ? undefined : refused.error.code).toBe("io");
});

test("EntryLog.append: behavior: an entry that need not be durable waits for the next one that must be", () => {
  let syncs = 0;
  const sync = (fd: number) => {
    syncs++;
    nodeIo.sync(fd);
  };
  const io = { ...nodeIo, sync };
  const opened = EntryLog.open(path, { sync: "each", io });
  if (!opened.ok) throw opened.error;
  const { log } = opened.value;
  const before = syncs;
  expect(log.append({ kind: "closed", key: "a" }, "none")).toBe(true);
  expect(syncs).toBe(before);
  expect(log.append({ kind: "prepared", key: "b" })).toBe(true);
  expect(syncs).toBe(before + 1);
  log.close();
  expect(open().entries).toHaveLength(2);
});
