import { assert, err, ok, type Result } from "@augury/core";
import { JournalError } from "./journal-error.ts";
import {
  FORMAT_VERSION,
  HEADER_BYTES_MAX,
  HEADER_FIXED_BYTES,
  HEADER_FIXED_CRC,
  MAGIC,
  paddedBytes,
  RECORD_BYTES,
} from "./segment-layout.ts";

/** What a run is: written at the head of each of its segments, so that any of them can be read alone. */
export interface RunHeader {
  /** Names the run's directory: letters, digits, ".", "_" and "-". */
  readonly runId: string;
  readonly buildId: string;
  /** The instrument table as JSON bytes (`encodeInstruments`). */
  readonly instruments: Uint8Array;
  /** The configuration that decision started with, as bytes. */
  readonly configuration: Uint8Array;
}

/** A run's header with a segment's place in it. */
export interface SegmentHeader extends RunHeader {
  readonly segment: number;
  readonly firstNumber: number;
  readonly recordsBefore: number;
  readonly slotsBefore: number;
}

/** A header as it stands in a file: its CRC seeds the checks of the segment's records. */
export interface StoredHeader extends SegmentHeader {
  readonly bytes: number;
  readonly crc: number;
}

/** Returns a header's bytes (segment-layout.ts, step 1). */
export function encodeSegmentHeader(header: SegmentHeader): Uint8Array {
  const parts = [toUtf8(header.runId), toUtf8(header.buildId), header.instruments, header.configuration];
  const content = parts.reduce((sum, part) => sum + 4 + part.length, HEADER_FIXED_BYTES);
  const total = paddedBytes(content + 4);
  assert(total <= HEADER_BYTES_MAX, `a segment header has at most ${HEADER_BYTES_MAX} bytes, had ${total}`);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  bytes.set(toUtf8(MAGIC), 0);
  view.setUint32(8, FORMAT_VERSION, true);
  view.setUint32(12, total, true);
  view.setUint32(16, header.segment, true);
  view.setUint32(20, RECORD_BYTES, true);
  view.setFloat64(24, header.firstNumber, true);
  view.setFloat64(32, header.recordsBefore, true);
  view.setFloat64(40, header.slotsBefore, true);
  view.setUint32(HEADER_FIXED_CRC, Bun.hash.crc32(bytes.subarray(0, HEADER_FIXED_CRC)), true);
  let at = HEADER_FIXED_BYTES;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  view.setUint32(total - 4, Bun.hash.crc32(bytes.subarray(0, total - 4)), true);
  return bytes;
}

/** Returns the length that a header's fixed part announces, or the error of a file that is not ours or too new. */
export function parseHeaderLength(fixed: Uint8Array, segment: number): Result<number, JournalError> {
  const bad = (message: string) => err(new JournalError("bad_header", message, { segment, offset: 0 }));
  if (new TextDecoder().decode(fixed.subarray(0, 8)) !== MAGIC)
    return bad(`segment ${segment} does not open with the journal's magic bytes`);
  const view = new DataView(fixed.buffer, fixed.byteOffset, fixed.byteLength);
  const version = view.getUint32(8, true);
  if (version > FORMAT_VERSION) {
    const message = `segment ${segment} has format ${version}, this build reads up to ${FORMAT_VERSION}`;
    return err(new JournalError("unsupported_version", message, { segment, offset: 8 }));
  }
  if (view.getUint32(HEADER_FIXED_CRC, true) !== Bun.hash.crc32(fixed.subarray(0, HEADER_FIXED_CRC)))
    return bad(`the header of segment ${segment} is damaged (CRC of its fixed part)`);
  const bytes = view.getUint32(12, true);
  if (bytes < HEADER_FIXED_BYTES || bytes > HEADER_BYTES_MAX || bytes % 8 !== 0)
    return bad(`segment ${segment} announces an impossible header of ${bytes} bytes`);
  return ok(bytes);
}

/** Parses a whole header; `segment` is the number in the file's name, which must be the header's own. */
export function parseSegmentHeader(bytes: Uint8Array, segment: number): Result<StoredHeader, JournalError> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = (message: string) => err(new JournalError("bad_header", message, { segment, offset: 0 }));
  const crc = view.getUint32(bytes.length - 4, true);
  if (crc !== Bun.hash.crc32(bytes.subarray(0, bytes.length - 4)))
    return bad(`the header of segment ${segment} is damaged (CRC)`);
  // The CRC agrees: from here on the bytes are what some writer meant.
  if (view.getUint32(16, true) !== segment)
    return bad(`segment ${segment} says that it is segment ${view.getUint32(16, true)}`);
  if (view.getUint32(20, true) !== RECORD_BYTES)
    return bad(`segment ${segment} has records of ${view.getUint32(20, true)} bytes`);
  const parts = splitParts(bytes, view);
  const [runId, buildId, instruments, configuration] = parts;
  if (!runId || !buildId || !instruments || !configuration)
    return bad(`segment ${segment} has a header without all parts`);
  return ok({
    runId: new TextDecoder().decode(runId),
    buildId: new TextDecoder().decode(buildId),
    instruments,
    configuration,
    segment,
    firstNumber: view.getFloat64(24, true),
    recordsBefore: view.getFloat64(32, true),
    slotsBefore: view.getFloat64(40, true),
    bytes: bytes.length,
    crc: crc | 0,
  });
}

function splitParts(bytes: Uint8Array, view: DataView): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = HEADER_FIXED_BYTES;
  while (parts.length < 4 && at + 4 <= bytes.length - 4) {
    const length = view.getUint32(at, true);
    if (at + 4 + length > bytes.length - 4) break;
    parts.push(bytes.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
