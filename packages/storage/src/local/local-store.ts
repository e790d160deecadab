import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { assert, err, ok, type Result } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { RunEnd, RunRecord, StoredRun } from "../run-record.ts";
import { StorageError, sqliteError } from "../storage-error.ts";
import { columnsOf, type Row, type RowFields, type SqlValue, TABLES, type TableName } from "../tables.ts";
import type { LocalStorageConfig } from "./local-config.ts";
import { migrate } from "./migrate.ts";
import { RowWriter } from "./row-writer.ts";

/** Rows that one listing returns at most. */
export const ROWS_LISTED_MAX = 10_000;

/** What to list: a run's rows, optionally only those with these values, newest first unless told otherwise. */
export interface RowQuery<T extends TableName> {
  readonly runId: string;
  readonly where?: Partial<RowFields<T>>;
  readonly limit?: number;
  readonly oldestFirst?: boolean;
}

export interface CheckpointReport {
  /** A reader kept it from finishing; the next one goes on. */
  readonly busy: boolean;
  readonly walPages: number;
  readonly checkpointedPages: number;
}

/**
 * The local backend: one SQLite file in WAL mode with the one connection that writes it. Synchronous NORMAL: a killed process loses
 * nothing that was committed, a lost machine at most the last commits, and what the journal holds is projected again. Checkpoints
 * happen only in `checkpoint`, on the owner's timer, because an automatic one is the longest pause there is (performance sheet, section 5).
 */
export class LocalStore {
  private readonly writer: RowWriter;
  private isClosed = false;

  private constructor(
    /** For projections over this same connection; nobody else writes through it. */
    readonly db: Database,
    readonly path: string,
  ) {
    this.writer = new RowWriter(db);
  }

