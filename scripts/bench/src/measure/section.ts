import type { Spread } from "./quantiles.ts";

/** Which way is better. A latency's p50 is compared as it is, a rate's the other way round. */
export type Better = "lower" | "higher";

/** One contender's line. */
export interface Row {
  readonly name: string;
  readonly spread: Spread;
  /** Proof that the work was done; contenders that did the same work show the same. `undefined`: it has nothing comparable. */
  readonly checksum: number | undefined;
  /** Further columns, by the section's `extra` names. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** One table: the first row is ours, the others are what it is held against. */
export interface Section {
  readonly title: string;
  readonly unit: string;
  readonly better: Better;
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}

/** Returns how many times better `ours` is than `other`, by p50. */
export function ratioOf(better: Better, ours: Row, other: Row): number {
  const [a, b] = better === "lower" ? [other, ours] : [ours, other];
  return b.spread.p50 === 0 ? 0 : a.spread.p50 / b.spread.p50;
}

/** Returns whether two checksums agree; sums of binary fractions differ in their last digits with the order of the additions. */
export function agree(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/** Returns the rows of a section whose checksum differs from the first row's. */
export function disagreeing({ rows }: Section): string[] {
  const told = rows.filter((row) => row.checksum !== undefined);
  const first = told[0]?.checksum ?? 0;
  return told.filter((row) => !agree(row.checksum ?? 0, first)).map(({ name }) => name);
}
