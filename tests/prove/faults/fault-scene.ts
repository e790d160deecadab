/** What of a run goes into the proof's table. */
export interface FaultCounts {
  /** Orders at the venue. */
  orders: number;
  /** Orders that left the process. */
  sent: number;
  /** Faults that struck, of all kinds. */
  faults: number;
  epochsEnded: number;
  crashes: number;
  /** Matches that were void in the end, and those that took detours. */
  voided: number;
  retried: number;
  /** Orders that came and went at the venue without effect, and whose news were all lost: we say that they never arrived. */
  unheard: number;
}

/** One seed's run: what was wrong in the end or on the way, and how much happened. */
export interface FaultRun {
  readonly problems: readonly string[];
  readonly counts: FaultCounts;
}
