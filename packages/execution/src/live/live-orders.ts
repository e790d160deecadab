import { assert } from "@augury/core";
import type { OrderRequest } from "@augury/model";
import type { LiveConfig } from "./live-config.ts";
import type { LiveOrder } from "./live-order.ts";

/** Legs of one intent that the names keep apart: a leg's number travels in a byte. */
const LEGS = 256;

type OrderName = Pick<OrderRequest, "intentId" | "leg">;

/** Our orders by the venue's key and by our name for them: those that have not ended, and a bounded memory of those that have. */
export class LiveOrders {
  /** Orders that ended since the last comparison: a fill of theirs may have been missed, so the log must not forget them yet. */
  readonly uncompared = new Set<LiveOrder>();
  private readonly living = new Map<string, LiveOrder>();
  private readonly ended = new Map<string, LiveOrder>();
  private readonly keys = new Map<number, string>();

  constructor(private readonly config: LiveConfig) {}

  get openCount(): number {
    return this.living.size;
  }

  /** Returns whether so many more orders may be open. */
  hasRoom(more: number): boolean {
    return this.living.size + more <= this.config.ordersOpenMax && this.uncompared.size < this.config.ordersEndedMax;
  }

  /** Orders that have not ended; the list is the caller's. */
  open(): LiveOrder[] {
    return [...this.living.values()];
  }

  each(): Iterable<LiveOrder> {
    return this.living.values();
  }

  /** Returns an order that has not ended. */
  openOf(key: string): LiveOrder | undefined {
    return this.living.get(key);
  }

  /** Returns an order that is remembered. */
  of(key: string): LiveOrder | undefined {
    return this.living.get(key) ?? this.ended.get(key);
  }

  find(intentId: number, leg: number): LiveOrder | undefined {
    const key = this.keys.get(intentId * LEGS + leg);
    return key === undefined ? undefined : this.living.get(key);
  }

  /** Returns whether an order of this name is or was there. */
  knows(request: OrderName): boolean {
    return this.keys.has(nameOf(request));
  }

  /** Returns whether something may still be told of an order of this name: it has not ended, or no comparison has begun since. */
  owes(name: OrderName): boolean {
    const order = this.of(this.keys.get(nameOf(name)) ?? "");
    return order !== undefined && (this.living.has(order.key) || this.uncompared.has(order));
  }

  add(order: LiveOrder): void {
    assert(this.of(order.key) === undefined, "every order has a key of its own");
    this.living.set(order.key, order);
    this.keys.set(nameOf(order.request), order.key);
  }

  /** Moves an order to those that have ended. The oldest of them is forgotten beyond the bound. */
  end(order: LiveOrder, nowUs: number): void {
    if (!this.living.delete(order.key)) return;
    order.closedUs = nowUs;
    this.uncompared.add(order);
    this.ended.set(order.key, order);
    if (this.ended.size <= this.config.ordersEndedMax) return;
    for (const [key, oldest] of this.ended) {
      this.ended.delete(key);
      this.keys.delete(nameOf(oldest.request));
      return;
    }
  }

  /** Takes back an order that was believed to have ended. */
  revive(order: LiveOrder): void {
    this.ended.delete(order.key);
    this.uncompared.delete(order);
    this.living.set(order.key, order);
  }
}

function nameOf({ intentId, leg }: OrderName): number {
  return intentId * LEGS + leg;
}
