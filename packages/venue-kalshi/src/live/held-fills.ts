import type { FillNews } from "./fill-news.ts";

const HELD_MAX = 1_000;

/**
 * Fills of orders that nobody has told us the key of: whose they are, and what they are known by, is not known before. Beyond the bound the oldest is dropped: the next
 * comparison tells it again.
 */
export class HeldFills {
  private held: FillNews[] = [];

  add(fill: FillNews): void {
    if (this.held.some(({ orderId, tradeId }) => orderId === fill.orderId && tradeId === fill.tradeId)) return;
    this.held.push(fill);
    if (this.held.length > HELD_MAX) this.held.shift();
  }

  /** Takes out those of an order. */
  take(orderId: string): readonly FillNews[] {
    const found = this.held.filter((fill) => fill.orderId === orderId);
    if (found.length > 0) this.held = this.held.filter((fill) => fill.orderId !== orderId);
    return found;
  }
}
