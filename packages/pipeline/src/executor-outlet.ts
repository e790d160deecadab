import type { OrderReport, TradeObservation, VenueName, VenueStatus } from "@augury/model";

/** Whose order a trade filled. */
export interface TradeOwner {
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: number;
}

/**
 * What the executor tells decision, in the order in which it happened: numbered, lossless, each counted once. Times in µs. A fill is settled
 * before it is reported: whoever hears of the report has it in the books already.
 */
export interface ExecutorOutlet {
  /** What became of an order. Ownership is told by {@link settle}. */
  report(report: OrderReport, timeUs: number): void;
  /** One telling of one trade of the account; `owner` is left out where the order was not ours. */
  settle(observation: TradeObservation, owner: TradeOwner | undefined, timeUs: number): void;
  /** What the account held when trading began: contracts in SizeMicros (Kalshi: signed, negative = NO) at an average price in PriceTicks. */
  open(instrument: number, size: number, averagePrice: number, timeUs: number): void;
  /** Cash of the account at a venue when trading began, in CashMicros. */
  cash(venue: VenueName, amount: number, timeUs: number): void;
  /**
   * The instrument's market has ended, and the account has to redeem what it holds of it. Tells the state, not a change: what it pays (PriceTicks),
   * and how many contracts (SizeMicros) are still held, `undefined` when nobody has looked.
   */
  redemption(instrument: number, payout: number, held: number | undefined, timeUs: number): void;
  status(venue: VenueName, status: VenueStatus, timeUs: number): void;
}
