import { type PriceTicks, type SizeMicros, sizeMicros } from "@augury/core";
import {
  isTerminal,
  type OpenOrder,
  ORDER_STATES,
  type OrderSide,
  type OrderState,
  type PlaceIntent,
  type ReportedTerms,
  type TimeInForce,
} from "@augury/model";

/** An open order, and when its intent was decided. */
export interface KeptOrder extends OpenOrder {
  readonly decidedUs: number;
}

/** An order's price and size in all, as an amendment wants them. */
export type WantedTerms = NonNullable<OpenOrder["amending"]>;

interface Entry {
  intentId: number;
  leg: number;
  strategy: number;
  instrument: number;
  side: OrderSide;
  price: PriceTicks;
  size: SizeMicros;
  filledSize: SizeMicros;
  state: OrderState;
  cancelRequested: boolean;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly hasPlan: boolean;
  amending: WantedTerms | undefined;
  readonly decidedUs: number;
}

/**
 * Our live orders as decision knows them: opened by its own intents, moved by the executor's reports and by nothing else. Bounded by
 * the risk gate's limit on open orders; ended orders leave at once.
 */
export class OrderKeeper {
  private readonly orders = new Map<string, Entry>();
  private readonly byStrategy: Entry[][] = [];

  get open(): number {
    return this.orders.size;
  }

  /** Opens one order per leg. */
  place(
    intent: PlaceIntent,
    { intentId, strategy, decidedUs }: { intentId: number; strategy: number; decidedUs: number },
  ): void {
    for (const [leg, wanted] of intent.legs.entries()) {
      const entry: Entry = {
        intentId,
        leg,
        strategy,
        instrument: wanted.instrument,
        side: wanted.side,
        price: wanted.price,
        size: wanted.size,
        filledSize: sizeMicros(0),
        state: "intent",
        cancelRequested: false,
        timeInForce: wanted.timeInForce,
        postOnly: wanted.postOnly,
        reduceOnly: wanted.reduceOnly ?? false,
        hasPlan: intent.plan !== undefined,
        amending: undefined,
        decidedUs,
      };
      this.orders.set(keyOf(intentId, leg), entry);
      this.listOf(strategy).push(entry);
    }
  }

  /** Returns an order that is still open. */
  find(intentId: number, leg: number): OpenOrder | undefined {
    return this.orders.get(keyOf(intentId, leg));
  }

  /** Notes that a cancel is on its way; false when the order is unknown or the cancel was asked for already. */
  requestCancel(intentId: number, leg: number): boolean {
    const entry = this.orders.get(keyOf(intentId, leg));
    if (!entry || entry.cancelRequested) return false;
    entry.cancelRequested = true;
    return true;
  }

  /** Notes that an amendment is on its way: until it is answered the order may be either. */
  requestAmend(intentId: number, leg: number, wanted: WantedTerms): void {
    const entry = this.orders.get(keyOf(intentId, leg));
    if (entry) entry.amending = wanted;
  }

  /** Applies the news of an amendment: the order as it is now. */
  amended(intentId: number, leg: number, { isAmending, price, size }: ReportedTerms): void {
    const entry = this.orders.get(keyOf(intentId, leg));
    if (!entry) return;
    entry.price = price;
    entry.size = size;
    if (!isAmending) entry.amending = undefined;
  }

  /** Applies a report. Returns the order as it then stands, or `undefined` for one that is not (or no longer) open. */
  report(intentId: number, leg: number, state: OrderState, fillSize: number): KeptOrder | undefined {
    const entry = this.orders.get(keyOf(intentId, leg));
    if (!entry) return undefined;
    if (fillSize > 0) entry.filledSize = sizeMicros(entry.filledSize + fillSize);
    // Reports of one order may be overtaken (an ack after a fill): a state never goes back.
    if (ORDER_STATES.indexOf(state) > ORDER_STATES.indexOf(entry.state)) entry.state = state;
    if (isTerminal(entry.state)) this.remove(entry);
    return entry;
  }

  /** Returns a strategy's open orders; the list is live and must not be kept. */
  of(strategy: number): readonly OpenOrder[] {
    return this.byStrategy[strategy] ?? NONE;
  }

  /** Visits all open orders. */
  *all(): Iterable<OpenOrder> {
    yield* this.orders.values();
  }

  /** Visits all open orders but one. */
  *allBut(one: OpenOrder): Iterable<OpenOrder> {
    for (const order of this.orders.values()) if (order !== one) yield order;
  }

  private remove(entry: Entry): void {
    this.orders.delete(keyOf(entry.intentId, entry.leg));
    const list = this.listOf(entry.strategy);
    const at = list.indexOf(entry);
    if (at >= 0) list.splice(at, 1);
  }

  private listOf(strategy: number): Entry[] {
    let list = this.byStrategy[strategy];
    if (!list) {
      list = [];
      this.byStrategy[strategy] = list;
    }
    return list;
  }
}

const NONE: readonly OpenOrder[] = [];

function keyOf(intentId: number, leg: number): string {
  return `${intentId}:${leg}`;
}
