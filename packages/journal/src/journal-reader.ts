import { err, ok, type Result } from "@augury/core";
import { ioError, JournalError } from "./journal-error.ts";
import type { BlobRecord } from "./journal-writer.ts";
import { listSegments } from "./run-directory.ts";
import type { SegmentHeader } from "./segment-header.ts";
import { ScanBuffer, SegmentScanner } from "./segment-scanner.ts";

export interface JournalReaderOptions {
  /** Called for each blob, before `next` goes on to the slot behind it. */
  readonly onBlob?: (blob: BlobRecord) => void;
  readonly bufferBytes?: number;
}

/**
 * Reads a run's stamped slots in total order, over all its segments, without an allocation per record. After `next()` was true the
 * slot stands at `base` of `i32` (and half of it of `f64`) until the next call. A journal that is still being written may be read:
 * false means "nothing more now", and a later call goes on where this one stopped.
 *
 * @example
 * const opened = JournalReader.open(runDirectory(root, runId));
 * if (!opened.ok) return opened;
 * while (opened.value.next()) decide(opened.value.i32, opened.value.f64, opened.value.base);
 * if (opened.value.failure) return err(opened.value.failure);
 */
export class JournalReader {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  base = 0;
  /** Why reading stopped for good: nothing behind this place was handed out. `undefined` at an ordinary end. */
  failure: JournalError | undefined;
  private recordsPassed: number;
  private slotsPassed: number;
  private torn = 0;
  /** The next segment exists, so this one is complete. */
  private sealed = false;

  private constructor(
    readonly directory: string,
    private readonly buffer: ScanBuffer,
    private scanner: SegmentScanner,
    private readonly onBlob: ((blob: BlobRecord) => void) | undefined,
  ) {
    this.i32 = buffer.i32;
    this.f64 = buffer.f64;
    this.recordsPassed = scanner.header.recordsBefore;
    this.slotsPassed = scanner.header.slotsBefore;
  }

  /** Opens a run's directory at the first segment that is there. */
  static open(runDir: string, options: JournalReaderOptions = {}): Result<JournalReader, JournalError> {
    const first = listSegments(runDir)[0];
    if (first === undefined) return err(new JournalError("missing", `there is no journal segment in ${runDir}`));
    const buffer = new ScanBuffer(options.bufferBytes);
    const scanner = SegmentScanner.open(runDir, first, buffer);
    if (!scanner.ok) return scanner;
    if (!scanner.value)
      return err(new JournalError("empty", `segment ${first} has no whole header`, { segment: first, offset: 0 }));
    return ok(new JournalReader(runDir, buffer, scanner.value, options.onBlob));
  }

  /** Header of the segment being read: run id, build id, instruments and configuration are the same in all of them. */
  get header(): SegmentHeader {
    return this.scanner.header;
  }

  /** Records and slots of the run up to here, those of deleted segments included. */
  get records(): number {
    return this.recordsPassed + this.scanner.records;
  }

  get slots(): number {
    return this.slotsPassed + this.scanner.slots;
  }

  /** Bytes behind the last whole record when the last `next()` was false: a torn tail, or a write in progress. */
  get tornBytes(): number {
    return this.torn;
  }

  /** Segment and file offset of what comes next. */
  get place(): { segment: number; offset: number } {
    return { segment: this.scanner.header.segment, offset: this.scanner.offset };
  }

  /** Moves to the next slot; false when there is none (now). */
  next(): boolean {
    if (this.failure) return false;
    try {
      return this.advance();
    } catch (cause) {
      this.failure = ioError("the journal could not be read", cause, this.scanner.header.segment);
      return false;
    }
  }

  close(): void {
    this.scanner.close();
  }

  private advance(): boolean {
    for (;;) {
      const step = this.scanner.next();
      if (step === "slot") {
        this.base = this.scanner.base;
        return true;
      }
      if (step === "blob") this.onBlob?.(this.scanner.blob as BlobRecord);
      else if (!this.passEnd(step)) return false;
    }
  }

  /** Decides what the end of a segment's whole records means. Returns whether there is more to read. */
  private passEnd(step: "end" | "torn" | "corrupt"): boolean {
    const { scanner } = this;
    if (step === "corrupt") return this.stop(corruptAt(scanner));
    const next = listSegments(this.directory).find((segment) => segment > scanner.header.segment);
    this.torn = step === "torn" ? scanner.fileBytes - scanner.offset : 0;
    if (next === undefined) return false;
    if (!this.sealed) {
      // A writer begins a segment after it has finished the one before: what we saw may be older than that, so look once more.
      this.sealed = true;
      return true;
    }
    return step === "torn" ? this.stop(corruptAt(scanner)) : this.enterSegment(next);
  }

  private enterSegment(segment: number): boolean {
    const opened = SegmentScanner.open(this.directory, segment, this.buffer);
    if (!opened.ok) return this.stop(opened.error);
    if (!opened.value) return this.passHeaderless(segment);
    const broken = continuityError(this.scanner, opened.value);
    if (broken) {
      opened.value.close();
      return this.stop(broken);
    }
    this.recordsPassed += this.scanner.records;
    this.slotsPassed += this.scanner.slots;
    this.scanner.close();
    this.scanner = opened.value;
    this.sealed = false;
    return true;
  }

  /** A segment without a whole header is the last one: its writer is just making it, or died while it did. */
  private passHeaderless(segment: number): boolean {
    if (listSegments(this.directory).every((other) => other <= segment)) return false;
    const at = { segment, offset: 0 };
    return this.stop(new JournalError("corrupt", `segment ${segment} has no whole header`, at));
  }

  private stop(failure: JournalError): false {
    this.failure = failure;
    return false;
  }
}

/** Reads the header of a run's first segment that is there. */
export function readRunHeader(runDir: string): Result<SegmentHeader, JournalError> {
  const reader = JournalReader.open(runDir, { bufferBytes: 0 });
  if (!reader.ok) return reader;
  reader.value.close();
  return ok(reader.value.header);
}

/** The error of a damaged record that is no torn tail. */
export function corruptAt(scanner: SegmentScanner): JournalError {
  const at = { segment: scanner.header.segment, offset: scanner.offset };
  const record = scanner.header.recordsBefore + scanner.records;
  const message = `record ${record} is damaged at segment ${at.segment}, offset ${at.offset}; nothing behind it was used`;
  return new JournalError("corrupt", message, at);
}

/** Returns what is wrong between a segment read to its end and the one that follows, if anything is. */
export function continuityError(before: SegmentScanner, after: SegmentScanner): JournalError | undefined {
  const at = { segment: after.header.segment, offset: 0 };
  if (after.header.runId !== before.header.runId)
    return new JournalError("corrupt", `segment ${at.segment} belongs to run ${after.header.runId}`, at);
  if (after.header.segment !== before.header.segment + 1)
    return new JournalError("missing", `segment ${before.header.segment + 1} is missing`, at);
  const records = before.header.recordsBefore + before.records;
  if (after.header.recordsBefore === records) return undefined;
  const message = `segment ${at.segment} follows ${after.header.recordsBefore} records, but ${records} are there`;
  return new JournalError("corrupt", message, at);
}
