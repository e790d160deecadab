import { priceTicks, sizeMicros } from "@augury/core";
import type { OrderRequest } from "@augury/model";
import { D_BODY, Flag, W_BODY, W_EPOCH, W_INSTRUMENT, W_KIND } from "./slot-layout.ts";
import { TIMES_IN_FORCE } from "./slot-reader.ts";

/** Reads the order of the intentLeg or orderOpened slot at `base`. */
export function readOrder(i32: Int32Array, f64: Float64Array, base: number): OrderRequest {
  const word = i32[base + W_KIND] as number;
  const packed = i32[base + W_BODY + 1] as number;
  return {
    intentId: i32[base + W_BODY] as number,
    leg: (packed >>> 8) & 0xff,
    strategy: packed & 0xff,
    instrument: i32[base + W_INSTRUMENT] as number,
    side: (word & Flag.sell) !== 0 ? "sell" : "buy",
    price: priceTicks(i32[base + W_BODY + 2] as number),
    size: sizeMicros(f64[(base >>> 1) + D_BODY + 2] as number),
    timeInForce: TIMES_IN_FORCE[(packed >>> 16) & 0xff] as OrderRequest["timeInForce"],
    postOnly: (word & Flag.postOnly) !== 0,
    ...((word & Flag.reduceOnly) !== 0 && { reduceOnly: true }),
    epoch: i32[base + W_EPOCH] as number,
    deadlineUs: f64[(base >>> 1) + D_BODY + 3] as number,
  };
}
