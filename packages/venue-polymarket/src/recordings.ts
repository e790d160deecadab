import { gunzipSync } from "node:zlib";
import { pythonReprToJson } from "./python-repr.ts";

/** `ws` frames go into a feed core; a `rest_book` is a `GET /book` body; `skip` is another source's record in the same file. */
export type RecordedKind = "ws" | "rest_book" | "skip";

/** One record of a recording. */
export interface RecordedFrame {
  /** Counts up with each reconnect inside the recording; when it changes, close and open the feed's connection. */
  readonly connection: number;
  readonly receivedTimeMs: number;
  readonly bytes: Uint8Array;
  readonly kind: RecordedKind;
}

/**
 * - `multi-source`: JSON lines `{source, recv_wall_ts, payload}`, several venues in one file
 * - `raw-lines`: JSON lines `{received_at, raw}`
 * - `json`: one message, pretty-printed or not
 * - `json-lines`: one message per line, with titles between them or not
 * - `python-lines`: the same in Python's own notation
 */
export type RecordingFormat = "multi-source" | "raw-lines" | "json" | "json-lines" | "python-lines" | "unknown";

export interface Recording {
  readonly path: string;
  readonly format: RecordingFormat;
  readonly frames: AsyncIterable<RecordedFrame>;
}

/** Opens a recorded Polymarket session, unpacking ".gz". A file in no known form has format "unknown" and no frames. */
export async function openRecording(path: string): Promise<Recording> {
  const bytes = new Uint8Array(await Bun.file(path).arrayBuffer());
  const text = new TextDecoder().decode(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  const format = detectRecordingFormat(text);
  return { path, format, frames: toAsync(readRecording(text, format)) };
}

/** Tells a recording's form from its text. */
export function detectRecordingFormat(text: string): RecordingFormat {
  const whole = tryJson(text);
  if (whole !== undefined) return isMessage(whole) ? "json" : formatOfLine(whole);
  for (const line of linesOf(text)) {
    const value = tryJson(line);
    if (value !== undefined) return formatOfLine(value);
    if (/^[[{]\s*'/.test(line) || /^\[\{'/.test(line)) return "python-lines";
  }
  return "unknown";
}

/** Returns the frames of a recording's text, in order. */
export function* readRecording(text: string, format = detectRecordingFormat(text)): Generator<RecordedFrame> {
  const sessions = new SessionCounter();
  for (const { payload, receivedTimeMs, source } of rawFrames(text, format)) {
    const kind = source === "polymarket_clob" ? kindOf(payload) : "skip";
    const connection = sessions.of(kind, payload);
    yield { connection, receivedTimeMs, bytes: new Uint8Array(Buffer.from(payload)), kind };
  }
}

/** A record as found: the message's own text, when it came and from whom. */
interface RawFrame {
  readonly payload: string;
  readonly receivedTimeMs: number;
  readonly source: string;
}

/** Recorders that reconnect show it only by another snapshot array: there is one per connection, first. */
class SessionCounter {
  private connection = 0;
  private seen = false;

  of(kind: RecordedKind, payload: string): number {
    if (kind === "ws") {
      if (this.seen && payload.trimStart().startsWith("[")) this.connection++;
      this.seen = true;
    }
    return this.connection;
  }
}

function* rawFrames(text: string, format: RecordingFormat): Generator<RawFrame> {
  if (format === "unknown") return;
  if (format === "json") {
    yield withOwnTime(text);
    return;
  }
  for (const line of linesOf(text)) {
    const frame = rawFrame(line, format);
    if (frame) yield frame;
  }
}

function rawFrame(line: string, format: RecordingFormat): RawFrame | undefined {
  if (format === "python-lines") {
    // Single lines may already be JSON.
    const json = tryJson(line) === undefined ? pythonReprToJson(line) : line;
    return json === undefined ? undefined : withOwnTime(json);
  }
  const record = tryJson(line);
  if (record === undefined) return undefined;
  if (format === "json-lines") return isMessage(record) ? withOwnTime(line) : undefined;
  const { payload, raw, received_at, recv_wall_ts, source } = record as Record<string, unknown>;
  if (format === "raw-lines") {
    return { payload: String(raw), receivedTimeMs: Date.parse(String(received_at)), source: "polymarket_clob" };
  }
  return { payload: String(payload), receivedTimeMs: Number(recv_wall_ts), source: String(source) };
}

/** A message without a recorder's envelope is dated by its own timestamp. */
function withOwnTime(payload: string): RawFrame {
  const match = /"timestamp"\s*:\s*"?(\d+)/.exec(payload);
  return { payload, receivedTimeMs: match ? Number(match[1]) : 0, source: "polymarket_clob" };
}

/** Stream events say their type; a REST body does not. */
function kindOf(payload: string): RecordedKind {
  if (/"event_type"\s*:/.test(payload) || /^\s*\[/.test(payload)) return "ws";
  return /"bids"\s*:/.test(payload) ? "rest_book" : "skip";
}

function formatOfLine(value: unknown): RecordingFormat {
  if (isMessage(value)) return "json-lines";
  if (typeof value !== "object" || value === null) return "unknown";
  if ("payload" in value && "source" in value) return "multi-source";
  return "raw" in value ? "raw-lines" : "unknown";
}

function isMessage(value: unknown): boolean {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "object" && first !== null && ("event_type" in first || ("bids" in first && "asks" in first));
}

function* linesOf(text: string): Generator<string> {
  for (const line of text.split("\n")) if (line.trim() !== "") yield line;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* toAsync<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
