import type { FillBounds } from "./order-bounds.ts";
import type { PaperOrder } from "./paper-order.ts";

/** The orders whose bounds have changed since somebody last asked, oldest change first, within a bound. */
export class ChangedBounds {
  /** Orders that were forgotten before anybody asked: sums over the bounds lack their last changes. */
  forgotten = 0;
  private readonly orders = new Set<PaperOrder>();

  constructor(private readonly ordersMax: number) {}

  get count(): number {
    return this.orders.size;
  }

  note(order: PaperOrder): void {
    this.orders.add(order);
    if (this.orders.size <= this.ordersMax) return;
    for (const oldest of this.orders) {
      this.orders.delete(oldest);
      this.forgotten++;
      return;
    }
  }

  take(): FillBounds[] {
    const taken = [...this.orders].map(({ bounds }) => bounds.view());
    this.orders.clear();
    return taken;
  }
}
