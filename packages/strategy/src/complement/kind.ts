import { CASH_MICROS_PER_TICK, err, ok, type Result } from "@augury/core";
import type { InstrumentTable, VenueName } from "@augury/model";
import { microsOf } from "../decimal-text.ts";
import { isAtVenue } from "../instrument-ref.ts";
import type { ConfigProblem } from "../strategy-config-error.ts";
import { defineStrategy } from "../strategy-kind.ts";
import { Complement } from "./complement.ts";
import { ComplementConfig } from "./config.ts";
import { findEventSets, findMirrorSets, findPairSets } from "./find-sets.ts";

export const complement = defineStrategy({ kind: "complement", config: ComplementConfig, create, without });

function create(config: ComplementConfig, table: InstrumentTable): Result<Complement, readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  const sets = [...findEventSets(config.events, table, problems), ...findPairSets(config.pairs, table, problems)];
  const mirrors = config.selfCheck ? findMirrorSets(table) : [];
  const sizeMax = microsOf(config.sizeMax);
  for (const { sizeStep, legs } of sets) {
    if (sizeMax < sizeStep) {
      problems.push({ path: ["sizeMax"], message: `${config.sizeMax} is below the size step of ${legs[0].title}` });
    }
  }
  if (problems.length > 0) return err(problems);
  return ok(
    new Complement({
      name: config.name,
      sets,
      mirrors,
      edge: microsOf(config.edge),
      sizeMin: microsOf(config.sizeMin),
      sizeMax,
      cooldownUs: config.cooldownMs * 1000,
      deadlineUs: config.deadlineMs * 1000,
      mirrorGraceUs: config.selfCheckGraceMs * 1000,
      legs: {
        onFailure: config.legs.onFailure,
        sequence: config.legs.sequence === "together" ? "together" : "one_by_one",
        bandTicks: Math.floor(microsOf(config.legs.band) / CASH_MICROS_PER_TICK),
        legMs: config.legs.legMs,
      },
    }),
  );
}

/** Neg-risk events are Polymarket's; a pair needs both of its venues. */
function without(config: ComplementConfig, venues: readonly VenueName[]): ComplementConfig | undefined {
  const events = venues.includes("polymarket") ? [] : config.events;
  const pairs = config.pairs.filter(({ a, b }) => !isAtVenue(a, venues) && !isAtVenue(b, venues));
  return events.length === 0 && pairs.length === 0 ? undefined : { ...config, events, pairs };
}
