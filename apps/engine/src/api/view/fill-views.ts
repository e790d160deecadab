import type { CashMicros, PriceTicks, SizeMicros } from "@augury/core";
import type { OrderSide, SettlementState } from "@augury/model";

export interface FillView {
  readonly number: number;
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: string;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  /** As charged once settled, as expected until then. */
  readonly fee: CashMicros;
  /** As expected from the market's schedule. */
  readonly feeExpected: CashMicros;
  readonly liquidity: "taker" | "maker";
  /** How far the venue has come with it: a match may still fail. */
  readonly settlement: SettlementState;
  /** By the venue's clock, in ms. */
  readonly happenedMs: number;
  /** When it was first heard of, and last. */
  readonly timeUs: number;
  readonly updatedUs: number;
}

/** A paper order's fills in one view of them. */
export interface FillBound {
  readonly size: SizeMicros;
  /** Received less paid, without fees. */
  readonly cash: CashMicros;
  readonly fee: CashMicros;
}

/** What no public feed tells of a paper order, decided against us, as it was reported, and for us. */
export interface BoundsView {
  readonly pessimistic: FillBound;
  readonly expected: FillBound;
  readonly optimistic: FillBound;
}

/** What paper fills are worth in one view of them. */
export interface PnlBound {
  /** After fees, open contracts at what they could be sold at; `undefined` while one of them has no such price. */
  readonly pnl?: CashMicros;
  readonly fees: CashMicros;
}

export interface PnlBounds {
  readonly pessimistic: PnlBound;
  readonly expected: PnlBound;
  readonly optimistic: PnlBound;
}
