/**
 * Raw frames as they came off a socket: an archive is a directory of segments `000001.raw`, … and a gap map. Little-endian.
 *
 * 1. A segment opens with: magic "AUGURYR\n", u32 format version, u32 segment number, u32 1 if blocks are gzip-compressed, u32 length
 *    of the label and its bytes (which feed this is), u32 CRC-32 of everything before it.
 * 2. Blocks follow: u32 stored bytes, u32 plain bytes, u32 records, the stored bytes, u32 CRC-32 of all of these.
 * 3. A block's plain bytes are its records: u32 length, i32 tag, f64 timeUs, the frame's bytes.
 * 4. A block that is not whole ends its segment. In the last segment that is a torn tail; elsewhere the reader counts the bytes it
 *    passed over and goes on with the next segment: an archive is evidence, what is left of it is worth reading.
 * 5. `gaps.jsonl` has a line for each time that frames were dropped before they reached the archive: after which record, when, how many;
 *    and for each time that nothing could come, because the connection was down: until when, and why.
 */
export const RAW_MAGIC = "AUGURYR\n";
export const RAW_VERSION = 1;
export const RAW_HEADER_FIXED_BYTES = 24;
export const RAW_BLOCK_HEAD_BYTES = 12;
export const RAW_RECORD_HEAD_BYTES = 16;
/** A frame beyond this is refused, and a block that claims much more is damaged. */
export const RAW_RECORD_BYTES_MAX = 64 * 1024 * 1024;
export const RAW_LABEL_BYTES_MAX = 256;
export const RAW_SEGMENT = /^(\d{6,})\.raw$/;
export const GAP_MAP = "gaps.jsonl";

/** A frame with the moment it was received; the tag says on which connection. */
export interface RawRecord {
  readonly tag: number;
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

/** Frames that the archive misses: `dropped` of them, between its record `afterRecord` (counted from 1 in that segment) and the next. */
export interface RawGap {
  readonly segment: number;
  readonly afterRecord: number;
  readonly timeUs: number;
  readonly dropped: number;
  /** Where nothing could come: until when, and why. How many frames that were, nobody knows. */
  readonly untilTimeUs?: number;
  readonly cause?: string;
}
