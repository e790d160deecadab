import { err, ok, type Result } from "@augury/core";
import type { Instrument, InstrumentTable, VenueName } from "@augury/model";
import { microsOf } from "../decimal-text.ts";
import { findInstrument, isAtVenue } from "../instrument-ref.ts";
import type { ConfigProblem } from "../strategy-config-error.ts";
import { defineStrategy } from "../strategy-kind.ts";
import { QuoterConfig } from "./config.ts";
import { Quoter } from "./quoter.ts";

export const quoter = defineStrategy({ kind: "quoter", config: QuoterConfig, create, without });

function create(config: QuoterConfig, table: InstrumentTable): Result<Quoter, readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  const instruments: Instrument[] = [];
  for (const [at, reference] of config.instruments.entries()) {
    const found = findInstrument(table, reference);
    const message = found.ok ? problemOf(found.value, instruments, config) : found.error;
    if (message !== undefined) problems.push({ path: ["instruments", at], message });
    else if (found.ok) instruments.push(found.value);
  }
  if (problems.length > 0) return err(problems);
  const options = {
    name: config.name,
    instruments,
    size: microsOf(config.size),
    halfSpreadTicks: config.halfSpreadTicks,
    skewTicksPerContract: config.skewTicksPerContract,
    positionMax: microsOf(config.positionMax),
    requoteTicksMin: config.requoteTicksMin,
    move: config.move,
    refreshUs: config.refreshMs * 1000,
    deadlineUs: config.deadlineMs * 1000,
  };
  return ok(new Quoter(options, table));
}

function without(config: QuoterConfig, venues: readonly VenueName[]): QuoterConfig | undefined {
  const instruments = config.instruments.filter((reference) => !isAtVenue(reference, venues));
  return instruments.length === 0 ? undefined : { ...config, instruments };
}

/** Why an instrument cannot be quoted as configured. */
function problemOf(instrument: Instrument, others: readonly Instrument[], config: QuoterConfig): string | undefined {
  const size = microsOf(config.size);
  const name = `"${instrument.title || instrument.venueId}" (${instrument.outcome})`;
  if (others.includes(instrument)) return `${name} is named twice`;
  if (size % instrument.sizeStep !== 0) return `the size ${config.size} is off the size step of ${name}`;
  if (size < instrument.orderSizeMin) return `the size ${config.size} is below the smallest order of ${name}`;
  return size > microsOf(config.positionMax) ? `the size ${config.size} is above positionMax` : undefined;
}
