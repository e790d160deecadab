import { NO_FEES } from "./fee-schedule.ts";
import type { Instrument } from "./instrument.ts";
import { uniformTicks } from "./tick-structure.ts";

/**
 * The terms of an instrument that nothing is special about: a cent's tick, sizes in hundredths of a contract, no minimum, no fee, no group.
 * What made-up instruments (tests, benches) are spread from, so that a new term is added in one place.
 */
export const PLAIN_TERMS = {
  title: "",
  outcomeName: "",
  ticks: uniformTicks(100),
  orderSizeMin: 0,
  sizeStep: 10_000,
  fees: NO_FEES,
  negRisk: false,
  groupId: "",
  groupAugmented: false,
} as const satisfies Partial<Instrument>;
