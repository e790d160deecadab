import type { InstrumentTable } from "@augury/model";
import { FuzzTarget, type PlainSlots } from "./market-parser.ts";

/**
 * Returns the slots of a frame's text by way of JSON.parse, the schema and the mapping, 16 words each, or `undefined` when any of its
 * events cannot be used: what the byte parser must agree with. Every instrument counts as live in its first epoch. For single frames;
 * a loop keeps a {@link FuzzTarget}.
 */
export function slotsFromJson(json: string, instruments: InstrumentTable): PlainSlots | undefined {
  return new FuzzTarget(instruments).slow(new Uint8Array(Buffer.from(json)));
}
