import { assert, type SizeMicros, sizeMicros } from "@augury/core";
import { isTerminal, ORDER_STATES, type OrderState } from "@augury/model";

/** Where an order may go from each state. An end is never left. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  intent: ["submitted", "canceled", "rejected"],
  // The answer to a submit may be overtaken by what the order did: a fill or an end may be the first thing heard.
  submitted: ["accepted", "partially_filled", "filled", "canceled", "rejected", "expired"],
  accepted: ["partially_filled", "filled", "canceled", "expired"],
  partially_filled: ["partially_filled", "filled", "canceled", "expired"],
  filled: [],
  canceled: [],
  rejected: [],
  expired: [],
};

/** What is heard of an order: its state and everything filled so far (cumulative, so that repeats and late news add nothing). */
export interface OrderNews {
  readonly state: OrderState;
  readonly filledSize: SizeMicros;
}

/**
 * What news did. `applied`: state or fill moved on. `late_fill`: the order had ended and turns out to have filled more before it did.
 * `known`: a repeat, or older than what is known. `illegal`: contradicts what is known, and was not applied.
 */
export type NewsOutcome = "applied" | "late_fill" | "known" | "illegal";

/**
 * One order's life. Repeated and late news converge: whatever the order of arrival, the same reports lead to the same state and fill.
 *
 * 1. The filled size only grows and never passes the order's size.
 * 2. The state only moves along {@link ORDER_TRANSITIONS}; news of a state that was passed already changes nothing.
 * 3. Whatever fills an order to its size makes it `filled`, even a cancel that says so.
 * 4. An end is never left. A canceled or expired order can have filled more before it ended than was heard (polymarket.md section 11):
 *    that fill counts, and the order stays what it is.
 */
export class OrderStateMachine {
  private current: OrderState;
  private filled = sizeMicros(0);

  constructor(
    private sizeNow: SizeMicros,
    state: OrderState = "intent",
  ) {
    assert(sizeNow > 0, `an order has a positive size, was ${sizeNow}`);
    assert(!isTerminal(state), "an order begins before its end");
    this.current = state;
  }

  get state(): OrderState {
    return this.current;
  }

  get filledSize(): SizeMicros {
    return this.filled;
  }

  /** In all, what has filled included. */
  get size(): SizeMicros {
    return this.sizeNow;
  }

  /** The venue changed the order's size; what has filled to it already has ended instead. */
  resize(size: SizeMicros): void {
    assert(!this.isTerminal && size > this.filled, `an order is changed to more than its ${this.filled} filled`);
    this.sizeNow = size;
  }

  get remainingSize(): SizeMicros {
    return (this.size - this.filled) as SizeMicros;
  }

  get isTerminal(): boolean {
    return isTerminal(this.current);
  }

  /** Takes news in; see the rules above. */
  apply(news: OrderNews): NewsOutcome {
    if (!isConsistent(news, this.size)) return "illegal";
    const state = news.filledSize === this.size ? "filled" : news.state;
    const grows = news.filledSize > this.filled;
    if (this.isTerminal) return this.hearAfterEnd(state, news.filledSize);
    if (!ORDER_TRANSITIONS[this.current].includes(state)) return isPassed(state, this.current) ? "known" : "illegal";
    if (state === this.current && !grows) return "known";
    this.current = state;
    if (grows) this.filled = news.filledSize;
    return "applied";
  }

  private hearAfterEnd(state: OrderState, filledSize: SizeMicros): NewsOutcome {
    const refusals = Number(state === "rejected") + Number(this.current === "rejected");
    if (refusals === 1 && (isTerminal(state) || filledSize > 0)) return "illegal";
    if (filledSize <= this.filled) return "known";
    this.filled = filledSize;
    return "late_fill";
  }
}

function isPassed(state: OrderState, current: OrderState): boolean {
  return ORDER_STATES.indexOf(state) <= ORDER_STATES.indexOf(current);
}

/** Whether the news can be true of any order of this size. */
function isConsistent({ state, filledSize }: OrderNews, size: SizeMicros): boolean {
  if (!(filledSize >= 0) || filledSize > size) return false;
  switch (state) {
    case "intent":
    case "submitted":
    case "accepted":
    case "rejected":
      return filledSize === 0;
    case "partially_filled":
      return filledSize > 0;
    case "filled":
      return filledSize === size;
    default:
      return true;
  }
}
