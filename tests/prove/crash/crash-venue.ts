import { KALSHI_POINTS, POLYMARKET_POINTS } from "./crash-points.ts";
import type { CrashWorld } from "./crash-world.ts";
import { KalshiWorld } from "./kalshi-world.ts";
import { PolymarketWorld } from "./polymarket-world.ts";

/** What differs from venue to venue for whoever kills. */
export interface CrashVenue {
  readonly name: "polymarket" | "kalshi";
  /** Where a process that trades on it is killed. */
  readonly points: readonly string[];
  /** Where one that writes nothing down is killed, to be found out. */
  readonly control: readonly string[];
  /** Starts the simulated venue. */
  open(seed: number): CrashWorld;
}

const CONTROL = ["post sent", "batch sent", "heard posted", "post answer read", "hear trade"];

export const CRASH_VENUES: readonly CrashVenue[] = [
  { name: "polymarket", points: POLYMARKET_POINTS, control: CONTROL, open: (seed) => new PolymarketWorld(seed) },
  {
    name: "kalshi",
    points: KALSHI_POINTS,
    control: [...CONTROL, "amend sent", "decrease sent"],
    open: (seed) => new KalshiWorld(seed),
  },
];
