/**
 * A run's journal is a directory named after the run id with segments `000001.aj`, `000002.aj`, … Everything is little-endian and
 * every part's length is a multiple of 8, so that a segment can be read through typed arrays.
 *
 * 1. A segment opens with a header:
 *      0   8 bytes  magic "AUGURYJ\n"
 *      8   u32      format version
 *      12  u32      bytes of the header, padding and CRC included
 *      16  u32      segment number, from 1
 *      20  u32      bytes of a record (88)
 *      24  f64      total-order number of the segment's first record (what the writer expects, for segment 1)
 *      32  f64      records in the run's earlier segments
 *      40  f64      slot records among those
 *      48  u32      CRC-32 of the 48 bytes before it: the header's length must be trusted before the whole header can be
 *      52  u32      zero
 *      56           run id, build id, instrument table (JSON), configuration: each a u32 length and its bytes
 *      …            zeros up to a multiple of 8, less 4
 *      −4  u32      CRC-32 of everything before it
 * 2. Records follow, 88 bytes each:
 *      0   80 bytes  the stamped slot, bit for bit (packages/wire, STAMPED_BYTES)
 *      80  u32       check: record-check.ts over the 80 bytes, seeded with the header's CRC (so with run id and segment number) and
 *                    the record's index
 *      84  u32       the record's index in the run, from 0, modulo 2^32
 * 3. A record whose kind is BLOB_KIND is the head of a blob: bytes that do not fit a slot (configuration, policies), journaled just
 *    before the control slot that names them. Word 1 is the blob's type, word 2 its length, word 3 the CRC-32 of its padded bytes; the
 *    last two doubles are a slot's: consumedTimeUs and the total-order number. The bytes follow, padded with zeros to a multiple of 8.
 * 4. A record is whole when its index is the expected one, its check agrees and, for a blob, its bytes are there and their CRC agrees.
 * 5. What is not whole at the end of the last segment, with no whole record after it, is a torn tail and is cut. Anything else that is
 *    not whole is corruption: an error that names segment and offset, and nothing behind it is used.
 * 6. Segment n + 1 says how many records came before it; a run that misses some in between is corrupt too.
 */
export const MAGIC = "AUGURYJ\n";
export const FORMAT_VERSION = 1;
export const HEADER_FIXED_BYTES = 56;
export const HEADER_FIXED_CRC = 48;
/** A header beyond this is refused, so that a damaged length cannot ask for all memory. */
export const HEADER_BYTES_MAX = 64 * 1024 * 1024;

export const RECORD_BYTES = 88;
/** Words of a record that come from the stamped slot. */
export const STAMPED_WORDS = 20;
export const W_CHECK = 20;
export const W_INDEX = 21;

/** No SlotKind will ever have this number. */
export const BLOB_KIND = 255;
export const W_BLOB_TYPE = 1;
export const W_BLOB_BYTES = 2;
export const W_BLOB_CRC = 3;
export const BLOB_BYTES_MAX = 16 * 1024 * 1024;

/** Returns `bytes` rounded up to a multiple of 8. */
export function paddedBytes(bytes: number): number {
  return (bytes + 7) & ~7;
}
