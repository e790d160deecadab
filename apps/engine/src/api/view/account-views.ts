import type { CashMicros, PriceTicks, SizeMicros } from "@augury/core";
import type { VenueName } from "@augury/model";
import type { PnlBounds } from "./fill-views.ts";
import type { VenueStatusView } from "./venue-views.ts";

export interface PositionView {
  readonly instrument: number;
  /** Contracts held, promised ones included; where outcomes net, of the outcome that is held. */
  readonly size: SizeMicros;
  /** Of which settled: ours for good. */
  readonly settledSize: SizeMicros;
  /** Of which not promised away in a match that waits for its end. */
  readonly sellableSize: SizeMicros;
  /** Matched for us and not settled yet. */
  readonly incomingSize: SizeMicros;
  /** Contracts of an ended market that wait to be redeemed, no longer in the size, and the cash that is due for them. */
  readonly redeemableSize: SizeMicros;
  readonly redeemableCash: CashMicros;
  readonly averagePrice: PriceTicks;
  /** What is held would bring this price; undefined while the book has no bid or is not trusted. */
  readonly markPrice?: PriceTicks;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl?: CashMicros;
  readonly fees: CashMicros;
}

/** The accounts of the double entry for one commodity: CashMicros or SizeMicros. */
export interface BalanceView {
  /** Settled and not promised away. */
  readonly own: number;
  /** Matched for us, not settled. */
  readonly incoming: number;
  /** Promised away, not settled. */
  readonly outgoing: number;
  /** Contracts of ended markets, and the cash that is due for them, until they are redeemed. */
  readonly redeemable: number;
}

/** Profit at the present marks, promised trades included. CashMicros. */
export interface ProfitView {
  readonly cost: CashMicros;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl: CashMicros;
  /** Apart from the profits above. */
  readonly fees: CashMicros;
  /** Of the realized profit, what is settled. */
  readonly settledPnl: CashMicros;
  /** Positions without a mark, which count in no unrealized profit. */
  readonly unmarked: number;
}

export interface LedgerView {
  /** Number, in the order over all runs of this process, of the last event in it. */
  readonly asOf: number;
  /** Trades that wait for their end. */
  readonly pending: number;
  readonly cash: readonly (BalanceView & { readonly venue: VenueName | "none"; readonly fees: number })[];
  readonly contracts: readonly (BalanceView & { readonly instrument: number })[];
  readonly total: ProfitView;
  readonly venues: readonly (ProfitView & { readonly venue: VenueName })[];
  readonly strategies: readonly (ProfitView & { readonly strategy: string })[];
  readonly instruments: readonly (ProfitView & { readonly instrument: number })[];
  /** Trades told otherwise than before, and told of a time that has been forgotten: not counted, somebody has to look. */
  readonly contradictions: number;
  readonly tooOld: number;
  /** What does not add up, in one line; absent while the books are right. */
  readonly problem?: string;
}

/** Something that reconciliation found or did at a venue, in words. */
export interface ReconciliationNote {
  readonly venue: VenueName;
  readonly timeUs: number;
  /** `difference`: our books and the venue's did not agree; `external`: an order of somebody else; `healed`; `refused`: a listing was not whole. */
  readonly kind: "difference" | "external" | "healed" | "refused";
  readonly detail: string;
}

export interface ReconciliationView {
  readonly venue: VenueName;
  /** As told last; absent before that, after the executor's death, and on paper. */
  readonly status?: VenueStatusView;
  /** When our books and the venue's last agreed. */
  readonly lastGoodUs?: number;
  /** Newest first, bounded. */
  readonly history: readonly VenueStatusView[];
  readonly notes: readonly ReconciliationNote[];
}

export interface CashView {
  /** Promises included, and what is due for contracts that wait to be redeemed. */
  readonly cash: CashMicros;
  readonly settledCash: CashMicros;
  /** Of it due for contracts of ended markets: nothing that can be spent before they are redeemed. */
  readonly redeemableCash: CashMicros;
  /** Settled and not promised away, at all venues. */
  readonly spendableCash: CashMicros;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl: CashMicros;
  readonly fees: CashMicros;
  /** Of all paper fills since the engine started. */
  readonly bounds?: PnlBounds;
}
