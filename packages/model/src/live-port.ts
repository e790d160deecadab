import type { PriceTicks, Result, SizeMicros } from "@augury/core";
import type { LegPlan, LegRisk } from "./leg-plan.ts";
import type { OrderReport, ReasonCode } from "./order.ts";
import type { OrderFact, OrderTerms } from "./order-fact.ts";
import type { OrderRequest } from "./order-request.ts";
import type { VenueName } from "./venue-id.ts";

/** An order with the name that the venue will know it by (EIP-712 order hash, client_order_id): everything that is needed to send it. */
export interface PreparedOrder<Payload = unknown> {
  readonly key: string;
  readonly request: OrderRequest;
  /** What goes to the venue, byte for byte. */
  readonly payload: Payload;
}

/**
 * A change of a resting order on its way to the venue. Sent once, like an order; an order has one at a time. The order keeps its key: an
 * adapter whose venue gives an amended order another id (kalshi.md section 10) maps it.
 */
export interface Amendment {
  /** Counts the order's amendments from 1: names this one in its answer. */
  readonly number: number;
  readonly price: PriceTicks;
  /** The order's new size in all, what has filled included (kalshi.md section 10.2: the venue's `count`). */
  readonly size: SizeMicros;
  /** Contracts that this takes off the size in all, 0 when it grows (the venue's `reduce_by`: exact, whatever fills meanwhile). */
  readonly by: SizeMicros;
  /** Not to be sent after this time. */
  readonly deadlineUs: number;
}

/**
 * What is written down of an order. `prepared` and `amending` are durable before the first byte of what they name leaves; `closed` says that
 * nothing is owed any more, and what it filled in all.
 *
 * And of an intent whose legs belong together: `planned` is durable in the log of every venue of its legs before the first of them leaves,
 * under a name of its own that it keeps over the death of processes; `ended` says that nothing of it will be traded back any more. Until
 * then a log forgets none of its orders.
 */
export type IntentEntry =
  | { readonly kind: "prepared"; readonly key: string; readonly request: OrderRequest; readonly preparedUs: number }
  | { readonly kind: "amending"; readonly key: string; readonly amendment: Amendment; readonly sentUs: number }
  | { readonly kind: "closed"; readonly key: string; readonly filled: SizeMicros }
  | {
      readonly kind: "planned";
      readonly key: string;
      readonly plan: LegPlan;
      readonly legs: readonly OrderRequest[];
      readonly risk: LegRisk;
      readonly venues: readonly VenueName[];
      readonly plannedUs: number;
    }
  | { readonly kind: "ended"; readonly key: string };

/** The answer to an order. `unknown`: it may have reached the venue (timeout, reset, 5xx); `unsent`: it surely did not. */
export type PostOutcome =
  | { readonly kind: "accepted"; readonly matched: SizeMicros }
  | { readonly kind: "refused"; readonly reason: ReasonCode }
  | { readonly kind: "unsent"; readonly reason: ReasonCode }
  | { readonly kind: "unknown" };

/** The answer to an amendment, `amended` with what the order is now. The other words mean what they mean in a {@link PostOutcome}. */
export type AmendOutcome =
  | { readonly kind: "amended"; readonly terms: OrderTerms }
  | { readonly kind: "refused"; readonly reason: ReasonCode }
  | { readonly kind: "unsent"; readonly reason: ReasonCode }
  | { readonly kind: "unknown" };

/** What the venue knows of one order. */
export interface Listing {
  readonly key: string;
  readonly facts: readonly OrderFact[];
}

/** The answer to a look-up of one key: orders and trades. No facts and `complete` = the venue does not know it. */
export interface LookUpAnswer extends Listing {
  /** Every page of both was read. What is incomplete proves nothing. */
  readonly complete: boolean;
  /**
   * Whether the order itself is listed; default: when there are facts. False with facts: its trades are known, but it does not live (some
   * venues list only what does), or not yet.
   */
  readonly isListed?: boolean;
}

/** All open orders of the account, and everything that was traded since a time. */
export interface AccountSnapshot {
  /** When its first request left: younger orders need not be in it. */
  readonly startedUs: number;
  /** Every page of both was read. */
  readonly complete: boolean;
  readonly orders: readonly Listing[];
  /** Fills by order, of orders that have ended too. */
  readonly trades: readonly Listing[];
}

/**
 * What the core needs of the world: the disk, the venue and its own reader. Calls return at once; answers come back through the core's
 * `on…` methods, in any order, or never.
 */
export interface LivePort<Payload = unknown> {
  /** Signs and names an order, or says why it cannot be one. */
  prepare(request: OrderRequest): Result<PreparedOrder<Payload>, ReasonCode>;
  /** Whether the book that an order was priced on still goes on. Read right before sending. */
  isLive(instrument: number, epoch: number): boolean;
  /** The same number for all instruments of one market. Default: each is a market of its own. */
  marketOf?(instrument: number): number;
  /** Writes an entry down; true once it is durable. False: nothing may be sent. */
  log(entry: IntentEntry): boolean;
  post(order: PreparedOrder<Payload>): void;
  /** Orders that {@link postMany} takes at once. */
  readonly batchMax?: number;
  /** Sends several orders in one request, where the venue has one. Each is answered for itself; of a lost reply all are `unknown`. */
  postMany?(orders: readonly PreparedOrder<Payload>[]): void;
  /** Asks for another price or size of a resting order, where the venue can. It may lose its place in the queue. */
  amend?(key: string, amendment: Amendment): void;
  /** Asks for fewer contracts at the same price, where the venue can do so without a loss of place. */
  decrease?(key: string, amendment: Amendment): void;
  /** Asks for orders' ends. May be repeated. */
  cancel(keys: readonly string[]): void;
  lookUp(key: string): void;
  /** Asks for all open orders, and for the trades since a time. */
  snapshot(sinceUs: number): void;
  report(report: OrderReport): void;
  /** Something that must not happen did: trading has to stop until somebody has looked. */
  alarm(what: string, key: string): void;
}

/** Where the answers go: the core of live orders, as an adapter to a venue sees it. Any order, any number of times; times in µs. */
export interface LiveNews {
  /** Orders that have not ended. */
  readonly openCount: number;
  onPosted(key: string, outcome: PostOutcome, nowUs: number): void;
  /** The answer to the amendment of this number. */
  onAmended(key: string, number: number, outcome: AmendOutcome, nowUs: number): void;
  onFacts(news: Listing, nowUs: number): void;
  onLookedUp(answer: LookUpAnswer, nowUs: number): void;
  /** The account's stream went up or down. */
  onStream(isUp: boolean, nowUs: number): void;
  onSnapshot(snapshot: AccountSnapshot, nowUs: number): void;
}
