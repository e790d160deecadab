import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { StorageError, sqliteError } from "../storage-error.ts";

const FILE = "engine.lock";

/**
 * One process per data folder: a second engine would take the first one's live run for a dead one and cut its journal. The lock is
 * SQLite's own on an empty database, because the operating system gives that back when the holder dies, however it dies; a file with a
 * process id would have to be judged.
 */
export class FolderLock {
  private constructor(private readonly db: Database) {}

  /** Takes the lock, or returns the error "busy" when a living process has it. */
  static take(folder: string): Result<FolderLock, StorageError> {
    let db: Database | undefined;
    try {
      mkdirSync(folder, { recursive: true });
      db = new Database(join(folder, FILE), { create: true, readwrite: true });
      db.run("PRAGMA busy_timeout = 0");
      db.run("BEGIN EXCLUSIVE");
      return ok(new FolderLock(db));
    } catch (cause) {
      db?.close();
      const failure = sqliteError(`the folder ${folder} could not be locked`, cause);
      if (failure.code !== "busy") return err(failure);
      return err(
        new StorageError("busy", `another engine runs on ${folder}: stop it, or set another dataDir`, { cause }),
      );
    }
  }

  /** Gives the lock back. Idempotent. */
  release(): void {
    this.db.close();
  }
}
