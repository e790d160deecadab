import type { Prng } from "@augury/core";

/**
 * A planted complement: for a while, buying one contract of everything in it costs less than the dollar it is sure to pay.
 * - `neg_risk`: YES of every outcome of the complete neg-risk event.
 * - `yes_polymarket`: YES on Polymarket and NO on Kalshi of one pair; `yes_kalshi` the other way round.
 */
export interface PlannedWindow {
  readonly id: number;
  readonly kind: "neg_risk" | "yes_polymarket" | "yes_kalshi";
  /** Position in the world's list of pairs; −1 for neg_risk. */
  readonly pair: number;
  /** Since the world's start. */
  readonly startUs: number;
  readonly endUs: number;
  /** 1 − cost at the best prices, before fees, in PriceTicks. */
  readonly edge: number;
  /** Contracts on offer at the odd price. */
  readonly contracts: number;
}

const FIRST_US = 2_000_000;
const GAP_US = 1_200_000;
const GAP_SPREAD_US = 1_200_000;

/** Plans the windows of a world up to `horizonUs`. Two never overlap, so that no market is in two at a time. */
export function planWindows(random: Prng, pairs: number, horizonUs: number): PlannedWindow[] {
  const windows: PlannedWindow[] = [];
  let startUs = FIRST_US + random.int(0, 300_000);
  while (startUs < horizonUs) {
    const endUs = startUs + random.int(900_000, 1_800_000);
    windows.push({
      id: windows.length,
      ...drawKind(random, windows.length, pairs),
      startUs,
      endUs,
      contracts: random.int(20, 80) * 10,
    });
    startUs = endUs + GAP_US + random.int(0, GAP_SPREAD_US);
  }
  return windows;
}

/** Neg-risk sets and pairs take turns. Fees take up to 3 cents of a set and 3 of a pair (polymarket.md section 8, kalshi.md section 11). */
function drawKind(random: Prng, id: number, pairs: number): Pick<PlannedWindow, "kind" | "pair" | "edge"> {
  const kind = random.pick(["yes_polymarket", "yes_kalshi"] as const);
  const pair = random.int(0, pairs - 1);
  const edge = random.int(7, 10) * 100;
  return id % 2 === 0 || pairs === 0 ? { kind: "neg_risk", pair: -1, edge } : { kind, pair, edge };
}
