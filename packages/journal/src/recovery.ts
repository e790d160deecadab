import { closeSync, fsyncSync, ftruncateSync, openSync, statSync, unlinkSync } from "node:fs";
import { err, ok, type Result } from "@augury/core";
import { D_CONSUMED_US, D_NUMBER, formatDigest, SlotKind, W_BODY } from "@augury/wire";
import { ioError, JournalError } from "./journal-error.ts";
import { continuityError, corruptAt } from "./journal-reader.ts";
import { JournalWriter, type JournalWriterOptions } from "./journal-writer.ts";
import { listSegments, segmentPath } from "./run-directory.ts";
import type { StoredHeader } from "./segment-header.ts";
import { ScanBuffer, SegmentScanner } from "./segment-scanner.ts";

export interface SegmentReport {
  readonly segment: number;
  readonly records: number;
  readonly bytesKept: number;
  readonly bytesCut: number;
  /** The file held not even a whole header and was deleted. */
  readonly deleted: boolean;
}

/** What recovery found and did. */
export interface RecoveryReport {
  readonly header: StoredHeader;
  readonly segments: readonly SegmentReport[];
  /** Records and slots of the run, those of deleted older segments included. */
  readonly records: number;
  readonly slots: number;
  readonly bytesCut: number;
  /** Total-order number and moment of the last slot; 0 when there is none. */
  readonly lastNumber: number;
  readonly lastTimeUs: number;
  /** The last digest that decision wrote down, with its total-order number. */
  readonly lastDigest: { readonly text: string; readonly number: number } | undefined;
}

/**
 * Reads a whole run after its writer died, checks every record and cuts the torn tail, if there is one, off the last segment. The
 * journal is then as if its writer had stopped at the last whole record. Damage that is no torn tail is an error, and nothing is changed.
 * A run that never had a whole header is the error "empty"; its file is deleted, so that the run may be begun again.
 */
export function openForRecovery(runDir: string): Result<RecoveryReport, JournalError> {
  const segments = listSegments(runDir);
  if (segments.length === 0) return err(new JournalError("missing", `there is no journal segment in ${runDir}`));
  const recovery = new Recovery(runDir);
  try {
    for (const [at, segment] of segments.entries()) {
      const failure = recovery.readSegment(segment, at === segments.length - 1);
      if (failure) return err(failure);
    }
    return recovery.finish();
  } catch (cause) {
    return err(ioError("the journal could not be recovered", cause));
  } finally {
    recovery.close();
  }
}

/**
 * Recovers a run and goes on writing it in a new segment: for a recorder that was restarted while its run lives on. The journal holds
 * every slot of its ring in order, so `report.slots` less the ring's released cursor is how many waiting slots are written already.
 */
export function resumeJournal(
  runDir: string,
  options: JournalWriterOptions = {},
): Result<{ readonly writer: JournalWriter; readonly report: RecoveryReport }, JournalError> {
  const recovered = openForRecovery(runDir);
  if (!recovered.ok) return recovered;
  const report = recovered.value;
  const segment = Math.max(...report.segments.filter((one) => !one.deleted).map((one) => one.segment));
  const writer = JournalWriter.continueRun(runDir, report.header, { ...report, segment }, options);
  return ok({ writer, report });
}

class Recovery {
  private readonly buffer = new ScanBuffer();
  private readonly reports: SegmentReport[] = [];
  private scanner: SegmentScanner | undefined;
  private slots = 0;
  private lastNumber = 0;
  private lastTimeUs = 0;
  private lastDigest: RecoveryReport["lastDigest"];

  constructor(private readonly runDir: string) {}

  readSegment(segment: number, isLast: boolean): JournalError | undefined {
    const opened = SegmentScanner.open(this.runDir, segment, this.buffer);
    if (!opened.ok) return opened.error;
    if (!opened.value) return this.dropHeaderless(segment, isLast);
    const before = this.scanner;
    this.scanner = opened.value;
    if (!before) this.slots = opened.value.header.slotsBefore;
    before?.close();
    const broken = before && continuityError(before, opened.value);
    return broken ?? this.readRecords(opened.value, isLast);
  }

  finish(): Result<RecoveryReport, JournalError> {
    const { scanner, reports } = this;
    for (const report of reports) this.cut(report);
    if (!scanner) return err(new JournalError("empty", "the run died before its first segment had a whole header"));
    return ok({
      header: scanner.header,
      segments: reports,
      records: scanner.header.recordsBefore + scanner.records,
      slots: this.slots,
      bytesCut: reports.reduce((sum, report) => sum + report.bytesCut, 0),
      lastNumber: this.lastNumber,
      lastTimeUs: this.lastTimeUs,
      lastDigest: this.lastDigest,
    });
  }

  close(): void {
    this.scanner?.close();
  }

  private readRecords(scanner: SegmentScanner, isLast: boolean): JournalError | undefined {
    for (;;) {
      const step = scanner.next();
      if (step === "slot") this.note(scanner.base);
      else if (step === "corrupt" || (step === "torn" && !isLast)) return corruptAt(scanner);
      else if (step !== "blob") break;
    }
    this.slots += scanner.slots;
    const bytesCut = scanner.fileBytes - scanner.offset;
    const { segment } = scanner.header;
    this.reports.push({ segment, records: scanner.records, bytesKept: scanner.offset, bytesCut, deleted: false });
    return undefined;
  }

  private note(base: number): void {
    const { i32, f64 } = this.buffer;
    this.lastNumber = f64[(base >>> 1) + D_NUMBER];
    this.lastTimeUs = f64[(base >>> 1) + D_CONSUMED_US];
    if ((i32[base] & 0xff) !== SlotKind.digest) return;
    const text = formatDigest(i32[base + W_BODY], i32[base + W_BODY + 1]);
    this.lastDigest = { text, number: this.lastNumber };
  }

  private dropHeaderless(segment: number, isLast: boolean): JournalError | undefined {
    const at = { segment, offset: 0 };
    if (!isLast) return new JournalError("corrupt", `segment ${segment} has no whole header`, at);
    const bytesCut = statSync(segmentPath(this.runDir, segment)).size;
    this.reports.push({ segment, records: 0, bytesKept: 0, bytesCut, deleted: true });
    return undefined;
  }

  private cut(report: SegmentReport): void {
    const path = segmentPath(this.runDir, report.segment);
    if (report.deleted) unlinkSync(path);
    if (report.deleted || report.bytesCut === 0) return;
    const fd = openSync(path, "r+");
    try {
      ftruncateSync(fd, report.bytesKept);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  }
}
