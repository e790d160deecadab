import { expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { D_NUMBER, STAMPED_BYTES } from "@augury/wire";
import fc from "fast-check";
import { appendNumbered, HEADER, openWriter, readNumbers, TemporaryDirectory, upTo } from "./journal-fixture.ts";
import { nodeIo } from "./journal-io.ts";
import { JournalReader, readRunHeader } from "./journal-reader.ts";
import { JournalWriter } from "./journal-writer.ts";
import { listRuns, runDirectory } from "./run-directory.ts";
import { RECORD_BYTES, STAMPED_WORDS } from "./segment-layout.ts";

test("JournalWriter: default: what is appended is read back in order, with the run's header", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path);
  for (const n of upTo(5)) expect(appendNumbered(writer, n)).toBe(true);
  expect(writer.close().ok).toBe(true);
  const { numbers, reader } = readNumbers(writer.directory);
  expect(numbers).toEqual(upTo(5));
  expect(reader.failure).toBeUndefined();
  expect(reader.header).toMatchObject({ ...HEADER, segment: 1, recordsBefore: 0 });
});

test("JournalWriter: behavior: any words come back bit for bit, whatever the buffer and segment bounds", () => {
  const anyRecord = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), {
    minLength: STAMPED_WORDS,
    maxLength: STAMPED_WORDS,
  });
  const anyBounds = fc.record({
    bufferRecordsMax: fc.integer({ min: 1, max: 9 }),
    segmentBytesMax: fc.integer({ min: 1, max: 4000 }),
  });
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 60 }), anyBounds, (records, bounds) => {
      using directory = new TemporaryDirectory();
      const writer = openWriter(directory.path, bounds);
      for (const record of records) {
        const words = Int32Array.from(record);
        words[0] = words[0] & 0x7fff_ff7f; // Kind 255 belongs to blobs.
        expect(writer.append(words, new Float64Array(words.buffer), 0)).toBe(true);
        record[0] = words[0];
      }
      expect(writer.close().ok).toBe(true);
      expect(readWords(writer.directory)).toEqual(records);
    }),
    { numRuns: 40 },
  );
});

test("JournalWriter: behavior: takes stamped slots straight from a ring, across its wrap", () => {
  using directory = new TemporaryDirectory();
  const ring = createRing({ capacity: 8, slotBytes: STAMPED_BYTES }, createDoorbell());
  const producer = new RingProducer(ring);
  const consumer = new RingConsumer(ring);
  const writer = openWriter(directory.path);
  for (let n = 1; n <= 20; n++) {
    producer.f64[(producer.base(0) >>> 1) + D_NUMBER] = n;
    producer.publish(1);
    expect(consumer.poll(8)).toBe(1);
    expect(writer.append(consumer.i32, consumer.f64, consumer.base(0))).toBe(true);
    consumer.release(1);
  }
  writer.close();
  expect(readNumbers(writer.directory).numbers).toEqual(upTo(20));
});

test("JournalWriter: behavior: a full segment is followed by the next, which says what came before it", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path, { segmentBytesMax: 500, bufferRecordsMax: 3 });
  for (const n of upTo(40)) appendNumbered(writer, n);
  writer.close();
  const { numbers, reader } = readNumbers(writer.directory);
  expect(numbers).toEqual(upTo(40));
  expect(writer.counters.rotations).toBeGreaterThan(5);
  expect(reader.header.recordsBefore).toBe(reader.header.firstNumber - 1);
  for (const name of readdirSync(writer.directory))
    expect(statSync(join(writer.directory, name)).size).toBeLessThan(500 + RECORD_BYTES);
});

test("JournalWriter: behavior: the oldest segments go when more than segmentsMax are there, and are counted", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path, { segmentBytesMax: 500, segmentsMax: 2 });
  for (const n of upTo(40)) appendNumbered(writer, n);
  writer.close();
  expect(readdirSync(writer.directory)).toHaveLength(2);
  expect(writer.counters.segmentsDeleted).toBe(writer.counters.rotations - 1);
  const { numbers, reader } = readNumbers(writer.directory);
  expect(numbers.at(-1)).toBe(40);
  expect(numbers[0]).toBeGreaterThan(1);
  expect(reader.records).toBe(40);
  expect(listRuns(directory.path)[0]?.complete).toBe(false);
});

test("JournalWriter: behavior: a blob comes before the slot that follows it, with its bytes and number", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path, { segmentBytesMax: 2000 });
  appendNumbered(writer, 1);
  const blob = { type: 7, number: 2, consumedTimeUs: 1_700_000_000_000_002, bytes: new Uint8Array(5003).fill(42) };
  expect(writer.appendBlob(blob)).toBe(true);
  expect(writer.appendBlob({ ...blob, bytes: new Uint8Array(0) })).toBe(true);
  appendNumbered(writer, 2);
  writer.close();
  const seen: unknown[] = [];
  const opened = JournalReader.open(writer.directory, { onBlob: (found) => seen.push(found), bufferBytes: 4096 });
  if (!opened.ok) throw opened.error;
  const reader = opened.value;
  while (reader.next()) seen.push(reader.f64[(reader.base >>> 1) + D_NUMBER]);
  expect(reader.failure).toBeUndefined();
  expect(seen).toEqual([1, blob, { ...blob, bytes: new Uint8Array(0) }, 2]);
  expect([reader.records, reader.slots, writer.slots]).toEqual([4, 2, 2]);
});

