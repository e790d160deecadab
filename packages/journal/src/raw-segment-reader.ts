import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { JournalError } from "./journal-error.ts";
import {
  GAP_MAP,
  RAW_BLOCK_HEAD_BYTES,
  RAW_HEADER_FIXED_BYTES,
  RAW_LABEL_BYTES_MAX,
  RAW_MAGIC,
  RAW_RECORD_HEAD_BYTES,
  RAW_SEGMENT,
  RAW_VERSION,
  type RawGap,
  type RawRecord,
} from "./raw-layout.ts";
import { listSegments, segmentPath } from "./run-directory.ts";

/** Bytes of a segment that were passed over because they are no whole block. */
export interface RawDamage {
  readonly segment: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Reads an archive's frames in the order of their arrival, a segment in memory at a time. For tools, not for the engine. */
export class RawArchiveReader {
  /** What had to be passed over so far; the torn tail of a killed recorder shows here too. */
  readonly damage: RawDamage[] = [];

  private constructor(
    readonly directory: string,
    private readonly segments: readonly number[],
  ) {}

  static open(directory: string): Result<RawArchiveReader, JournalError> {
    const segments = listSegments(directory, RAW_SEGMENT);
    if (segments.length === 0) return err(new JournalError("missing", `there is no raw segment in ${directory}`));
    return ok(new RawArchiveReader(directory, segments));
  }

  *records(): Generator<RawRecord, void> {
    for (const segment of this.segments) {
      const bytes = new Uint8Array(readFileSync(segmentPath(this.directory, segment, "raw")));
      let offset = headerBytes(bytes, segment);
      let block = offset === 0 ? undefined : blockAt(bytes, offset);
      while (block) {
        yield* recordsOf(plainBytes(bytes, offset, block));
        offset = block.end;
        block = blockAt(bytes, offset);
      }
      if (offset < bytes.length || offset === 0) this.damage.push({ segment, offset, bytes: bytes.length - offset });
    }
  }

  /** Returns the gap map's lines; a torn last line is left out. */
  gaps(): RawGap[] {
    const path = join(this.directory, GAP_MAP);
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").split("\n");
    // Each line was written whole with its line end, so whatever follows the last line end is torn.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as RawGap);
  }
}

interface Block {
  readonly stored: number;
  readonly end: number;
}

/** Returns where the blocks begin, or 0 when the header is not whole, not ours or not this segment's. */
function headerBytes(bytes: Uint8Array, segment: number): number {
  if (bytes.length < RAW_HEADER_FIXED_BYTES + 4) return 0;
  const view = new DataView(bytes.buffer);
  const label = view.getUint32(20, true);
  const end = RAW_HEADER_FIXED_BYTES + label;
  if (label > RAW_LABEL_BYTES_MAX || end + 4 > bytes.length) return 0;
  if (view.getUint32(end, true) !== Bun.hash.crc32(bytes.subarray(0, end))) return 0;
  const isOurs = new TextDecoder().decode(bytes.subarray(0, 8)) === RAW_MAGIC;
  return isOurs && view.getUint32(8, true) === RAW_VERSION && view.getUint32(12, true) === segment ? end + 4 : 0;
}

/** Returns the whole block at `offset`, or `undefined`. */
function blockAt(bytes: Uint8Array, offset: number): Block | undefined {
  if (offset + RAW_BLOCK_HEAD_BYTES + 4 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer);
  const stored = view.getUint32(offset, true);
  const end = offset + RAW_BLOCK_HEAD_BYTES + stored;
  if (end + 4 > bytes.length) return undefined;
  if (view.getUint32(end, true) !== Bun.hash.crc32(bytes.subarray(offset, end))) return undefined;
  return { stored, end: end + 4 };
}

function plainBytes(bytes: Uint8Array, offset: number, block: Block): Uint8Array {
  const stored = bytes.slice(offset + RAW_BLOCK_HEAD_BYTES, offset + RAW_BLOCK_HEAD_BYTES + block.stored);
  const compressed = new DataView(bytes.buffer).getUint32(16, true) === 1;
  return compressed ? Bun.gunzipSync(stored) : stored;
}

function* recordsOf(plain: Uint8Array): Generator<RawRecord, void> {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  let at = 0;
  while (at < plain.length) {
    const length = view.getUint32(at, true);
    const start = at + RAW_RECORD_HEAD_BYTES;
    yield {
      tag: view.getInt32(at + 4, true),
      timeUs: view.getFloat64(at + 8, true),
      bytes: plain.slice(start, start + length),
    };
    at = start + length;
  }
}
