import { ASK, type InstrumentBooks } from "@augury/book";
import { MICROS, notional, notionalUp, type PriceTicks, type SizeMicros } from "@augury/core";
import { boundFee, TAKER_NOTIONAL_MIN } from "@augury/model";
import { NO_PRICE } from "@augury/wire";
import { LEGS_MAX } from "../strategy.ts";
import { marginalCost, type OutcomeSet, PAYOUT } from "./outcome-set.ts";

/** What a walk may buy. Sizes in SizeMicros of each outcome, `edge` in CashMicros per set. */
export interface WalkLimits {
  readonly edge: number;
  readonly sizeMin: number;
  readonly sizeMax: number;
}

/** Most that rounding adds to the fee of one more piece of a fill: see boundFee. */
const FEE_ROUNDING_MAX = 200;

/**
 * Walks the asks of all legs of a set in parallel:
 *
 * 1. Between two levels' ends, one more set costs the same: the sum of the legs' prices and fees. That sum only grows.
 * 2. The walk ends where the next set would not leave the edge, where a leg has no more asks, or at the greatest size.
 * 3. At each segment's end stands a candidate: the size so far, on the size step, if it leaves the edge even when every leg is filled
 *    wholly at its worst price, in as many pieces as levels were walked, each piece's fee rounded against us. The last one is the
 *    answer.
 *
 * One object per strategy, overwritten by the next walk; nothing is allocated.
 */
export class SetWalk {
  /** Contracts of each outcome, 0 when there is nothing to buy. */
  size = 0;
  /** Worst price of each leg. */
  readonly limits = new Int32Array(LEGS_MAX);
  private readonly prices = new Int32Array(LEGS_MAX);
  private readonly left = new Float64Array(LEGS_MAX);
  private readonly levels = new Int32Array(LEGS_MAX);

  /** Finds the largest size that leaves the edge. */
  run(set: OutcomeSet, books: InstrumentBooks, limits: WalkLimits): this {
    this.size = 0;
    if (!this.open(set, books)) return this;
    let walked = 0;
    while (this.cost(set) < PAYOUT - limits.edge) {
      walked += Math.min(this.segment(set), limits.sizeMax - walked);
      this.consider(set, Math.floor(walked / set.sizeStep) * set.sizeStep, limits);
      if (walked >= limits.sizeMax || !this.next(set, books, this.segment(set))) break;
    }
    return this;
  }

  private open(set: OutcomeSet, books: InstrumentBooks): boolean {
    for (let at = 0; at < set.legs.length; at++) {
      this.levels[at] = 0;
      if (!this.nextLevel(set, books, at, NO_PRICE)) return false;
    }
    return true;
  }

  /** Rule 1: what one more set costs here. */
  private cost(set: OutcomeSet): number {
    let sum = 0;
    for (let at = 0; at < set.legs.length; at++) sum += marginalCost(set.legs[at].fees, this.prices[at]);
    return sum;
  }

  /** How far it is to the nearest level's end. */
  private segment(set: OutcomeSet): number {
    let size = Number.POSITIVE_INFINITY;
    for (let at = 0; at < set.legs.length; at++) size = Math.min(size, this.left[at]);
    return size;
  }

  /** Moves past the nearest level's end; false when a leg has no further level. */
  private next(set: OutcomeSet, books: InstrumentBooks, segment: number): boolean {
    for (let at = 0; at < set.legs.length; at++) {
      this.left[at] -= segment;
      if (this.left[at] === 0 && !this.nextLevel(set, books, at, this.prices[at])) return false;
    }
    return true;
  }

  private nextLevel(set: OutcomeSet, books: InstrumentBooks, at: number, from: number): boolean {
    const { index } = set.legs[at];
    const price = books.nextLevel(index, ASK, from);
    if (price === NO_PRICE) return false;
    this.prices[at] = price;
    this.left[at] = books.sizeAt(index, ASK, price);
    this.levels[at]++;
    return true;
  }

  /** Rule 3. */
  private consider(set: OutcomeSet, size: number, { edge, sizeMin }: WalkLimits): void {
    if (size < sizeMin || size <= this.size) return;
    let cost = 0;
    for (let at = 0; at < set.legs.length; at++) {
      const { fees, venue } = set.legs[at];
      const price = this.prices[at] as PriceTicks;
      if (notional(price, size as SizeMicros) < TAKER_NOTIONAL_MIN[venue]) return;
      cost += notionalUp(price, size as SizeMicros) + boundFee(fees, fees.takerPpm, price, size as SizeMicros);
      // Each further piece rounds its cash and its fee once more.
      cost += (this.levels[at] - 1) * (FEE_ROUNDING_MAX + 1);
    }
    if (cost >= size - shareOf(size, edge)) return;
    this.size = size;
    for (let at = 0; at < set.legs.length; at++) this.limits[at] = this.prices[at];
  }
}

/** `part` micro-dollars of each contract of `size`, rounded up. */
function shareOf(size: number, part: number): number {
  // Whole contracts and the rest apart: the plain product passes 2^53.
  const whole = Math.floor(size / MICROS);
  return whole * part + Math.ceil(((size - whole * MICROS) * part) / MICROS);
}
