import { D_CONSUMED_US, D_NUMBER, SLOT_WORDS } from "./slot-layout.ts";

/** A place to write to: the views of a ring with stamped slots. */
interface Target {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
}

/**
 * Copies one 64-byte slot into a stamped slot and adds when it was consumed and its record number.
 * Word by word: a copy through Float64 would rewrite integer pairs that happen to look like a NaN.
 */
export function writeStamped(
  target: Target,
  base: number,
  source: Int32Array,
  from: number,
  consumedUs: number,
  number: number,
): void {
  const { i32, f64 } = target;
  for (let word = 0; word < SLOT_WORDS; word++) i32[base + word] = source[from + word] as number;
  f64[(base >>> 1) + D_CONSUMED_US] = consumedUs;
  f64[(base >>> 1) + D_NUMBER] = number;
}

/** Copies one 64-byte slot word by word. */
export function copySlot(target: Int32Array, base: number, source: Int32Array, from: number): void {
  for (let word = 0; word < SLOT_WORDS; word++) target[base + word] = source[from + word] as number;
}
