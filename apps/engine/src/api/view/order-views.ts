import type { PriceTicks, SizeMicros } from "@augury/core";
import type { IntentReason, OrderSide, OrderState, ReasonCode, TimeInForce, VenueName } from "@augury/model";
import type { BoundsView } from "./fill-views.ts";

/** One page of a list: rows numbered below `before`, newest first, at most `limit`. Every given filter must hold. */
export interface RowQuery {
  readonly before: number;
  readonly limit: number;
  readonly instrument?: number;
  readonly strategy?: string;
  /** Orders only: true = not ended yet, false = ended. */
  readonly open?: boolean;
}

export interface OrderView {
  /** Number in the total order of the event that made it. */
  readonly number: number;
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: string;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly filledSize: SizeMicros;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Why it was made; `unwind`: by the executor, to trade a leg of this intent back. */
  readonly intentReason: IntentReason;
  readonly state: OrderState;
  /** Why it was refused or ended. */
  readonly reason: ReasonCode;
  readonly createdUs: number;
  readonly updatedUs: number;
  /** Paper orders that have reached the venue. */
  readonly bounds?: BoundsView;
}

/** An order that a person wants. */
export interface OrderRequestView {
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** May only make the position smaller. */
  readonly reduceOnly: boolean;
  /** Not to be sent later than so many milliseconds from now; for GTD also its life on the book. */
  readonly ttlMs: number;
}

/** Another price or size that a person wants for an order; what is left out stays. */
export interface AmendRequestView {
  readonly intentId: number;
  readonly leg: number;
  readonly price?: PriceTicks;
  /** In all, what has filled included. */
  readonly size?: SizeMicros;
  /** Not to be sent later than so many milliseconds from now. */
  readonly ttlMs: number;
}

/** Why the gate refused: the rule, what was found and what is allowed, in the rule's unit. */
export interface OrderRefusal {
  readonly reason: ReasonCode;
  readonly leg: number;
  readonly value: number;
  readonly limit: number;
}

export interface OrderAnswer {
  /** The decision's own number; a placed order's is its name. */
  readonly intentId: number;
  /** Absent when the order is on its way. */
  readonly refusal?: OrderRefusal;
}

/** `unanswered`: decision did not speak in time, so that nobody knows whether it will; `too_many`: nothing was asked. */
export type OperatorFailure = "unanswered" | "too_many";

/** Which open orders are to go: those that fit every given filter. */
export interface CancelRequest {
  readonly venue?: VenueName;
  readonly marketId?: string;
  readonly instrument?: number;
  readonly intentId?: number;
  readonly leg?: number;
}

export interface CancelAnswer {
  /** Orders whose cancel was asked for; those on their way out before are not among them. */
  readonly asked: number;
}
