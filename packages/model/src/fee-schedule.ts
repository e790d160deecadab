import {
  type CashMicros,
  cashMicros,
  MICROS,
  mulDivCeil,
  PRICE_TICKS_PER_DOLLAR,
  type PriceTicks,
  type SizeMicros,
} from "@augury/core";
import { z } from "zod";

/**
 * A market's own fee rule. `takerPpm` and `makerPpm` are the coefficient of C × p × (1 − p) in parts per million
 * (Polymarket crypto 0.07 → 70 000; Kalshi taker 0.07 × multiplier; maker 0 or a quarter of it).
 * `rounding` names the venue's rule (polymarket.md section 8, kalshi.md section 11). `exponent` is 1 today; 2 was in force in early 2026.
 */
export const FeeSchedule = z.strictObject({
  rounding: z.enum(["none", "polymarket", "kalshi"]),
  takerPpm: z.int().min(0).max(MICROS),
  makerPpm: z.int().min(0).max(MICROS),
  exponent: z.int().min(0).max(4).default(1),
});
export type FeeSchedule = z.infer<typeof FeeSchedule>;

export const NO_FEES: FeeSchedule = { rounding: "none", takerPpm: 0, makerPpm: 0, exponent: 1 };

/** One execution, as a fee rule sees it. */
export interface FeeQuery {
  readonly price: PriceTicks;
  /** Contracts filled, ≥ 0. */
  readonly size: SizeMicros;
  readonly side: "buy" | "sell";
  readonly liquidity: "taker" | "maker";
}

/**
 * Returns the exact fee of one fill, in micro-dollars, never negative.
 * Polymarket: five decimals, half up (the page gives no direction; below 0.00001 is 0). Kalshi: the trade fee up to $0.0001, then whatever the balance
 * change needs to fall on $0.0001 downwards is added (kalshi.md section 11; reproduces every recorded taker fill).
 */
export function computeFee(schedule: FeeSchedule, fill: FeeQuery): CashMicros {
  const ppm = fill.liquidity === "taker" ? schedule.takerPpm : schedule.makerPpm;
  if (ppm === 0 || fill.size === 0 || schedule.rounding === "none") return cashMicros(0);
  const raw = rawFee(schedule, ppm, fill);
  return schedule.rounding === "polymarket" ? roundPolymarket(raw) : roundKalshi(raw, fill);
}

/**
 * Returns an upper bound of {@link computeFee} in plain number arithmetic, for the hot path: rounded against us, at most 200 micro-dollars
 * plus one part in 2^40 above the exact fee.
 */
export function boundFee(schedule: FeeSchedule, ppm: number, price: PriceTicks, size: SizeMicros): CashMicros {
  if (ppm === 0 || size === 0 || schedule.rounding === "none") return 0 as CashMicros;
  const p = price / PRICE_TICKS_PER_DOLLAR;
  const fee = size * (ppm / MICROS) * (p * (1 - p)) ** schedule.exponent;
  return Math.ceil(fee * (1 + 2 ** -40) + 200) as CashMicros;
}

/** A fraction, so that no digit is lost before the venue's own rounding. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function rawFee(schedule: FeeSchedule, ppm: number, fill: FeeQuery): Fraction {
  const p = BigInt(fill.price) * BigInt(PRICE_TICKS_PER_DOLLAR - fill.price);
  const unit = BigInt(PRICE_TICKS_PER_DOLLAR) ** 2n;
  const exponent = BigInt(schedule.exponent);
  return {
    numerator: BigInt(fill.size) * BigInt(ppm) * p ** exponent,
    denominator: BigInt(MICROS) * unit ** exponent,
  };
}

function roundPolymarket({ numerator, denominator }: Fraction): CashMicros {
  const step = denominator * 10n; // $0.00001 = 10 micro-dollars
  return cashMicros(Number((numerator * 2n + step) / (step * 2n)) * 10);
}

function roundKalshi({ numerator, denominator }: Fraction, fill: FeeQuery): CashMicros {
  const step = denominator * 100n; // $0.0001 = 100 micro-dollars
  const tradeFee = Number((numerator + step - 1n) / step) * 100;
  // The balance moves by ∓C×p − fee; price × size is exact in units of 1e-10 dollars.
  const value = BigInt(fill.price) * BigInt(fill.size);
  const grid = BigInt(PRICE_TICKS_PER_DOLLAR) * 100n;
  const rest = value % grid;
  const toGrid = rest === 0n ? 0n : fill.side === "buy" ? grid - rest : rest;
  // Contracts come in hundredths, so the rest is a whole number of micro-dollars; anything finer is rounded against us.
  return cashMicros(tradeFee + mulDivCeil(Number(toGrid), 1, PRICE_TICKS_PER_DOLLAR));
}
