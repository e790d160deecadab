/**
 * What a frame led to. `accepted`: the fast parser took it, and JSON.parse + schema gave the same slots. `fallback`: only JSON.parse +
 * schema took it. `refused`: neither.
 */
export const VERDICTS = ["accepted", "fallback", "refused"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One venue's parsers, both ways, and its feed core behind them. */
export interface FuzzTarget {
  /** Returns the verdict, or what is wrong. A crash is thrown. */
  check(frame: Uint8Array): Verdict | { readonly problem: string };
}
