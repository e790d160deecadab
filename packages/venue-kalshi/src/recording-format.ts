import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  skipSpace,
  skipValue,
  take,
} from "./json-bytes.ts";
import type { RecordedFrame, RecordingFormat } from "./recorded-frame.ts";

type TimedBytes = Omit<RecordedFrame, "connection">;

const utf8 = new TextDecoder();
const COLLECTOR = /^\{"recv_ms":(\d+),"event":(?=\{)/;
const LINE_FEED = 0x0a;

/** Recognizes how a recording is written by its first kilobytes, or returns `undefined`. */
export function detectFormat(bytes: Uint8Array): RecordingFormat | undefined {
  const head = utf8.decode(bytes.subarray(0, 65_536)).trimStart();
  const line = head.slice(0, head.indexOf("\n") < 0 ? head.length : head.indexOf("\n"));
  if (COLLECTOR.test(line)) return "collector";
  if (/^\{.*"raw":\s*"/.test(line)) return "wrapped-lines";
  if (/^\{.*"type":\s*"/.test(line)) return "raw-lines";
  return /^\{\s/.test(head) && head.includes('"captured_ms"') ? "document" : undefined;
}

/** Returns the frames of a recording's bytes. A line that its format does not allow is an error: a damaged recording proves nothing. */
export function framesOf(bytes: Uint8Array, format: RecordingFormat): Iterable<TimedBytes> {
  if (format === "collector") return collectorFrames(bytes);
  if (format === "raw-lines") return timed(rawFrames(bytes));
  if (format === "wrapped-lines") return timed(wrappedFrames(bytes));
  return timed(documentFrames(bytes));
}

function* collectorFrames(bytes: Uint8Array): Generator<TimedBytes> {
  for (const line of linesOf(bytes)) {
    const head = COLLECTOR.exec(utf8.decode(line.subarray(0, 48)));
    const last = line.length - 1;
    if (!head || line[last] !== CLOSE_OBJECT)
      throw new Error(`not a collector's line: ${utf8.decode(line.subarray(0, 80))}`);
    // The event is sliced out of the line, never written anew: its bytes are the venue's.
    yield { receivedTimeMs: Number(head[1]), bytes: line.subarray(head[0].length, last) };
  }
}

/** Frames whose time may be unknown (0). */
function* rawFrames(bytes: Uint8Array): Generator<TimedBytes> {
  for (const line of linesOf(bytes)) yield { receivedTimeMs: 0, bytes: line };
}

function* wrappedFrames(bytes: Uint8Array): Generator<TimedBytes> {
  for (const line of linesOf(bytes)) {
    const text = utf8.decode(line);
    const { raw } = JSON.parse(text) as { raw: unknown };
    if (typeof raw !== "string") throw new Error(`a wrapped line holds its frame as "raw": ${text.slice(0, 80)}`);
    // Nanoseconds of our days pass 2^53: read as text, not as a number.
    const ns = /"recv_ts_ns":\s*(\d+)/.exec(text)?.[1];
    yield { receivedTimeMs: ns ? Number(ns.slice(0, -6)) : 0, bytes: new TextEncoder().encode(raw) };
  }
}

/** Walks the document and slices each frame's text out of it, white space and all. */
function* documentFrames(bytes: Uint8Array): Generator<TimedBytes> {
  const walk = new DocumentWalk(bytes);
  for (const name of walk.names()) {
    if (name !== "frames") {
      walk.skip();
      continue;
    }
    for (const _ of walk.items()) yield recordedItem(walk);
  }
}

function recordedItem(walk: DocumentWalk): TimedBytes {
  let receivedTimeMs = 0;
  let bytes: Uint8Array | undefined;
  for (const name of walk.names()) {
    const value = walk.skip();
    if (name === "received_ms") receivedTimeMs = Number(utf8.decode(value));
    else if (name === "frame") bytes = value;
  }
  if (!bytes) throw new Error('an item of "frames" holds a "frame"');
  return { receivedTimeMs, bytes };
}

/** A position in a document that must be well-formed. */
class DocumentWalk {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Yields the keys of the object that comes next; the caller moves past each value. */
  *names(): Generator<string> {
    this.must(OPEN_OBJECT);
    do {
      const name = JSON.parse(utf8.decode(this.skip())) as string;
      this.must(COLON);
      yield name;
    } while (this.may(COMMA));
    this.must(CLOSE_OBJECT);
  }

  /** Yields once per item of the array that comes next; the caller moves past each item. */
  *items(): Generator<void> {
    this.must(OPEN_ARRAY);
    if (this.may(CLOSE_ARRAY)) return;
    do yield;
    while (this.may(COMMA));
    this.must(CLOSE_ARRAY);
  }

  /** Moves past a value and returns its bytes. */
  skip(): Uint8Array {
    const start = skipSpace(this.bytes, this.at, this.bytes.length);
    const end = skipValue(this.bytes, start, this.bytes.length);
    if (end < 0) throw new Error(`a recording is JSON, not so at byte ${start}`);
    this.at = end;
    return this.bytes.subarray(start, end);
  }

  private may(byte: number): boolean {
    const to = take(this.bytes, this.at, this.bytes.length, byte);
    if (to >= 0) this.at = to;
    return to >= 0;
  }

  private must(byte: number): void {
    if (!this.may(byte)) throw new Error(`a recording has "${String.fromCharCode(byte)}" at byte ${this.at}`);
  }
}

/** Fills in the time where the format has none: the frame's own stamp, else the last one known. Never goes back. */
function* timed(frames: Iterable<TimedBytes>): Generator<TimedBytes> {
  let lastMs = 0;
  for (const { receivedTimeMs, bytes } of frames) {
    lastMs = Math.max(lastMs, receivedTimeMs || stampOf(utf8.decode(bytes)));
    yield { receivedTimeMs: lastMs, bytes };
  }
}

function stampOf(text: string): number {
  const ms = /"ts_ms":\s*(\d+)/.exec(text)?.[1];
  return ms === undefined ? Number(/"ts":\s*(\d+)/.exec(text)?.[1] ?? 0) * 1000 : Number(ms);
}

/** The lines that are not blank, as views of `bytes`. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    const line = bytes.subarray(start, end > start && bytes[end - 1] === 0x0d ? end - 1 : end);
    if (line.some((byte) => byte > 0x20)) yield line;
    start = end + 1;
  }
}
