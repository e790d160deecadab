import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@augury/core";
import { RawArchiveReader } from "@augury/journal";
import { ByteRingProducer, createByteRing, createDoorbell } from "@augury/ring";
import { RawArchive } from "./raw-archive.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-raw-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(name: string, capacity = 4096) {
  const handle = createByteRing(capacity, createDoorbell());
  const directory = join(folder, name);
  const opened = RawArchive.open(directory, "kalshi", handle, new ManualClock());
  if (!opened.ok) throw opened.error;
  return { archive: opened.value, producer: new ByteRingProducer(handle), directory };
}

function read(directory: string) {
  const reader = RawArchiveReader.open(directory);
  if (!reader.ok) throw reader.error;
  const frames: string[] = [];
  for (const { tag, timeUs, bytes } of reader.value.records())
    frames.push(`${tag} ${timeUs} ${new TextDecoder().decode(bytes)}`);
  return { frames, gaps: reader.value.gaps() };
}

test("RawArchive: default: frames come back with their connection and time, in order", () => {
  const { archive, producer, directory } = open("order");
  for (let i = 0; i < 20; i++) producer.push(i % 2, 1000 + i, new TextEncoder().encode(`frame ${i}`));
  expect(archive.hasWork()).toBe(true);
  expect(archive.finish().ok).toBe(true);
  expect(read(directory).frames).toEqual(Array.from({ length: 20 }, (_, i) => `${i % 2} ${1000 + i} frame ${i}`));
});

test("RawArchive: behavior: what the full ring dropped stands in the gap map", () => {
  const { archive, producer, directory } = open("gaps", 1024);
  const pushed = Array.from({ length: 40 }, (_, i) => producer.push(0, i, new Uint8Array(100).fill(65)));
  const kept = pushed.filter(Boolean).length;
  expect(kept).toBeLessThan(40);
  expect(archive.finish().ok).toBe(true);
  const { frames, gaps } = read(directory);
  expect(frames.length).toBe(kept);
  expect(gaps.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(40 - kept);
});
