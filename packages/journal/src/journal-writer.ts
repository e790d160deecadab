import { mkdirSync } from "node:fs";
import { assert, err, ok, type Result } from "@augury/core";
import { D_CONSUMED_US, D_NUMBER } from "@augury/wire";
import { ioError, JournalError } from "./journal-error.ts";
import { type JournalIo, nodeIo } from "./journal-io.ts";
import { recordCheck } from "./record-check.ts";
import { listSegments, runDirectory, segmentPath } from "./run-directory.ts";
import { SegmentFile } from "./segment-file.ts";
import type { RunHeader } from "./segment-header.ts";
import {
  BLOB_BYTES_MAX,
  BLOB_KIND,
  paddedBytes,
  RECORD_BYTES,
  STAMPED_WORDS,
  W_BLOB_BYTES,
  W_BLOB_CRC,
  W_BLOB_TYPE,
  W_CHECK,
  W_INDEX,
} from "./segment-layout.ts";

/** When written bytes are forced to the disk: never by us (they survive a dead process, not a dead machine), at most every so often, or at each flush. */
export type FsyncPolicy = "none" | "flush" | { readonly everyMs: number };

export interface JournalWriterOptions {
  /** A segment that has reached this many bytes is closed and the next one begun. */
  readonly segmentBytesMax?: number;
  /** Segments kept on disk, 0 = all. A run that lost its first segment cannot be replayed from its start any more. */
  readonly segmentsMax?: number;
  /** Records held in memory between flushes; the writer flushes by itself when they are full. */
  readonly bufferRecordsMax?: number;
  readonly fsync?: FsyncPolicy;
  readonly io?: JournalIo;
}

/** Counted since the writer was opened. */
export interface JournalCounters {
  records: number;
  blobs: number;
  bytes: number;
  flushes: number;
  syncs: number;
  rotations: number;
  segmentsDeleted: number;
  failures: number;
}

/** Where in its run a writer begins. */
export interface RunPosition {
  /** Segments so far; the next one gets the following number. */
  readonly segment: number;
  readonly records: number;
  readonly slots: number;
}

/** Bytes that a control slot names, with the moment and number of their consumption. */
export interface BlobRecord {
  readonly type: number;
  readonly number: number;
  readonly consumedTimeUs: number;
  readonly bytes: Uint8Array;
}

const START: RunPosition = { segment: 0, records: 0, slots: 0 };

/**
 * The one writer of a run's journal. `append` copies a stamped slot into a buffer made once and allocates nothing; `flush` writes the
 * buffer out. While the disk refuses, records stay in the buffer and, once it is full, `append` answers false: the caller keeps its
 * slots in the ring and tries again.
 */
export class JournalWriter {
  readonly counters: JournalCounters = {
    records: 0,
    blobs: 0,
    bytes: 0,
    flushes: 0,
    syncs: 0,
    rotations: 0,
    segmentsDeleted: 0,
    failures: 0,
  };
  /** The last failure, until something succeeds again. */
  failure: JournalError | undefined;
  private readonly io: JournalIo;
  private readonly segmentBytesMax: number;
  private readonly segmentsMax: number;
  private readonly fsync: FsyncPolicy;
  private readonly buffer: Uint8Array;
  private readonly i32: Int32Array;
  private readonly f64: Float64Array;
  private buffered = 0;
  private file: SegmentFile | undefined;
  private segment: number;
  private recordsTotal: number;
  private slotsTotal: number;
  private lastSyncUs = 0;
  private closed = false;

  private constructor(
    readonly directory: string,
    private readonly header: RunHeader,
    options: JournalWriterOptions,
    from: RunPosition,
  ) {
    const { segmentBytesMax = 128 * 1024 * 1024, segmentsMax = 0, bufferRecordsMax = 4096 } = options;
    assert(segmentBytesMax > 0 && segmentsMax >= 0 && bufferRecordsMax > 0, "a journal writer's bounds are positive");
    this.io = options.io ?? nodeIo;
    this.segmentBytesMax = segmentBytesMax;
    this.segmentsMax = segmentsMax;
    this.fsync = options.fsync ?? "none";
    const memory = new ArrayBuffer(bufferRecordsMax * RECORD_BYTES);
    this.buffer = new Uint8Array(memory);
    this.i32 = new Int32Array(memory);
    this.f64 = new Float64Array(memory);
    this.segment = from.segment;
    this.recordsTotal = from.records;
    this.slotsTotal = from.slots;
  }

