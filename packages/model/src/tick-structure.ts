import { assert, PRICE_TICKS_PER_DOLLAR, type PriceTicks, priceTicks } from "@augury/core";
import { z } from "zod";

/** One band of a price grid, in PriceTicks: valid prices are `start + n × step` up to `end`. */
export const PriceRange = z.strictObject({
  start: z.int().min(0).max(PRICE_TICKS_PER_DOLLAR),
  end: z.int().min(0).max(PRICE_TICKS_PER_DOLLAR),
  step: z.int().positive(),
});
export type PriceRange = z.infer<typeof PriceRange>;

/**
 * The grid on which a market's orders may be priced: ascending bands. Polymarket has one band (steps 0.1, 0.01, 0.005, 0.0025,
 * 0.001, 0.0001: polymarket.md section 6), Kalshi up to several (`price_ranges`, kalshi.md section 5.2).
 */
export const TickStructure = z.array(PriceRange).min(1).max(32);
export type TickStructure = z.infer<typeof TickStructure>;

/** Polymarket's tick sizes in PriceTicks. */
export const POLYMARKET_TICK_STEPS = [1000, 100, 50, 25, 10, 1] as const;

/** Returns the one-band structure of a uniform tick. */
export function uniformTicks(step: number): TickStructure {
  assert(step > 0 && PRICE_TICKS_PER_DOLLAR % step === 0, `a uniform step divides 10000, was ${step}`);
  return [{ start: 0, end: PRICE_TICKS_PER_DOLLAR, step }];
}

/** Returns the step by which a book of this market is indexed: the greatest one that every valid price is a multiple of. */
export function finestStep(ticks: TickStructure): number {
  let step = 0;
  for (const range of ticks) step = gcd(gcd(step, range.step), range.start);
  return step;
}

/** Returns whether an order may be priced at `price`: on a band's grid, and neither 0 nor 1 dollar. */
export function isOnTick(ticks: TickStructure, price: PriceTicks): boolean {
  if (price <= 0 || price >= PRICE_TICKS_PER_DOLLAR) return false;
  return ticks.some((range) => price >= range.start && price <= range.end && (price - range.start) % range.step === 0);
}

/** Returns the highest valid price at or below `price`, or `undefined` when there is none. */
export function tickAtOrBelow(ticks: TickStructure, price: number): PriceTicks | undefined {
  let best = -1;
  for (const { start, end, step } of ticks) {
    const limit = Math.min(price, end, PRICE_TICKS_PER_DOLLAR - 1);
    if (limit < start) continue;
    best = Math.max(best, start + Math.floor((limit - start) / step) * step);
  }
  return best > 0 ? priceTicks(best) : undefined;
}

/** Returns the lowest valid price at or above `price`, or `undefined` when there is none. */
export function tickAtOrAbove(ticks: TickStructure, price: number): PriceTicks | undefined {
  let best = PRICE_TICKS_PER_DOLLAR;
  for (const { start, end, step } of ticks) {
    const floor = Math.max(price, start, 1);
    const candidate = start + Math.ceil((floor - start) / step) * step;
    if (candidate <= end) best = Math.min(best, candidate);
  }
  return best < PRICE_TICKS_PER_DOLLAR ? priceTicks(best) : undefined;
}

/** Structures of one band, made once: the steps that divide a dollar are few. */
const UNIFORM = new Map<number, TickStructure>();

/**
 * Returns the structure in force: a live book indexed by another step (`0`: there is none) means that the venue has changed the tick since
 * the instrument table was made.
 */
export function ticksInForce(ticks: TickStructure, bookStep: number): TickStructure {
  if (bookStep === 0 || bookStep === finestStep(ticks)) return ticks;
  let changed = UNIFORM.get(bookStep);
  if (!changed) {
    changed = uniformTicks(bookStep);
    UNIFORM.set(bookStep, changed);
  }
  return changed;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
