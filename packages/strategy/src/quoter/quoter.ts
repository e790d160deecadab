import type { PriceTicks, SizeMicros } from "@augury/core";
import {
  CHANGES_ORDERS,
  type Instrument,
  type InstrumentTable,
  type Intent,
  type IntentReason,
  type OpenOrder,
} from "@augury/model";
import { SlotKind } from "@augury/wire";
import { INTENTS_PER_EVENT_MAX, NO_INTENTS, type Strategy, type StrategyContext } from "../strategy.ts";
import { type QuoteShape, QuoteTarget } from "./quote-target.ts";

export interface QuoterOptions extends QuoteShape {
  readonly name: string;
  readonly instruments: readonly Instrument[];
  readonly requoteTicksMin: number;
  readonly move: "replace" | "amend";
  readonly refreshUs: number;
  readonly deadlineUs: number;
}

const BUY = 0;
const SELL = 1;
const SIDES = ["buy", "sell"] as const;

/** One quoted instrument and when each side was placed last (event time). */
interface Quoted {
  readonly instrument: Instrument;
  readonly mirrorIndex: number;
  readonly placedUs: Float64Array;
}

/**
 * Quotes both sides of its instruments, post-only:
 *
 * 1. A book that is not trusted, or has no mid, is left at once: quotes are canceled, none are placed.
 * 2. A quote is canceled when its wanted price has moved by the threshold, when it would cross the book, or when more rests than the
 *    position limits allow.
 * 3. Where quotes are moved by amendment, the resting order is changed instead: to the wanted price and size, or to fewer at its price, which
 *    keeps its place. One change at a time; sooner than the refresh time after the last one, as after a refusal, it is canceled instead.
 * 4. A side is placed when none of our orders is open on it, so a canceled quote is replaced only when its end has been confirmed;
 *    never sooner than the refresh time after the last.
 *
 * The numbers behind a quote's reason: size-weighted mid (ticks), skew (ticks), price (ticks), position (SizeMicros).
 */
export class Quoter implements Strategy {
  readonly name: string;
  readonly instruments: readonly number[];
  private readonly quoted: readonly Quoted[];
  private readonly quotedOf = new Map<number, Quoted[]>();
  private readonly target = new QuoteTarget();
  private readonly holding = { own: 0, sellable: 0, other: 0 };
  private intents: Intent[] = [];
  /** Where the next timer goes on when the last one had more to do than one event may. */
  private cursor = 0;

  constructor(
    private readonly options: QuoterOptions,
    table: InstrumentTable,
  ) {
    this.name = options.name;
    this.instruments = options.instruments.map(({ index }) => index);
    this.quoted = options.instruments.map((instrument) => ({
      instrument,
      mirrorIndex: table.list.findIndex((other) => isOtherOutcome(other, instrument)),
      placedUs: new Float64Array(2).fill(Number.NEGATIVE_INFINITY),
    }));
    for (const quoted of this.quoted) {
      const book = quoted.instrument.bookIndex;
      this.quotedOf.set(book, [...(this.quotedOf.get(book) ?? []), quoted]);
    }
  }

  onEvent(context: StrategyContext): readonly Intent[] {
    if (context.instrument < 0) {
      if (context.kind === SlotKind.timer) this.onTimer(context);
    } else {
      const quoted = this.quotedOf.get(context.books.bookIndex(context.instrument));
      if (quoted) for (let i = 0; i < quoted.length; i++) this.review(context, quoted[i]);
    }
    return this.flush();
  }

  private onTimer(context: StrategyContext): void {
    for (let i = 0; i < this.quoted.length && this.hasRoom; i++) {
      this.review(context, this.quoted[this.cursor]);
      this.cursor = (this.cursor + 1) % this.quoted.length;
    }
  }

  /** One review leads to at most one intent a side. */
  private get hasRoom(): boolean {
    return this.intents.length + 2 <= INTENTS_PER_EVENT_MAX;
  }

  private review(context: StrategyContext, quoted: Quoted): void {
    if (!this.hasRoom) return;
    const { instrument, mirrorIndex } = quoted;
    const { holding, target } = this;
    holding.own = context.position(instrument.index);
    holding.sellable = Math.min(holding.own, context.sellable(instrument.index));
    holding.other = mirrorIndex < 0 ? 0 : context.position(mirrorIndex);
    if (!context.isTrusted(instrument.index) || !target.aim(instrument, context.books, this.options, holding)) {
      this.withdraw(context, instrument.index, BUY);
      this.withdraw(context, instrument.index, SELL);
      return;
    }
    this.reviewSide(context, quoted, BUY);
    this.reviewSide(context, quoted, SELL);
  }