  /** Opens or makes the database and brings it to this build's schema. */
  static open({ path, busyTimeoutMs }: LocalStorageConfig): Result<LocalStore, StorageError> {
    let db: Database | undefined;
    try {
      if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
      db = new Database(path, { create: true, readwrite: true });
      db.run(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      const refused = migrate(db);
      if (refused) {
        db.close();
        return err(refused);
      }
      db.run("PRAGMA journal_mode = WAL");
      db.run("PRAGMA synchronous = NORMAL");
      db.run("PRAGMA wal_autocheckpoint = 0");
      db.run("PRAGMA foreign_keys = ON");
      return ok(new LocalStore(db, path));
    } catch (cause) {
      db?.close();
      return err(sqliteError(`the database ${path} could not be opened`, cause));
    }
  }

  /** Writes rows in one transaction: all of them, or none and the reason. */
  writeRows(rows: readonly Row[]): StorageError | undefined {
    return this.inTransaction("rows could not be written", () => {
      for (const row of rows) this.writer.write(row);
    });
  }

  /** Runs `work` in one transaction; whatever it throws rolls everything back. A StorageError that it throws is returned as it is. */
  inTransaction(what: string, work: () => void): StorageError | undefined {
    try {
      this.db.transaction(work).immediate();
      return undefined;
    } catch (cause) {
      return cause instanceof StorageError ? cause : sqliteError(what, cause);
    }
  }

  /** Records a run and what its instrument numbers mean. A run that is recorded already stays as it is. */
  beginRun(run: RunRecord, instruments: InstrumentTable): StorageError | undefined {
    return this.inTransaction(`run ${run.runId} could not be recorded`, () => {
      const added = this.db
        .query(
          "INSERT INTO runs (run_id, build_id, config_digest, started_us) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .run(run.runId, run.buildId, run.configDigest, run.startedUs);
      if (added.changes === 0) return;
      const insert = this.db.query("INSERT INTO run_instruments VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
      for (const one of instruments.list) {
        insert.run(run.runId, one.index, one.venue, one.venueId, one.marketId, one.outcome, one.title, one.outcomeName);
      }
    });
  }

  /** Records how a run ended. */
  endRun(runId: string, end: RunEnd): StorageError | undefined {
    return this.inTransaction(`the end of run ${runId} could not be recorded`, () => {
      const { changes } = this.db
        .query("UPDATE runs SET ended_us = ?, ending = ?, final_digest = ? WHERE run_id = ?")
        .run(end.endedUs, end.ending, end.finalDigest ?? null, runId);
      if (changes === 0) throw new StorageError("unknown_run", `run ${runId} is not recorded`);
    });
  }

  /** Deletes a run and everything of it. */
  deleteRun(runId: string): StorageError | undefined {
    return this.inTransaction(`run ${runId} could not be deleted`, () => {
      this.db.query("DELETE FROM runs WHERE run_id = ?").run(runId);
    });
  }

  /** Lists runs, the latest first; `unended` only those without an end: what a start has to catch up with. */
  runs(filter: { readonly unended?: boolean; readonly limit?: number } = {}): StoredRun[] {
    const where = filter.unended ? "WHERE ended_us IS NULL" : "";
    return this.db
      .query<StoredRun, [number]>(
        `SELECT run_id AS runId, build_id AS buildId, config_digest AS configDigest, started_us AS startedUs, ended_us AS endedUs,
          ending, final_digest AS finalDigest FROM runs ${where} ORDER BY started_us DESC, run_id DESC LIMIT ?`,
      )
      .all(Math.min(filter.limit ?? 100, ROWS_LISTED_MAX));
  }

  hasRun(runId: string): boolean {
    return this.db.query("SELECT 1 FROM runs WHERE run_id = ?").get(runId) !== null;
  }

  /** Lists rows of a table by its key, at most ROWS_LISTED_MAX. */
  list<T extends TableName>(table: T, query: RowQuery<T>): RowFields<T>[] {
    const filters: [string, SqlValue][] = [["run_id", query.runId], ...Object.entries(query.where ?? {})] as [
      string,
      SqlValue,
    ][];
    const names = columnsOf(table);
    assert(
      filters.every(([column]) => names.includes(column)),
      "a listing filters by columns of its table",
    );
    const order = TABLES[table].key.map((column) => `${column} ${query.oldestFirst ? "ASC" : "DESC"}`).join(", ");
    const where = filters.map(([column]) => `${column} = ?`).join(" AND ");
    return this.db
      .query<RowFields<T>, SqlValue[]>(
        `SELECT ${names.join(", ")} FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ?`,
      )
      .all(...filters.map(([, value]) => value), Math.min(query.limit ?? 100, ROWS_LISTED_MAX));
  }

  /** Returns how many rows of a run a table holds. */
  count(table: TableName, runId: string): number {
    return (
      this.db.query<{ n: number }, [string]>(`SELECT count(*) AS n FROM ${table} WHERE run_id = ?`).get(runId)?.n ?? 0
    );
  }

  /** Moves the write-ahead log into the database, without waiting for readers. Call on a timer; a second or two is right. */
  checkpoint(): Result<CheckpointReport, StorageError> {
    return this.runCheckpoint("PASSIVE");
  }

  /** Bytes of the write-ahead log; grows between checkpoints. */
  get walBytes(): number {
    const wal = `${this.path}-wal`;
    return this.path !== ":memory:" && existsSync(wal) ? statSync(wal).size : 0;
  }

  /** Answers whether the database takes writes: a round trip that takes and gives back the write lock. */
  health(): StorageError | undefined {
    return this.inTransaction("the database takes no writes", () => {
      this.db.query("SELECT count(*) FROM runs").get();
    });
  }

  /** SQLite's own examination; empty when all is well. Reads the whole file. */
  integrityProblems(): string[] {
    const found = this.db.query<{ integrity_check: string }, []>("PRAGMA integrity_check").all();
    const broken = this.db.query<{ table: string; rowid: number }, []>("PRAGMA foreign_key_check").all();
    return [
      ...found.map((row) => row.integrity_check).filter((text) => text !== "ok"),
      ...broken.map((row) => `a row of ${row.table} refers to no run`),
    ];
  }

  /** Checkpoints and closes. Idempotent. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.writer.close();
    this.runCheckpoint("TRUNCATE");
    this.db.close();
  }

  private runCheckpoint(mode: "PASSIVE" | "TRUNCATE"): Result<CheckpointReport, StorageError> {
    try {
      const row = this.db
        .query<{ busy: number; log: number; checkpointed: number }, []>(`PRAGMA wal_checkpoint(${mode})`)
        .get();
      return ok({
        busy: row?.busy === 1,
        walPages: Math.max(0, row?.log ?? 0),
        checkpointedPages: Math.max(0, row?.checkpointed ?? 0),
      });
    } catch (cause) {
      return err(sqliteError("the checkpoint failed", cause));
    }
  }
}
