import { isTerminal, ORDER_STATES, type OrderState, REASON_CODES } from "@augury/model";
import {
  CONTROLS,
  codeOf,
  D_BODY,
  D_CONSUMED_US,
  D_NUMBER,
  formatDigest,
  readOrderTerms,
  readSettlement,
  SlotKind,
  W_BODY,
  W_KIND,
  W_SEQUENCE,
} from "@augury/wire";
import { FillFold } from "./fill-fold.ts";
import {
  amendEvent,
  cancelEvent,
  intentEvent,
  openedOrder,
  refusalEvent,
  reportedFill,
  type StampedSlot,
} from "./ledger-slots.ts";
import { type Row, type RowFields, rowOf } from "./tables.ts";

type Order = RowFields<"orders">;

/** Ended orders that are still known by name, for reports that come late; the oldest are forgotten. */
const ENDED_ORDERS_MAX = 4096;
const LEGS_MAX = 256;
const EXECUTOR_RESTART = codeOf(CONTROLS, "executor_restart");
const LEDGER_HORIZON = codeOf(CONTROLS, "ledger_horizon");

/**
 * Folds a run's stamped slots into the rows of orders, fills, positions and strategy events. Pure: the same slots give the same rows,
 * whether they come from the ledger tap or from the journal, and slots that no row is made of may be left out.
 *
 * 1. An intentLeg opens an order, in state "intent", and is an event with the intent's reason and the numbers that came before it
 *    (intentNumbers of the same intent).
 *    An orderOpened opens one that the executor made, which is nobody's decision and so no event; one that is told again is known, and one
 *    that was rejected before it left gives its name back.
 * 2. An orderReport moves its order: the state only goes forward (`intent` → `submitted` → `accepted` → `partially_filled` → an end),
 *    and an end is never left. Its fill always counts in the order, late ones too: filled size, cash and expected fees are sums.
 * 3. Reports and settlements carry the executor's own numbers, and a runStart says which were counted by earlier runs: none counts twice.
 * 4. A settlement makes or moves a fill, and with it the position of its instrument: see FillFold. Netting of complementary outcomes,
 *    payouts and opening balances are the portfolio's (packages/portfolio), not this table's.
 * 5. A cancel marks its order and is an event; so are a refusal, with the value found and the limit, and an amendment, with what is wanted.
 *    The order's price and size change when a report says so.
 * 6. A control "executor_restart" ends every open order as canceled, reason "restart": the paper venue died with them. An executor that takes
 *    live orders over finds out all that became of each and tells every fill of it anew: the sums begin again with the first one.
 * 7. A slot whose number is not above the last one seen was folded before and changes nothing.
 */
export class LedgerFold {
  /** What the last `apply` made or changed, in the order in which it is to be written. */
  readonly rows: Row[] = [];
  /** Number and moment of the last slot folded. */
  lastNumber = 0;
  lastTimeUs = 0;
  /** The last digest that decision wrote down, as text. */
  lastDigest: string | undefined;
  /** Reports of orders that are not (or no longer) known: no order moves. */
  orphans = 0;
  private readonly orders = new Map<number, Order>();
  private readonly ended: number[] = [];
  private readonly fills: FillFold;
  private reportsSeen = 0;
  /** Executors of this run so far, and which of them told an order's fills. */
  private executor = 0;
  private readonly tellers = new WeakMap<Order, number>();
  private numbersOf = -1;
  private numbers: readonly number[] = [];

  constructor(readonly runId: string) {
    this.fills = new FillFold(runId);
  }

  /** Folds the stamped slot at `base` in; its rows are in `rows` until the next call. */
  apply(i32: Int32Array, f64: Float64Array, base: number): void {
    this.rows.length = 0;
    const number = f64[(base >>> 1) + D_NUMBER];
    if (number <= this.lastNumber) return;
    this.lastNumber = number;
    this.lastTimeUs = f64[(base >>> 1) + D_CONSUMED_US];
    const kind = i32[base + W_KIND] & 0xff;
    // Most slots of a journal are market data: they are let go before anything is made for them.
    if (kind >= SlotKind.orderReport) this.applyLedger(kind, { i32, f64, base });
  }

  private applyLedger(kind: number, slot: StampedSlot): void {
    const { i32, base } = slot;
    if (kind === SlotKind.intentNumbers) this.keepNumbers(slot);
    else if (kind === SlotKind.intentLeg) this.openOrder(slot);
    else if (kind === SlotKind.orderOpened) this.admit(slot);
    else if (kind === SlotKind.orderReport) this.report(slot);
    else if (kind === SlotKind.settlement) this.settle(slot);
    else if (kind === SlotKind.cancel) this.cancel(slot);
    else if (kind === SlotKind.amend) this.amend(slot);
    else if (kind === SlotKind.refusal) this.rows.push(rowOf("strategy_events", refusalEvent(this.runId, slot)));
    else if (kind === SlotKind.runStart) this.reportsSeen = i32[base + W_BODY + 2] >>> 0;
    else if (kind === SlotKind.digest) this.lastDigest = formatDigest(i32[base + W_BODY], i32[base + W_BODY + 1]);
    else if (kind === SlotKind.control) this.control(slot);
  }

