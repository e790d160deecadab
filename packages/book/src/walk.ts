import { type CashMicros, MICROS, PRICE_TICKS_PER_DOLLAR, type PriceTicks, type SizeMicros } from "@augury/core";
import { NO_PRICE } from "@augury/wire";

/** What a taker gets from a book, level by level from the best. One object per book set, overwritten by the next walk. */
export interface Walk {
  /** Contracts taken. */
  readonly filled: SizeMicros;
  /** Their cash, the exact sum rounded once, against the taker: up when buying (asks taken), down when selling. */
  readonly cash: CashMicros;
  /** Price of the last level taken, NO_PRICE when none was. */
  readonly worst: PriceTicks | typeof NO_PRICE;
  /** Levels touched, the partly taken one included. */
  readonly levels: number;
}

/** Returns the average price of a walk in PriceTicks (a fraction), or `undefined` when nothing was taken. */
export function averagePrice(walk: Walk): number | undefined {
  return walk.filled === 0 ? undefined : (walk.cash / walk.filled) * PRICE_TICKS_PER_DOLLAR;
}

/**
 * The exact sum of price × size over levels, without BigInt. price × size counts units of 1e-10 dollars, which pass 2^53 near
 * 900 000 contracts; so whole contracts go into micro-dollars at once, and only the rest (below 1e10 units a level, 1e14 over a
 * whole grid) is summed in units.
 */
export class WalkSum implements Walk {
  filled = 0 as SizeMicros;
  cash = 0 as CashMicros;
  worst: PriceTicks | typeof NO_PRICE = NO_PRICE;
  levels = 0;
  private micros = 0;
  private units = 0;

  clear(): void {
    this.filled = 0 as SizeMicros;
    this.cash = 0 as CashMicros;
    this.worst = NO_PRICE;
    this.levels = 0;
    this.micros = 0;
    this.units = 0;
  }

  /** Adds `size` at `price`. The casts are plain sums of checked units: asserting here would allocate its messages. */
  add(price: number, size: number): void {
    const whole = Math.floor(size / MICROS);
    this.micros += price * whole * UNITS_PER_TICK;
    this.units += price * (size - whole * MICROS);
    this.filled = (this.filled + size) as SizeMicros;
    this.worst = price as PriceTicks;
    this.levels++;
  }

  /** Rounds the sum up into {@link cash}: what a buyer pays. */
  roundUp(): this {
    this.cash = (this.micros + Math.ceil(this.units / UNITS_PER_MICRO)) as CashMicros;
    return this;
  }

  /** Rounds the sum down into {@link cash}: what a seller gets. */
  roundDown(): this {
    this.cash = (this.micros + Math.floor(this.units / UNITS_PER_MICRO)) as CashMicros;
    return this;
  }

  /** Returns the most contracts at `price` that keep the sum within `cash`. */
  affordable(price: number, cash: number): number {
    const carried = Math.floor(this.units / UNITS_PER_MICRO);
    const micros = cash - this.micros - carried;
    const units = this.units - carried * UNITS_PER_MICRO;
    if (price === 0) return micros >= 0 ? Number.POSITIVE_INFINITY : 0;
    // floor((micros × 10^4 − units) ÷ price) by long division, because micros × 10^4 passes 2^53 near 900 000 dollars.
    const high = Math.floor(micros / price);
    const low = Math.floor(((micros - high * price) * UNITS_PER_MICRO - units) / price);
    return Math.max(0, high * UNITS_PER_MICRO + low);
  }

  /** Returns the fewest contracts at `price` that bring the sum to `cash`; infinite at price 0 while it is short. */
  needed(price: number, cash: number): number {
    const carried = Math.floor(this.units / UNITS_PER_MICRO);
    const micros = cash - this.micros - carried;
    const units = this.units - carried * UNITS_PER_MICRO;
    if (micros * UNITS_PER_MICRO <= units) return 0;
    if (price === 0) return Number.POSITIVE_INFINITY;
    const high = Math.floor(micros / price);
    const low = Math.ceil(((micros - high * price) * UNITS_PER_MICRO - units) / price);
    return high * UNITS_PER_MICRO + low;
  }
}

/** Units of 1e-10 dollars (one tick of one micro-contract) in a micro-dollar. */
const UNITS_PER_MICRO = 10_000;
/** Micro-dollars of one whole contract at one tick. */
const UNITS_PER_TICK = MICROS / PRICE_TICKS_PER_DOLLAR;
