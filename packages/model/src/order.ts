import type { CashMicros, PriceTicks, SizeMicros } from "@augury/core";
import type { LegPlan } from "./leg-plan.ts";

export type OrderSide = "buy" | "sell";
/** Venue words (FAK, immediate_or_cancel) stay in the venue's folder. */
export type TimeInForce = "GTC" | "GTD" | "FOK" | "IOC";
/** `intent` (ours, unsent) → `submitted` → `accepted` → `partially_filled` → one of the four ends. */
export const ORDER_STATES = [
  "intent",
  "submitted",
  "accepted",
  "partially_filled",
  "filled",
  "canceled",
  "rejected",
  "expired",
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** Returns whether nothing more can happen to an order in this state. */
export function isTerminal(state: OrderState): boolean {
  return state === "filled" || state === "canceled" || state === "rejected" || state === "expired";
}

/** One leg of an intent: one order that is wanted. */
export interface IntentLeg {
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** May only make the position smaller: of at most what is held and not offered already. Left out: no. */
  readonly reduceOnly?: boolean;
  /** Epoch of the book that this leg was priced on. */
  readonly epoch: number;
}

/** Codes, because strings never cross a ring. The numbers behind a reason travel beside it. Numbered in slots: append only. */
export const INTENT_REASONS = [
  "none",
  "complement_edge",
  "quote_bid",
  "quote_ask",
  "quote_replace",
  "quote_withdraw",
  "operator",
  "quote_move",
  "unwind",
] as const;
export type IntentReason = (typeof INTENT_REASONS)[number];

/** Orders that a strategy wants, with why. */
export interface PlaceIntent {
  readonly kind: "place";
  readonly reason: IntentReason;
  /** Up to four numbers that made it fire, in the meaning that the reason documents. */
  readonly numbers: readonly number[];
  readonly legs: readonly IntentLeg[];
  /** Several legs that are meant all or none. */
  readonly plan?: LegPlan;
  /** Not to be sent after this time. */
  readonly deadlineUs: number;
}

/** An own order that a strategy wants gone. Never refused: getting out is always allowed. */
export interface CancelIntent {
  readonly kind: "cancel";
  readonly reason: IntentReason;
  /** The order: the id that decision gave its intent, and its leg. */
  readonly intentId: number;
  readonly leg: number;
}

/**
 * Another price or size wanted for an own order that rests, where its venue can change one ({@link CHANGES_ORDERS}). Judged by the risk gate
 * like the order that it would become, but for less at the same price: getting out is always allowed. An order changes one step at a time.
 */
export interface AmendIntent {
  readonly kind: "amend";
  readonly reason: IntentReason;
  /** Up to four numbers that made it fire. */
  readonly numbers: readonly number[];
  /** The order: the id that decision gave its intent, and its leg. */
  readonly intentId: number;
  readonly leg: number;
  readonly price: PriceTicks;
  /** In all, what has filled included. No more than what has filled: the order is canceled instead. */
  readonly size: SizeMicros;
  /** Epoch of the book that it was priced on. */
  readonly epoch: number;
  /** Not to be sent after this time. */
  readonly deadlineUs: number;
}

export type Intent = PlaceIntent | CancelIntent | AmendIntent;

/** One of our orders as decision knows it from the reports so far. */
export interface OpenOrder {
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: number;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly filledSize: SizeMicros;
  readonly state: OrderState;
  /** A cancel is on its way. */
  readonly cancelRequested: boolean;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** One of several legs that are meant all or none: it is the plan's, and is not amended. */
  readonly hasPlan: boolean;
  /** What an amendment on its way would make of it. Until its answer the order may be either. */
  readonly amending?: { readonly price: PriceTicks; readonly size: SizeMicros } | undefined;
}

/** Why an intent was refused, an order ended or a fill voided. Numbered in slots: append only. */
export const REASON_CODES = [
  "none",
  "epoch_ended",
  "book_untrusted",
  "price_band",
  "order_notional",
  "position_notional",
  "open_orders",
  "kill_switch",
  "mode_observe",
  "off_tick",
  "size_min",
  "size_step",
  "post_only_cross",
  "no_liquidity",
  "fok_unfilled",
  "deadline_passed",
  "requested",
  "unknown_order",
  "intent_ring_full",
  "duplicate",
  "market_closed",
  "instrument_unknown",
  "strategy_disabled",
  "expired",
  "restart",
  "sellable_size",
  "order_rate",
  "never_arrived",
  "venue_refused",
  "unreconciled",
  "market_notional",
  "group_notional",
  "venue_notional",
  "total_notional",
  "outcome_loss",
  "daily_loss",
  "drawdown",
  "self_cross",
  "book_polled",
  "balance",
  "reduce_only",
  "unsupported",
  "unknown_exposure",
  "leg_failed",
  "leg_loss",
  "amend_pending",
  "no_live_key",
  "heartbeat",
  "clock_skew",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** An order's price and size in all as they are from now on. */
export interface ReportedTerms {
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  /** An amendment of it is still on its way. */
  readonly isAmending: boolean;
}

/** What the executor says of an order, in the order in which it happened. */
export interface OrderReport {
  readonly intentId: number;
  readonly leg: number;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly state: OrderState;
  readonly reason: ReasonCode;
  /** This report's fill, 0 when it reports no fill. */
  readonly fillSize: SizeMicros;
  readonly fillPrice: PriceTicks;
  readonly fee: CashMicros;
  readonly liquidity: "taker" | "maker";
  /** Filled so far, this fill included. */
  readonly filledSize: SizeMicros;
  /** With news of an amendment alone: `reason` says why one was refused. Such a report tells of no fill. */
  readonly terms?: ReportedTerms;
}