  /** Begins a new run's journal under `root`; its first segment, header and all, is there when this returns. */
  static open(
    root: string,
    header: RunHeader,
    options: JournalWriterOptions = {},
  ): Result<JournalWriter, JournalError> {
    const directory = runDirectory(root, header.runId);
    try {
      mkdirSync(directory, { recursive: true });
      if (listSegments(directory).length > 0)
        return err(new JournalError("exists", `run ${header.runId} already has a journal`));
    } catch (cause) {
      return err(ioError(`the journal of run ${header.runId} could not be made`, cause));
    }
    const writer = new JournalWriter(directory, header, options, START);
    const failure = writer.beginSegment(1);
    return failure ? err(failure) : ok(writer);
  }

  /** Goes on with a run whose journal was recovered, in a new segment that begins with the next record: see `resumeJournal`. */
  static continueRun(
    directory: string,
    header: RunHeader,
    from: RunPosition,
    options: JournalWriterOptions = {},
  ): JournalWriter {
    return new JournalWriter(directory, header, options, from);
  }

  /** Slots of the run so far, buffered ones included: equals the journal ring's released cursor once everything was taken over. */
  get slots(): number {
    return this.slotsTotal;
  }

  /** Bytes that wait for a flush. */
  get bufferedBytes(): number {
    return this.buffered;
  }

  /** Takes over the stamped slot at `base`. False when it could not: the buffer is full and the disk refuses (`failure` says why). */
  append(i32: Int32Array, f64: Float64Array, base: number): boolean {
    if (!this.hasRoom(f64[(base >>> 1) + D_NUMBER])) return false;
    const seed = (this.file as SegmentFile).seed;
    const own = this.i32;
    const at = this.buffered >>> 2;
    for (let word = 0; word < STAMPED_WORDS; word++) own[at + word] = i32[base + word];
    this.finishRecord(at, seed);
    this.buffered += RECORD_BYTES;
    this.slotsTotal++;
    return true;
  }

  /** Writes a blob behind everything appended so far. False when it could not be written; nothing of it is left then. */
  appendBlob(blob: BlobRecord): boolean {
    assert(blob.bytes.length <= BLOB_BYTES_MAX, `a blob has at most ${BLOB_BYTES_MAX} bytes, had ${blob.bytes.length}`);
    if (!this.hasRoom(blob.number) || !this.write()) return false;
    const file = this.file as SegmentFile;
    const bytes = new Uint8Array(RECORD_BYTES + paddedBytes(blob.bytes.length));
    bytes.set(blob.bytes, RECORD_BYTES);
    this.fillBlobHead(blob, Bun.hash.crc32(bytes.subarray(RECORD_BYTES)), file.seed);
    bytes.set(this.buffer.subarray(0, RECORD_BYTES));
    const failure = file.write(bytes, bytes.length);
    if (failure) {
      this.recordsTotal--;
      this.counters.records--;
      return this.fail(failure);
    }
    this.counters.blobs++;
    this.counters.bytes += bytes.length;
    return true;
  }

  /**
   * Writes out what is buffered and syncs as the policy says. Returns the bytes written. After a failure the bytes are still
   * buffered, and the next flush tries again.
   */
  flush(nowUs = 0): Result<number, JournalError> {
    const before = this.counters.bytes;
    if (!this.write() || !this.syncIfDue(nowUs)) return err(this.failure as JournalError);
    this.failure = undefined;
    return ok(this.counters.bytes - before);
  }

