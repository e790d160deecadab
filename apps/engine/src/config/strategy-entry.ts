import { err, ok, type Result } from "@augury/core";
import { type Instrument, type InstrumentTable, VenueName } from "@augury/model";
import {
  ComplementConfig,
  type ConfigProblem,
  QuoterConfig,
  type StrategyConfig,
  strategyWithout,
} from "@augury/strategy";
import { z } from "zod";

/**
 * Names instruments by what they have in common instead of one by one, for runs whose markets are only known once metadata has been
 * read (`markets: discover`). Resolved by main before decision starts: strategies, journals and replays see plain references.
 */
export const InstrumentSelector = z.strictObject({
  venue: VenueName.optional().describe("Of this venue only."),
  group: z.string().min(1).max(128).optional().describe("Of this mutually exclusive set only."),
  outcome: z
    .enum(["yes", "no", "both"])
    .default("both")
    .describe("Both: a quoter can then quote both ways from nothing."),
  instrumentsMax: z
    .int()
    .min(1)
    .max(512)
    .default(16)
    .describe("The first so many, in the order of the instrument table."),
});
export type InstrumentSelector = z.infer<typeof InstrumentSelector>;

/** One strategy as a file may write it: a quoter's instruments one by one, or by a selector. */
export const StrategyEntry = z.discriminatedUnion("kind", [
  ComplementConfig,
  QuoterConfig.extend({ instruments: z.union([QuoterConfig.shape.instruments, InstrumentSelector]) }),
]);
export type StrategyEntry = z.infer<typeof StrategyEntry>;

/** Replaces every selector by the instruments of this run that it means, or says which selectors mean none. */
export function resolveStrategies(
  entries: readonly StrategyEntry[],
  table: InstrumentTable,
): Result<StrategyConfig[], ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  const strategies = entries.map((entry, at): StrategyConfig => {
    if (entry.kind !== "quoter") return entry;
    if (Array.isArray(entry.instruments)) return { ...entry, instruments: entry.instruments };
    const instruments = selectInstruments(entry.instruments, table).map(referenceOf);
    if (instruments.length === 0)
      problems.push({ path: [at, "instruments"], message: "none of this run's instruments is meant by this selector" });
    return { ...entry, instruments };
  });
  return problems.length === 0 ? ok(strategies) : err(problems);
}

/** Returns what is left of the strategies in a run without some venues. */
export function entriesWithout(entries: readonly StrategyEntry[], venues: readonly VenueName[]): StrategyEntry[] {
  if (venues.length === 0) return [...entries];
  return entries.flatMap((entry) => entryWithout(entry, venues) ?? []);
}

function entryWithout(entry: StrategyEntry, venues: readonly VenueName[]): StrategyEntry | undefined {
  if (entry.kind !== "quoter") return strategyWithout(entry, venues);
  const { instruments } = entry;
  if (Array.isArray(instruments)) return strategyWithout({ ...entry, instruments }, venues);
  return instruments.venue !== undefined && venues.includes(instruments.venue) ? undefined : entry;
}

/** Returns the instruments that a selector means, in the table's order. */
export function selectInstruments(selector: InstrumentSelector, table: InstrumentTable): Instrument[] {
  const { venue, group, outcome, instrumentsMax } = selector;
  return table.list
    .filter((one) => venue === undefined || one.venue === venue)
    .filter((one) => group === undefined || one.groupId === group)
    .filter((one) => outcome === "both" || one.outcome === outcome)
    .slice(0, instrumentsMax);
}

function referenceOf({ venue, venueId, outcome }: Instrument): string {
  return `${venue}:${venueId}:${outcome}`;
}
