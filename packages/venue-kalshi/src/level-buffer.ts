import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";

/** A side has at most one level per price, and 0 and 1 dollar are no prices. */
export const LEVELS_PER_SIDE_MAX = PRICE_TICKS_PER_DOLLAR - 1;
export const YES = 0;
export const NO = 1;

/**
 * The levels of one snapshot frame while it is judged: nothing is published before the last of them proved valid. Allocated once; how
 * large a frame is does not matter, because a price that comes twice is refused.
 */
export class LevelBuffer {
  readonly prices = [new Int32Array(LEVELS_PER_SIDE_MAX), new Int32Array(LEVELS_PER_SIDE_MAX)] as const;
  readonly sizes = [new Float64Array(LEVELS_PER_SIDE_MAX), new Float64Array(LEVELS_PER_SIDE_MAX)] as const;
  readonly counts = new Int32Array(2);
  /** Per side and price the number of the reading in which it was last seen. */
  private readonly seen = [
    new Int32Array(PRICE_TICKS_PER_DOLLAR + 1),
    new Int32Array(PRICE_TICKS_PER_DOLLAR + 1),
  ] as const;
  private reading = 0;

  /** Forgets the levels of one side. */
  clear(side: typeof YES | typeof NO): void {
    this.counts[side] = 0;
    this.reading = (this.reading + 1) | 0;
  }

  /**
   * Adds a level in its own leg's price. Returns false when the price is none a level can have, came before, or the size is negative.
   * A level of zero contracts is no level and is passed over.
   */
  add(side: typeof YES | typeof NO, price: number, size: number): boolean {
    if (!(price > 0 && price < PRICE_TICKS_PER_DOLLAR && size >= 0)) return false;
    if (this.seen[side][price] === this.reading) return false;
    this.seen[side][price] = this.reading;
    if (size === 0) return true;
    const at = this.counts[side];
    this.prices[side][at] = price;
    this.sizes[side][at] = size;
    this.counts[side] = at + 1;
    return true;
  }

  /** Returns the greatest step that `step`, a whole dollar and all these prices are multiples of. */
  commonStep(step: number): number {
    let common = greatestDivisor(PRICE_TICKS_PER_DOLLAR, step);
    for (let side = YES; side <= NO && common > 1; side++) {
      const prices = this.prices[side as typeof YES | typeof NO];
      for (let at = 0; at < this.counts[side]; at++) {
        if (prices[at] % common !== 0) common = greatestDivisor(common, prices[at]);
      }
    }
    return common;
  }
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
