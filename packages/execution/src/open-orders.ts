import type { PaperConfig } from "./paper-config.ts";
import type { PaperOrder } from "./paper-order.ts";

/** Legs of one intent that the keys keep apart: a leg's number travels in a byte. */
const LEGS = 256;

/** The orders that have not ended, by name, within the configured bounds. */
export class OpenOrders {
  private readonly orders = new Map<number, PaperOrder>();
  private readonly countOf: Int32Array;

  constructor(
    instruments: number,
    private readonly bounds: Pick<PaperConfig, "ordersOpenMax" | "ordersPerInstrumentMax">,
  ) {
    this.countOf = new Int32Array(instruments);
  }

  get count(): number {
    return this.orders.size;
  }

  /** Returns whether one more order fits, in all and on its instrument. */
  hasRoom(instrument: number): boolean {
    return (
      this.orders.size < this.bounds.ordersOpenMax && this.countOf[instrument] < this.bounds.ordersPerInstrumentMax
    );
  }

  find(intentId: number, leg: number): PaperOrder | undefined {
    return this.orders.get(intentId * LEGS + leg);
  }

  all(): Iterable<PaperOrder> {
    return this.orders.values();
  }

  add(order: PaperOrder): void {
    this.orders.set(keyOf(order), order);
    this.countOf[order.request.instrument]++;
  }

  remove(order: PaperOrder): void {
    if (this.orders.delete(keyOf(order))) this.countOf[order.request.instrument]--;
  }
}

function keyOf({ request }: PaperOrder): number {
  return request.intentId * LEGS + request.leg;
}
