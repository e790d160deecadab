import type { OrderSide } from "./order.ts";

/** How far a venue or the chain has come with an operation. `retrying` is still open: it becomes one of the two ends. */
export const SETTLEMENT_STATES = ["matched", "retrying", "confirmed", "failed"] as const;
export type SettlementState = (typeof SETTLEMENT_STATES)[number];

/** Returns whether nothing more may happen to it. */
export function isSettled(state: SettlementState): boolean {
  return state === "confirmed" || state === "failed";
}

/** Our part of one trade of a venue. Price in PriceTicks, size in SizeMicros, fee in CashMicros. */
export interface TradeOperation {
  readonly kind: "trade";
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: number;
  readonly size: number;
  /** As expected from the market's schedule; what was charged comes with the confirmation. */
  readonly fee: number;
}

/** One telling of one trade of ours. The same one is told many times: per state, again after a reconnect, out of order. */
export interface TradeObservation {
  /** What makes it one: the venue's trade id and our order's in it, or the transaction's hash. */
  readonly id: string;
  readonly operation: TradeOperation;
  readonly state: SettlementState;
  /** When it happened, by the venue's clock: the same in every telling. */
  readonly happenedMs: number;
  /** The fee as charged, where the venue says it. */
  readonly feeCharged?: number;
}
