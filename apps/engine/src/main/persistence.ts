import { type Clock, err, ok, type Result } from "@augury/core";
import { JournalReader, openForRecovery, type PrunedRun, pruneRuns, runDirectory } from "@augury/journal";
import type { InstrumentTable } from "@augury/model";
import { runIdOf } from "@augury/pipeline";
import {
  BatchWriter,
  catchUpLedger,
  type FlushReport,
  FolderLock,
  type JournalRun,
  LedgerProjector,
  LocalStore,
  StorageError,
} from "@augury/storage";
import type { StorageView } from "../api/view/system-views.ts";
import type { LoadedConfig } from "../config/load-config.ts";

/** What a start found of runs that did not end by themselves. */
export interface RecoveredRun {
  readonly runId: string;
  readonly records: number;
  readonly bytesCut: number;
  /** Ledger rows that had to be made anew. */
  readonly differences: number;
  readonly digest: string | undefined;
  /** Why the journal or the database could not be repaired; the engine runs on without, and the next start tries again if that can help. */
  readonly problem?: string;
}

/** A run that is over but for its last rows. */
interface LeavingRun {
  readonly projector: LedgerProjector;
  readonly endedUs: number;
}

/** Slots of a journal that one call reads to pay what is owed, so that main is never held up for long. */
const CATCH_UP_SLOTS_MAX = 2_000;
const SHUTDOWN_WAIT_MS_MAX = 5_000;
/** Main must not stand still behind another process's lock: a busy database is tried again with the batch. */
const BUSY_TIMEOUT_MS = 250;

/** Main's storage: the one writing connection, the batches, and the projector of the run that is on. */
export class Persistence {
  readonly writer: BatchWriter;
  private projector: LedgerProjector | undefined;
  /** Runs that a new one has replaced, until the database has all their rows. */
  private leaving: LeavingRun[] = [];
  private lastCheckpointUs = 0;
  private lastError: string | undefined;

  private constructor(
    readonly store: LocalStore,
    private readonly lock: FolderLock,
    private readonly loaded: LoadedConfig,
    private readonly clock: Clock,
  ) {
    const { batchRowsMax, batchMsMax, queueRowsMax } = loaded.config.storage;
    this.writer = new BatchWriter(store, {
      rowsPerBatchMax: batchRowsMax,
      delayMsMax: batchMsMax,
      ledgerRowsMax: queueRowsMax,
      marketRowsMax: queueRowsMax,
    });
  }

  /** Takes the data folder, opens the database and brings it to this build's schema. */
  static open(loaded: LoadedConfig, clock: Clock): Result<Persistence, StorageError> {
    const lock = FolderLock.take(loaded.paths.dataDir);
    if (!lock.ok) return lock;
    const store = LocalStore.open({ path: loaded.paths.storageFile, busyTimeoutMs: BUSY_TIMEOUT_MS });
    if (store.ok) return ok(new Persistence(store.value, lock.value, loaded, clock));
    lock.value.release();
    return err(store.error);
  }

  /**
   * Repairs what a process that did not stop by itself left: each unended run's journal is cut at its last whole record, and its ledger
   * rows are brought to equality with it.
   */
  recover(): RecoveredRun[] {
    return this.store.runs({ unended: true, limit: 1000 }).map(({ runId }) => this.recoverRun(runId));
  }

  /** Deletes the oldest journals beyond the configured bounds. Their rows in the database stay. Call after {@link recover}. */
  prune(): PrunedRun[] {
    const unended = this.store.runs({ unended: true, limit: 1000 }).map(({ runId }) => runId);
    return pruneRuns(this.loaded.paths.journalDir, this.loaded.config.journal, new Set(unended));
  }

  /** A new run of decision begins. */
  beginRun(
    processId: string,
    incarnation: number,
    run: { buildId: string; configDigest: string; table: InstrumentTable },
  ): void {
    const runId = runIdOf(processId, incarnation);
    if (this.projector) this.leaving.push({ projector: this.projector, endedUs: this.clock.nowUs() });
    this.note(
      this.store.beginRun(
        { runId, buildId: run.buildId, startedUs: this.clock.nowUs(), configDigest: run.configDigest },
        run.table,
      ),
    );
    this.projector = new LedgerProjector(runId, this.writer);
  }

  get runId(): string {
    return this.projector?.runId ?? "";
  }

