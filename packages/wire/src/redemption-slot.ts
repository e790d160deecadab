import { D_BODY, W_BODY, W_INSTRUMENT } from "./slot-layout.ts";

/** A redemption slot: the market has ended, and what the account holds of the instrument has to be redeemed. Absolute, so telling it again changes nothing. */
export interface ToldRedemption {
  readonly instrument: number;
  /** What a contract pays, in PriceTicks. */
  readonly payout: number;
  /** Contracts that are still held, in SizeMicros: the others have become cash. `undefined` = nobody has looked. */
  readonly held: number | undefined;
}

/** Says in a slot that nobody has looked how many contracts are still held. */
export const HELD_UNKNOWN = -1;

/** Reads the redemption slot at `base`. */
export function readRedemption(i32: Int32Array, f64: Float64Array, base: number): ToldRedemption {
  const held = f64[(base >>> 1) + D_BODY + 2] as number;
  return {
    instrument: i32[base + W_INSTRUMENT] as number,
    payout: i32[base + W_BODY] as number,
    held: held === HELD_UNKNOWN ? undefined : held,
  };
}