test("JournalWriter: behavior: syncs as the policy says", () => {
  const syncs = (fsync: "none" | "flush" | { everyMs: number }) => {
    using directory = new TemporaryDirectory();
    const writer = openWriter(directory.path, { fsync });
    for (let n = 1; n <= 10; n++) {
      appendNumbered(writer, n);
      writer.flush(n * 1_000_000);
    }
    return writer.counters.syncs;
  };
  expect(syncs("none")).toBe(0);
  expect(syncs("flush")).toBe(10);
  expect(syncs({ everyMs: 2000 })).toBe(5);
});

test("JournalWriter: error: a full disk holds records in the buffer, then refuses, and nothing is lost when there is room again", () => {
  using directory = new TemporaryDirectory();
  let room = 700;
  const io = {
    ...nodeIo,
    // Takes what fits, as a disk does, and then nothing.
    write: (fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
      const fits = Math.min(length, room - position);
      if (fits <= 0) throw new Error("ENOSPC: no space left on device");
      return nodeIo.write(fd, bytes, offset, fits, position);
    },
  };
  const writer = openWriter(directory.path, { io, bufferRecordsMax: 4 });
  let accepted = 0;
  while (appendNumbered(writer, accepted + 1)) accepted++;
  expect(writer.failure).toMatchObject({ code: "io", retry: "backoff" });
  expect(writer.flush().ok).toBe(false);
  expect(writer.close().ok).toBe(false);
  expect(readNumbers(writer.directory).numbers).toEqual(upTo(accepted - 4));
  room = Number.MAX_SAFE_INTEGER;
  expect(appendNumbered(writer, accepted + 1)).toBe(true);
  expect(writer.close().ok).toBe(true);
  expect(readNumbers(writer.directory).numbers).toEqual(upTo(accepted + 1));
});

test("JournalWriter: error: a blob that the disk refuses leaves nothing, and can be written later", () => {
  using directory = new TemporaryDirectory();
  let full = false;
  const io = {
    ...nodeIo,
    write: (fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
      if (full && length > RECORD_BYTES) return nodeIo.write(fd, bytes, offset, 100, position);
      if (full) throw new Error("ENOSPC");
      return nodeIo.write(fd, bytes, offset, length, position);
    },
  };
  const writer = openWriter(directory.path, { io });
  const blob = { type: 1, number: 1, consumedTimeUs: 1, bytes: new Uint8Array(80) };
  full = true;
  expect(writer.appendBlob(blob)).toBe(false);
  full = false;
  expect(appendNumbered(writer, 1)).toBe(true);
  expect(writer.appendBlob(blob)).toBe(true);
  writer.close();
  const { numbers, reader } = readNumbers(writer.directory);
  expect([numbers, reader.records, reader.failure, reader.tornBytes]).toEqual([[1], 2, undefined, 0]);
});

test("JournalWriter: error: a segment that cannot be created refuses records until it can", () => {
  using directory = new TemporaryDirectory();
  let denied = false;
  const create = (path: string) => {
    if (denied) throw new Error("EACCES");
    return nodeIo.create(path);
  };
  const writer = openWriter(directory.path, { io: { ...nodeIo, create }, segmentBytesMax: 300 });
  denied = true;
  let n = 1;
  while (appendNumbered(writer, n)) n++;
  expect(appendNumbered(writer, n)).toBe(false);
  denied = false;
  expect(appendNumbered(writer, n)).toBe(true);
  writer.close();
  expect(readNumbers(writer.directory).numbers).toEqual(upTo(n));
  expect(writer.counters.rotations).toBe(1);
});

test("JournalWriter: error: a run is not begun twice", () => {
  using directory = new TemporaryDirectory();
  openWriter(directory.path).close();
  const again = JournalWriter.open(directory.path, HEADER);
  expect(again).toMatchObject({ ok: false, error: { code: "exists" } });
});

test("listRuns: default: names runs in order, and readRunHeader tells what they were", () => {
  using directory = new TemporaryDirectory();
  expect(listRuns(join(directory.path, "nowhere"))).toEqual([]);
  for (const runId of ["b", "a"]) {
    const opened = JournalWriter.open(directory.path, { ...HEADER, runId });
    if (opened.ok) opened.value.close();
  }
  expect(listRuns(directory.path).map((run) => [run.runId, run.segments, run.complete])).toEqual([
    ["a", 1, true],
    ["b", 1, true],
  ]);
  expect(readRunHeader(runDirectory(directory.path, "a"))).toMatchObject({
    ok: true,
    value: { runId: "a", firstNumber: 1 },
  });
  expect(readRunHeader(runDirectory(directory.path, "c"))).toMatchObject({ ok: false, error: { code: "missing" } });
});

function readWords(runDir: string): number[][] {
  const opened = JournalReader.open(runDir, { bufferBytes: 4096 });
  if (!opened.ok) throw opened.error;
  const reader = opened.value;
  const records: number[][] = [];
  while (reader.next()) records.push([...reader.i32.subarray(reader.base, reader.base + STAMPED_WORDS)]);
  expect(reader.failure).toBeUndefined();
  reader.close();
  return records;
}
