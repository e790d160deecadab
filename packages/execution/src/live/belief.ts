import type { PriceTicks, SizeMicros } from "@augury/core";
import type { OrderReport } from "@augury/model";
import type { BookedOrder } from "./booked-order.ts";

/** The venue's name of an order. */
export function keyOf({ intentId, leg }: { readonly intentId: number; readonly leg: number }): string {
  return `key-${intentId}-${leg}`;
}

interface Believed {
  readonly filled: number;
  readonly fills: number;
  readonly terms?: { readonly price: PriceTicks; readonly size: SizeMicros };
}

/** What was reported of orders, to be compared with the venue's books. */
export class Belief {
  private readonly orders = new Map<string, Believed>();

  take(report: OrderReport): void {
    const key = keyOf(report);
    const known = this.orders.get(key) ?? { filled: 0, fills: 0 };
    this.orders.set(key, {
      ...known,
      filled: known.filled + report.fillSize,
      fills: known.fills + (report.fillSize > 0 ? 1 : 0),
      ...(report.terms && { terms: report.terms }),
    });
  }

  /** Returns how an order's price and size differ from the venue's. */
  termsProblem({ key, request, terms: { price, size } }: BookedOrder): string | undefined {
    const ours = this.orders.get(key)?.terms ?? request;
    if (ours.price === price && ours.size === size) return undefined;
    return `${key}: we say ${ours.size} at ${ours.price}, the venue ${size} at ${price}`;
  }

  /** A process that begins anew reports an order's fills from the start: its reader counts by trade id. */
  fillProblem({ filled, fills, key }: BookedOrder, isOneProcess: boolean): string | undefined {
    const ours = this.orders.get(key) ?? { filled: 0, fills: 0 };
    if (isOneProcess ? ours.filled !== filled : ours.filled < filled)
      return `${key}: we count ${ours.filled} filled, the venue ${filled}`;
    return isOneProcess && ours.fills !== fills.length ? `${key}: fills were counted twice` : undefined;
  }
}
