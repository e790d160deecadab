export { Digest } from "./digest.ts";
export * from "./entry-log.ts";
export * from "./instrument-bytes.ts";
export * from "./journal-error.ts";
export { type JournalIo, nodeIo } from "./journal-io.ts";
export { JournalReader, type JournalReaderOptions, readRunHeader } from "./journal-reader.ts";
export {
  type BlobRecord,
  type FsyncPolicy,
  type JournalCounters,
  JournalWriter,
  type JournalWriterOptions,
} from "./journal-writer.ts";
export * from "./prune-runs.ts";
export type { RawGap, RawRecord } from "./raw-layout.ts";
export { RawArchiveReader, type RawDamage } from "./raw-segment-reader.ts";
export { type RawCounters, RawSegmentWriter, type RawWriterOptions } from "./raw-segment-writer.ts";
export * from "./recovery.ts";
export { listRuns, type RunInfo, runDirectory } from "./run-directory.ts";
export type { RunHeader, SegmentHeader } from "./segment-header.ts";
