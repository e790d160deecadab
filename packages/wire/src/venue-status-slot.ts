import type { VenueStatus } from "@augury/model";
import { D_BODY, W_BODY } from "./slot-layout.ts";

/** Reads the venueStatus slot at `base`; its header says which venue it is about. */
export function readVenueStatus(i32: Int32Array, f64: Float64Array, base: number): VenueStatus {
  const word = base + W_BODY;
  const body = (base >>> 1) + D_BODY;
  return {
    isReconciled: i32[word] === 1,
    heartbeatMisses: i32[word + 1] as number,
    unknownOrders: i32[word + 2] as number,
    externalOrders: i32[word + 3] as number,
    unknownCash: f64[body + 2] as number,
    clockSkewMs: f64[body + 3] as number,
  };
}
