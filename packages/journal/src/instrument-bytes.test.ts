import { expect, test } from "bun:test";
import { type Instrument, InstrumentTable, PLAIN_TERMS } from "@augury/model";
import { encodeInstruments, parseInstruments } from "./instrument-bytes.ts";

const plain: Instrument = {
  ...PLAIN_TERMS,
  index: 0,
  venue: "polymarket",
  venueId: "1",
  marketId: "0xa",
  outcome: "yes",
  bookIndex: 0,
};
const full: Instrument = {
  ...plain,
  index: 1,
  venueId: "2",
  bookIndex: 1,
  mirrorIndex: 0,
  groupSize: 3,
  domainVersion: "3",
  endTimeMs: 1_784_851_200_000,
  resolution: "disputed",
};

test("parseInstruments: behavior: gives back what was encoded, terms that a build before did not know left out", () => {
  const parsed = parseInstruments(encodeInstruments(new InstrumentTable([plain, full])));
  expect(parsed.ok && parsed.value.list).toEqual([plain, full]);
});

test("parseInstruments: error: a term that this build does not know", () => {
  const bytes = new TextEncoder().encode(JSON.stringify([{ ...plain, moon: 1 }]));
  const parsed = parseInstruments(bytes);
  expect(parsed.ok ? "" : parsed.error.message).toContain("moon");
});
