import type { Instrument, InstrumentTable } from "@augury/model";
import { findOutcomes } from "../instrument-ref.ts";
import { LEGS_MAX } from "../strategy.ts";
import type { ConfigProblem } from "../strategy-config-error.ts";
import type { ComplementConfig } from "./config.ts";
import { OutcomeSet } from "./outcome-set.ts";

/** Finds the neg-risk events that configuration names, and refuses those that are not, or not known to be, complete. */
export function findEventSets(
  events: ComplementConfig["events"],
  table: InstrumentTable,
  problems: ConfigProblem[],
): OutcomeSet[] {
  if (events === "all") {
    const groups = new Set(table.list.filter(({ negRisk }) => negRisk).map(({ groupId }) => groupId));
    return [...groups].flatMap((group) => {
      const legs = outcomesOf(table, group);
      return group !== "" && problemOf(group, legs, undefined) === undefined ? [new OutcomeSet("event", legs)] : [];
    });
  }
  return events.flatMap(({ group, outcomes }, at) => {
    const legs = outcomesOf(table, group);
    const message = problemOf(group, legs, outcomes);
    if (message === undefined) return [new OutcomeSet("event", legs)];
    problems.push({ path: ["events", at, "group"], message });
    return [];
  });
}

/** Finds the approved pairs: YES of one market with NO of the other, both ways. */
export function findPairSets(
  pairs: ComplementConfig["pairs"],
  table: InstrumentTable,
  problems: ConfigProblem[],
): OutcomeSet[] {
  return pairs.flatMap((pair, at) => {
    const a = findOutcomes(table, pair.a);
    const b = findOutcomes(table, pair.b);
    if (!a.ok) problems.push({ path: ["pairs", at, "a"], message: a.error });
    if (!b.ok) problems.push({ path: ["pairs", at, "b"], message: b.error });
    if (!a.ok || !b.ok) return [];
    if (a.value.yes.index === b.value.yes.index) {
      problems.push({ path: ["pairs", at, "b"], message: `"${pair.a}" and "${pair.b}" are one market` });
      return [];
    }
    return [new OutcomeSet("pair", [a.value.yes, b.value.no]), new OutcomeSet("pair", [b.value.yes, a.value.no])];
  });
}

/** Finds the markets of which both outcomes have a book of their own: Polymarket's. */
export function findMirrorSets(table: InstrumentTable): OutcomeSet[] {
  return table.list.flatMap((yes) => {
    const no = yes.mirrorIndex === undefined ? undefined : table.at(yes.mirrorIndex);
    return yes.outcome === "yes" && no && no.bookIndex === no.index ? [new OutcomeSet("mirror", [yes, no])] : [];
  });
}

function outcomesOf(table: InstrumentTable, group: string): Instrument[] {
  return table.list.filter(({ groupId, outcome }) => groupId === group && outcome === "yes");
}

/** Why buying these outcomes would not be buying a dollar, `undefined` when it is. */
function problemOf(group: string, legs: readonly Instrument[], outcomes: number | undefined): string | undefined {
  if (legs.length === 0) return `no instrument belongs to the event "${group}"`;
  if (legs.some(({ negRisk }) => !negRisk)) {
    return `the event "${group}" is not neg-risk: that its outcomes exclude each other does not mean that one of them wins`;
  }
  if (legs.some(({ groupAugmented }) => groupAugmented)) {
    return `the event "${group}" is augmented: outcomes may still be added, so its set is never complete`;
  }
  const { groupSize } = legs[0];
  const expected = outcomes ?? groupSize;
  if (groupSize !== undefined && expected !== groupSize) {
    return `the event "${group}" has ${groupSize} markets as the venue lists it, not ${expected}`;
  }
  if (expected === undefined) {
    return `it is not known how many markets the event "${group}" has: say it with "outcomes"`;
  }
  if (legs.length !== expected) {
    return `the event "${group}" has ${expected} markets, of which ${legs.length} are among this run's instruments`;
  }
  if (legs.length < 2 || legs.length > LEGS_MAX) {
    return `a set has 2 to ${LEGS_MAX} outcomes, the event "${group}" has ${legs.length}`;
  }
  return undefined;
}
