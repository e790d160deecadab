import { type PriceTicks, type SizeMicros, sizeMicros } from "@augury/core";
import {
  isTerminal,
  type OpenOrder,
  ORDER_STATES,
  type OrderRequest,
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

/** What is told of an order when it begins. */
export type OpenedOrder = Omit<OrderRequest, "epoch" | "deadlineUs">;

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
 * Our live orders as decision knows them: opened by its own intents, or by the executor where it trades a leg back, moved by the executor's
 * reports and by nothing else. Bounded by the risk gate's limit on open orders and by what their plans may trade back; ended orders leave at
 * once.
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
    const hasPlan = intent.plan !== undefined;
    for (const [leg, wanted] of intent.legs.entries())
      this.add({ ...wanted, intentId, leg, strategy }, hasPlan, decidedUs);
  }

  /** Opens an order that the executor made for an intent's plan; one of its name that is open already is that order. */
  admit(order: OpenedOrder, nowUs: number): void {
    if (!this.orders.has(keyOf(order.intentId, order.leg))) this.add(order, true, nowUs);
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

  private add(order: OpenedOrder, hasPlan: boolean, decidedUs: number): void {
    const { instrument, intentId, leg, postOnly, price, reduceOnly = false, side, size, strategy, timeInForce } = order;
    const entry: Entry = {
      intentId,
      leg,
      strategy,
      instrument,
      side,
      price,
      size,
      filledSize: sizeMicros(0),
      state: "intent",
      cancelRequested: false,
      timeInForce,
      postOnly,
      reduceOnly,
      hasPlan,
      amending: undefined,
      decidedUs,
    };
    this.orders.set(keyOf(intentId, leg), entry);
    this.listOf(strategy).push(entry);
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