  private control({ i32, f64, base }: StampedSlot): void {
    if (i32[base + W_BODY] === EXECUTOR_RESTART) {
      this.executor++;
      this.endAll("restart");
    } else if (i32[base + W_BODY] === LEDGER_HORIZON) this.fills.forgetBefore(f64[(base >>> 1) + D_BODY + 2]);
  }

  private keepNumbers({ i32, f64, base }: StampedSlot): void {
    this.numbersOf = i32[base + W_SEQUENCE];
    const at = (base >>> 1) + D_BODY;
    this.numbers = [f64[at], f64[at + 1], f64[at + 2], f64[at + 3]];
  }

  private openOrder(slot: StampedSlot): void {
    const order = openedOrder(this.runId, slot);
    this.add(order);
    const numbers = this.numbersOf === order.intent_id ? this.numbers : [];
    this.rows.push(rowOf("strategy_events", intentEvent(order, numbers)));
  }

  private admit(slot: StampedSlot): void {
    if (!this.isNews(slot.i32[slot.base + W_SEQUENCE] >>> 0)) return;
    const order = openedOrder(this.runId, slot);
    const known = this.orders.get(keyOf(order.intent_id, order.leg));
    if (!known || known.state === "rejected") this.add(order);
  }

  private add(order: Order): void {
    this.orders.set(keyOf(order.intent_id, order.leg), order);
    this.rows.push(rowOf("orders", order));
  }

  private report(slot: StampedSlot): void {
    const { i32, f64, base } = slot;
    if (!this.isNews(i32[base + W_SEQUENCE] >>> 0)) return;
    const packed = i32[base + W_BODY + 1];
    const order = this.orders.get(keyOf(i32[base + W_BODY], packed & 0xff));
    if (!order) {
      this.orphans++;
      return;
    }
    if (f64[(base >>> 1) + D_BODY + 2] > 0) this.fill(slot, order);
    const terms = readOrderTerms(i32, f64, base);
    if (terms) Object.assign(order, { price: terms.price, size: terms.size });
    this.move(order, ORDER_STATES[(packed >>> 8) & 0xff] ?? "intent", REASON_CODES[packed >>> 16] ?? "none");
  }

  /** Its own fill counts in the order; what is owned by it is told by settlements. */
  private fill(slot: StampedSlot, order: Order): void {
    const { cash, fee, size } = reportedFill(slot);
    if ((this.tellers.get(order) ?? this.executor) !== this.executor)
      Object.assign(order, { filled_size: 0, cash: 0, fees: 0 });
    this.tellers.set(order, this.executor);
    order.filled_size += size;
    order.cash += cash;
    order.fees += fee;
  }

  private settle(slot: StampedSlot): void {
    const number = slot.i32[slot.base + W_SEQUENCE] >>> 0;
    // Main tells without a number, and only of runs before.
    if (number !== 0 && !this.isNews(number)) return;
    const at = { number: this.lastNumber, timeUs: this.lastTimeUs, isCarried: number === 0 };
    this.fills.apply(readSettlement(slot.i32, slot.f64, slot.base), at, this.rows);
  }

  private isNews(number: number): boolean {
    if (number <= this.reportsSeen) return false;
    this.reportsSeen = number;
    return true;
  }

  private cancel(slot: StampedSlot): void {
    const event = cancelEvent(this.runId, slot);
    this.rows.push(rowOf("strategy_events", event));
    const order = this.orders.get(keyOf(slot.i32[slot.base + W_BODY], event.leg));
    if (!order || isTerminal(order.state as OrderState)) return;
    order.cancel_requested = 1;
    this.touch(order);
  }

  private amend(slot: StampedSlot): void {
    const isBehind = this.numbersOf === slot.i32[slot.base + W_BODY + 3];
    this.rows.push(rowOf("strategy_events", amendEvent(this.runId, slot, isBehind ? this.numbers : [])));
  }

  /** Moves an order forward, or leaves its state, and writes it down. */
  private move(order: Order, state: OrderState, reason: string): void {
    const from = order.state as OrderState;
    if (!isTerminal(from) && ORDER_STATES.indexOf(state) > ORDER_STATES.indexOf(from)) {
      order.state = state;
      if (isTerminal(state)) this.end(order, reason);
    }
    this.touch(order);
  }

  private end(order: Order, reason: string): void {
    order.end_reason = reason;
    this.ended.push(keyOf(order.intent_id, order.leg));
    if (this.ended.length <= ENDED_ORDERS_MAX) return;
    // A quarter at a time: taking one off the front of a long list costs as much as taking many.
    for (const key of this.ended.splice(0, ENDED_ORDERS_MAX / 4)) this.orders.delete(key);
  }

  private endAll(reason: string): void {
    for (const order of [...this.orders.values()]) {
      if (!isTerminal(order.state as OrderState)) this.move(order, "canceled", reason);
    }
  }

  private touch(order: Order): void {
    order.updated_us = this.lastTimeUs;
    order.updated_number = this.lastNumber;
    this.rows.push(rowOf("orders", order));
  }
}

function keyOf(intentId: number, leg: number): number {
  return intentId * LEGS_MAX + leg;
}
