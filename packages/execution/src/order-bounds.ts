import { type CashMicros, cashMicros, notional, notionalUp, type SizeMicros, sizeMicros } from "@augury/core";
import type { OrderSide } from "@augury/model";
import type { BookTrade, Fill, PaperOrder } from "./paper-order.ts";

/** What one view of an order says it was filled with. */
export interface FillTally {
  readonly size: SizeMicros;
  /** Received less paid, without fees, rounded against us fill by fill. */
  readonly cash: CashMicros;
  readonly fee: CashMicros;
}

/** A paper order's fills in three views, the middle one being what was reported: sizes never fall from left to right. */
export interface FillBounds {
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: number;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly pessimistic: FillTally;
  readonly expected: FillTally;
  readonly optimistic: FillTally;
}

/** Part of a level that a taker can take. */
export interface TakeableLevel {
  readonly price: number;
  readonly size: number;
}

/**
 * How much less, and how much more, a paper order may have been filled than the paper venue says: what no public feed tells is decided once
 * against us and once for us. The order's life is the expected one in all three views: whatever ends it ends them.
 *
 * 1. Taking, pessimistic: of each price only what stood there both at the decision and at the arrival; what came meanwhile goes to
 *    somebody quicker. Optimistic: the book of the decision, as without any latency. Another order of ours under way at the same time
 *    takes nothing from it.
 * 2. Resting, pessimistic: everything shown at our price at the arrival stands before us until trades have eaten it, and no cancel ever
 *    helps. Optimistic: first in the queue, every trade at our price is ours.
 * 3. In each view our orders together fill no more of a trade than its size: better price first, then older.
 * 4. A pessimistic fill never passes the expected one, and an optimistic one never falls behind it.
 */
export class OrderBounds {
  private readonly pessimistic = new Tally();
  private readonly expected = new Tally();
  private readonly optimistic = new Tally();
  /** What still stands before us in the pessimistic view. */
  private ahead = 0;

  /** `decided`: what could be taken at the moment of the decision, best price first. */
  constructor(
    private readonly order: PaperOrder,
    private decided: readonly TakeableLevel[],
  ) {}

  /** The order is to be changed: what could be taken then, best price first. */
  decide(decided: readonly TakeableLevel[]): void {
    this.decided = decided;
  }

  /** Rule 1. `arrived`: what can be taken now; `isTaken`: false when the venue refuses a FOK order. */
  arrive(arrived: readonly TakeableLevel[], isTaken: boolean): void {
    const stood = arrived.map(({ price, size }) => ({ price, size: Math.min(size, this.decidedAt(price)) }));
    if (isTaken) this.take(this.pessimistic, stood);
    this.take(this.optimistic, this.decided);
  }

  /** Rule 2: it rests from now on, behind `shown` contracts. */
  rest(shown: number): void {
    this.ahead = shown;
  }

  /** The venue filled it, at `price` of the book: that is what is expected. */
  fill(fill: Fill, price: number): void {
    this.expected.add(this.order, fill);
    const behind = this.expected.size - this.optimistic.size;
    if (behind > 0) this.optimistic.add(this.order, this.order.priced(behind, price, fill.liquidity));
  }

  /** Rule 2, after {@link fill}: a trade against its side. Returns how much of `volume` the pessimistic view takes. */
  meetPessimistic({ price, timeMs }: BookTrade, volume: number): number {
    const meeting = this.order.meeting(price, timeMs);
    if (meeting === "none") return 0;
    const before = meeting === "through" ? 0 : Math.min(this.ahead, volume);
    this.ahead = meeting === "through" ? 0 : this.ahead - before;
    const room = this.expected.size - this.pessimistic.size;
    return this.addMaker(this.pessimistic, Math.min(volume - before, room));
  }

  /** The same for the optimistic view, before {@link fill}. */
  meetOptimistic({ price, timeMs }: BookTrade, volume: number): number {
    if (this.order.meeting(price, timeMs) === "none") return 0;
    const room = this.order.request.size - this.optimistic.size;
    return this.addMaker(this.optimistic, Math.min(volume, room));
  }

  view(): FillBounds {
    const { instrument, intentId, leg, side, strategy } = this.order.request;
    const { expected, optimistic, pessimistic } = this;
    return {
      intentId,
      leg,
      strategy,
      instrument,
      side,
      pessimistic: pessimistic.view(),
      expected: expected.view(),
      optimistic: optimistic.view(),
    };
  }

  private decidedAt(price: number): number {
    return this.decided.find((level) => level.price === price)?.size ?? 0;
  }

  /** Takes best price first; a FOK order everything or nothing. */
  private take(tally: Tally, levels: readonly TakeableLevel[]): void {
    const { size: wanted, timeInForce } = this.order.request;
    const there = levels.reduce((sum, { size }) => sum + size, 0);
    if (timeInForce === "FOK" && there < wanted) return;
    let missing = Math.max(0, wanted - tally.size);
    for (const { price, size } of levels) {
      const part = Math.min(size, missing);
      if (part > 0) tally.add(this.order, this.order.priced(part, price, "taker"));
      missing -= part;
    }
  }

  private addMaker(tally: Tally, size: number): number {
    if (size > 0) tally.add(this.order, this.order.priced(size, this.order.limit, "maker"));
    return Math.max(0, size);
  }
}

class Tally {
  size = 0;
  private cash = 0;
  private fee = 0;

  add({ request }: PaperOrder, { fee, fillPrice, fillSize }: Fill): void {
    this.size += fillSize;
    this.cash += request.side === "buy" ? -notionalUp(fillPrice, fillSize) : notional(fillPrice, fillSize);
    this.fee += fee;
  }

  view(): FillTally {
    return { size: sizeMicros(this.size), cash: cashMicros(this.cash), fee: cashMicros(this.fee) };
  }
}
