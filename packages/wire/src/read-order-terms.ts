import { priceTicks, sizeMicros } from "@augury/core";
import type { ReportedTerms } from "@augury/model";
import { D_BODY, Flag, W_BODY, W_KIND } from "./slot-layout.ts";

/** Returns the price and size that an orderReport slot tells, or `undefined` for one that tells of no amendment. */
export function readOrderTerms(i32: Int32Array, f64: Float64Array, base: number): ReportedTerms | undefined {
  if (((i32[base + W_KIND] as number) & Flag.terms) === 0) return undefined;
  return {
    price: priceTicks(i32[base + W_BODY + 2] as number),
    size: sizeMicros(f64[(base >>> 1) + D_BODY + 3] as number),
    isAmending: i32[base + W_BODY + 3] === 1,
  };
}
