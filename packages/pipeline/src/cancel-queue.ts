import type { InstrumentTable, OpenOrder } from "@augury/model";
import type { OperatorCancel } from "@augury/wire";

interface Named {
  readonly intentId: number;
  readonly leg: number;
}

/** Orders that an operator wants gone and whose cancels found no room among one event's outputs yet. Bounded by the open orders. */
export class CancelQueue {
  private waiting: Named[] = [];

  constructor(private readonly table: InstrumentTable) {}

  /** Adds every open order that is meant, and returns how many those are. One that a cancel is on its way to is not among them. */
  add(cancel: OperatorCancel, orders: Iterable<OpenOrder>): number {
    const before = this.waiting.length;
    for (const order of orders) if (!order.cancelRequested && this.means(cancel, order)) this.waiting.push(order);
    return this.waiting.length - before;
  }

  /** Hands out what waits, oldest first, as long as `take` says that there was room. */
  drain(take: (order: Named) => boolean): void {
    if (this.waiting.length === 0) return;
    const stopped = this.waiting.findIndex((order) => !take(order));
    this.waiting = stopped < 0 ? [] : this.waiting.slice(stopped);
  }

  private means({ instrument, intentId, leg, venue }: OperatorCancel, order: OpenOrder): boolean {
    return (
      (venue === "none" || this.table.list[order.instrument]?.venue === venue) &&
      (instrument < 0 || order.instrument === instrument) &&
      (intentId === 0 || order.intentId === intentId) &&
      (leg < 0 || order.leg === leg)
    );
  }
}
