import type { IntentEntry } from "@augury/model";
import type { TradeOwner } from "../executor-outlet.ts";

const OWNERS_MAX = 100_000;

/** Whose order is whose, by the venue's name for it. Settlements come long after an order has ended, so only the oldest is forgotten. */
export class OrderOwners {
  private readonly byKey = new Map<string, TradeOwner>();

  constructor(private readonly ownersMax = OWNERS_MAX) {}

  /** Notes what an entry of the log says. */
  note(entry: IntentEntry): void {
    if (entry.kind !== "prepared") return;
    const { intentId, leg, strategy } = entry.request;
    this.byKey.set(entry.key, { intentId, leg, strategy });
    if (this.byKey.size <= this.ownersMax) return;
    for (const oldest of this.byKey.keys()) {
      this.byKey.delete(oldest);
      return;
    }
  }

  /** Returns the owner of an order, `undefined` when it is none of ours. */
  find(key: string | undefined): TradeOwner | undefined {
    return key === undefined ? undefined : this.byKey.get(key);
  }
}
