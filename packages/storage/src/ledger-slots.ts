import { notional, notionalUp, type PriceTicks, type SizeMicros } from "@augury/core";
import { INTENT_REASONS, type OrderSide, REASON_CODES } from "@augury/model";
import {
  D_BODY,
  D_CONSUMED_US,
  D_NUMBER,
  Flag,
  TIMES_IN_FORCE,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_KIND,
} from "@augury/wire";
import type { RowFields } from "./tables.ts";

/** One stamped slot in its views. */
export interface StampedSlot {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly base: number;
}

/** Returns the order that an intentLeg or orderOpened slot opens. */
export function openedOrder(runId: string, { i32, f64, base }: StampedSlot): RowFields<"orders"> {
  const packed = i32[base + W_BODY + 1];
  const d = base >>> 1;
  return {
    run_id: runId,
    intent_id: i32[base + W_BODY],
    leg: (packed >>> 8) & 0xff,
    number: f64[d + D_NUMBER],
    strategy: packed & 0xff,
    instrument: i32[base + W_INSTRUMENT],
    side: sideOf(i32[base + W_KIND]),
    price: i32[base + W_BODY + 2],
    size: f64[d + D_BODY + 2],
    time_in_force: TIMES_IN_FORCE[(packed >>> 16) & 0xff] ?? "GTC",
    post_only: i32[base + W_KIND] & Flag.postOnly ? 1 : 0,
    epoch: i32[base + W_EPOCH],
    deadline_us: integerOrNull(f64[d + D_BODY + 3]),
    reason: INTENT_REASONS[packed >>> 24] ?? "none",
    state: "intent",
    end_reason: null,
    filled_size: 0,
    cash: 0,
    fees: 0,
    cancel_requested: 0,
    created_us: f64[d + D_CONSUMED_US],
    updated_us: f64[d + D_CONSUMED_US],
    updated_number: f64[d + D_NUMBER],
    reduce_only: i32[base + W_KIND] & Flag.reduceOnly ? 1 : 0,
  };
}

/** Returns the fill that an orderReport slot tells of: its cash signed, without the fee, and rounded against us. */
export function reportedFill({ i32, f64, base }: StampedSlot): { size: number; cash: number; fee: number } {
  const d = base >>> 1;
  const price = i32[base + W_BODY + 2] as PriceTicks;
  const size = f64[d + D_BODY + 2] as SizeMicros;
  const cash = sideOf(i32[base + W_KIND]) === "buy" ? -notionalUp(price, size) : notional(price, size);
  return { size, cash, fee: f64[d + D_BODY + 3] };
}

/** Returns the event of an opened order, with the numbers behind its reason. */
export function intentEvent(order: RowFields<"orders">, numbers: readonly number[]): RowFields<"strategy_events"> {
  return {
    ...NO_EVENT_VALUES,
    run_id: order.run_id,
    number: order.number,
    time_us: order.created_us,
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
    ...numbersOf(numbers),
  };
}

/** Returns the event of a cancel slot; its target is `target_intent_id` and the leg. */
export function cancelEvent(runId: string, slot: StampedSlot): RowFields<"strategy_events"> {
  const { i32, base } = slot;
  const packed = i32[base + W_BODY + 1];
  return {
    ...eventOf(runId, slot),
    kind: "cancel",
    intent_id: i32[base + W_BODY + 2],
    reason: INTENT_REASONS[packed >>> 24] ?? "none",
    target_intent_id: i32[base + W_BODY],
  };
}

/** Returns the event of an amend slot, with the price and size in all that are wanted; its target is `target_intent_id` and the leg. */
export function amendEvent(runId: string, slot: StampedSlot, numbers: readonly number[]): RowFields<"strategy_events"> {
  const { i32, f64, base } = slot;
  const d = base >>> 1;
  return {
    ...eventOf(runId, slot),
    kind: "amend",
    intent_id: i32[base + W_BODY + 3],
    reason: INTENT_REASONS[i32[base + W_BODY + 1] >>> 24] ?? "none",
    price: i32[base + W_BODY + 2],
    size: f64[d + D_BODY + 2],
    deadline_us: integerOrNull(f64[d + D_BODY + 3]),
    target_intent_id: i32[base + W_BODY],
    ...numbersOf(numbers),
  };
}

/** Returns the event of a refusal slot, with the value found and the limit. */
export function refusalEvent(runId: string, slot: StampedSlot): RowFields<"strategy_events"> {
  const { i32, f64, base } = slot;
  return {
    ...eventOf(runId, slot),
    kind: "refusal",
    intent_id: i32[base + W_BODY],
    reason: REASON_CODES[i32[base + W_BODY + 1] >>> 16] ?? "none",
    value: realOrNull(f64[(base >>> 1) + D_BODY + 2]),
    limit_value: realOrNull(f64[(base >>> 1) + D_BODY + 3]),
  };
}

function numbersOf([n0, n1, n2, n3]: readonly number[]) {
  return { n0: realOrNull(n0), n1: realOrNull(n1), n2: realOrNull(n2), n3: realOrNull(n3) };
}

/** What cancels and refusals have in common. */
function eventOf(runId: string, { i32, f64, base }: StampedSlot) {
  const packed = i32[base + W_BODY + 1];
  return {
    ...NO_EVENT_VALUES,
    run_id: runId,
    number: f64[(base >>> 1) + D_NUMBER],
    time_us: f64[(base >>> 1) + D_CONSUMED_US],
    strategy: packed & 0xff,
    leg: (packed >>> 8) & 0xff,
    instrument: i32[base + W_INSTRUMENT],
    epoch: i32[base + W_EPOCH],
  };
}

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

function sideOf(word: number): OrderSide {
  return word & Flag.sell ? "sell" : "buy";
}

/** SQLite has no NaN. */
function realOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A deadline of "never" (infinity) is no integer. */
function integerOrNull(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null;
}
