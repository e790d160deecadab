import type { CashMicros } from "@augury/core";
import type { LegRisk } from "@augury/model";

/**
 * How an intent ended. `complete`: all legs filled. `whole_sets`: a leg failed, and what filled is whole sets or nothing. `unwound`: what was
 * beyond them has been traded back. `held`: some of it is still there.
 */
export type LegOutcome = "complete" | "whole_sets" | "unwound" | "held";

/**
 * Why a leg still has something beyond whole sets. `plan`: it says so. `stopped`: the kill switch, a restart, an operator. `unknown`: not all that
 * became of the intent can be known here. `no_instrument`: not in this run. `too_little`: for an order at the venue. `no_tries`: every order
 * that may try has. `no_book`: none was live. `no_time`: it took too long.
 */
export type HeldReason =
  | "plan"
  | "stopped"
  | "unknown"
  | "no_instrument"
  | "too_little"
  | "no_tries"
  | "no_book"
  | "no_time";

/** One leg's end. Sizes in SizeMicros. */
export interface LegEnd {
  readonly instrument: number;
  readonly filled: number;
  readonly unwound: number;
  /** Beyond whole sets, and still there. */
  readonly excess: number;
  /** Why it is, where it is. */
  readonly held?: HeldReason;
}

/** What became of an intent whose legs belong together. */
export interface LegReport {
  readonly intentId: number;
  readonly strategy: number;
  readonly outcome: LegOutcome;
  /** A process before this one had begun it. */
  readonly isRecovered: boolean;
  /** In words, why not all that became of it can be known here. */
  readonly unknown?: string;
  readonly risk: LegRisk;
  readonly legs: readonly LegEnd[];
  /** Orders that traded legs back, or tried to. */
  readonly unwindOrders: number;
  /** What the band allowed them to give away, at most: from the leg's limit to theirs, for what they filled. */
  readonly unwindCost: CashMicros;
}