  /** Flushes, syncs (unless the policy is "none") and closes. Idempotent. On a failure it may be called again. */
  close(): Result<void, JournalError> {
    if (this.closed) return ok(undefined);
    if (!this.write()) return err(this.failure as JournalError);
    const failure = this.endSegment();
    if (failure) return err(failure);
    this.closed = true;
    return ok(undefined);
  }

  private fillBlobHead(blob: BlobRecord, crc: number, seed: number): void {
    const { i32, f64 } = this;
    i32.fill(0, 0, STAMPED_WORDS);
    i32[0] = BLOB_KIND;
    i32[W_BLOB_TYPE] = blob.type;
    i32[W_BLOB_BYTES] = blob.bytes.length;
    i32[W_BLOB_CRC] = crc;
    f64[D_CONSUMED_US] = blob.consumedTimeUs;
    f64[D_NUMBER] = blob.number;
    this.finishRecord(0, seed);
  }

  private finishRecord(at: number, seed: number): void {
    this.i32[at + W_CHECK] = recordCheck(this.i32, at, seed, this.recordsTotal);
    this.i32[at + W_INDEX] = this.recordsTotal;
    this.recordsTotal++;
    this.counters.records++;
  }

  /** Makes room for one record in the buffer and in the segment, beginning the next segment where this one is full. */
  private hasRoom(number: number): boolean {
    assert(!this.closed, "a closed journal takes no records");
    if (this.buffered + RECORD_BYTES > this.buffer.length && !this.write()) return false;
    if (this.file && this.file.bytes + this.buffered >= this.segmentBytesMax) {
      if (!this.write()) return false;
      this.endSegment();
      this.counters.rotations++;
    }
    if (this.file) return true;
    const failure = this.beginSegment(number);
    return failure ? this.fail(failure) : true;
  }

  private beginSegment(firstNumber: number): JournalError | undefined {
    const place = { segment: this.segment + 1, recordsBefore: this.recordsTotal, slotsBefore: this.slotsTotal };
    const created = SegmentFile.create(this.io, this.directory, { ...this.header, ...place, firstNumber });
    if (!created.ok) return created.error;
    this.file = created.value;
    this.segment++;
    this.counters.bytes += created.value.bytes;
    this.deleteOldSegments();
    return undefined;
  }

  /** Syncs and closes the current segment. What it holds is in the file already, so a failure is counted and does not stop the run. */
  private endSegment(): JournalError | undefined {
    const { file } = this;
    if (!file) return undefined;
    const unsynced = this.fsync === "none" ? undefined : file.sync();
    if (!unsynced && this.fsync !== "none") this.counters.syncs++;
    const failure = file.close() ?? unsynced;
    this.file = undefined;
    if (failure) this.fail(failure);
    return failure;
  }

  private deleteOldSegments(): void {
    if (this.segmentsMax === 0) return;
    for (const segment of listSegments(this.directory)) {
      if (segment > this.segment - this.segmentsMax) return;
      try {
        this.io.remove(segmentPath(this.directory, segment));
        this.counters.segmentsDeleted++;
      } catch (cause) {
        this.fail(ioError(`segment ${segment} could not be deleted`, cause, segment));
      }
    }
  }

  private write(): boolean {
    if (this.buffered === 0) return true;
    const failure = (this.file as SegmentFile).write(this.buffer, this.buffered);
    if (failure) return this.fail(failure);
    this.counters.bytes += this.buffered;
    this.counters.flushes++;
    this.buffered = 0;
    return true;
  }

  private syncIfDue(nowUs: number): boolean {
    const { fsync, file } = this;
    if (fsync === "none" || !file) return true;
    if (fsync !== "flush" && nowUs - this.lastSyncUs < fsync.everyMs * 1000) return true;
    const failure = file.sync();
    if (failure) return this.fail(failure);
    this.lastSyncUs = nowUs;
    this.counters.syncs++;
    return true;
  }

  private fail(failure: JournalError): false {
    this.failure = failure;
    this.counters.failures++;
    return false;
  }
}
