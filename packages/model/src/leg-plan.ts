import type { CashMicros } from "@augury/core";

/**
 * How the legs of one intent are carried out, all or none as far as the venues let us. A strategy states it with the intent; without one its
 * legs are orders on their own.
 */
export interface LegPlan {
  /**
   * When a leg fails: what the others have filled beyond whole sets is traded back at once, or kept. Whole sets, which is what all legs have
   * filled of their sizes alike, are kept in any case: they are what was wanted.
   */
  readonly onFailure: "unwind" | "hold";
  /** All at once, or each when the one before it has filled, in the order given: the least liquid first loses least. */
  readonly sequence: "together" | "one_by_one";
  /** How far past a leg's limit an order that trades it back may go, in PriceTicks. */
  readonly bandTicks: number;
  /** A leg that has not ended so long after it was sent is canceled, in ms, up to {@link LEG_MS_MAX}. */
  readonly legMs: number;
}

/** What an intent may lose at worst when one of its legs fails, in CashMicros, known before the first leg goes; fees included, rounded up. */
export interface LegRisk {
  /** Nothing can be traded back: what was paid for it is lost. The true worst. */
  readonly heldLoss: CashMicros;
  /** Everything is traded back at the far end of the band. Of a plan that holds: the same as {@link heldLoss}. */
  readonly unwindLoss: CashMicros;
}

/** Both travel in one word of a slot. */
export const LEG_MS_MAX = 32_767;
