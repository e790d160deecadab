import type { Instrument, InstrumentTable } from "@augury/model";
import { z } from "zod";

/** How a request names an instrument: its number in this run, or the venue's own id. */
export const InstrumentRef = z
  .string()
  .max(200)
  .regex(
    /^(\d{1,9}|(polymarket|kalshi):[A-Za-z0-9._-]{1,128}(:(yes|no))?)$/,
    "an index, or venue:id, or venue:id:outcome (kalshi:KXBTC-1:no)",
  )
  .describe(
    "Index in this run, or venue:id[:outcome], where id is a token id or ticker and outcome is yes (default) or no.",
  )
  .meta({ examples: ["0"] });

/** Returns the instrument that a checked reference names, or `undefined`. */
export function findInstrument(table: InstrumentTable, ref: string): Instrument | undefined {
  if (/^\d+$/.test(ref)) return table.at(Number(ref));
  const [venue, venueId, outcome] = ref.split(":");
  if ((venue !== "polymarket" && venue !== "kalshi") || venueId === undefined) return undefined;
  return table.find(venue, venueId, outcome === "no" ? "no" : "yes");
}

/** Returns the name that an instrument has in answers, in every run the same: "kalshi:KXBTC-1:no". */
export function instrumentName({ venue, venueId, outcome }: Instrument): string {
  return `${venue}:${venueId}:${outcome}`;
}
