import type { Database } from "bun:sqlite";
import { StorageError, sqliteError } from "../storage-error.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";

/** "AUGY": marks a database file as ours, so that a mistyped path does not end up with our tables in somebody else's file. */
const APPLICATION_ID = 0x41554759;

/** Brings a database to this build's schema, each step in a transaction of its own; refuses one that is newer, or not ours. */
export function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): StorageError | undefined {
  try {
    const found = readNumber(db, "user_version");
    const foreign = foreignError(db, found);
    if (foreign) return foreign;
    if (found > migrations.length) {
      const message = `the database has schema ${found}, this build knows up to ${migrations.length}: start a newer build, or choose another file`;
      return new StorageError("future_schema", message);
    }
    for (const migration of migrations.slice(found)) apply(db, migration);
    return undefined;
  } catch (cause) {
    return sqliteError("the database could not be brought to this build's schema", cause);
  }
}

function apply(db: Database, { version, sql }: Migration): void {
  db.transaction(() => {
    // Another process may have come first between our look and our lock.
    if (readNumber(db, "user_version") >= version) return;
    db.run(sql);
    db.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.run(`PRAGMA user_version = ${version}`);
  }).immediate();
}

function foreignError(db: Database, version: number): StorageError | undefined {
  const id = readNumber(db, "application_id");
  if (id === APPLICATION_ID) return undefined;
  const tables = db.query<{ n: number }, []>("SELECT count(*) AS n FROM sqlite_master").get()?.n ?? 0;
  if (id === 0 && version === 0 && tables === 0) return undefined;
  return new StorageError("foreign_database", "the database file belongs to another program: choose another file");
}

function readNumber(db: Database, pragma: string): number {
  return Object.values(db.query<Record<string, number>, []>(`PRAGMA ${pragma}`).get() ?? {})[0] ?? 0;
}
