import type { IntentEntry } from "@augury/model";
import { WANTED_PER_LIFE } from "./crash-job.ts";
import { readLogFile } from "./log-file.ts";

export type PreparedEntry = Extract<IntentEntry, { kind: "prepared" }>;
export type PlannedEntry = Extract<IntentEntry, { kind: "planned" }>;
export type AmendingEntry = Extract<IntentEntry, { kind: "amending" }>;

/** What is known over the lives that share a venue. */
export class ChainMemory {
  /** Keys that ever stood in the log. */
  readonly keys = new Set<string>();
  /** What the log at the last death owed. */
  owed: readonly PreparedEntry[] = [];
  /** Plans in the log at the last death that had not ended. */
  owedPlans: readonly PlannedEntry[] = [];
  /** Intents that a life wanted to send at least and that stand in no log. */
  wanted: readonly number[] = [];
  private readonly intents = new Set<number>();
  private readonly changes = new Map<string, AmendingEntry>();
  private readonly ever = new Map<string, PreparedEntry>();
  private readonly planned = new Map<string, PlannedEntry>();

  /** Changes of orders that ever stood in the log. */
  get amendments(): readonly AmendingEntry[] {
    return [...this.changes.values()];
  }

  /** Orders that ever stood in the log. */
  get prepared(): readonly PreparedEntry[] {
    return [...this.ever.values()];
  }

  /** Plans that ever stood in the log. */
  get plans(): readonly PlannedEntry[] {
    return [...this.planned.values()];
  }

  /** Notes what a process has written down since it began: orders that trade back what it took over. */
  read(logPath: string): void {
    for (const entry of readLogFile(logPath)) this.note(entry);
  }

  /** Looks at what a dead process left. `firstIntent`: that of its own, if it came so far. */
  remember(logPath: string, firstIntent: number | undefined): void {
    const owed = new Map<string, PreparedEntry>();
    const owedPlans = new Map<string, PlannedEntry>();
    for (const entry of readLogFile(logPath)) {
      this.note(entry);
      if (entry.kind === "closed") owed.delete(entry.key);
      else if (entry.kind === "prepared") owed.set(entry.key, entry);
      else if (entry.kind === "ended") owedPlans.delete(entry.key);
      else if (entry.kind === "planned") owedPlans.set(entry.key, entry);
    }
    this.owed = [...owed.values()];
    this.owedPlans = [...owedPlans.values()];
    const own = firstIntent === undefined ? [] : Array.from({ length: WANTED_PER_LIFE }, (_, at) => firstIntent + at);
    this.wanted = [...this.wanted, ...own].filter((intent) => !this.intents.has(intent));
  }

  private note(entry: IntentEntry): void {
    this.keys.add(entry.key);
    if (entry.kind === "planned") this.planned.set(entry.key, entry);
    else if (entry.kind === "amending") this.changes.set(`${entry.key} ${entry.amendment.number}`, entry);
    else if (entry.kind === "prepared") {
      this.ever.set(entry.key, entry);
      this.intents.add(entry.request.intentId);
    }
  }
}
