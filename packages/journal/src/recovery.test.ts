import { expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SlotKind, SlotWriter } from "@augury/wire";
import fc from "fast-check";
import { appendNumbered, HEADER, openWriter, readNumbers, TemporaryDirectory, upTo } from "./journal-fixture.ts";
import { JournalReader } from "./journal-reader.ts";
import { openForRecovery, resumeJournal } from "./recovery.ts";
import { segmentPath } from "./run-directory.ts";
import { RECORD_BYTES, STAMPED_WORDS } from "./segment-layout.ts";

test("openForRecovery: default: a journal that was closed properly loses nothing", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 30, 1000);
  const before = filesOf(runDir);
  const report = recover(runDir);
  expect(report).toMatchObject({
    records: 30,
    slots: 30,
    bytesCut: 0,
    lastNumber: 30,
    header: { runId: HEADER.runId },
  });
  expect(report.segments.length).toBeGreaterThan(2);
  expect(filesOf(runDir)).toEqual(before);
});

test("openForRecovery: behavior: torn at any byte of the last records, the journal ends at the last whole one", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 10);
  const path = segmentPath(runDir, 1);
  const whole = readFileSync(path);
  for (let cut = 1; cut <= 3 * RECORD_BYTES; cut++) {
    writeFileSync(path, whole.subarray(0, whole.length - cut));
    const records = 10 - Math.ceil(cut / RECORD_BYTES);
    const torn = readNumbers(runDir);
    expect(torn.numbers).toEqual(upTo(records));
    const report = recover(runDir);
    expect([report.records, report.lastNumber]).toEqual([records, records]);
    expect(report.bytesCut).toBe((RECORD_BYTES - (cut % RECORD_BYTES)) % RECORD_BYTES);
    expect(torn.reader.tornBytes).toBe(report.bytesCut);
    expect(readFileSync(path).length).toBe(whole.length - (10 - records) * RECORD_BYTES);
  }
});

test("openForRecovery: behavior: a tail that the disk filled with zeros or garbage is cut", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 10);
  const path = segmentPath(runDir, 1);
  const whole = readFileSync(path);
  for (const filler of [0, 0xa5]) {
    writeFileSync(path, Buffer.concat([whole, Buffer.alloc(4000, filler)]));
    expect(recover(runDir)).toMatchObject({ records: 10, bytesCut: 4000 });
    expect(readFileSync(path)).toEqual(whole);
  }
});

test("openForRecovery: behavior: torn at any byte of a blob, the journal ends before it", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path);
  appendNumbered(writer, 1);
  writer.flush();
  const path = segmentPath(writer.directory, 1);
  const bytesBefore = readFileSync(path).length;
  writer.appendBlob({ type: 1, number: 2, consumedTimeUs: 2, bytes: new Uint8Array(100).fill(9) });
  writer.close();
  const whole = readFileSync(path);
  for (let bytes = bytesBefore + 1; bytes < whole.length; bytes++) {
    writeFileSync(path, whole.subarray(0, bytes));
    expect(recover(writer.directory)).toMatchObject({ records: 1, slots: 1, bytesCut: bytes - bytesBefore });
  }
});

test("openForRecovery: behavior: a flipped bit anywhere is found, and what was before it stays readable", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path, { segmentBytesMax: 600 });
  for (const n of upTo(9)) {
    appendNumbered(writer, n);
    if (n === 3) writer.appendBlob({ type: 1, number: 4, consumedTimeUs: 4, bytes: new Uint8Array(20).fill(n) });
  }
  writer.close();
  for (const name of readdirSync(writer.directory)) {
    const path = join(writer.directory, name);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      writeFileSync(path, damaged);
      expectNoticed(writer.directory);
      writeFileSync(path, whole);
    }
  }
  expect(recover(writer.directory).bytesCut).toBe(0);
});

test("openForRecovery: error: damage in the middle names segment and offset, and changes no file", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 30, 1000);
  const path = segmentPath(runDir, 2);
  const bytes = readFileSync(path);
  const offset = bytes.length - 2 * RECORD_BYTES;
  bytes[offset + 5] = (bytes[offset + 5] as number) ^ 0x10;
  writeFileSync(path, bytes);
  const before = filesOf(runDir);
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "corrupt", at: { segment: 2, offset } } });
  expect(filesOf(runDir)).toEqual(before);
  const { numbers, reader } = readNumbers(runDir);
  expect(reader.failure).toMatchObject({ code: "corrupt", at: { segment: 2, offset } });
  expect(numbers).toEqual(upTo(numbers.length));
  expect(reader.next()).toBe(false);
});

