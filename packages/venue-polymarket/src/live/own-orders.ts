import type { SizeMicros } from "@augury/core";
import type { IntentEntry, OrderRequest } from "@augury/model";

/** What we know of an order of ours without asking. */
export interface OwnOrder {
  readonly request: OrderRequest;
  /** Contracts that were signed for. */
  readonly size: SizeMicros;
  /** When it was prepared: no trade of it is older. */
  readonly preparedUs: number;
}

const ORDERS_MAX = 100_000;

/** Our orders by the venue's id, from their preparation until nothing is owed any more. Beyond the bound the oldest is forgotten. */
export class OwnOrders {
  private readonly byKey = new Map<string, OwnOrder>();

  add(key: string, order: OwnOrder): void {
    this.byKey.set(key, order);
    if (this.byKey.size <= ORDERS_MAX) return;
    for (const oldest of this.byKey.keys()) {
      this.byKey.delete(oldest);
      return;
    }
  }

  /** Takes over what a process before this one had written down. */
  adopt(entries: Iterable<IntentEntry>): void {
    for (const entry of entries) {
      if (entry.kind === "closed") this.byKey.delete(entry.key);
      else if (entry.kind === "prepared")
        this.add(entry.key, { request: entry.request, size: entry.request.size, preparedUs: entry.preparedUs });
    }
  }

  find(key: string): OwnOrder | undefined {
    return this.byKey.get(key);
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }
}
