import { Database } from "bun:sqlite";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { z } from "zod";

/** Who holds a lock: for the line that refuses somebody else. */
const Holder = z.object({ pid: z.int(), host: z.string(), startedAt: z.string(), dataDir: z.string() });
type Holder = z.infer<typeof Holder>;

export interface WalletLockOptions {
  /** Default: .augury/locks in the home folder, so that engines with different data folders meet. */
  readonly directory?: string | undefined;
  /** Venue and account: "polymarket-0x…". */
  readonly account: string;
  readonly dataDir: string;
}

/**
 * One wallet has one writer: held for as long as the process lives, and freed by the operating system when it dies, however it dies. The lock is
 * SQLite's on a small file; a second file beside it says who holds it.
 */
export class WalletLock {
  private constructor(private readonly database: Database) {}

  static take({ account, dataDir, directory = defaultDirectory() }: WalletLockOptions): Result<WalletLock, string> {
    const path = join(directory, `${account.replaceAll(/[^\w.-]/g, "_")}.lock`);
    let database: Database | undefined;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      database = new Database(path);
      database.run("PRAGMA busy_timeout = 0");
      database.run("PRAGMA locking_mode = EXCLUSIVE");
      database.run("BEGIN EXCLUSIVE");
    } catch (cause) {
      database?.close();
      const isHeld = (cause as { code?: unknown }).code === "SQLITE_BUSY";
      return err(isHeld ? refusal(account, path) : `the lock ${path} cannot be taken: ${String(cause)}`);
    }
    const holder: Holder = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString(), dataDir };
    writeFileSync(`${path}.json`, JSON.stringify(holder), { mode: 0o600 });
    const lock = new WalletLock(database);
    HELD.add(lock);
    return ok(lock);
  }

  /** Lets the next one in. */
  release(): void {
    HELD.delete(this);
    this.database.close();
  }
}

/** A database that nobody refers to is closed when memory is collected, and its lock is gone: not with ours. */
const HELD = new Set<WalletLock>();

function defaultDirectory(): string {
  return join(homedir(), ".augury", "locks");
}

function refusal(account: string, path: string): string {
  const { dataDir = "?", host = "?", pid = "?", startedAt = "?" } = holderOf(path) ?? {};
  return `${account} is traded by another engine: process ${pid} on ${host}, started ${startedAt}, data in ${dataDir}; stop it first`;
}

function holderOf(path: string): Partial<Holder> | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(`${path}.json`, "utf8")));
  } catch {
    return undefined;
  }
}
