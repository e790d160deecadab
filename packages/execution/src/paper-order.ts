import { ASK, BID } from "@augury/book";
import { assert, cashMicros, mirrorPrice, type PriceTicks, priceTicks, sizeMicros } from "@augury/core";
import {
  type AmendRequest,
  computeFee,
  type Instrument,
  type OrderReport,
  type OrderRequest,
  type OrderState,
  type ReasonCode,
} from "@augury/model";
import { OrderBounds, type TakeableLevel } from "./order-bounds.ts";
import { OrderStateMachine } from "./order-state-machine.ts";
import type { QueuePosition } from "./queue-position.ts";

/** A trade in the terms of its book. `volume`: what is left of it, SizeMicros; `timeMs`: the venue's stamp, 0 = unknown. */
export interface BookTrade {
  readonly price: number;
  readonly volume: number;
  readonly timeMs: number;
}

/** One fill in the instrument's own terms. */
export type Fill = Pick<OrderReport, "fillSize" | "fillPrice" | "fee" | "liquidity">;

/**
 * An order at the paper venue, in the terms of the book that it meets: an order for an instrument that reads its mirror's book (Kalshi
 * NO) is the mirrored order, so buying NO at q sells YES at 1 − q (kalshi.md section 10.1). Its reports speak of the instrument itself.
 */
export class PaperOrder {
  readonly life: OrderStateMachine;
  readonly book: number;
  /** The side of the book that it takes from, and the one on which it rests. */
  readonly takes: number;
  readonly rests: number;
  /** Its place in the queue while it rests. */
  queue: QueuePosition | undefined;
  isCancelAsked = false;
  /** A change of it on its way to the venue. */
  amending: AmendRequest | undefined;
  /** How much less or more it may have been filled with. */
  readonly bounds: OrderBounds;
  private readonly isMirrored: boolean;
  private wanted: OrderRequest;
  private limitNow: PriceTicks;

  constructor(
    request: OrderRequest,
    readonly instrument: Instrument,
    /** When it reaches the venue. */
    readonly arrivalUs: number,
    /** What it could have taken at its decision. */
    private readonly decided: (order: PaperOrder) => readonly TakeableLevel[] = () => [],
  ) {
    this.wanted = request;
    this.life = new OrderStateMachine(request.size);
    this.book = instrument.bookIndex;
    this.isMirrored = instrument.bookIndex !== instrument.index;
    this.takes = (request.side === "buy") !== this.isMirrored ? ASK : BID;
    this.rests = BID + ASK - this.takes;
    this.limitNow = this.limitOf(request.price);
    this.bounds = new OrderBounds(this, decided(this));
  }

  /** What is wanted, after every change so far. */
  get request(): OrderRequest {
    return this.wanted;
  }

  /** Its limit in the book's terms. */
  get limit(): PriceTicks {
    return this.limitNow;
  }

  /** Changes price and size in all. */
  change({ price, size }: AmendRequest): void {
    this.life.resize(size);
    this.wanted = { ...this.wanted, price, size };
    this.limitNow = this.limitOf(price);
  }

  /** Returns the order that a change would make of it, at no place yet. */
  changedTo({ price, size }: AmendRequest): PaperOrder {
    return new PaperOrder({ ...this.wanted, price, size }, this.instrument, this.arrivalUs, this.decided);
  }

  /** Notes for the bounds what a change could take at the moment of its decision. */
  redecide(request: AmendRequest): void {
    this.bounds.decide(this.decided(this.changedTo(request)));
  }

  /** Returns whether it would trade with a resting level at `price` of the side it takes from. */
  accepts(price: number): boolean {
    return this.takes === ASK ? price <= this.limit : price >= this.limit;
  }

  /** Returns whether it stands before another order of its side by price. */
  isBetterThan(other: PaperOrder): boolean {
    return this.rests === BID ? this.limit > other.limit : this.limit < other.limit;
  }

  /** Returns how much of a trade against its side reaches it, its place in the queue moving on. */
  reachOf({ price, volume, timeMs }: BookTrade): number {
    const { queue } = this;
    const meeting = this.meeting(price, timeMs);
    if (!queue || meeting === "none") return 0;
    if (meeting === "at") return Math.min(queue.onTrade(volume, timeMs), this.life.remainingSize);
    queue.onSweep();
    return Math.min(volume, this.life.remainingSize);
  }

  /** Returns whether a trade against its side, stamped `timeMs`, is at its price or went through it while it rests. */
  meeting(price: number, timeMs: number): "none" | "at" | "through" {
    if (!this.queue || this.queue.isBefore(timeMs)) return "none";
    if (price === this.limit) return "at";
    return (this.rests === BID ? price < this.limit : price > this.limit) ? "through" : "none";
  }

  /** Moves to a state without a fill and returns the report of it. */
  moveTo(state: OrderState, reason: ReasonCode = "none"): OrderReport {
    return this.report(state, reason, NO_FILL);
  }

  /** Fills `size` at `price` of the book, with the venue's exact fee, and returns the report of it. */
  fill(size: number, price: number, liquidity: "taker" | "maker"): OrderReport {
    const fill = this.priced(size, price, liquidity);
    this.bounds.fill(fill, price);
    return this.report(size === this.life.remainingSize ? "filled" : "partially_filled", "none", fill);
  }

  /** Returns what a fill of `size` at `price` of the book would be. */
  priced(size: number, price: number, liquidity: "taker" | "maker"): Fill {
    const fillSize = sizeMicros(size);
    const fillPrice = this.isMirrored ? mirrorPrice(priceTicks(price)) : priceTicks(price);
    const fee = computeFee(this.instrument.fees, {
      price: fillPrice,
      size: fillSize,
      side: this.request.side,
      liquidity,
    });
    return { fillSize, fillPrice, fee, liquidity };
  }

  /** Returns the report of a change: the order as it is. */
  termsReport(reason: ReasonCode): OrderReport {
    const { intentId, leg, instrument, side, price, size } = this.wanted;
    const { filledSize, state } = this.life;
    const terms = { price, size, isAmending: this.amending !== undefined };
    return { intentId, leg, instrument, side, state, reason, ...NO_FILL, filledSize, terms };
  }

  private limitOf(price: PriceTicks): PriceTicks {
    return this.isMirrored ? mirrorPrice(price) : price;
  }

  private report(state: OrderState, reason: ReasonCode, fill: Fill): OrderReport {
    const filledSize = sizeMicros(this.life.filledSize + fill.fillSize);
    const outcome = this.life.apply({ state, filledSize });
    assert(outcome === "applied", `every report moves a paper order on, was ${outcome} at ${state}`);
    const { intentId, leg, instrument, side } = this.request;
    return { intentId, leg, instrument, side, state, reason, ...fill, filledSize };
  }
}

/** Returns the report of an order that was never sent. */
export function refusalReport(request: OrderRequest, reason: ReasonCode): OrderReport {
  const { intentId, leg, instrument, side } = request;
  return { intentId, leg, instrument, side, state: "rejected", reason, ...NO_FILL, filledSize: sizeMicros(0) };
}

const NO_FILL: Fill = { fillSize: sizeMicros(0), fillPrice: priceTicks(0), fee: cashMicros(0), liquidity: "taker" };
