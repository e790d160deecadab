import type { LegOutcome } from "@augury/execution";
import type { Findings } from "../findings.ts";
import type { Reconciled } from "./crash-job.ts";

/** What happened over all chains of a venue. */
export class CrashTally {
  kills = 0;
  /** Owed orders that the venue had, and that it did not. */
  recovered = 0;
  neverArrived = 0;
  /** Owed orders whose price and size were told, or must have been. */
  termsCompared = 0;
  /** Changes of orders that were written down, and those of them that reached the venue. */
  readonly changes = { written: 0, arrived: 0 };
  /** Plans of dead processes, by how they ended. */
  readonly plans: Partial<Record<LegOutcome, number>> = {};
  private readonly recoverMs: number[] = [];
  private readonly spawnMs: number[] = [];

  take({ recoverMs }: Reconciled, sinceSpawnMs: number, owed: number): void {
    if (owed === 0) return;
    this.recoverMs.push(recoverMs);
    this.spawnMs.push(sinceSpawnMs);
  }

  tell(
    findings: Findings,
    run: { readonly venue: string; readonly points: number; readonly times: number; readonly wall: string },
  ): void {
    findings.row(`${run.venue}: kills`, this.kills, `${run.points} points, ${run.times} seeds each, ${run.wall}`);
    findings.row("owed orders", this.recovered, `at the venue; ${this.neverArrived} had not arrived there`);
    const { arrived, written } = this.changes;
    if (written > 0) {
      findings.row("changes of orders", arrived, `at the venue, of ${written} written down`);
      findings.row("prices and sizes", this.termsCompared, "of owed orders are the venue's");
    }
    const plans = Object.entries(this.plans);
    if (plans.length > 0)
      findings.row("plans taken over", ...plans.map(([outcome, count]) => `${count} ${outcome.replace("_", " ")}`));
    findings.row("reconciled after", "p50", "p99", "max");
    findings.row("  taking up the log", ...spread(this.recoverMs));
    findings.row("  spawning the process", ...spread(this.spawnMs));
  }
}

function spread(times: number[]): string[] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`;
  return [at(0.5), at(0.99), at(1)];
}
