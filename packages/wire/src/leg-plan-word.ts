import { assert, PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { LEG_MS_MAX, type LegPlan } from "@augury/model";

/**
 * How an intent's legs belong together, in one word of each of its slots: bits 0–13 the band, 14 one by one, 15–29 ms per leg, 30 hold, 31 set.
 * 0 = they do not.
 */
export function packLegPlan(plan: LegPlan | undefined): number {
  if (!plan) return 0;
  const { bandTicks, legMs, onFailure, sequence } = plan;
  assert(
    bandTicks >= 0 && bandTicks <= PRICE_TICKS_PER_DOLLAR && Number.isInteger(bandTicks),
    "a band is 0 to 10 000 ticks",
  );
  assert(legMs >= 1 && legMs <= LEG_MS_MAX && Number.isInteger(legMs), `a leg has 1 to ${LEG_MS_MAX} ms`);
  const hold = onFailure === "hold" ? HOLD : 0;
  return bandTicks | (sequence === "one_by_one" ? ONE_BY_ONE : 0) | (legMs << MS_SHIFT) | hold | PLAN;
}

/** Reads what {@link packLegPlan} wrote. */
export function readLegPlan(word: number): LegPlan | undefined {
  if ((word & PLAN) === 0) return undefined;
  return {
    onFailure: (word & HOLD) === 0 ? "unwind" : "hold",
    sequence: (word & ONE_BY_ONE) === 0 ? "together" : "one_by_one",
    bandTicks: word & BAND,
    legMs: (word >>> MS_SHIFT) & LEG_MS_MAX,
  };
}

const BAND = 0x3fff;
const ONE_BY_ONE = 1 << 14;
const MS_SHIFT = 15;
const HOLD = 1 << 30;
const PLAN = 1 << 31;
