import { notional, notionalUp, type PriceTicks, type SizeMicros } from "@augury/core";
import { INTENT_REASONS, isTerminal, ORDER_STATES, type OrderSide, type OrderState, REASON_CODES } from "@augury/model";
import {
  CONTROLS,
  codeOf,
  D_BODY,
  D_CONSUMED_US,
  D_NUMBER,
  Flag,
  formatDigest,
  SlotKind,
  TIMES_IN_FORCE,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_KIND,
  W_SEQUENCE,
} from "@augury/wire";
import { type Row, type RowFields, rowOf } from "./tables.ts";

type Order = RowFields<"orders">;
type Position = RowFields<"positions">;
type Fill = RowFields<"fills">;

/** Ended orders that are still known by name, for reports that come late; the oldest are forgotten. */
const ENDED_ORDERS_MAX = 4096;
const LEGS_MAX = 256;
const EXECUTOR_RESTART = codeOf(CONTROLS, "executor_restart");

/**
 * Folds a run's stamped slots into the rows of orders, fills, positions and strategy events. Pure: the same slots give the same rows,
 * whether they come from the ledger tap or from the journal, and slots that no row is made of may be left out.
 *
 * 1. An intentLeg opens an order, in state "intent", and is an event with the intent's reason and the numbers that came before it
 *    (intentNumbers of the same intent).
 * 2. An orderReport moves its order: the state only goes forward (`intent` → `submitted` → `accepted` → `partially_filled` → an end),
 *    and an end is never left. A fill always counts, late ones too: filled size, cash and fees are sums over the order's fills.
 * 3. A fill's cash is signed and without its fee, and rounded against us: a buy costs `notionalUp`, a sale brings `notional`.
 * 4. A position is the signed sum of its instrument's fills, with the sums of their cash and fees. Netting of complementary outcomes,
 *    settlement and opening balances are the portfolio's (packages/portfolio), not this table's.
 * 5. A cancel marks its order and is an event; so is a refusal, with the value found and the limit.
 * 6. A control "executor_restart" ends every open order as canceled, reason "restart": the paper venue died with them.
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
  /** Reports of orders that are not (or no longer) known; their fills count, their orders stay as they are. */
  orphans = 0;
  private readonly orders = new Map<number, Order>();
  private readonly ended: number[] = [];
  private readonly positions = new Map<number, Position>();
  private numbersOf = -1;
  private readonly numbers: number[] = [0, 0, 0, 0];

  constructor(readonly runId: string) {}

  /** Folds the stamped slot at `base` in; its rows are in `rows` until the next call. */
  apply(i32: Int32Array, f64: Float64Array, base: number): void {
    this.rows.length = 0;
    const number = f64[(base >>> 1) + D_NUMBER] as number;
    if (number <= this.lastNumber) return;
    this.lastNumber = number;
    this.lastTimeUs = f64[(base >>> 1) + D_CONSUMED_US] as number;
    this.dispatch((i32[base + W_KIND] as number) & 0xff, i32, f64, base);
  }

  private dispatch(kind: number, i32: Int32Array, f64: Float64Array, base: number): void {
    if (kind === SlotKind.intentNumbers) this.keepNumbers(i32, f64, base);
    else if (kind === SlotKind.intentLeg) this.openOrder(i32, f64, base);
    else if (kind === SlotKind.orderReport) this.report(i32, f64, base);
    else if (kind === SlotKind.cancel) this.cancel(i32, base);
    else if (kind === SlotKind.refusal) this.refuse(i32, f64, base);
    else if (kind === SlotKind.digest) {
      this.lastDigest = formatDigest(i32[base + W_BODY] as number, i32[base + W_BODY + 1] as number);
    } else if (kind === SlotKind.control && i32[base + W_BODY] === EXECUTOR_RESTART) this.endAll("restart");
  }

  private keepNumbers(i32: Int32Array, f64: Float64Array, base: number): void {
    this.numbersOf = i32[base + W_SEQUENCE] as number;
    for (let at = 0; at < 4; at++) this.numbers[at] = f64[(base >>> 1) + D_BODY + at] as number;
  }

  private openOrder(i32: Int32Array, f64: Float64Array, base: number): void {
    const word = i32[base + W_KIND] as number;
    const packed = i32[base + W_BODY + 1] as number;
    const order: Order = {
      run_id: this.runId,
      intent_id: i32[base + W_BODY] as number,
      leg: (packed >>> 8) & 0xff,
      number: this.lastNumber,
      strategy: packed & 0xff,
      instrument: i32[base + W_INSTRUMENT] as number,
      side: sideOf(word),
      price: i32[base + W_BODY + 2] as number,
      size: f64[(base >>> 1) + D_BODY + 2] as number,
      time_in_force: TIMES_IN_FORCE[(packed >>> 16) & 0xff] ?? "GTC",
      post_only: word & Flag.postOnly ? 1 : 0,
      epoch: i32[base + W_EPOCH] as number,
      deadline_us: integerOrNull(f64[(base >>> 1) + D_BODY + 3] as number),
      reason: INTENT_REASONS[packed >>> 24] ?? "none",
      state: "intent",
      end_reason: null,
      filled_size: 0,
      cash: 0,
      fees: 0,
      cancel_requested: 0,
      created_us: this.lastTimeUs,
      updated_us: this.lastTimeUs,
      updated_number: this.lastNumber,
    };
    this.orders.set(keyOf(order.intent_id, order.leg), order);
    this.rows.push(rowOf("orders", order));
    this.event({
      kind: "intent",
      strategy: order.strategy,
      intent_id: order.intent_id,
      leg: order.leg,
      instrument: order.instrument,
      epoch: order.epoch,
      reason: order.reason,
      side: order.side,
      price: order.price,
      size: order.size,
      deadline_us: order.deadline_us,
      ...(this.numbersOf === order.intent_id ? namedNumbers(this.numbers) : {}),
    });
  }

  private report(i32: Int32Array, f64: Float64Array, base: number): void {
    const packed = i32[base + W_BODY + 1] as number;
    const order = this.orders.get(keyOf(i32[base + W_BODY] as number, packed & 0xff));
    if (!order) this.orphans++;
    const fill = (f64[(base >>> 1) + D_BODY + 2] as number) > 0 ? this.fill(order, i32, f64, base) : undefined;
    if (!order) return;
    if (fill) {
      order.filled_size += fill.size;
      order.cash += fill.cash;
      order.fees += fill.fee;
    }
    this.move(order, ORDER_STATES[(packed >>> 8) & 0xff] ?? "intent", REASON_CODES[packed >>> 16] ?? "none");
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

  private fill(order: Order | undefined, i32: Int32Array, f64: Float64Array, base: number): Fill {
    const word = i32[base + W_KIND] as number;
    const size = f64[(base >>> 1) + D_BODY + 2] as SizeMicros;
    const price = i32[base + W_BODY + 2] as PriceTicks;
    const side = sideOf(word);
    const fill: Fill = {
      run_id: this.runId,
      number: this.lastNumber,
      intent_id: i32[base + W_BODY] as number,
      leg: (i32[base + W_BODY + 1] as number) & 0xff,
      strategy: order?.strategy ?? null,
      instrument: i32[base + W_INSTRUMENT] as number,
      side,
      liquidity: word & Flag.maker ? "maker" : "taker",
      price,
      size,
      cash: side === "buy" ? -notionalUp(price, size) : notional(price, size),
      fee: f64[(base >>> 1) + D_BODY + 3] as number,
      time_us: this.lastTimeUs,
    };
    this.rows.push(rowOf("fills", fill));
    this.addToPosition(fill);
    return fill;
  }

  private addToPosition(fill: Fill): void {
    const position = this.positions.get(fill.instrument) ?? emptyPosition(this.runId, fill.instrument);
    this.positions.set(fill.instrument, position);
    if (fill.side === "buy") position.bought_size += fill.size;
    else position.sold_size += fill.size;
    position.size = position.bought_size - position.sold_size;
    position.cash += fill.cash;
    position.fees += fill.fee;
    position.fills++;
    position.updated_us = this.lastTimeUs;
    position.updated_number = this.lastNumber;
    this.rows.push(rowOf("positions", position));
  }

  private cancel(i32: Int32Array, base: number): void {
    const packed = i32[base + W_BODY + 1] as number;
    const leg = (packed >>> 8) & 0xff;
    const target = i32[base + W_BODY] as number;
    this.event({
      kind: "cancel",
      strategy: packed & 0xff,
      intent_id: i32[base + W_BODY + 2] as number,
      leg,
      instrument: i32[base + W_INSTRUMENT] as number,
      epoch: i32[base + W_EPOCH] as number,
      reason: INTENT_REASONS[packed >>> 24] ?? "none",
      target_intent_id: target,
    });
    const order = this.orders.get(keyOf(target, leg));
    if (!order || isTerminal(order.state as OrderState)) return;
    order.cancel_requested = 1;
    this.touch(order);
  }

  private refuse(i32: Int32Array, f64: Float64Array, base: number): void {
    const packed = i32[base + W_BODY + 1] as number;
    this.event({
      kind: "refusal",
      strategy: packed & 0xff,
      intent_id: i32[base + W_BODY] as number,
      leg: (packed >>> 8) & 0xff,
      instrument: i32[base + W_INSTRUMENT] as number,
      epoch: i32[base + W_EPOCH] as number,
      reason: REASON_CODES[packed >>> 16] ?? "none",
      value: realOrNull(f64[(base >>> 1) + D_BODY + 2] as number),
      limit_value: realOrNull(f64[(base >>> 1) + D_BODY + 3] as number),
    });
  }

  private touch(order: Order): void {
    order.updated_us = this.lastTimeUs;
    order.updated_number = this.lastNumber;
    this.rows.push(rowOf("orders", order));
  }

  private event(fields: Partial<RowFields<"strategy_events">> & EventName): void {
    const place = { run_id: this.runId, number: this.lastNumber, time_us: this.lastTimeUs };
    this.rows.push(rowOf("strategy_events", { ...NO_EVENT_VALUES, ...place, ...fields }));
  }
}

type EventName = Pick<
  RowFields<"strategy_events">,
  "kind" | "strategy" | "intent_id" | "leg" | "instrument" | "epoch" | "reason"
>;

const NO_EVENT_VALUES = {
  side: null,
  price: null,
  size: null,
  deadline_us: null,
  target_intent_id: null,
  value: null,
  limit_value: null,
  n0: null,
  n1: null,
  n2: null,
  n3: null,
};

function emptyPosition(runId: string, instrument: number): Position {
  return {
    run_id: runId,
    instrument,
    size: 0,
    bought_size: 0,
    sold_size: 0,
    cash: 0,
    fees: 0,
    fills: 0,
    updated_us: 0,
    updated_number: 0,
  };
}

function namedNumbers([n0, n1, n2, n3]: readonly number[]) {
  return { n0: realOrNull(n0), n1: realOrNull(n1), n2: realOrNull(n2), n3: realOrNull(n3) };
}

function sideOf(word: number): OrderSide {
  return word & Flag.sell ? "sell" : "buy";
}

function keyOf(intentId: number, leg: number): number {
  return intentId * LEGS_MAX + leg;
}

/** SQLite has no NaN; a deadline of "never" (infinity) is no integer. */
function realOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function integerOrNull(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null;
}
