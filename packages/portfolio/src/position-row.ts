import type { CashMicros, SizeMicros } from "@augury/core";

/** Where an instrument could be sold now, in PriceTicks (a mid may end in .5), `undefined` when nobody knows. */
export type MarkOf = (instrument: number) => number | undefined;

/** One position as reports show it. On a netting venue both outcomes of a market are one row, under the one that is held. */
export interface PositionRow {
  readonly instrument: number;
  readonly size: SizeMicros;
  /** What the position has cost and not yet given back: exposure at cost. */
  readonly cost: CashMicros;
  /** What it would bring at the mark, rounded down: exposure at mark. `undefined` without a mark. */
  readonly value: CashMicros | undefined;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl: CashMicros | undefined;
  readonly fees: CashMicros;
}

/** Sums over positions. */
export interface LedgerTotals {
  readonly cash: CashMicros;
  readonly cost: CashMicros;
  /** A position without a mark counts at cost here, and not at all in the unrealized profit. */
  readonly value: CashMicros;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl: CashMicros;
  readonly fees: CashMicros;
  /** Positions without a mark. */
  readonly unmarked: number;
}
