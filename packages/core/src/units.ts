import { assert } from "./assert.ts";

declare const unit: unique symbol;
/** A number that carries its unit in the type. Made only by the functions of this file. */
export type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Price on our own grid of $0.0001, from 0 to 10 000. Every tick of both venues is a whole multiple of it. */
export type PriceTicks = Unit<"PriceTicks">;
/** Contracts × 1e6: Polymarket's token precision, and Kalshi's hundredths fit. Signed where it is a change or a position. */
export type SizeMicros = Unit<"SizeMicros">;
/** Dollars × 1e6. Signed. */
export type CashMicros = Unit<"CashMicros">;

export const PRICE_TICKS_PER_DOLLAR = 10_000;
export const MICROS = 1_000_000;
/** Cash of one contract at one price tick: $0.0001 = 100 micro-dollars. */
export const CASH_MICROS_PER_TICK = MICROS / PRICE_TICKS_PER_DOLLAR;

/** Returns `n` as a price; asserts an integer from 0 to 10 000. */
export function priceTicks(n: number): PriceTicks {
  // The condition stands outside: assert's message would be put together on every call, and these are called on the hot path.
  if (!(Number.isInteger(n) && n >= 0 && n <= PRICE_TICKS_PER_DOLLAR))
    assert(false, `a price is an integer from 0 to 10000 ticks, was ${n}`);
  return n as PriceTicks;
}

/** Returns `n` as a size; asserts a safe integer. */
export function sizeMicros(n: number): SizeMicros {
  if (!Number.isSafeInteger(n)) assert(false, `a size is a safe integer of micro-contracts, was ${n}`);
  return n as SizeMicros;
}

/** Returns `n` as cash; asserts a safe integer. */
export function cashMicros(n: number): CashMicros {
  if (!Number.isSafeInteger(n)) assert(false, `cash is a safe integer of micro-dollars, was ${n}`);
  return n as CashMicros;
}

/** Returns the other outcome's price: 1 − p. */
export function mirrorPrice(price: PriceTicks): PriceTicks {
  return (PRICE_TICKS_PER_DOLLAR - price) as PriceTicks;
}

/** Returns the cash for `size` at `price`, rounded down, exact for every size whose result is a safe integer. `size` ≥ 0. */
export function notional(price: PriceTicks, size: SizeMicros): CashMicros {
  // Whole contracts and the rest apart: the plain product passes 2^53 near 900 000 contracts.
  const whole = Math.floor(size / MICROS);
  const rest = size - whole * MICROS;
  return cashMicros(price * whole * CASH_MICROS_PER_TICK + Math.floor((price * rest) / PRICE_TICKS_PER_DOLLAR));
}

/** Like {@link notional}, rounded up: what a buyer must have at hand. */
export function notionalUp(price: PriceTicks, size: SizeMicros): CashMicros {
  const whole = Math.floor(size / MICROS);
  const rest = size - whole * MICROS;
  return cashMicros(price * whole * CASH_MICROS_PER_TICK + Math.ceil((price * rest) / PRICE_TICKS_PER_DOLLAR));
}