test("openForRecovery: error: exchanged, repeated and missing records are noticed", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 10);
  const path = segmentPath(runDir, 1);
  const whole = readFileSync(path);
  const at = (record: number) => whole.length - (10 - record) * RECORD_BYTES;
  const record = (index: number) => whole.subarray(at(index), at(index) + RECORD_BYTES);
  const exchanged = Buffer.from(whole);
  exchanged.set(record(4), at(5));
  exchanged.set(record(5), at(4));
  const repeated = Buffer.concat([whole.subarray(0, at(5)), record(4), whole.subarray(at(5))]);
  const missing = Buffer.concat([whole.subarray(0, at(5)), whole.subarray(at(6))]);
  for (const damaged of [exchanged, repeated, missing]) {
    writeFileSync(path, damaged);
    expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "corrupt" } });
  }
});

test("openForRecovery: error: a record of another run in the same place is noticed", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 10);
  const path = segmentPath(runDir, 1);
  const whole = readFileSync(path);
  using elsewhere = new TemporaryDirectory();
  const writer = openWriter(elsewhere.path, {}, "run-2");
  for (const n of upTo(10)) appendNumbered(writer, n);
  writer.close();
  const foreign = readFileSync(segmentPath(writer.directory, 1));
  const at = whole.length - 5 * RECORD_BYTES;
  writeFileSync(
    path,
    Buffer.concat([whole.subarray(0, at), foreign.subarray(at, at + RECORD_BYTES), whole.subarray(at + RECORD_BYTES)]),
  );
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "corrupt", at: { offset: at } } });
});

test("openForRecovery: error: a missing, shortened or foreign segment in the middle is noticed", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 30, 1000);
  const second = segmentPath(runDir, 2);
  const whole = readFileSync(second);
  truncateSync(second, whole.length - RECORD_BYTES);
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "corrupt", at: { segment: 3 } } });
  truncateSync(second, whole.length - 10);
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "corrupt", at: { segment: 2 } } });
  expect(readNumbers(runDir).reader.failure?.code).toBe("corrupt");
  copyFileSync(segmentPath(runDir, 1), second);
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "bad_header", at: { segment: 2 } } });
  rmSync(second);
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "missing" } });
  expect(readNumbers(runDir).reader.failure?.code).toBe("missing");
});

test("openForRecovery: behavior: a crash between a segment's header and its first record keeps the empty segment", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 12, 1000);
  const last = lastSegment(runDir);
  const path = segmentPath(runDir, last);
  const header = readFileSync(path);
  const records = recover(runDir).segments.at(-1)?.records as number;
  truncateSync(path, header.length - records * RECORD_BYTES);
  const report = recover(runDir);
  expect(report.segments.at(-1)).toMatchObject({ segment: last, records: 0, bytesCut: 0, deleted: false });
  expect(report.records).toBe(12 - records);
});

test("openForRecovery: behavior: a crash within a segment's header deletes that file", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 12, 1000);
  const last = lastSegment(runDir);
  const path = segmentPath(runDir, last);
  const records = recover(runDir).segments.at(-1)?.records as number;
  const header = readFileSync(path).length - records * RECORD_BYTES;
  const bytes = readFileSync(path);
  for (const length of [0, 8, 55, 56, header - 1]) {
    writeFileSync(path, bytes.subarray(0, length));
    expect(readNumbers(runDir).numbers).toEqual(upTo(12 - records));
    const report = recover(runDir);
    expect(report.segments.at(-1)).toMatchObject({ segment: last, bytesCut: length, deleted: true });
    expect(lastSegment(runDir)).toBe(last - 1);
  }
});

test("openForRecovery: error: a run that never had a whole header, or is not there", () => {
  using directory = new TemporaryDirectory();
  const runDir = join(directory.path, "run");
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "missing" } });
  mkdirSync(runDir);
  writeFileSync(segmentPath(runDir, 1), "AUGURYJ\n");
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "empty" } });
  // Nothing was lost with it, and it must not be in the way of a new beginning.
  expect(readdirSync(runDir)).toEqual([]);
  writeFileSync(segmentPath(runDir, 1), Buffer.alloc(200, 7));
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "bad_header" } });
});

test("openForRecovery: error: a newer format is refused, not guessed", () => {
  using directory = new TemporaryDirectory();
  const runDir = writeRun(directory.path, 1);
  const bytes = readFileSync(segmentPath(runDir, 1));
  bytes.writeUInt32LE(99, 8);
  writeFileSync(segmentPath(runDir, 1), bytes);
  expect(openForRecovery(runDir)).toMatchObject({ ok: false, error: { code: "unsupported_version" } });
  expect(JournalReader.open(runDir)).toMatchObject({ ok: false, error: { code: "unsupported_version" } });
});

