import { join } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { openIntents, parseIntentEntries } from "@augury/execution";
import { EntryLog, type EntrySync } from "@augury/journal";
import { type InstrumentTable, type IntentEntry, VenueName } from "@augury/model";
import { z } from "zod";
import type { PastIntents } from "./past-intents.ts";

export interface IntentLogOptions {
  readonly directory: string;
  readonly venue: VenueName;
  readonly table: InstrumentTable;
  readonly sync: EntrySync;
  /** The engine's process, not the executor's: an executor that takes over inside it goes on with its orders. */
  readonly processId: string;
  /** Numbers the intents of other processes: one for all logs of an executor. */
  readonly past: PastIntents;
}

/** An intent of very many legs has a plan of so many bytes. */
const ENTRY_BYTES_MAX = 256 * 1024;
/** The first line of a process says whose numbers follow. */
const ProcessLine = z.strictObject({ process: z.string() });
/** Every run numbers its instruments anew, so an order's line says by the venue's name which one it is on. */
const Name = z.strictObject({ venueId: z.string(), outcome: z.enum(["yes", "no"]) });
const NamedOrder = z.looseObject({ of: Name, request: z.looseObject({ instrument: z.int() }) });
/** A plan's legs may trade at several venues. */
const NamedPlan = z.looseObject({
  of: z.array(Name.extend({ venue: VenueName })),
  legs: z.array(z.looseObject({ instrument: z.int() })),
});

/**
 * A venue's log of orders and of the plans that they belong to, on disk before the first byte of an order leaves. Opening writes it anew with
 * what is still owed. Intents of a process before this one get negative numbers ({@link PastIntents}): every process counts its own from one,
 * and none may be taken for another.
 */
export class IntentLog {
  private constructor(
    private readonly log: EntryLog,
    /** What was still owed when it was opened. */
    readonly entries: readonly IntentEntry[],
    private readonly table: InstrumentTable,
  ) {}

  static open({ directory, past, processId, sync, table, venue }: IntentLogOptions): Result<IntentLog, string> {
    let problem = "";
    let kept: readonly IntentEntry[] = [];
    const path = join(directory, `orders-${venue}.log`);
    const opened = EntryLog.open(path, { sync, entryBytesMax: ENTRY_BYTES_MAX }, (found) => {
      const isOurs = found.some((line) => ProcessLine.safeParse(line).data?.process === processId);
      const orders = found.filter((line) => !ProcessLine.safeParse(line).success);
      const entries = parseIntentEntries(orders.map((line) => resolve(line, venue, table)));
      if (!entries.ok) {
        problem = entries.error;
        return found;
      }
      const open = openIntents(entries.value);
      kept = isOurs ? open : past.disown(open);
      past.keep(kept);
      const names = new Map(orders.flatMap(namesIn));
      return [{ process: processId }, ...kept.map((entry) => ({ ...entry, ...nameOf(entry, names) }))];
    });
    if (!opened.ok) return err(opened.error.message);
    if (problem === "") return ok(new IntentLog(opened.value.log, kept, table));
    opened.value.log.close();
    return err(`${path}: ${problem}`);
  }

  /**
   * Writes an entry down; true once it is durable. That an order or a plan is over need not be: lost with the machine, it is found out once
   * more at the next start, and hundreds of orders that a comparison lets go would each hold up the thread for a sync. Nor need a plan whose
   * legs are all in this log: the first of them to leave is durable, and with it whatever stands before it.
   */
  append(entry: object): boolean {
    const line = named(entry as IntentEntry, this.table);
    return isLazy(entry as IntentEntry) ? this.log.append(line, "none") : this.log.append(line);
  }

  close(): void {
    this.log.close();
  }
}

function isLazy(entry: IntentEntry): boolean {
  if (entry.kind === "planned") return entry.venues.length === 1;
  return entry.kind === "closed" || entry.kind === "ended";
}

function named(entry: IntentEntry, table: InstrumentTable): object {
  if (entry.kind === "planned") {
    const legs = entry.legs.flatMap(({ instrument }) => table.at(instrument) ?? []);
    return { ...entry, of: legs.map(({ outcome, venue, venueId }) => ({ venue, venueId, outcome })) };
  }
  const instrument = entry.kind === "prepared" ? table.at(entry.request.instrument) : undefined;
  return instrument ? { ...entry, of: { venueId: instrument.venueId, outcome: instrument.outcome } } : entry;
}

/** The key of a line that names instruments, with their names. */
function namesIn(line: unknown): (readonly [string, unknown])[] {
  const found = z.looseObject({ key: z.string(), of: z.unknown() }).safeParse(line);
  return found.success && found.data.of !== undefined ? [[found.data.key, found.data.of]] : [];
}

/** An instrument that this run does not have keeps its name for the next one. */
function nameOf({ key, kind }: IntentEntry, names: ReadonlyMap<string, unknown>): object {
  const of = kind === "prepared" || kind === "planned" ? names.get(key) : undefined;
  return of === undefined ? {} : { of };
}

/** A line with instruments in this run's numbers; one past the end where this run has none. */
function resolve(line: unknown, venue: VenueName, table: InstrumentTable): unknown {
  const plan = NamedPlan.safeParse(line);
  if (plan.success) {
    const { legs, of, ...entry } = plan.data;
    return { ...entry, legs: legs.map((leg, at) => ({ ...leg, instrument: indexOf(of[at], of[at]?.venue, table) })) };
  }
  const order = NamedOrder.safeParse(line);
  if (!order.success) return line;
  const { of, request, ...entry } = order.data;
  return { ...entry, request: { ...request, instrument: indexOf(of, venue, table) } };
}

function indexOf(of: z.infer<typeof Name> | undefined, venue: VenueName | undefined, table: InstrumentTable): number {
  return (of && venue && table.find(venue, of.venueId, of.outcome)?.index) ?? table.size;
}
