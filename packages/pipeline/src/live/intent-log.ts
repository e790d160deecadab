import { join } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { openIntents, parseIntentEntries } from "@augury/execution";
import { EntryLog, type EntrySync } from "@augury/journal";
import type { InstrumentTable, IntentEntry, VenueName } from "@augury/model";
import { z } from "zod";

export interface IntentLogOptions {
  readonly directory: string;
  readonly venue: VenueName;
  readonly table: InstrumentTable;
  readonly sync: EntrySync;
  /** The engine's process, not the executor's: an executor that takes over inside it goes on with its orders. */
  readonly processId: string;
}

/** The first line of a process says whose numbers follow. */
const ProcessLine = z.strictObject({ process: z.string() });
/** Every run numbers its instruments anew, so an order's line says by the venue's name which one it is on. */
const NamedLine = z.looseObject({
  of: z.strictObject({ venueId: z.string(), outcome: z.enum(["yes", "no"]) }),
  request: z.looseObject({ instrument: z.int() }),
});

/**
 * A venue's log of orders, on disk before their first byte leaves. Opening writes it anew with what is still owed. Orders of a process
 * before this one get negative numbers: every process counts its intents from one, and none may be taken for another.
 */
export class IntentLog {
  private constructor(
    private readonly log: EntryLog,
    /** Orders that were still owed something when it was opened. */
    readonly entries: readonly IntentEntry[],
    private readonly table: InstrumentTable,
  ) {}

  static open({ directory, processId, sync, table, venue }: IntentLogOptions): Result<IntentLog, string> {
    let problem = "";
    let kept: readonly IntentEntry[] = [];
    const path = join(directory, `orders-${venue}.log`);
    const opened = EntryLog.open(path, { sync }, (found) => {
      const isOurs = found.some((line) => ProcessLine.safeParse(line).data?.process === processId);
      const orders = found.filter((line) => !ProcessLine.safeParse(line).success);
      const entries = parseIntentEntries(orders.map((line) => resolve(line, venue, table)));
      if (!entries.ok) {
        problem = entries.error;
        return found;
      }
      kept = isOurs ? openIntents(entries.value) : disown(openIntents(entries.value));
      const names = new Map(orders.map((line) => [keyOf(line), NamedLine.safeParse(line).data?.of]));
      return [{ process: processId }, ...kept.map((entry) => ({ ...entry, ...nameOf(entry, names) }))];
    });
    if (!opened.ok) return err(opened.error.message);
    if (problem === "") return ok(new IntentLog(opened.value.log, kept, table));
    opened.value.log.close();
    return err(`${path}: ${problem}`);
  }

  /**
   * Writes an entry down; true once it is durable. That an order is over need not be: lost with the machine, it is asked for once more at
   * the next start, and hundreds of orders that a comparison lets go would each hold up the thread for a sync.
   */
  append(entry: object): boolean {
    const line = named(entry as IntentEntry, this.table);
    return (entry as IntentEntry).kind === "closed" ? this.log.append(line, "none") : this.log.append(line);
  }

  close(): void {
    this.log.close();
  }
}

function named(entry: IntentEntry, table: InstrumentTable): object {
  const instrument = entry.kind === "prepared" ? table.at(entry.request.instrument) : undefined;
  return instrument ? { ...entry, of: { venueId: instrument.venueId, outcome: instrument.outcome } } : entry;
}

function keyOf(line: unknown): unknown {
  return typeof line === "object" && line !== null && "key" in line ? line.key : undefined;
}

/** An instrument that this run does not have keeps its name for the next one. */
function nameOf({ key, kind }: IntentEntry, names: ReadonlyMap<unknown, object | undefined>): object {
  const of = kind === "prepared" ? names.get(key) : undefined;
  return of ? { of } : {};
}

/** The order's instrument in this run's numbers; one past the end where this run has none. */
function resolve(line: unknown, venue: VenueName, table: InstrumentTable): unknown {
  const found = NamedLine.safeParse(line);
  if (!found.success) return line;
  const { of, ...entry } = found.data;
  const instrument = table.find(venue, of.venueId, of.outcome)?.index ?? table.size;
  return { ...entry, request: { ...entry.request, instrument } };
}

/** Numbers the orders −1, −2, … and leaves everything else as it is. */
function disown(entries: readonly IntentEntry[]): IntentEntry[] {
  let last = 0;
  return entries.map((entry) =>
    entry.kind === "prepared" ? { ...entry, request: { ...entry.request, intentId: --last, leg: 0 } } : entry,
  );
}