  /** Projects one stamped slot of the tap. */
  onSlot(i32: Int32Array, f64: Float64Array, base: number): void {
    this.projector?.onSlot(i32, f64, base, this.clock.nowUs());
  }

  /** Batches, debts and checkpoints; call several times a second. */
  tick(): void {
    const nowUs = this.clock.nowUs();
    this.writer.tick(nowUs);
    if (this.projector) this.payDebts(this.projector);
    if (this.leaving.length > 0) this.endLeaving();
    if (nowUs - this.lastCheckpointUs < this.loaded.config.storage.checkpointMs * 1000) return;
    this.lastCheckpointUs = nowUs;
    const checkpoint = this.store.checkpoint();
    if (!checkpoint.ok) this.note(checkpoint.error);
  }

  view(): StorageView {
    const { counters, failure, waiting } = this.writer;
    const lastError = failure?.message ?? this.lastError;
    return {
      healthy: failure === undefined,
      rowsWritten: counters.rows,
      rowsQueued: waiting,
      rowsShed: counters.shed,
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  /**
   * Writes everything out and closes. A run is recorded as ended only when database and journal are equal: one that is not stays
   * unended, and the next start repairs it.
   */
  async close(): Promise<FlushReport> {
    const report = await this.writer.shutdown({ clock: this.clock, waitMsMax: SHUTDOWN_WAIT_MS_MAX });
    const rowsLeft = report.ledgerRowsLeft > 0;
    for (const run of this.leaving) this.endRun(run, "replaced", rowsLeft);
    if (this.projector) this.endRun({ projector: this.projector, endedUs: this.clock.nowUs() }, "stopped", rowsLeft);
    this.projector = undefined;
    this.store.checkpoint();
    this.store.close();
    this.lock.release();
    return report;
  }

  /** Ends replaced runs whose rows have all been written, and pays for the others. */
  private endLeaving(): void {
    this.leaving = this.leaving.filter((run) => {
      this.payDebts(run.projector);
      if (run.projector.behind || this.writer.ledger.length > 0) return true;
      this.endRun(run, "replaced", false);
      return false;
    });
  }

  private endRun({ projector, endedUs }: LeavingRun, ending: "stopped" | "replaced", rowsLeft: boolean): void {
    const owes = rowsLeft || projector.behind !== undefined;
    const failure = owes ? failureOf(catchUpLedger(this.journalOf(projector.runId), this.store)) : undefined;
    const { runId, lastDigest: finalDigest } = projector;
    this.note(failure ?? this.store.endRun(runId, { endedUs, ending, finalDigest }));
    projector.close();
  }

  /** Rows that found the queue full are written from the journal, a piece at a time. */
  private payDebts(projector: LedgerProjector): void {
    if (!projector.behind) return;
    const step = projector.catchUp(this.journalOf(projector.runId), this.store, CATCH_UP_SLOTS_MAX);
    if (step instanceof StorageError) this.note(step);
  }

  private recoverRun(runId: string): RecoveredRun {
    const journal = openForRecovery(runDirectory(this.loaded.paths.journalDir, runId));
    if (!journal.ok) {
      if (journal.error.retry === "never") this.store.endRun(runId, { endedUs: this.clock.nowUs(), ending: "crashed" });
      return { runId, records: 0, bytesCut: 0, differences: 0, digest: undefined, problem: journal.error.message };
    }
    const { records, bytesCut, lastDigest, lastTimeUs } = journal.value;
    const caught = catchUpLedger(this.journalOf(runId), this.store);
    const failure =
      failureOf(caught) ??
      this.store.endRun(runId, { endedUs: lastTimeUs, ending: "crashed", finalDigest: lastDigest?.text });
    return {
      runId,
      records,
      bytesCut,
      differences: caught.ok ? caught.value.differences.length : 0,
      digest: lastDigest?.text,
      ...(failure ? { problem: failure.message } : {}),
    };
  }

  private journalOf(runId: string): JournalRun {
    return { runId, open: () => JournalReader.open(runDirectory(this.loaded.paths.journalDir, runId)) };
  }

  private note(failure: StorageError | undefined): void {
    if (failure) this.lastError = failure.message;
  }
}

function failureOf(result: Result<unknown, StorageError>): StorageError | undefined {
  return result.ok ? undefined : result.error;
}
