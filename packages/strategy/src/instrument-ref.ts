import { err, ok, type Result } from "@augury/core";
import type { Instrument, InstrumentTable, VenueName } from "@augury/model";
import { z } from "zod";

const SHAPE = /^([a-z]+):(.+?)(?::(yes|no))?$/;

/**
 * A market or an instrument as configuration names it: "venue:id" or "venue:id:outcome". The id is a condition id, a token id or a
 * ticker; without an outcome it is "yes", but for a token id, which names its own.
 */
export const InstrumentRef = z.string().regex(SHAPE, 'expected "venue:id" or "venue:id:outcome"');

/** Returns whether a reference names something at one of these venues. */
export function isAtVenue(reference: string, venues: readonly VenueName[]): boolean {
  return venues.some((venue) => reference.startsWith(`${venue}:`));
}

/** Both outcomes of one market. */
export interface OutcomePair {
  readonly yes: Instrument;
  readonly no: Instrument;
}

/** Finds the instrument that a reference names; the error says what is missing. */
export function findInstrument(table: InstrumentTable, reference: string): Result<Instrument, string> {
  const [, venue, id, outcome] = SHAPE.exec(reference) ?? [];
  const ofVenue = table.list.filter((one) => one.venue === venue);
  const tokens = ofVenue.filter(({ venueId }) => venueId === id);
  if (tokens.length === 1 && (!outcome || tokens[0].outcome === outcome)) return ok(tokens[0]);
  const known = ofVenue.filter(({ venueId, marketId }) => venueId === id || marketId === id);
  const found = known.find((one) => one.outcome === (outcome ?? "yes"));
  if (found) return ok(found);
  return err(
    known.length === 0
      ? `"${reference}" is not among this run's instruments`
      : `"${reference}" is among this run's instruments, but not its outcome "${outcome ?? "yes"}"`,
  );
}

/** Finds both outcomes of the market that a reference names, by whichever outcome. */
export function findOutcomes(table: InstrumentTable, reference: string): Result<OutcomePair, string> {
  const one = findInstrument(table, reference);
  if (!one.ok) return one;
  const { venue, marketId } = one.value;
  const market = table.list.filter((other) => other.venue === venue && other.marketId === marketId);
  const yes = market.find(({ outcome }) => outcome === "yes");
  const no = market.find(({ outcome }) => outcome === "no");
  return yes && no ? ok({ yes, no }) : err(`"${reference}" is among this run's instruments with one outcome only`);
}
