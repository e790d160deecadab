import { Prng } from "@augury/core";
import type { VenueName } from "@augury/model";
import { KALSHI_FRAMES } from "./kalshi-frames.ts";
import { POLYMARKET_FRAMES } from "./polymarket-frames.ts";

/** Frames made from a seed, of every type that a feed reads: a corpus where no recordings are, and an addition where they are. */
export function generateFrames(venue: VenueName, seed: number, count: number): Uint8Array[] {
  const random = new Prng(seed);
  const makers = venue === "kalshi" ? KALSHI_FRAMES : POLYMARKET_FRAMES;
  return Array.from({ length: count }, () => new TextEncoder().encode(JSON.stringify(random.pick(makers)(random))));
}
