import { LedgerFold } from "./ledger-fold.ts";
import type { JournalRun } from "./stamped-source.ts";
import { StorageError } from "./storage-error.ts";
import type { Row } from "./tables.ts";

/** Folds a whole journal and hands each row to `write`, in order. Returns the fold at its end; throws a StorageError when the journal cannot be read. */
export function projectRun(run: JournalRun, write: (row: Row) => void): LedgerFold {
  const opened = run.open();
  if (!opened.ok) throw journalError(run, opened.error);
  const source = opened.value;
  const fold = new LedgerFold(run.runId);
  try {
    while (source.next()) {
      fold.apply(source.i32, source.f64, source.base);
      for (const row of fold.rows) write(row);
    }
    if (source.failure) throw journalError(run, source.failure);
  } finally {
    source.close();
  }
  return fold;
}

/** Returns a journal's failure as storage reports it. */
export function journalError(run: JournalRun, cause: Error): StorageError {
  return new StorageError("journal", `the journal of run ${run.runId} could not be read: ${cause.message}`, { cause });
}
