import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { err, ok, type Result } from "@augury/core";
import { D_CONSUMED_US, D_NUMBER } from "@augury/wire";
import { ioError, type JournalError } from "./journal-error.ts";
import type { BlobRecord } from "./journal-writer.ts";
import { recordCheck } from "./record-check.ts";
import { segmentPath } from "./run-directory.ts";
import { parseHeaderLength, parseSegmentHeader, type StoredHeader } from "./segment-header.ts";
import {
  BLOB_BYTES_MAX,
  BLOB_KIND,
  HEADER_FIXED_BYTES,
  paddedBytes,
  RECORD_BYTES,
  W_BLOB_BYTES,
  W_BLOB_CRC,
  W_BLOB_TYPE,
  W_CHECK,
  W_INDEX,
} from "./segment-layout.ts";

/** What stands at the scanner's position. `torn`: bytes that are no whole record, with no whole record behind them. */
export type ScanStep = "slot" | "blob" | "end" | "torn" | "corrupt";

/** A window on a segment file, made once and moved along; its views never change. */
export class ScanBuffer {
  readonly bytes: Uint8Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;

  constructor(capacityBytes = 1024 * 1024) {
    const memory = new ArrayBuffer(Math.max(4096, paddedBytes(capacityBytes)));
    this.bytes = new Uint8Array(memory);
    this.i32 = new Int32Array(memory);
    this.f64 = new Float64Array(memory);
  }
}

/** Reads one segment's whole records in order, and judges what is not whole (segment-layout.ts, steps 4 and 5). */
export class SegmentScanner {
  /** Index of the current slot in the buffer's `i32`. */
  base = 0;
  /** The current blob, after a "blob" step. */
  blob: BlobRecord | undefined;
  /** Whole records passed so far in this segment, and the slots among them. */
  records = 0;
  slots = 0;
  private position = 0;
  private filled = 0;
  /** File offset of the buffer's first byte. */
  private origin: number;

  private constructor(
    private readonly fd: number,
    readonly header: StoredHeader,
    private readonly buffer: ScanBuffer,
  ) {
    this.origin = header.bytes;
  }

  /**
   * Opens a segment. `undefined` when the file is too short for its header: the writer died while it made the segment, which is an
   * error for every segment but the last.
   */
  static open(runDir: string, segment: number, buffer: ScanBuffer): Result<SegmentScanner | undefined, JournalError> {
    let fd: number | undefined;
    try {
      fd = openSync(segmentPath(runDir, segment), "r");
      const header = readHeader(fd, segment);
      if (header.ok && header.value) return ok(new SegmentScanner(fd, header.value, buffer));
      closeSync(fd);
      return header.ok ? ok(undefined) : header;
    } catch (cause) {
      if (fd !== undefined) closeSync(fd);
      return err(ioError(`segment ${segment} could not be read`, cause, segment));
    }
  }

  /** File offset of what comes next: after "torn" or "corrupt", of the first byte that is no whole record. */
  get offset(): number {
    return this.origin + this.position;
  }

  /** The file's length now. */
  get fileBytes(): number {
    return fstatSync(this.fd).size;
  }

  /** Moves to the next record. Throws when the file cannot be read. "end" and "torn" may be asked again when the file has grown. */
  next(): ScanStep {
    if (!this.fill(RECORD_BYTES)) return this.position === this.filled ? "end" : this.judgeDamage();
    const { i32 } = this.buffer;
    const base = this.position >>> 2;
    if (!this.isWhole(base, this.header.recordsBefore + this.records)) return this.judgeDamage();
    if (i32[base] === BLOB_KIND) return this.readBlob(base);
    this.base = base;
    this.position += RECORD_BYTES;
    this.records++;
    this.slots++;
    return "slot";
  }

  close(): void {
    closeSync(this.fd);
  }

  private isWhole(base: number, index: number): boolean {
    const { i32 } = this.buffer;
    return (
      i32[base + W_INDEX] === (index | 0) && i32[base + W_CHECK] === recordCheck(i32, base, this.header.crc, index)
    );
  }

  private readBlob(base: number): ScanStep {
    const { i32, f64 } = this.buffer;
    const length = i32[base + W_BLOB_BYTES];
    const crc = i32[base + W_BLOB_CRC];
    if (length < 0 || length > BLOB_BYTES_MAX) return this.judgeDamage();
    const bytes = new Uint8Array(paddedBytes(length));
    const start = this.offset + RECORD_BYTES;
    if (readFully(this.fd, bytes, start) < bytes.length) return this.judgeDamage();
    if ((Bun.hash.crc32(bytes) | 0) !== crc) return this.judgeDamage();
    this.blob = {
      type: i32[base + W_BLOB_TYPE],
      number: f64[(base >>> 1) + D_NUMBER],
      consumedTimeUs: f64[(base >>> 1) + D_CONSUMED_US],
      bytes: bytes.subarray(0, length),
    };
    this.restartAt(start + bytes.length);
    this.records++;
    return "blob";
  }

  /** Looks for a whole record behind the damage: there is one exactly when the damage is not the end of an interrupted write. */
  private judgeDamage(): ScanStep {
    const damage = this.offset;
    const expected = this.header.recordsBefore + this.records;
    this.restartAt(damage);
    let found = false;
    while (!found && this.fill(RECORD_BYTES)) {
      const base = this.position >>> 2;
      const ahead = (this.buffer.i32[base + W_INDEX] - expected) | 0;
      // Records are at least RECORD_BYTES apart, so a plausible index is at most this far ahead.
      const aheadMax = (this.offset - damage) / RECORD_BYTES + 1;
      found = this.offset > damage && ahead >= 0 && ahead <= aheadMax && this.isWhole(base, expected + ahead);
      this.position += 8;
    }
    this.restartAt(damage);
    return found ? "corrupt" : "torn";
  }

  private restartAt(offset: number): void {
    this.origin = offset;
    this.position = 0;
    this.filled = 0;
  }

  /** Sees to it that `need` bytes stand at the position; false at the end of the file. */
  private fill(need: number): boolean {
    if (this.filled - this.position >= need) return true;
    const { bytes } = this.buffer;
    bytes.copyWithin(0, this.position, this.filled);
    this.origin += this.position;
    this.filled -= this.position;
    this.position = 0;
    while (this.filled < need) {
      const taken = readSync(this.fd, bytes, this.filled, bytes.length - this.filled, this.origin + this.filled);
      if (taken === 0) return false;
      this.filled += taken;
    }
    return true;
  }
}

function readHeader(fd: number, segment: number): Result<StoredHeader | undefined, JournalError> {
  const fixed = new Uint8Array(HEADER_FIXED_BYTES);
  if (readFully(fd, fixed, 0) < fixed.length) return ok(undefined);
  const length = parseHeaderLength(fixed, segment);
  if (!length.ok) return length;
  if (fstatSync(fd).size < length.value) return ok(undefined);
  const bytes = new Uint8Array(length.value);
  readFully(fd, bytes, 0);
  return parseSegmentHeader(bytes, segment);
}

function readFully(fd: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const taken = readSync(fd, bytes, done, bytes.length - done, position + done);
    if (taken === 0) break;
    done += taken;
  }
  return done;
}
