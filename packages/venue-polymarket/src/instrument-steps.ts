import { finestStep, type InstrumentTable } from "@augury/model";

/** Returns each instrument's tick size from its metadata, in PriceTicks, by instrument number: what holds until the stream says otherwise. */
export function finestSteps(instruments: InstrumentTable): Int32Array {
  return Int32Array.from(instruments.list, ({ ticks }) => finestStep(ticks));
}
