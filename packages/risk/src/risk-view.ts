import type { OpenOrder, VenueName, VenueStatus } from "@augury/model";

/** What the gate may know of the world when an intent is checked: the state after everything consumed so far. */
export interface RiskView {
  /** The kill word: while it is set no order leaves. */
  readonly killed: boolean;
  readonly nowUs: number;
  /** Whose intent it is. */
  readonly strategy: number;
  /** Whether the instrument's book is complete, continuous and sound. */
  isTrusted(instrument: number): boolean;
  /** Whether its book comes from polling: what it shows was true when it was asked for, and may not be now. */
  isPolled(instrument: number): boolean;
  /** The epoch of the instrument's book now, 0 without one. */
  epoch(instrument: number): number;
  /** The step of the instrument's live book in PriceTicks, 0 without one. */
  step(instrument: number): number;
  /** Best prices as the instrument sees them, in PriceTicks, −1 for none. */
  bestBid(instrument: number): number;
  bestAsk(instrument: number): number;
  /** Contracts held in SizeMicros, promised ones included; where a venue nets outcomes signed (YES reads −5 while 5 NO are held). */
  position(instrument: number): number;
  /** Of which settled and not promised away: what may be sold. Open sales are not deducted. */
  sellable(instrument: number): number;
  /** Cash at a venue that is settled and not promised away, in CashMicros. Open purchases are not deducted. */
  spendable(venue: VenueName): number;
  /** How sure we are of our account at a venue, as told last; `undefined` before it was. */
  venueStatus(venue: VenueName): VenueStatus | undefined;
  /** What the position that the instrument belongs to has cost, in CashMicros. */
  cost(instrument: number): number;
  /** What all positions at a venue, or at all, have cost. */
  costAt(venue: VenueName | undefined): number;
  /** Profit lost since the UTC day began, and since it stood highest; CashMicros, never negative. */
  readonly dayLoss: number;
  readonly drawdown: number;
  /** Every order of every strategy that has not ended, also those that a cancel is on its way to. */
  orders(): Iterable<OpenOrder>;
}
