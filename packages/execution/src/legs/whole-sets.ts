import { assert, type SizeMicros, sizeMicros } from "@augury/core";

/** One leg's size and what it has of it. */
export interface FilledLeg {
  readonly size: SizeMicros;
  /** Net of what was traded back, at least 0. */
  readonly filled: number;
}

/**
 * Returns how much of each leg belongs to whole sets: the same share of every leg's size, as large as the leg that filled least allows,
 * rounded down to a millionth of a contract.
 */
export function wholeSets(legs: readonly FilledLeg[]): SizeMicros[] {
  const least = legs.reduce((a, b) => (BigInt(b.filled) * BigInt(a.size) < BigInt(a.filled) * BigInt(b.size) ? b : a));
  assert(
    legs.every(({ filled, size }) => filled >= 0 && size > 0),
    "legs have sizes and fills",
  );
  return legs.map(({ size }) => sizeMicros(Number((BigInt(size) * BigInt(least.filled)) / BigInt(least.size))));
}
