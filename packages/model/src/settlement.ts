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
  /** Which side of the match we were, where the venue says it. */
  readonly liquidity?: "taker" | "maker";
  /** The fee as charged, where the venue says it. */
  readonly feeCharged?: number;
  /** The order that it filled, as the venue calls it: `PreparedOrder.key`. */
  readonly orderKey?: string;
}

/** How sure we are of our account at a venue. What risk halts by; absolute, so the last one told is the truth. */
export interface VenueStatus {
  /** Orders, trades and balances have been compared with the venue since its stream came up, and agree. */
  readonly isReconciled: boolean;
  /** Beats in a row that the venue's dead-man switch did not acknowledge. */
  readonly heartbeatMisses: number;
  /** Orders whose outcome is not known, and what they may cost at most, in CashMicros. */
  readonly unknownOrders: number;
  readonly unknownCash: number;
  /** Open orders of the account that are not ours. */
  readonly externalOrders: number;
  /** The venue's clock minus ours, in ms. */
  readonly clockSkewMs: number;
}
