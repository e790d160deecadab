import type { Counters } from "@augury/telemetry";

/** A counter that must stand still while a recording is played, and what it means when it moves. */
export type StillCounter<Name extends string> = readonly [counter: Name, meaning: string];

/** Notices counters that moved since the last look: so a deviation gets its place. */
export class CounterWatch<Name extends string> {
  private readonly seen: Float64Array;

  constructor(private readonly still: readonly StillCounter<Name>[]) {
    this.seen = new Float64Array(still.length);
  }

  /** Tells each counter that moved, once per step. */
  look(counters: Counters<Name>, moved: (counter: Name, meaning: string) => void): void {
    for (let at = 0; at < this.still.length; at++) {
      const [counter, meaning] = this.still[at] as StillCounter<Name>;
      for (const now = counters.get(counter); this.seen[at] < now; this.seen[at]++) moved(counter, meaning);
    }
  }
}