test("openForRecovery: behavior: reports the last digest that was written down", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path);
  const words = new Int32Array(STAMPED_WORDS);
  const doubles = new Float64Array(words.buffer);
  const slot = new SlotWriter(words, doubles);
  slot.header(0, SlotKind.digest, -1, 0, 0, 0);
  slot.digest(0, 0x12345678, -2, 5, 1);
  doubles[9] = 5;
  writer.append(words, doubles, 0);
  appendNumbered(writer, 6);
  writer.close();
  expect(recover(writer.directory).lastDigest).toEqual({ text: "12345678fffffffe", number: 5 });
});

test("resumeJournal: default: the run goes on behind the cut, as if nothing had happened", () => {
  const anyCuts = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(anyCuts, fc.integer({ min: 300, max: 3000 }), (cuts, segmentBytesMax) => {
      using directory = new TemporaryDirectory();
      const runDir = writeRun(directory.path, 10, segmentBytesMax);
      let next = 11;
      for (const cut of cuts) {
        const path = segmentPath(runDir, lastSegment(runDir));
        truncateSync(path, Math.max(0, readFileSync(path).length - cut));
        const resumed = resumeJournal(runDir, { segmentBytesMax });
        if (!resumed.ok) {
          // Only a run whose one segment lost its header has nothing to go on from.
          expect(resumed.error.code).toBe("empty");
          return;
        }
        next = resumed.value.report.slots + 1;
        for (let more = 0; more < 5; more++) appendNumbered(resumed.value.writer, next++);
        expect(resumed.value.writer.slots).toBe(next - 1);
        expect(resumed.value.writer.close().ok).toBe(true);
      }
      const { numbers, reader } = readNumbers(runDir);
      expect(reader.failure).toBeUndefined();
      expect(numbers).toEqual(upTo(next - 1));
    }),
    { numRuns: 30 },
  );
});

test("JournalReader: behavior: follows a journal that is still being written, over rotations", () => {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path, { segmentBytesMax: 400 });
  const opened = JournalReader.open(writer.directory);
  if (!opened.ok) throw opened.error;
  const seen: number[] = [];
  for (let n = 1; n <= 40; n++) {
    appendNumbered(writer, n);
    if (n % 3 === 0) writer.flush();
    while (opened.value.next()) seen.push(opened.value.slots);
    expect(opened.value.failure).toBeUndefined();
    expect(seen.length).toBeGreaterThanOrEqual(n - (n % 3));
  }
  writer.close();
  while (opened.value.next()) seen.push(opened.value.slots);
  expect(seen).toEqual(upTo(40));
});

test("a killed writer: every record that it told of is there, and the journal ends with a whole one", async () => {
  for (const afterMs of [5, 20, 60]) {
    using directory = new TemporaryDirectory();
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "endless-writer.ts"), directory.path], {
      stdout: "pipe",
    });
    let told = 0;
    for await (const chunk of child.stdout) {
      // Counting starts with the first words, so that a slow start of the process does not kill it before it wrote.
      if (told === 0) setTimeout(() => child.kill("SIGKILL"), afterMs);
      told = Number(new TextDecoder().decode(chunk).trimEnd().split("\n").at(-1));
    }
    await child.exited;
    const report = recover(join(directory.path, HEADER.runId));
    expect(report.records).toBeGreaterThanOrEqual(told);
    expect(readNumbers(join(directory.path, HEADER.runId)).numbers).toEqual(upTo(report.records));
  }
});

/** Writes records 1 … `count` and returns the run's directory. */
function writeRun(root: string, count: number, segmentBytesMax = 100_000): string {
  const writer = openWriter(root, { segmentBytesMax });
  for (const n of upTo(count)) appendNumbered(writer, n);
  writer.close();
  return writer.directory;
}

function recover(runDir: string) {
  const report = openForRecovery(runDir);
  if (!report.ok) throw report.error;
  return report.value;
}

/** Asserts that reading reports trouble and hands out a prefix of 1 … 9 only. */
function expectNoticed(runDir: string): void {
  const opened = JournalReader.open(runDir);
  if (!opened.ok) return;
  let slots = 0;
  while (opened.value.next()) expect(opened.value.f64[(opened.value.base >>> 1) + 9]).toBe(++slots);
  opened.value.close();
  expect(slots).toBeLessThanOrEqual(9);
  expect(opened.value.failure !== undefined || opened.value.tornBytes > 0).toBe(true);
}

function filesOf(runDir: string): [string, string][] {
  return readdirSync(runDir)
    .sort()
    .map((name) => [name, readFileSync(join(runDir, name)).toString("base64")]);
}

function lastSegment(runDir: string): number {
  return Math.max(...readdirSync(runDir).map((name) => Number.parseInt(name, 10)));
}
