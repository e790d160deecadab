import type { IntentEntry, OrderRequest } from "@augury/model";
import { NO_STRATEGY } from "@augury/wire";

/**
 * Numbers of intents that a process before this one decided: below zero, because every process counts its own from one. One count for all
 * logs, and one number for an intent whose plan stands in several.
 */
export class PastIntents {
  private last = 0;
  private readonly byPlan = new Map<string, number>();

  /** Notes which numbers a log has that an executor of this process wrote. */
  keep(entries: readonly IntentEntry[]): void {
    for (const entry of entries) {
      const intentId = intentOf(entry);
      if (intentId === undefined || intentId >= 0) continue;
      this.last = Math.min(this.last, intentId);
      if (entry.kind === "planned") this.byPlan.set(entry.key, intentId);
    }
  }

  /** Returns the entries of another process under numbers of their own: nobody of this one decided them. */
  disown(entries: readonly IntentEntry[]): IntentEntry[] {
    const plans = new Map<number, string>();
    for (const entry of entries) if (entry.kind === "planned") plans.set(intentOf(entry) ?? 0, entry.key);
    const numbers = new Map<number, number>();
    const numberOf = (intentId: number) => {
      const number = numbers.get(intentId) ?? this.next(plans.get(intentId));
      numbers.set(intentId, number);
      return number;
    };
    const ofNobody = (request: OrderRequest) => ({
      ...request,
      intentId: numberOf(request.intentId),
      strategy: NO_STRATEGY,
    });
    return entries.map((entry) => {
      if (entry.kind === "prepared") return { ...entry, request: ofNobody(entry.request) };
      return entry.kind === "planned" ? { ...entry, legs: entry.legs.map(ofNobody) } : entry;
    });
  }

  private next(plan: string | undefined): number {
    const known = plan === undefined ? undefined : this.byPlan.get(plan);
    if (known !== undefined) return known;
    const number = --this.last;
    if (plan !== undefined) this.byPlan.set(plan, number);
    return number;
  }
}

function intentOf(entry: IntentEntry): number | undefined {
  if (entry.kind === "prepared") return entry.request.intentId;
  return entry.kind === "planned" ? entry.legs[0]?.intentId : undefined;
}
