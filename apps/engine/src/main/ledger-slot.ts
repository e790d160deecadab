import { D_CONSUMED_US, D_NUMBER } from "@augury/wire";

/** One stamped slot of the ledger tap. */
export interface LedgerSlot {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly base: number;
  readonly timeUs: number;
  /** In the order over all runs of this process. */
  readonly number: number;
}

/** Reads where and when a slot was consumed; `numbersBefore` is the last number of the runs before. */
export function ledgerSlot(i32: Int32Array, f64: Float64Array, base: number, numbersBefore: number): LedgerSlot {
  const d = base >>> 1;
  return { i32, f64, base, timeUs: f64[d + D_CONSUMED_US], number: numbersBefore + f64[d + D_NUMBER] };
}
