import { err, ok, type Result } from "@augury/core";
import type { LedgerFold } from "../ledger-fold.ts";
import { projectRun } from "../project-run.ts";
import type { JournalRun } from "../stamped-source.ts";
import { StorageError, sqliteError } from "../storage-error.ts";
import { columnsOf, LEDGER_TABLES, type LedgerTable, type SqlValue, TABLES } from "../tables.ts";
import type { LocalStore } from "./local-store.ts";
import { RowWriter } from "./row-writer.ts";

/** Where a journal stands at its end. */
export interface JournalEnd {
  readonly lastNumber: number;
  readonly lastTimeUs: number;
  readonly lastDigest: string | undefined;
}

/** A row that journal and database do not agree on. `missing`: only the journal leads to it. `extra`: only the database has it. */
export interface LedgerDifference {
  readonly table: LedgerTable;
  readonly kind: "missing" | "extra" | "different";
  /** The row's key, without the run. */
  readonly key: Readonly<Record<string, SqlValue>>;
}

export interface CatchUpReport extends JournalEnd {
  /** What was found before, at most DIFFERENCES_MAX; empty when nothing had to be done. */
  readonly differences: readonly LedgerDifference[];
  readonly rebuilt: boolean;
}

/** Differences that a comparison lists per table and kind, at most. */
export const DIFFERENCES_MAX = 100;

/** Makes a run's ledger tables anew from its journal, in one transaction: afterwards they are equal, or as they were. */
export function rebuildLedger(run: JournalRun, store: LocalStore): Result<JournalEnd, StorageError> {
  if (!store.hasRun(run.runId)) return err(new StorageError("unknown_run", `run ${run.runId} is not recorded`));
  const writer = new RowWriter(store.db);
  let fold: LedgerFold | undefined;
  const failure = store.inTransaction(`the ledger of run ${run.runId} could not be rebuilt`, () => {
    for (const table of LEDGER_TABLES) store.db.query(`DELETE FROM ${table} WHERE run_id = ?`).run(run.runId);
    fold = projectRun(run, (row) => writer.write(row));
  });
  writer.close();
  return failure ? err(failure) : ok(endOf(fold as LedgerFold));
}

/**
 * Compares a run's ledger tables with what its journal leads to, without changing them: the journal is projected into a temporary
 * database beside this one, and SQLite takes the differences both ways.
 */
export function compareLedger(
  run: JournalRun,
  store: LocalStore,
): Result<JournalEnd & { readonly differences: readonly LedgerDifference[] }, StorageError> {
  try {
    // An empty name is a temporary file that SQLite keeps in memory while it is small.
    store.db.run("ATTACH DATABASE '' AS expected");
  } catch (cause) {
    return err(sqliteError("no temporary database could be made", cause));
  }
  try {
    const fold = projectBeside(run, store);
    const differences = LEDGER_TABLES.flatMap((table) => tableDifferences(store, table, run.runId));
    return ok({ ...endOf(fold), differences });
  } catch (cause) {
    return err(cause instanceof StorageError ? cause : sqliteError("the ledger could not be compared", cause));
  } finally {
    store.db.run("DETACH DATABASE expected");
  }
}

/** Brings a run's ledger tables to equality with its journal: after a crash they may be behind it, or ahead of what it kept. */
export function catchUpLedger(run: JournalRun, store: LocalStore): Result<CatchUpReport, StorageError> {
  const compared = compareLedger(run, store);
  if (!compared.ok) return compared;
  if (compared.value.differences.length === 0) return ok({ ...compared.value, rebuilt: false });
  const rebuilt = rebuildLedger(run, store);
  return rebuilt.ok ? ok({ ...rebuilt.value, differences: compared.value.differences, rebuilt: true }) : rebuilt;
}

function projectBeside(run: JournalRun, store: LocalStore): LedgerFold {
  for (const table of LEDGER_TABLES) {
    store.db.run(`CREATE TABLE expected.${table} AS SELECT * FROM main.${table} WHERE 0`);
    store.db.run(`CREATE UNIQUE INDEX expected.${table}_key ON ${table} (${TABLES[table].key.join(", ")})`);
  }
  const writer = new RowWriter(store.db, "expected");
  try {
    let fold: LedgerFold | undefined;
    store.db.transaction(() => {
      fold = projectRun(run, (row) => writer.write(row));
    })();
    return fold as unknown as LedgerFold;
  } finally {
    // A prepared statement would keep the temporary database from being detached.
    writer.close();
  }
}

function tableDifferences(store: LocalStore, table: LedgerTable, runId: string): LedgerDifference[] {
  const [expected, actual] = [`expected.${table}`, `main.${table}`];
  const missing = keysOnlyIn(store, table, expected, actual, runId);
  const extra = keysOnlyIn(store, table, actual, expected, runId);
  const different = new Set([...missing.keys()].filter((key) => extra.has(key)));
  const differences: LedgerDifference[] = [];
  for (const [text, key] of missing)
    differences.push({ table, kind: different.has(text) ? "different" : "missing", key });
  for (const [text, key] of extra) if (!different.has(text)) differences.push({ table, kind: "extra", key });
  return differences;
}

/** Returns the keys of rows that one table has and the other has not, or has with other values. */
function keysOnlyIn(store: LocalStore, table: LedgerTable, one: string, other: string, runId: string) {
  const columns = columnsOf(table).join(", ");
  const key = TABLES[table].key.filter((column) => column !== "run_id").join(", ");
  const rowsOf = (name: string) => `SELECT ${columns} FROM ${name} WHERE run_id = $run`;
  const statement = store.db.prepare<Record<string, SqlValue>, { $run: string }>(
    `SELECT ${key} FROM (${rowsOf(one)} EXCEPT ${rowsOf(other)}) ORDER BY ${key} LIMIT ${DIFFERENCES_MAX}`,
  );
  try {
    return new Map(statement.all({ $run: runId }).map((row) => [JSON.stringify(row), row]));
  } finally {
    statement.finalize();
  }
}

function endOf({ lastNumber, lastTimeUs, lastDigest }: LedgerFold): JournalEnd {
  return { lastNumber, lastTimeUs, lastDigest };
}
