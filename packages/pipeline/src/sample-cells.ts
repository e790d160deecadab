import type { ReferencePrice } from "@augury/model";

/** Fields of an instrument's cell on the sample tap: the newest state, conflated. Prices PriceTicks (−1 = none), sizes SizeMicros. */
export const Cell = {
  bestBid: 0,
  bestAsk: 1,
  bidSize: 2,
  askSize: 3,
  lastPrice: 4,
  epoch: 5,
  trusted: 6,
  sequence: 7,
  exchangeTimeMs: 8,
  receivedTimeUs: 9,
  updates: 10,
} as const;
export const CELL_FIELDS = 11;

/** Fields of a reference's cell: its price as its two integers, the venue's second, our receipt, prices consumed so far, carried forward. */
export const ReferenceCell = {
  micros: 0,
  rest: 1,
  exchangeTimeMs: 2,
  receivedTimeUs: 3,
  updates: 4,
  carried: 5,
} as const;
export const REFERENCE_FIELDS = 6;

/** Reads the fields of a reference's cell from `at` on; `undefined` before its first price. */
export function readReferenceCell(fields: Float64Array, at = 0): ReferencePrice | undefined {
  if (fields[at + ReferenceCell.updates] === 0) return undefined;
  return {
    micros: fields[at + ReferenceCell.micros],
    rest: fields[at + ReferenceCell.rest],
    exchangeTimeMs: fields[at + ReferenceCell.exchangeTimeMs],
    receivedTimeUs: fields[at + ReferenceCell.receivedTimeUs],
    isCarried: fields[at + ReferenceCell.carried] === 1,
  };
}
