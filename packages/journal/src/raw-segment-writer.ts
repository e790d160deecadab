import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { assert, err, ok, type Result } from "@augury/core";
import { ioError, type JournalError } from "./journal-error.ts";
import { type JournalIo, nodeIo } from "./journal-io.ts";
import { RawBlock } from "./raw-block.ts";
import { GAP_MAP, RAW_LABEL_BYTES_MAX, RAW_RECORD_BYTES_MAX, RAW_SEGMENT, type RawGap } from "./raw-layout.ts";
import { RawSegmentFile } from "./raw-segment-file.ts";
import { listSegments, segmentPath } from "./run-directory.ts";

export interface RawWriterOptions {
  /** Which feed this is; written into each segment. */
  readonly label: string;
  readonly compression?: "gzip" | "none";
  /** Plain bytes collected before a block is written. */
  readonly blockBytesMax?: number;
  readonly segmentBytesMax?: number;
  /** Segments kept, 0 = all. */
  readonly segmentsMax?: number;
  readonly io?: JournalIo;
}

/** Counted since the writer was opened. `refused`: frames too long, or that found the disk full and the block too. */
export interface RawCounters {
  records: number;
  bytes: number;
  blocks: number;
  rotations: number;
  segmentsDeleted: number;
  refused: number;
  /** Frames in the gap map. */
  dropped: number;
  failures: number;
}

/**
 * Writes one feed's raw frames, in blocks. A frame that cannot be kept is counted and goes into the gap map with the next `gap` call:
 * recording never holds up the feed.
 */
export class RawSegmentWriter {
  readonly counters: RawCounters = {
    records: 0,
    bytes: 0,
    blocks: 0,
    rotations: 0,
    segmentsDeleted: 0,
    refused: 0,
    dropped: 0,
    failures: 0,
  };
  /** The last failure, until something succeeds again. */
  failure: JournalError | undefined;
  private readonly io: JournalIo;
  private readonly compressed: boolean;
  private readonly segmentBytesMax: number;
  private readonly segmentsMax: number;
  private readonly block: RawBlock;
  private file: RawSegmentFile | undefined;
  private segment: number;
  private refusedTold = 0;

  private constructor(
    readonly directory: string,
    private readonly label: Uint8Array,
    options: RawWriterOptions,
  ) {
    const { blockBytesMax = 256 * 1024, segmentBytesMax = 256 * 1024 * 1024, segmentsMax = 0 } = options;
    assert(blockBytesMax > 0 && segmentBytesMax > 0 && segmentsMax >= 0, "a raw writer's bounds are positive");
    assert(label.length <= RAW_LABEL_BYTES_MAX, `a raw archive's label has at most ${RAW_LABEL_BYTES_MAX} bytes`);
    this.io = options.io ?? nodeIo;
    this.compressed = options.compression !== "none";
    this.segmentBytesMax = segmentBytesMax;
    this.segmentsMax = segmentsMax;
    this.block = new RawBlock(blockBytesMax);
    this.segment = listSegments(directory, RAW_SEGMENT).at(-1) ?? 0;
  }

  /** Opens an archive's directory. The first block begins a new segment, behind those that are there. */
  static open(directory: string, options: RawWriterOptions): Result<RawSegmentWriter, JournalError> {
    try {
      mkdirSync(directory, { recursive: true });
      return ok(new RawSegmentWriter(directory, new TextEncoder().encode(options.label), options));
    } catch (cause) {
      return err(ioError(`the raw archive of ${options.label} could not be made`, cause));
    }
  }

  /** Takes a copy of one frame. False (and counted as refused) when it is too long, or the block is full and the disk refuses. */
  append(tag: number, timeUs: number, bytes: Uint8Array): boolean {
    const taken =
      bytes.length <= RAW_RECORD_BYTES_MAX &&
      (this.block.append(tag, timeUs, bytes) || (this.flush().ok && this.block.append(tag, timeUs, bytes)));
    if (taken) this.counters.records++;
    else this.counters.refused++;
    return taken;
  }

  /** Writes the frames collected so far as a block. After a failure they are kept, and the next flush tries again. */
  flush(): Result<void, JournalError> {
    if (this.block.isEmpty) return ok(undefined);
    const failure = this.makeSegment() ?? this.writeBlock();
    if (failure) return this.fail(failure);
    this.failure = undefined;
    return ok(undefined);
  }

  /**
   * Notes frames lost since the last call: `dropped` on the way here (the growth of the byte ring's counter) and those that `append`
   * refused; none is a call without effect. Flushes first, so that the gap map never names a frame that is not in the archive.
   */
  gap(dropped: number, timeUs: number): Result<void, JournalError> {
    const lost = dropped + this.counters.refused - this.refusedTold;
    if (lost === 0) return ok(undefined);
    const noted = this.note({ timeUs, dropped: lost });
    if (!noted.ok) return noted;
    this.refusedTold = this.counters.refused;
    this.counters.dropped += lost;
    return ok(undefined);
  }

  /** Notes a time in which nothing could come, such as a lost connection. Flushes first, as `gap` does. */
  outage(outage: {
    readonly timeUs: number;
    readonly untilTimeUs: number;
    readonly cause: string;
  }): Result<void, JournalError> {
    return this.note({ ...outage, dropped: 0 });
  }

  /** Flushes and closes. After a failure it may be called again. */
  close(): Result<void, JournalError> {
    const flushed = this.flush();
    if (!flushed.ok) return flushed;
    this.file?.close();
    this.file = undefined;
    return ok(undefined);
  }

  private note(gap: Omit<RawGap, "segment" | "afterRecord">): Result<void, JournalError> {
    const flushed = this.flush();
    if (!flushed.ok) return flushed;
    const line: RawGap = { segment: this.segment, afterRecord: this.file?.records ?? 0, ...gap };
    try {
      appendFileSync(join(this.directory, GAP_MAP), `${JSON.stringify(line)}\n`);
      return ok(undefined);
    } catch (cause) {
      return this.fail(ioError("the gap map took no line", cause, this.segment));
    }
  }

  private writeBlock(): JournalError | undefined {
    const bytes = this.block.encode(this.compressed);
    const failure = this.file?.write(bytes, this.block.records);
    if (failure) return failure;
    this.counters.blocks++;
    this.counters.bytes += bytes.length;
    this.block.clear();
    return undefined;
  }

  /** Sees to it that there is a segment with room for a block. */
  private makeSegment(): JournalError | undefined {
    if (this.file && this.file.bytes < this.segmentBytesMax) return undefined;
    if (this.file) this.counters.rotations++;
    this.file?.close();
    this.file = undefined;
    const header = { segment: this.segment + 1, compressed: this.compressed, label: this.label };
    const created = RawSegmentFile.create(this.io, this.directory, header);
    if (!created.ok) return created.error;
    this.file = created.value;
    this.segment++;
    this.counters.bytes += created.value.bytes;
    return this.deleteOldSegments();
  }

  private deleteOldSegments(): JournalError | undefined {
    if (this.segmentsMax === 0) return undefined;
    for (const segment of listSegments(this.directory, RAW_SEGMENT)) {
      if (segment > this.segment - this.segmentsMax) return undefined;
      try {
        this.io.remove(segmentPath(this.directory, segment, "raw"));
        this.counters.segmentsDeleted++;
      } catch (cause) {
        return ioError(`raw segment ${segment} could not be deleted`, cause, segment);
      }
    }
    return undefined;
  }

  private fail(failure: JournalError): Result<never, JournalError> {
    this.failure = failure;
    this.counters.failures++;
    return err(failure);
  }
}
