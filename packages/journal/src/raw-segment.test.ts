import { expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { ByteRingConsumer, ByteRingProducer, createByteRing, createDoorbell } from "@augury/ring";
import fc from "fast-check";
import { TemporaryDirectory } from "./journal-fixture.ts";
import { nodeIo } from "./journal-io.ts";
import type { RawRecord } from "./raw-layout.ts";
import { RawArchiveReader } from "./raw-segment-reader.ts";
import { RawSegmentWriter, type RawWriterOptions } from "./raw-segment-writer.ts";
import { segmentPath } from "./run-directory.ts";

const anyRecord: fc.Arbitrary<RawRecord> = fc.record({
  tag: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  timeUs: fc.nat(),
  bytes: fc.uint8Array({ maxLength: 200 }),
});

test("RawSegmentWriter: behavior: any frames come back, compressed or not, whatever the bounds", () => {
  const anyOptions = fc.record({
    compression: fc.constantFrom<"gzip" | "none">("gzip", "none"),
    blockBytesMax: fc.integer({ min: 1, max: 500 }),
    segmentBytesMax: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 40 }), anyOptions, (records, options) => {
      using directory = new TemporaryDirectory();
      const writer = open(directory.path, options);
      for (const { tag, timeUs, bytes } of records) expect(writer.append(tag, timeUs, bytes)).toBe(true);
      expect(writer.close().ok).toBe(true);
      if (records.length > 0) expect(readAll(directory.path)).toEqual({ records, damage: [] });
    }),
    { numRuns: 40 },
  );
});

test("RawSegmentWriter: default: takes a byte ring's records, and writes what the ring dropped into the gap map", () => {
  using directory = new TemporaryDirectory();
  const ring = createByteRing(1024, createDoorbell());
  const producer = new ByteRingProducer(ring);
  const consumer = new ByteRingConsumer(ring);
  const writer = open(directory.path, {});
  const frame = new Uint8Array(300).fill(65);
  for (let n = 0; n < 5; n++) producer.push(n, 1000 + n, frame);
  for (let record = consumer.shift(); record; record = consumer.shift())
    writer.append(record.tag, record.timeUs, record.bytes);
  expect(writer.gap(producer.dropped, 2000).ok).toBe(true);
  writer.gap(0, 3000);
  writer.close();
  const reader = RawArchiveReader.open(directory.path);
  expect(reader.ok && reader.value.gaps()).toEqual([{ segment: 1, afterRecord: 3, timeUs: 2000, dropped: 2 }]);
  expect(readAll(directory.path).records.map((record) => record.tag)).toEqual([0, 1, 2]);
});

test("RawArchiveReader: behavior: torn or flipped at any byte, whole blocks before it survive and the damage is told", () => {
  using directory = new TemporaryDirectory();
  const writer = open(directory.path, { compression: "none", blockBytesMax: 60 });
  for (let n = 0; n < 4; n++) writer.append(n, n, new Uint8Array(30).fill(n));
  writer.close();
  const path = segmentPath(directory.path, 1, "raw");
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at++) {
    writeFileSync(path, whole.subarray(0, at));
    expectPrefix(directory.path, at > 0 && isBlockEnd(at, whole.length));
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ 4;
    writeFileSync(path, flipped);
    expectPrefix(directory.path, false);
  }
});

test("RawArchiveReader: behavior: damage in one segment does not hide the next", () => {
  using directory = new TemporaryDirectory();
  const writer = open(directory.path, { blockBytesMax: 60, segmentBytesMax: 1 });
  for (let n = 0; n < 4; n++) writer.append(n, n, new Uint8Array(30));
  writer.close();
  writeFileSync(segmentPath(directory.path, 2, "raw"), "nothing");
  const { records, damage } = readAll(directory.path);
  expect(records.map((record) => record.tag)).toEqual([0, 2, 3]);
  expect(damage).toEqual([{ segment: 2, offset: 0, bytes: 7 }]);
});

test("RawSegmentWriter: behavior: goes on behind the segments that are there, and keeps segmentsMax of them", () => {
  using directory = new TemporaryDirectory();
  for (let round = 0; round < 3; round++) {
    const writer = open(directory.path, { segmentsMax: 2 });
    writer.append(round, round, new Uint8Array(3));
    writer.close();
  }
  expect(readdirSync(directory.path).sort()).toEqual(["000002.raw", "000003.raw"]);
  expect(readAll(directory.path).records.map((record) => record.tag)).toEqual([1, 2]);
});

test("RawSegmentWriter: behavior: a time without a connection stands in the gap map behind the frames before it", () => {
  using directory = new TemporaryDirectory();
  const writer = open(directory.path, {});
  writer.append(0, 10, new Uint8Array(3));
  expect(writer.outage({ timeUs: 20, untilTimeUs: 50, cause: "code 1006" }).ok).toBe(true);
  writer.append(1, 60, new Uint8Array(3));
  writer.close();
  const reader = RawArchiveReader.open(directory.path);
  const gap = { segment: 1, afterRecord: 1, timeUs: 20, dropped: 0, untilTimeUs: 50, cause: "code 1006" };
  expect(reader.ok && reader.value.gaps()).toEqual([gap]);
  expect(writer.counters.dropped).toBe(0);
});

test("RawSegmentWriter: error: while the disk refuses, frames are refused and counted, and the gap map tells afterwards", () => {
  using directory = new TemporaryDirectory();
  let full = true;
  const write: typeof nodeIo.write = (...args) => {
    if (full) throw new Error("ENOSPC");
    return nodeIo.write(...args);
  };
  const writer = open(directory.path, { io: { ...nodeIo, write }, blockBytesMax: 100 });
  const taken = [1, 2, 3, 4].filter((tag) => writer.append(tag, tag, new Uint8Array(30)));
  expect([taken, writer.counters.refused, writer.failure?.code]).toEqual([[1, 2], 2, "io"]);
  expect(writer.gap(0, 50).ok).toBe(false);
  full = false;
  expect(writer.gap(0, 60).ok).toBe(true);
  writer.close();
  expect(readAll(directory.path).records.map((record) => record.tag)).toEqual([1, 2]);
  const reader = RawArchiveReader.open(directory.path);
  expect(reader.ok && reader.value.gaps()).toEqual([{ segment: 1, afterRecord: 2, timeUs: 60, dropped: 2 }]);
});

const HEADER_BYTES = 24 + "test".length + 4;
const BLOCK_BYTES = 12 + 46 + 4;

function isBlockEnd(at: number, length: number): boolean {
  return at < length && at >= HEADER_BYTES && (at - HEADER_BYTES) % BLOCK_BYTES === 0;
}

function open(directory: string, options: Partial<RawWriterOptions>): RawSegmentWriter {
  const opened = RawSegmentWriter.open(directory, { label: "test", ...options });
  if (!opened.ok) throw opened.error;
  return opened.value;
}

function readAll(directory: string) {
  const opened = RawArchiveReader.open(directory);
  if (!opened.ok) throw opened.error;
  return { records: [...opened.value.records()], damage: opened.value.damage };
}

function expectPrefix(directory: string, isClean: boolean): void {
  const { records, damage } = readAll(directory);
  expect(records.map((record) => record.tag)).toEqual([0, 1, 2, 3].slice(0, records.length));
  expect(damage.length).toBe(isClean ? 0 : 1);
}
