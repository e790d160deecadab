import { err, ok, type Result } from "@augury/core";
import { ioError, type JournalError } from "./journal-error.ts";
import { type JournalIo, writeAll } from "./journal-io.ts";
import { segmentPath } from "./run-directory.ts";
import { encodeSegmentHeader, type SegmentHeader } from "./segment-header.ts";

/** A segment that is being written. Positions are explicit, so that a write that failed is simply done again. */
export class SegmentFile {
  private constructor(
    private readonly io: JournalIo,
    private readonly fd: number,
    readonly segment: number,
    /** The header's CRC: seed of the record checks. */
    readonly seed: number,
    private written: number,
  ) {}

  /** Creates the file with its header; on a failure nothing is left behind. */
  static create(io: JournalIo, runDir: string, header: SegmentHeader): Result<SegmentFile, JournalError> {
    const path = segmentPath(runDir, header.segment);
    const bytes = encodeSegmentHeader(header);
    const seed = new DataView(bytes.buffer).getInt32(bytes.length - 4, true);
    let fd: number | undefined;
    try {
      fd = io.create(path);
      writeAll(io, fd, bytes, bytes.length, 0);
      return ok(new SegmentFile(io, fd, header.segment, seed, bytes.length));
    } catch (cause) {
      if (fd !== undefined) discard(io, fd, path);
      return err(ioError(`segment ${header.segment} could not be created`, cause, header.segment));
    }
  }

  get bytes(): number {
    return this.written;
  }

  /** Appends the first `length` of these bytes: all of them, or none that counts. */
  write(bytes: Uint8Array, length: number): JournalError | undefined {
    try {
      writeAll(this.io, this.fd, bytes, length, this.written);
    } catch (cause) {
      return ioError(`segment ${this.segment} took no more records`, cause, this.segment);
    }
    this.written += length;
    return undefined;
  }

  sync(): JournalError | undefined {
    try {
      this.io.sync(this.fd);
    } catch (cause) {
      return ioError(`segment ${this.segment} could not be synced`, cause, this.segment);
    }
    return undefined;
  }

  close(): JournalError | undefined {
    try {
      this.io.close(this.fd);
    } catch (cause) {
      return ioError(`segment ${this.segment} could not be closed`, cause, this.segment);
    }
    return undefined;
  }
}

function discard(io: JournalIo, fd: number, path: string): void {
  try {
    io.close(fd);
    io.remove(path);
  } catch {
    // A header without records, or a torn one, is what recovery is for.
  }
}
