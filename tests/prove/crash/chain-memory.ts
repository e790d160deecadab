import type { IntentEntry } from "@augury/model";
import { WANTED_PER_LIFE } from "./crash-job.ts";
import { readLogFile } from "./log-file.ts";

export type PreparedEntry = Extract<IntentEntry, { kind: "prepared" }>;
export type AmendingEntry = Extract<IntentEntry, { kind: "amending" }>;

/** What is known over the lives that share a venue. */
export class ChainMemory {
  /** Keys that ever stood in the log. */
  readonly keys = new Set<string>();
  /** What the log at the last death owed. */
  owed: readonly PreparedEntry[] = [];
  /** Intents that a life wanted to send at least and that stand in no log. */
  wanted: readonly number[] = [];
  private readonly intents = new Set<number>();
  private readonly changes = new Map<string, AmendingEntry>();

  /** Changes of orders that ever stood in the log. */
  get amendments(): readonly AmendingEntry[] {
    return [...this.changes.values()];
  }

  /** Looks at what a dead process left. `firstIntent`: that of its own, if it came so far. */
  remember(logPath: string, firstIntent: number | undefined): void {
    const owed = new Map<string, PreparedEntry>();
    for (const entry of readLogFile(logPath)) {
      this.keys.add(entry.key);
      if (entry.kind === "closed") owed.delete(entry.key);
      else if (entry.kind === "prepared") {
        owed.set(entry.key, entry);
        this.intents.add(entry.request.intentId);
      } else if (entry.kind === "amending") this.changes.set(`${entry.key} ${entry.amendment.number}`, entry);
    }
    this.owed = [...owed.values()];
    const own = firstIntent === undefined ? [] : Array.from({ length: WANTED_PER_LIFE }, (_, at) => firstIntent + at);
    this.wanted = [...this.wanted, ...own].filter((intent) => !this.intents.has(intent));
  }
}
