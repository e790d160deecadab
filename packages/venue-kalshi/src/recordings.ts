import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import type { RecordedFrame, RecordingFormat } from "./recorded-frame.ts";
import { detectFormat, framesOf } from "./recording-format.ts";
import { renumbered } from "./renumber.ts";

export interface RecordingOptions {
  /** Detected when absent. */
  readonly format?: RecordingFormat;
  /** Count sequence numbers anew; by default that is done for a `collector` recording, whose numbers have holes, and for no other. */
  readonly renumber?: boolean;
}

/** A recording on disk, ready to be played. */
export interface Recording {
  readonly format: RecordingFormat;
  readonly isRenumbered: boolean;
  readonly files: readonly string[];
  /** Unpacks and yields the frames, one file after the other; may be called again. */
  frames(): AsyncIterable<RecordedFrame>;
}

/**
 * Opens the files of one recording: several if it was cut (at UTC midnight, say), in order of time; numbers and connections run on
 * from one to the next. Names that end in `.gz` are unpacked.
 *
 * @example
 * const recording = await openRecording(["KXGOLD15M-26AUG101900-00.2026-08-10.ndjson.gz"]);
 * for await (const { connection, bytes, receivedTimeMs } of recording.frames()) …
 */
export async function openRecording(files: readonly string[], options: RecordingOptions = {}): Promise<Recording> {
  const [first] = files;
  if (first === undefined) throw new RangeError("a recording has at least one file");
  const format = options.format ?? detectFormat(await readBytes(first));
  if (!format) throw new Error(`${first} is in no format of recording that we know`);
  const isRenumbered = options.renumber ?? format === "collector";
  return { format, isRenumbered, files, frames: () => readFrames(files, format, isRenumbered) };
}

/** Returns the frames of bytes at hand (unpacked), for players that have them in memory. */
export function readRecording(bytes: Uint8Array, options: RecordingOptions = {}): Iterable<RecordedFrame> {
  const format = options.format ?? detectFormat(bytes);
  if (!format) throw new Error("the bytes are in no format of recording that we know");
  return numbered(framesOf(bytes, format), options.renumber ?? format === "collector");
}

/**
 * Groups files into recordings by name, each group in order of time: `KXGOLD15M-26AUG102000-00.2026-08-10.ndjson.gz` and its successor of
 * the next day are both the window `KXGOLD15M-26AUG102000-00`; a file without a date at the end is a recording of its own.
 */
export function groupRecordingFiles(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const file of [...files].sort()) {
    const name = basename(file)
      .replace(/\.gz$/, "")
      .replace(/\.[a-z]+$/, "")
      .replace(/\.\d{4}-\d\d-\d\d$/, "");
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return groups;
}

async function* readFrames(
  files: readonly string[],
  format: RecordingFormat,
  isRenumbered: boolean,
): AsyncGenerator<RecordedFrame> {
  const unpacked: Uint8Array[] = [];
  for (const file of files) unpacked.push(await readBytes(file));
  yield* numbered(framesOfAll(unpacked, format), isRenumbered);
}

function* framesOfAll(
  files: readonly Uint8Array[],
  format: RecordingFormat,
): Generator<Omit<RecordedFrame, "connection">> {
  for (const bytes of files) yield* framesOf(bytes, format);
}

function* numbered(
  frames: Iterable<Omit<RecordedFrame, "connection">>,
  isRenumbered: boolean,
): Generator<RecordedFrame> {
  if (isRenumbered) yield* renumbered(frames);
  else for (const frame of frames) yield { ...frame, connection: 0 };
}

async function readBytes(file: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(await Bun.file(file).arrayBuffer());
  // Not Bun.gunzipSync: it stops after the first of the many gzip members that recordings consist of.
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}