  /** Rule 1. */
  private withdraw(context: StrategyContext, instrument: number, side: number): void {
    const order = findOpen(context, instrument, side);
    if (order) this.cancel(order, "quote_withdraw");
  }

  private reviewSide(context: StrategyContext, quoted: Quoted, side: number): void {
    const { target } = this;
    const price = side === BUY ? target.bid : target.ask;
    const size = side === BUY ? target.bidSize : target.askSize;
    const order = findOpen(context, quoted.instrument.index, side);
    if (!order) {
      if (size > 0 && context.nowUs - quoted.placedUs[side] >= this.options.refreshUs) {
        this.place(context, quoted, side, price, size);
      }
    } else if (size === 0) this.cancel(order, "quote_withdraw");
    else if (this.isOff(context, order, price)) this.move(context, quoted, order, price, size);
    else if (this.restsTooMuch(order, side)) this.move(context, quoted, order, order.price, size);
  }

  /** Rule 2: the price. */
  private isOff(context: StrategyContext, order: OpenOrder, wanted: number): boolean {
    if (Math.abs(order.price - wanted) >= this.options.requoteTicksMin) return true;
    return order.side === "buy"
      ? order.price >= context.books.bestAsk(order.instrument)
      : order.price <= context.books.bestBid(order.instrument);
  }

  /** Rule 2: the size. */
  private restsTooMuch(order: OpenOrder, side: number): boolean {
    const room = side === BUY ? this.options.positionMax - this.holding.own : this.holding.own;
    return order.size - order.filledSize > room;
  }

  /** Rule 3: `size` more than has filled, at `price`; or rule 2. */
  private move(context: StrategyContext, quoted: Quoted, order: OpenOrder, price: number, size: number): void {
    if (order.amending || order.cancelRequested) return;
    const side = order.side === "buy" ? BUY : SELL;
    const isSoon = context.nowUs - quoted.placedUs[side] < this.options.refreshUs;
    if (this.options.move === "replace" || isSoon || !isAmendable(order, quoted.instrument)) {
      this.cancel(order, "quote_replace");
      return;
    }
    const { target, holding } = this;
    const { intentId, leg, instrument, filledSize } = order;
    quoted.placedUs[side] = context.nowUs;
    this.intents.push({
      kind: "amend",
      reason: "quote_move",
      numbers: [target.mid, target.skew, price, holding.own],
      intentId,
      leg,
      price: price as PriceTicks,
      size: (filledSize + size) as SizeMicros,
      epoch: context.epoch(instrument),
      deadlineUs: context.nowUs + this.options.deadlineUs,
    });
  }

  /** Rule 4. */
  private place(context: StrategyContext, quoted: Quoted, side: number, price: number, size: number): void {
    const { index } = quoted.instrument;
    const { target, holding } = this;
    quoted.placedUs[side] = context.nowUs;
    this.intents.push({
      kind: "place",
      reason: side === BUY ? "quote_bid" : "quote_ask",
      numbers: [target.mid, target.skew, price, holding.own],
      legs: [
        {
          instrument: index,
          side: SIDES[side],
          price: price as PriceTicks,
          size: size as SizeMicros,
          timeInForce: "GTC",
          postOnly: true,
          epoch: context.epoch(index),
        },
      ],
      deadlineUs: context.nowUs + this.options.deadlineUs,
    });
  }

  private cancel(order: OpenOrder, reason: IntentReason): void {
    if (order.cancelRequested) return;
    this.intents.push({ kind: "cancel", reason, intentId: order.intentId, leg: order.leg });
  }

  private flush(): readonly Intent[] {
    if (this.intents.length === 0) return NO_INTENTS;
    const fired = this.intents;
    this.intents = [];
    return fired;
  }
}

/** Our open order on one side of an instrument: there is never more than one. */
function findOpen(context: StrategyContext, instrument: number, side: number): OpenOrder | undefined {
  const orders = context.openOrders();
  for (let i = 0; i < orders.length; i++) {
    if (orders[i].instrument === instrument && orders[i].side === SIDES[side]) return orders[i];
  }
  return undefined;
}

/** Whether the venue has it and can change it. */
function isAmendable({ state }: OpenOrder, { venue }: Instrument): boolean {
  return CHANGES_ORDERS[venue] && (state === "accepted" || state === "partially_filled");
}

function isOtherOutcome(other: Instrument, { venue, marketId, outcome }: Instrument): boolean {
  return other.venue === venue && other.marketId === marketId && other.outcome !== outcome;
}
