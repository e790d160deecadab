import type { CashMicros, PriceTicks, SizeMicros } from "@augury/core";
import type { ReasonCode } from "./order.ts";

/** One match of an order, named by the venue. The same one is told many times: by the stream, by a listing, per settlement state. */
export interface FillFact {
  /** The venue's trade id, and the order's place in it where a trade has several of ours. */
  readonly id: string;
  readonly size: SizeMicros;
  readonly price: PriceTicks;
  readonly fee: CashMicros;
  readonly liquidity: "taker" | "maker";
}

/** An order's price and size as the venue has them. */
export interface OrderTerms {
  readonly price: PriceTicks;
  /** In all, what has filled included. */
  readonly size: SizeMicros;
  /** Grows with each change that the venue makes (its time of the last update, ms): of two tellings the newer one holds. */
  readonly version: number;
}

/** What one telling says of an order, whoever tells it: the answer to a request, a stream, a listing, a look-up. */
export type OrderFact =
  /** It is or was on the venue's books. */
  | { readonly kind: "accepted" }
  /** The venue said no. */
  | { readonly kind: "refused"; readonly reason: ReasonCode }
  /** Asked by its key, long enough after it was sent: neither the order nor a trade of it is known. */
  | { readonly kind: "absent" }
  /** Matched so far, cumulative: says how much, not at which price. */
  | { readonly kind: "matched"; readonly size: SizeMicros }
  | { readonly kind: "fill"; readonly fill: FillFact }
  /** What it is now, after an amendment or a decrease. Of venues that have neither nobody tells it. */
  | { readonly kind: "terms"; readonly terms: OrderTerms }
  /** Nothing of it rests any more. That it has filled whole is said of one whose size need not be known here: after an amendment. */
  | { readonly kind: "ended"; readonly how: "canceled" | "expired" | "filled"; readonly reason: ReasonCode };
