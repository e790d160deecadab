import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { priceTicks, sizeMicros } from "@augury/core";
import type { IntentEntry } from "@augury/execution";
import { EntryLog, type EntrySync } from "@augury/journal";
import { WANTED } from "./bench-account.ts";
import type { OrderContender } from "./order-rounds.ts";

/** A folder of its own for the logs of one run, on the disk of the system's temporary files. */
export class LogFolder {
  readonly path = mkdtempSync(join(tmpdir(), "augury-bench-"));
  private readonly logs: EntryLog[] = [];

  /** Opens a fresh log of intents. */
  open(sync: EntrySync): EntryLog {
    const opened = EntryLog.open(join(this.path, `intents-${this.logs.length}.log`), { sync });
    if (!opened.ok) throw opened.error;
    this.logs.push(opened.value.log);
    return opened.value.log;
  }

  close(): void {
    for (const log of this.logs) log.close();
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Writes an entry as the engine's own log of intents does: that an order is over need not be durable. */
export function appendIntent(log: EntryLog, entry: object): boolean {
  return (entry as IntentEntry).kind === "closed" ? log.append(entry, "none") : log.append(entry);
}

/** One entry of an intent, written down: with our log, and as a row of a table that syncs at each commit. */
export function loggingContenders(folder: LogFolder): OrderContender[] {
  const each = folder.open("each");
  const none = folder.open("none");
  const database = new Database(join(folder.path, "intents.sqlite"));
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  database.run("CREATE TABLE intents (key TEXT PRIMARY KEY, entry TEXT NOT NULL)");
  const insert = database.prepare("INSERT INTO intents VALUES (?, ?)");
  let number = 0;
  const entry = () => entryOf(++number);
  return [
    { name: "ours: EntryLog, fsync before it returns", place: () => each.append(entry()) },
    { name: "ours: EntryLog, left to the operating system", place: () => none.append(entry()) },
    {
      name: "bun:sqlite, WAL, synchronous=FULL, a row each",
      place: () => {
        const one = entry();
        return insert.run(one.key, JSON.stringify(one)).changes === 1;
      },
      close: () => database.close(),
    },
  ];
}

function entryOf(intentId: number): IntentEntry {
  const nowUs = Date.now() * 1000;
  return {
    kind: "prepared",
    key: `0x${intentId.toString(16).padStart(64, "0")}`,
    request: {
      intentId,
      leg: 0,
      strategy: 0,
      instrument: 0,
      side: "buy",
      price: priceTicks(WANTED.ticks),
      size: sizeMicros(WANTED.contracts * 1e6),
      timeInForce: "IOC",
      postOnly: false,
      epoch: 1,
      deadlineUs: nowUs + 5_000_000,
    },
    preparedUs: nowUs,
  };
}
