import { MICROS } from "@augury/core";
import type { VenueName } from "@augury/model";
import type { EnginePlan } from "./engine-plan.ts";

/** Cash at each venue in CashMicros. */
export type VenueCash = readonly (readonly [venue: VenueName, cash: number])[];

/**
 * Paper money at the start: in equal parts at the venues that are followed, because an order can spend only what lies at its own. What does
 * not divide goes to the first. None where the money is real: there the executor tells what each account holds.
 */
export function paperCash({ feeds, loaded }: Pick<EnginePlan, "feeds" | "loaded">): VenueCash {
  if (loaded.config.mode === "live") return [];
  const venues = feeds.flatMap(({ venue }) => (venue === "reference" ? [] : [venue]));
  const total = Math.round(loaded.config.startCashDollars * MICROS);
  const share = Math.floor(total / Math.max(1, venues.length));
  return venues.map((venue, at) => [venue, at === 0 ? total - share * (venues.length - 1) : share]);
}
