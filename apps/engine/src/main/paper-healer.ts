import type { ExecutorCounter } from "@augury/pipeline";
import { type CounterHandle, Counters } from "@augury/telemetry";

/** A loss is followed by others while the executor is behind: one round of snapshots at most so often. */
export const HEAL_US_MIN = 5_000_000;

/**
 * Brings the paper venue's books back after it lost market slots: it trusts no book any more, and only snapshots, which nobody else would
 * ask for, make it fill again.
 */
export class PaperHealer {
  private readonly counters: Counters<ExecutorCounter>;
  private lossesHealed = 0;
  private healedUs = Number.NEGATIVE_INFINITY;

  constructor(
    executor: CounterHandle<ExecutorCounter>,
    private readonly resyncAll: () => void,
  ) {
    this.counters = new Counters(executor);
  }

  /** Asks for snapshots when slots were lost since the last time. Call regularly. */
  check(nowUs: number): void {
    const losses = this.counters.get("market_losses");
    if (losses === this.lossesHealed || nowUs - this.healedUs < HEAL_US_MIN) return;
    this.lossesHealed = losses;
    this.healedUs = nowUs;
    this.resyncAll();
  }
}
