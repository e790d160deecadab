import { sceneTable } from "@augury/venue-kalshi/live/sim";

/** Lives of one chain, and some more. */
const LIVES_MAX = 20;

/** One market for each life, which pays out when it is over or earlier. */
export const LIFE_TICKERS: readonly string[] = Array.from({ length: LIVES_MAX }, (_, life) => `KXA-26DEC-L${life}`);
/** The market that all lives trade in, and their own. */
export const LIFE_TABLE = sceneTable(LIFE_TICKERS);

/** The number of a life's own market at the exchange. */
export function marketOf(life: number): number {
  return 1 + life;
}

/** The instrument that a life buys in its own market: YES, or NO for every other one. */
export function instrumentOf(life: number): number {
  return 2 * marketOf(life) + (life % 2);
}

/** What comes of it: what its life has bought wins, then loses, two by two. */
export function resultOf(life: number): "yes" | "no" {
  return life % 4 < 2 === (life % 2 === 0) ? "yes" : "no";
}
