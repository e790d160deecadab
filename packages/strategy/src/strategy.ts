import type { InstrumentBooks } from "@augury/book";
import type { CashMicros, SizeMicros } from "@augury/core";
import type { InstrumentTable, Intent, OpenOrder, ReferencePrice, VenueName } from "@augury/model";

/** Legs of one intent, at most: a leg's number travels in a byte, and every lossless ring keeps room for one event's worst case. */
export const LEGS_MAX = 64;
/** Intents that one call of `onEvent` may return, at most. What is left over comes with a later event. */
export const INTENTS_PER_EVENT_MAX = 16;

/**
 * What a strategy sees of the world at one event: the state after the event was applied. One object for all calls, pointed at each
 * event anew, so nothing of it may be kept.
 */
export interface StrategyContext {
  /** Event time. Strategies read no clock. */
  readonly nowUs: number;
  /** The instrument that the event is about, −1 for none (timers). */
  readonly instrument: number;
  /** A SlotKind. */
  readonly kind: number;
  readonly books: InstrumentBooks;
  readonly instruments: InstrumentTable;
  /** Whether the instrument's book is complete, continuous and sound: only then may it be traded on. */
  isTrusted(instrument: number): boolean;
  /** The epoch of the instrument's book, for the legs priced on it. */
  epoch(instrument: number): number;
  /** Contracts held, promised ones included: a match may still fail. */
  position(instrument: number): SizeMicros;
  /** Contracts that are settled and not promised away. Our own open sales are not deducted. */
  sellable(instrument: number): SizeMicros;
  /** Cash at a venue that is settled and not promised away. Our own open purchases are not deducted. */
  spendable(venue: VenueName): CashMicros;
  /** The newest price of a reference by its number in the run's list, `undefined` before its first. How old is too old is the strategy's affair. */
  reference(number: number): ReferencePrice | undefined;
  /** This strategy's orders that have not ended. */
  openOrders(): readonly OpenOrder[];
}

/**
 * A strategy: a pure function of the events it is shown and of its own state. It does no I/O, reads no clock and draws no random
 * numbers, so that a replay decides the same. Without a reason to act it returns {@link NO_INTENTS} and allocates nothing.
 */
export interface Strategy {
  readonly name: string;
  /** The instruments whose events it wants; timers come to every strategy. */
  readonly instruments: readonly number[];
  /** Times that something was seen which sound books cannot show. Stays 0, or our books or a venue's are wrong. */
  readonly violations?: number;
  onEvent(context: StrategyContext): readonly Intent[];
}

/** The answer of a strategy that wants nothing: one frozen list for all. */
export const NO_INTENTS: readonly Intent[] = Object.freeze([]);
