import { err, MICROS, ok, type Result } from "@augury/core";
import { type FeeSchedule, VenueError } from "@augury/model";

/** Coefficients of C × P × (1 − P) at multiplier 1, in parts per million (kalshi.md section 11). */
const TAKER_PPM = 70_000;
const MAKER_PPM: Readonly<Record<string, number>> = {
  quadratic: 0,
  quadratic_with_maker_fees: 17_500,
  quadratic_with_combo_maker_fees: 35_000,
};

/** What decides a market's fees: the series, unless its event says otherwise. */
export interface FeeTerms {
  readonly feeType: string;
  readonly feeMultiplier: number;
}

/**
 * Returns the fee rule of a market. A fee type without a published formula (`flat`, or one that is new) is refused: trading at an unknown
 * fee is worse than not trading.
 */
export function toFeeSchedule({ feeType, feeMultiplier }: FeeTerms): Result<FeeSchedule, VenueError> {
  const makerPpm = Object.hasOwn(MAKER_PPM, feeType) ? MAKER_PPM[feeType] : undefined;
  if (makerPpm === undefined) {
    return err(new VenueError("bad_payload", "never", `fee type must have a known formula, was "${feeType}"`));
  }
  // Rounded up, that is against us; real multipliers (1 and 0.5) give whole numbers. The sum of a product's binary dust is cut first.
  const ppm = (coefficient: number): number => Math.ceil(Number((coefficient * feeMultiplier).toFixed(6)));
  if (!(feeMultiplier >= 0) || ppm(TAKER_PPM) > MICROS) {
    return err(new VenueError("bad_payload", "never", `fee multiplier must be sane, was ${feeMultiplier}`));
  }
  return ok({ rounding: "kalshi", takerPpm: ppm(TAKER_PPM), makerPpm: ppm(makerPpm), exponent: 1 });
}
