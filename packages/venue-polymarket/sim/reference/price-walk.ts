import { Prng } from "@augury/core";

/** Seconds that a walk remembers: the longest average and the longest snapshot fit. */
const SECONDS_KEPT = 600;
const E8 = 100_000_000;
/** Largest step of one second, in parts of the price. */
const STEP = 0.0004;
/** How often a second's price is sent wrong at first and corrected a moment later. */
const CORRECTED = 0.02;

/** One second of a walk. */
export interface WalkPoint {
  readonly timestampMs: number;
  /** Price × 1e8. */
  readonly e8: number;
  /** What is sent first when the second is to be corrected; otherwise the price itself. */
  readonly firstE8: number;
}

/** A random walk with one price per second, the same for every listener and for every run of one seed. */
export class PriceWalk {
  private readonly random: Prng;
  private readonly points: WalkPoint[] = [];
  private nextSecond: number;
  private e8: number;

  constructor(seed: number, startDollars: number, startMs: number) {
    this.random = new Prng(seed);
    this.e8 = Math.round(startDollars * E8);
    this.nextSecond = Math.floor(startMs / 1000) - SECONDS_KEPT;
  }

  /** Returns the points of the seconds after `afterMs` up to `nowMs`, oldest first, as far as they are remembered. */
  between(afterMs: number, nowMs: number): readonly WalkPoint[] {
    this.walkTo(nowMs);
    return this.points.filter(({ timestampMs }) => timestampMs > afterMs && timestampMs <= nowMs);
  }

  /** Returns the mean over the `windowSeconds` seconds that end at `timestampMs`, × 1e8. */
  mean(timestampMs: number, windowSeconds: number): number {
    const inside = this.points.filter(
      (point) => point.timestampMs <= timestampMs && point.timestampMs > timestampMs - windowSeconds * 1000,
    );
    return Math.round(inside.reduce((sum, { e8 }) => sum + e8, 0) / Math.max(1, inside.length));
  }

  private walkTo(nowMs: number): void {
    for (; this.nextSecond * 1000 <= nowMs; this.nextSecond++) {
      this.e8 = Math.max(1, Math.round(this.e8 * (1 + (this.random.next() * 2 - 1) * STEP)));
      const isCorrected = this.random.chance(CORRECTED);
      const firstE8 = isCorrected ? Math.round(this.e8 * (1 + STEP)) : this.e8;
      this.points.push({ timestampMs: this.nextSecond * 1000, e8: this.e8, firstE8 });
      if (this.points.length > SECONDS_KEPT) this.points.shift();
    }
  }
}
