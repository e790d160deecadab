import { join } from "node:path";
import type { Clock } from "@augury/core";
import { EntryLog } from "@augury/journal";
import type { Log } from "@augury/telemetry";
import { z } from "zod";

/** Something that a person, or the engine for their protection, did to a running engine. */
export const AuditEntry = z.strictObject({
  timeUs: z.number(),
  /** "kill", "resume", "risk_limit". */
  what: z.string(),
  /** In words: the reason, or which limit went from what to what. */
  detail: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

const KEPT_MAX = 10_000;
const FILE = "audit.log";

/**
 * What was done to the engine, in a durable file of the data folder; the latest are kept over restarts. A disk that refuses costs the
 * entry's place in the file, never the act itself: it stands in the log all the same.
 */
export class AuditTrail {
  private readonly kept: AuditEntry[];
  private readonly file: EntryLog | undefined;

  constructor(
    dataDir: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    const path = join(dataDir, FILE);
    const opened = EntryLog.open(path, {}, (entries) => entries.slice(-KEPT_MAX));
    if (!opened.ok) log.error("the audit trail could not be opened", { error: opened.error.message });
    this.file = opened.ok ? opened.value.log : undefined;
    this.kept = opened.ok ? opened.value.entries.flatMap((entry) => AuditEntry.safeParse(entry).data ?? []) : [];
  }

  add(what: string, detail: string): void {
    const entry: AuditEntry = { timeUs: this.clock.nowUs(), what, detail };
    this.kept.push(entry);
    if (this.kept.length > KEPT_MAX) this.kept.shift();
    this.log.warn("audit", { ...entry });
    if (this.file?.append(entry) !== true) this.log.error("an audit entry could not be written down", { ...entry });
  }

  /** Returns the latest entries, newest first. */
  latest(count: number): AuditEntry[] {
    return this.kept.slice(-count).reverse();
  }

  close(): void {
    this.file?.close();
  }
}
