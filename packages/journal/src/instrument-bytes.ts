import { err, ok, type Result } from "@augury/core";
import { Instrument, InstrumentTable } from "@augury/model";
import { JournalError } from "./journal-error.ts";

/** Returns the JSON bytes that a segment header carries for the run's instruments. */
export function encodeInstruments(table: InstrumentTable): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(table.list));
}

/** Reads a header's instrument table back; a build whose instruments look different says so here, not in the middle of a replay. */
export function parseInstruments(bytes: Uint8Array): Result<InstrumentTable, JournalError> {
  try {
    const list = Instrument.array().parse(JSON.parse(new TextDecoder().decode(bytes)));
    return ok(new InstrumentTable(list));
  } catch (cause) {
    return err(
      new JournalError("bad_header", `the journal's instrument table does not parse: ${cause}`, undefined, { cause }),
    );
  }
}
