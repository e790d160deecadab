import { type OrderSide, type TimeInForce, type VenueName, venueNameOf } from "@augury/model";
import { D_BODY, Flag, NO_PRICE, SlotKind, W_BODY, W_EPOCH, W_INSTRUMENT, W_KIND } from "./slot-layout.ts";
import { TIMES_IN_FORCE } from "./slot-reader.ts";
import type { SlotWriter } from "./slot-writer.ts";

/** The strategy of what an operator ordered. */
export const OPERATOR_STRATEGY = 0xfe;

/** An order that a person wants. Price in PriceTicks, size in SizeMicros. */
export interface OperatorOrder {
  /** By which the answer is known; above 0. */
  readonly requestId: number;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: number;
  readonly size: number;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** May only make the position smaller. Left out: no. */
  readonly reduceOnly?: boolean;
  /** Of the book that it was priced on, 0 = the one that is there when it is decided. */
  readonly epoch: number;
  readonly deadlineUs: number;
}

/** Another price or size that a person wants for an order. */
export interface OperatorAmend {
  readonly requestId: number;
  readonly intentId: number;
  readonly leg: number;
  /** PriceTicks; left out: as it is. */
  readonly price?: number;
  /** SizeMicros in all, what has filled included; left out: as it is. */
  readonly size?: number;
  /** Of the book that it was priced on, 0 = the one that is there when it is decided. */
  readonly epoch: number;
  readonly deadlineUs: number;
}

/** Orders that a person wants gone: all that fit every filter. */
export interface OperatorCancel {
  readonly requestId: number;
  readonly venue: VenueName | "none";
  /** −1 = any. */
  readonly instrument: number;
  /** 0 = any. */
  readonly intentId: number;
  /** −1 = any. */
  readonly leg: number;
}

/** Writes an operatorOrder slot; the frame is the caller's. */
export function writeOperatorOrder(writer: SlotWriter, base: number, order: OperatorOrder): void {
  const { deadlineUs, epoch, instrument, postOnly, price, requestId, side, size, timeInForce } = order;
  const flags =
    (side === "sell" ? Flag.sell : 0) | (postOnly ? Flag.postOnly : 0) | (order.reduceOnly ? Flag.reduceOnly : 0);
  writer.header(base, SlotKind.operatorOrder | flags, instrument, epoch, 0, 0);
  writer.operatorOrder(base, requestId, TIMES_IN_FORCE.indexOf(timeInForce), price, size, deadlineUs);
}

export function readOperatorOrder(i32: Int32Array, f64: Float64Array, base: number): OperatorOrder {
  const word = i32[base + W_KIND] as number;
  const body = (base >>> 1) + D_BODY;
  return {
    requestId: i32[base + W_BODY] as number,
    instrument: i32[base + W_INSTRUMENT] as number,
    side: (word & Flag.sell) !== 0 ? "sell" : "buy",
    price: i32[base + W_BODY + 2] as number,
    size: f64[body + 2] as number,
    timeInForce: TIMES_IN_FORCE[i32[base + W_BODY + 1] as number] ?? "GTC",
    postOnly: (word & Flag.postOnly) !== 0,
    ...((word & Flag.reduceOnly) !== 0 && { reduceOnly: true }),
    epoch: i32[base + W_EPOCH] as number,
    deadlineUs: f64[body + 3] as number,
  };
}

/** Writes an operatorAmend slot; the frame is the caller's. */
export function writeOperatorAmend(writer: SlotWriter, base: number, amend: OperatorAmend): void {
  const { deadlineUs, epoch, intentId, leg, price = NO_PRICE, requestId, size = 0 } = amend;
  writer.header(base, SlotKind.operatorAmend, -1, epoch, 0, 0);
  writer.operatorAmend(base, requestId, intentId, price, leg, size, deadlineUs);
}

export function readOperatorAmend(i32: Int32Array, f64: Float64Array, base: number): OperatorAmend {
  const body = (base >>> 1) + D_BODY;
  const price = i32[base + W_BODY + 2] as number;
  const size = f64[body + 2] as number;
  return {
    requestId: i32[base + W_BODY] as number,
    intentId: i32[base + W_BODY + 1] as number,
    leg: i32[base + W_BODY + 3] as number,
    ...(price !== NO_PRICE && { price }),
    ...(size !== 0 && { size }),
    epoch: i32[base + W_EPOCH] as number,
    deadlineUs: f64[body + 3] as number,
  };
}

/** Writes an operatorCancel slot; the frame, and with it the venue, is the caller's. */
export function writeOperatorCancel(writer: SlotWriter, base: number, cancel: Omit<OperatorCancel, "venue">): void {
  writer.header(base, SlotKind.operatorCancel, cancel.instrument, 0, 0, 0);
  writer.operatorCancel(base, cancel.requestId, cancel.intentId, cancel.leg);
}

export function readOperatorCancel(i32: Int32Array, base: number): OperatorCancel {
  return {
    requestId: i32[base + W_BODY] as number,
    venue: venueNameOf(((i32[base + W_KIND] as number) >>> 8) & 0xff),
    instrument: i32[base + W_INSTRUMENT] as number,
    intentId: i32[base + W_BODY + 1] as number,
    leg: i32[base + W_BODY + 2] as number,
  };
}
