export {
  type BatchCounters,
  BatchWriter,
  type BatchWriterOptions,
  type FlushOptions,
  type FlushReport,
  type RowSink,
} from "./batch-writer.ts";
export type { BookSample } from "./book-sample.ts";
export type { GapStep, LedgerGap } from "./gap-fill.ts";
export { LedgerFold } from "./ledger-fold.ts";
export { LedgerProjector } from "./ledger-projector.ts";
export { FolderLock } from "./local/folder-lock.ts";
export {
  type CatchUpReport,
  catchUpLedger,
  compareLedger,
  DIFFERENCES_MAX,
  type JournalEnd,
  type LedgerDifference,
  rebuildLedger,
} from "./local/ledger-projection.ts";
export { LocalStorageConfig } from "./local/local-config.ts";
export { type CheckpointReport, LocalStore, ROWS_LISTED_MAX, type RowQuery } from "./local/local-store.ts";
export type { RunEnd, RunRecord, StoredRun } from "./run-record.ts";
export type { JournalRun, StampedSource } from "./stamped-source.ts";
export { StorageError, type StorageErrorCode } from "./storage-error.ts";
export { LEDGER_TABLES, MARKET_TABLES, type Row, type RowFields, type TableName } from "./tables.ts";
