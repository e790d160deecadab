import type { RowSink } from "./batch-writer.ts";
import { LedgerFold } from "./ledger-fold.ts";
import { journalError } from "./project-run.ts";
import type { JournalRun, StampedSource } from "./stamped-source.ts";
import type { StorageError } from "./storage-error.ts";
import type { Row } from "./tables.ts";

/** Numbers of the slots whose ledger rows did not all reach the database, both included. */
export interface LedgerGap {
  readonly from: number;
  readonly to: number;
}

/** `working`: call again. `waiting`: the journal is not that far yet, or the database refuses for now. */
export type GapStep = "working" | "waiting" | "done" | StorageError;

const ROWS_PER_WRITE_MAX = 500;

/**
 * Writes the rows of a gap from the run's journal, a bounded step at a time, while the run goes on. Everything before the gap is folded
 * only, to know the orders; rows newer than these stay (see the tables' "newest" rule).
 */
export class GapFill {
  private readonly fold: LedgerFold;
  private readonly pending: Row[] = [];
  private source: StampedSource | undefined;

  constructor(
    private readonly run: JournalRun,
    private readonly sink: RowSink,
    readonly gap: LedgerGap,
  ) {
    this.fold = new LedgerFold(run.runId);
  }

  /** Folds at most `slotsMax` slots and writes what they lead to. */
  step(slotsMax: number): GapStep {
    if (!this.source) {
      const opened = this.run.open();
      if (!opened.ok) return journalError(this.run, opened.error);
      this.source = opened.value;
    }
    const { source } = this;
    let slots = 0;
    let hasMore = true;
    while (slots < slotsMax && this.pending.length < ROWS_PER_WRITE_MAX && this.fold.lastNumber < this.gap.to) {
      hasMore = source.next();
      if (!hasMore) break;
      this.fold.apply(source.i32, source.f64, source.base);
      if (this.fold.lastNumber >= this.gap.from) this.pending.push(...this.fold.rows);
      slots++;
    }
    if (source.failure) return journalError(this.run, source.failure);
    return this.write() ?? (this.fold.lastNumber >= this.gap.to ? "done" : hasMore ? "working" : "waiting");
  }

  close(): void {
    this.source?.close();
    this.source = undefined;
  }

  private write(): GapStep | undefined {
    if (this.pending.length === 0) return undefined;
    const failure = this.sink.writeRows(this.pending);
    if (failure) return failure.retry === "backoff" ? "waiting" : failure;
    this.pending.length = 0;
    return undefined;
  }
}
