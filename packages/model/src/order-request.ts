import type { PriceTicks, SizeMicros } from "@augury/core";
import type { OrderSide, TimeInForce } from "./order.ts";

/** One leg of a decided intent, on its way to a venue. `intentId` and `leg` together name the order in every report. */
export interface OrderRequest {
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: number;
  readonly instrument: number;
  readonly side: OrderSide;
  /** Limit, in the instrument's own terms (a Kalshi NO order is priced in NO dollars). */
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** May only make the position smaller, where the venue has such orders (kalshi.md section 10.1: IOC alone); elsewhere a buy of it is refused. */
  readonly reduceOnly?: boolean;
  /** The leg of its intent that it trades back. Left out: it is one itself. */
  readonly unwinds?: number;
  /** Epoch of the book that the order was priced on. */
  readonly epoch: number;
  /** Not to be sent, and not to reach the venue, after this time. For GTD also the end of its life on the book. */
  readonly deadlineUs: number;
}

/** Another price or size for an order that rests. */
export interface AmendRequest {
  readonly intentId: number;
  readonly leg: number;
  readonly price: PriceTicks;
  /** In all, what has filled included. */
  readonly size: SizeMicros;
  /** Epoch of the book that it was priced on. */
  readonly epoch: number;
  /** Not to be sent after this time. */
  readonly deadlineUs: number;
}
