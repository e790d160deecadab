import type { InstrumentBooks } from "@augury/book";
import { assert, CASH_MICROS_PER_TICK, MICROS, PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import type { FeeSchedule, Instrument } from "@augury/model";
import { NO_PRICE } from "@augury/wire";
import { LEGS_MAX } from "../strategy.ts";

/** Cash of a whole set: exactly one of its outcomes pays a dollar. */
export const PAYOUT = MICROS;

/** Why the outcomes of a set exclude each other: one event's markets, two markets that a human calls the same, one market's two books. */
export type SetKind = "event" | "pair" | "mirror";

/**
 * Outcomes of which exactly one will pay a dollar, so that one contract of each is worth a dollar whatever happens. Keeps what each leg's
 * best ask costs with its fee, so that an event about one leg costs one look at one book.
 */
export class OutcomeSet {
  /** The set is an event to which outcomes may still be added: it is never complete. */
  readonly isAugmented: boolean;
  /** Smallest size step that suits every leg, SizeMicros. */
  readonly sizeStep: number;
  /** Event time of the last shot at it, minus infinity before. */
  firedUs = Number.NEGATIVE_INFINITY;
  private readonly costs: Float64Array;

  constructor(
    readonly kind: SetKind,
    readonly legs: readonly Instrument[],
  ) {
    assert(legs.length >= 2 && legs.length <= LEGS_MAX, `a set has 2 to ${LEGS_MAX} legs, had ${legs.length}`);
    this.isAugmented = kind === "event" && legs.some(({ groupAugmented }) => groupAugmented);
    this.sizeStep = legs.reduce((step, leg) => (step / gcd(step, leg.sizeStep)) * leg.sizeStep, 1);
    this.costs = new Float64Array(legs.length).fill(Number.POSITIVE_INFINITY);
  }

  /** Looks at one leg's book anew. */
  refresh(at: number, books: InstrumentBooks): void {
    const leg = this.legs[at];
    const ask = books.bestAsk(leg.index);
    this.costs[at] = ask === NO_PRICE ? Number.POSITIVE_INFINITY : marginalCost(leg.fees, ask);
  }

  /** Looks at every leg's book anew. */
  refreshAll(books: InstrumentBooks): void {
    for (let at = 0; at < this.legs.length; at++) this.refresh(at, books);
  }

  /** What one more set costs at the best asks with fees, in CashMicros, as of the last looks; infinite while a leg has no ask. */
  get topCost(): number {
    let sum = 0;
    for (let at = 0; at < this.costs.length; at++) sum += this.costs[at];
    return sum;
  }
}

/**
 * Returns what one more contract costs a taker at `price`, in CashMicros, fee included and not rounded. It grows with the price: the
 * fee falls by less than the price rises, whatever the schedule.
 */
export function marginalCost(fees: FeeSchedule, price: number): number {
  const cash = price * CASH_MICROS_PER_TICK;
  if (fees.takerPpm === 0 || fees.rounding === "none") return cash;
  const p = price / PRICE_TICKS_PER_DOLLAR;
  return cash + fees.takerPpm * (p * (1 - p)) ** fees.exponent;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
