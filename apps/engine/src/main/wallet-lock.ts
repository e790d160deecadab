import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { z } from "zod";

/** Who holds a lock: for the line that refuses somebody else. */
const Holder = z.object({ pid: z.int(), host: z.string(), startedAt: z.string(), dataDir: z.string() });
type Holder = z.infer<typeof Holder>;

/** Where a lock is. */
export interface WalletLockPlace {
  /** Default: .augury/locks in the home folder, so that engines with different data folders meet. */
  readonly directory?: string | undefined;
  /** Venue and account: "polymarket-0x…". */
  readonly account: string;
}

export interface WalletLockOptions extends WalletLockPlace {
  readonly dataDir: string;
}

/**
 * One wallet has one writer: held for as long as the process lives, and freed by the operating system when it dies, however it dies. The lock is
 * SQLite's on a small file; a second file beside it says who holds it.
 */
export class WalletLock {
  private constructor(private readonly database: Database) {}

  static take({ dataDir, ...place }: WalletLockOptions): Result<WalletLock, string> {
    const path = pathOf(place);
    let database: Database | undefined;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      database = new Database(path);
      database.run("PRAGMA busy_timeout = 0");
      database.run("PRAGMA locking_mode = EXCLUSIVE");
      database.run("BEGIN EXCLUSIVE");
    } catch (cause) {
      database?.close();
      if (!isBusy(cause)) return err(`the lock ${path} cannot be taken: ${String(cause)}`);
      return err(`${place.account} is traded by another engine: ${holderOf(path)}; stop it first`);
    }
    const holder: Holder = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString(), dataDir };
    writeFileSync(`${path}.json`, JSON.stringify(holder), { mode: 0o600 });
    const lock = new WalletLock(database);
    HELD.add(lock);
    return ok(lock);
  }

  /** Returns who holds a lock, in words, or `undefined` where nobody does. Takes nothing and makes no file. */
  static holder(place: WalletLockPlace): Result<string | undefined, string> {
    const path = pathOf(place);
    if (!existsSync(path)) return ok(undefined);
    let database: Database | undefined;
    try {
      database = new Database(path, { readonly: true });
      database.run("PRAGMA busy_timeout = 0");
      // Whoever holds it lets nobody read.
      database.query("SELECT count(*) FROM sqlite_master").get();
      return ok(undefined);
    } catch (cause) {
      return isBusy(cause) ? ok(holderOf(path)) : err(`the lock ${path} cannot be looked at: ${String(cause)}`);
    } finally {
      database?.close();
    }
  }

  /** Lets the next one in. */
  release(): void {
    HELD.delete(this);
    this.database.close();
  }
}

/** A database that nobody refers to is closed when memory is collected, and its lock is gone: not with ours. */
const HELD = new Set<WalletLock>();

function pathOf({ account, directory = join(homedir(), ".augury", "locks") }: WalletLockPlace): string {
  return join(directory, `${account.replaceAll(/[^\w.-]/g, "_")}.lock`);
}

function isBusy(cause: unknown): boolean {
  return (cause as { code?: unknown }).code === "SQLITE_BUSY";
}

function holderOf(path: string): string {
  const { dataDir = "?", host = "?", pid = "?", startedAt = "?" } = readHolder(path) ?? {};
  return `process ${pid} on ${host}, started ${startedAt}, data in ${dataDir}`;
}

function readHolder(path: string): Partial<Holder> | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(`${path}.json`, "utf8")));
  } catch {
    return undefined;
  }
}
