import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { D_CONSUMED_US, D_NUMBER } from "@augury/wire";
import { JournalReader } from "./journal-reader.ts";
import { JournalWriter, type JournalWriterOptions } from "./journal-writer.ts";
import { STAMPED_WORDS } from "./segment-layout.ts";

/** Builders for this package's tests and its bench. */
export const HEADER = {
  runId: "run-1",
  buildId: "build-1",
  instruments: new TextEncoder().encode("[]"),
  configuration: new TextEncoder().encode("mode: paper\n"),
};

const words = new Int32Array(STAMPED_WORDS);
const doubles = new Float64Array(words.buffer);

/** Appends record `n`: all words depend on `n`, its total-order number is `n`. */
export function appendNumbered(writer: JournalWriter, n: number): boolean {
  for (let word = 0; word < STAMPED_WORDS; word++) words[word] = Math.imul(n + word, 0x9e3779b1);
  words[0] = 4;
  doubles[D_CONSUMED_US] = 1_700_000_000_000_000 + n;
  doubles[D_NUMBER] = n;
  return writer.append(words, doubles, 0);
}

/** Opens a writer for `HEADER`'s run, or another one; a failure is a failed test. */
export function openWriter(root: string, options: JournalWriterOptions = {}, runId = HEADER.runId): JournalWriter {
  const opened = JournalWriter.open(root, { ...HEADER, runId }, options);
  if (!opened.ok) throw opened.error;
  return opened.value;
}

/** Returns the total-order numbers of a run's slots, and the reader, spent. */
export function readNumbers(runDir: string): { numbers: number[]; reader: JournalReader } {
  const opened = JournalReader.open(runDir, { bufferBytes: 4096 });
  if (!opened.ok) throw opened.error;
  const reader = opened.value;
  const numbers: number[] = [];
  while (reader.next()) numbers.push(reader.f64[(reader.base >>> 1) + D_NUMBER]);
  reader.close();
  return { numbers, reader };
}

/** Returns 1, 2, … `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** A directory that is gone after the test. */
export class TemporaryDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "augury-journal-"));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
