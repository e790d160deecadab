import { err, ok, type Result } from "@augury/core";
import { ioError, type JournalError } from "./journal-error.ts";
import { type JournalIo, writeAll } from "./journal-io.ts";
import { RAW_HEADER_FIXED_BYTES, RAW_MAGIC, RAW_VERSION } from "./raw-layout.ts";
import { segmentPath } from "./run-directory.ts";

export interface RawSegmentHeader {
  readonly segment: number;
  readonly compressed: boolean;
  readonly label: Uint8Array;
}

/** A raw segment that is being written. */
export class RawSegmentFile {
  /** Frames in the segment so far. */
  records = 0;

  private constructor(
    private readonly io: JournalIo,
    private readonly fd: number,
    readonly segment: number,
    private written: number,
  ) {}

  /** Creates the file with its header; on a failure nothing is left behind. */
  static create(io: JournalIo, directory: string, header: RawSegmentHeader): Result<RawSegmentFile, JournalError> {
    const path = segmentPath(directory, header.segment, "raw");
    const bytes = encodeRawHeader(header);
    let fd: number | undefined;
    try {
      fd = io.create(path);
      writeAll(io, fd, bytes, bytes.length, 0);
      return ok(new RawSegmentFile(io, fd, header.segment, bytes.length));
    } catch (cause) {
      if (fd !== undefined) {
        io.close(fd);
        io.remove(path);
      }
      return err(ioError(`raw segment ${header.segment} could not be created`, cause, header.segment));
    }
  }

  get bytes(): number {
    return this.written;
  }

  /** Appends an encoded block of `records` frames: all of it, or nothing that counts. */
  write(block: Uint8Array, records: number): JournalError | undefined {
    try {
      writeAll(this.io, this.fd, block, block.length, this.written);
    } catch (cause) {
      return ioError(`raw segment ${this.segment} took no more blocks`, cause, this.segment);
    }
    this.written += block.length;
    this.records += records;
    return undefined;
  }

  close(): void {
    this.io.close(this.fd);
  }
}

function encodeRawHeader({ segment, compressed, label }: RawSegmentHeader): Uint8Array {
  const bytes = new Uint8Array(RAW_HEADER_FIXED_BYTES + label.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(RAW_MAGIC));
  view.setUint32(8, RAW_VERSION, true);
  view.setUint32(12, segment, true);
  view.setUint32(16, compressed ? 1 : 0, true);
  view.setUint32(20, label.length, true);
  bytes.set(label, RAW_HEADER_FIXED_BYTES);
  view.setUint32(bytes.length - 4, Bun.hash.crc32(bytes.subarray(0, bytes.length - 4)), true);
  return bytes;
}
