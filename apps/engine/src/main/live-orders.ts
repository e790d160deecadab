import { type SizeMicros, sizeMicros } from "@augury/core";
import { INTENT_REASONS, isTerminal, ORDER_STATES, REASON_CODES, type ReasonCode } from "@augury/model";
import { D_BODY, NO_STRATEGY, OPERATOR_STRATEGY, readOrder, readOrderTerms, W_BODY } from "@augury/wire";
import type { OrderView, RowQuery } from "../api/view/order-views.ts";
import { BoundedList } from "./bounded-list.ts";
import { LEDGER_ROWS_MAX, ledgerPage } from "./ledger-page.ts";
import type { LedgerSlot } from "./ledger-slot.ts";
import { LegRisk, type LegRiskTally, newLegRiskTally } from "./leg-risk.ts";

type LiveOrder = { -readonly [Key in keyof OrderView]: OrderView[Key] };

export interface StrategyTally {
  intents: number;
  refusals: number;
  fills: number;
  legRisk: LegRiskTally;
  lastDecision: { timeUs: number; reason: string; numbers: readonly number[] } | undefined;
}

/** Hears of each order as it is decided, with why. */
export type IntentListener = (order: OrderView, reason: string, numbers: readonly number[]) => void;

/** Our orders from their intents to their ends, and what each strategy decided. */
export class LiveOrders {
  readonly rows = new BoundedList<LiveOrder>(LEDGER_ROWS_MAX);
  readonly refusals: Partial<Record<ReasonCode, number>> = {};
  readonly tallies: StrategyTally[];
  lastIntentId = 0;
  private readonly legs = new LegRisk();
  private readonly live = new Map<string, LiveOrder>();
  private numbers: readonly number[] = [];

  constructor(
    private readonly strategyNames: readonly string[],
    private readonly onIntent: IntentListener | undefined,
  ) {
    this.tallies = strategyNames.map(() => ({
      intents: 0,
      refusals: 0,
      fills: 0,
      legRisk: newLegRiskTally(),
      lastDecision: undefined,
    }));
  }

  get open(): number {
    return this.live.size;
  }

  /** One page, newest first. */
  find(query: RowQuery): OrderView[] {
    return ledgerPage(this.rows, query, ({ state }) => query.open === undefined || query.open !== isTerminal(state));
  }

  onNumbers({ f64, base }: LedgerSlot): void {
    this.numbers = Array.from(f64.subarray((base >>> 1) + D_BODY, (base >>> 1) + D_BODY + 4));
  }

  onLeg(slot: LedgerSlot): void {
    const order = this.add(slot);
    this.lastIntentId = Math.max(this.lastIntentId, order.intentId);
    this.legs.ordered(order.intentId, order.leg, order.price);
    this.noteDecision(slot.i32[slot.base + W_BODY + 1] & 0xff, order);
  }

  /**
   * An order that the executor made: of an intent, but nobody's decision. One that is told again is that order; one that was rejected before it
   * left gives its name back.
   */
  onOpened(slot: LedgerSlot): void {
    const { i32, base } = slot;
    const known = this.findRow(i32[base + W_BODY], (i32[base + W_BODY + 1] >>> 8) & 0xff);
    if (!known || known.state === "rejected") this.add(slot);
  }

  onRefusal({ i32, base }: LedgerSlot): void {
    const packed = i32[base + W_BODY + 1];
    const reason = REASON_CODES[packed >>> 16];
    this.refusals[reason] = (this.refusals[reason] ?? 0) + 1;
    this.lastIntentId = Math.max(this.lastIntentId, i32[base + W_BODY]);
    const tally = this.tallies[packed & 0xff];
    if (tally) tally.refusals++;
  }

  /** What became of an order; what is owned by it is told by settlements. */
  onReport({ i32, f64, base, timeUs }: LedgerSlot): void {
    const packed = i32[base + W_BODY + 1];
    const order = this.live.get(keyOf(i32[base + W_BODY], packed & 0xff));
    if (!order) return;
    const state = ORDER_STATES[(packed >>> 8) & 0xff];
    const fillSize = f64[(base >>> 1) + D_BODY + 2] as SizeMicros;
    if (fillSize > 0) this.legs.filled(order.intentId, order.leg, fillSize);
    const terms = readOrderTerms(i32, f64, base);
    if (terms) {
      order.price = terms.price;
      order.size = terms.size;
    }
    order.filledSize = (order.filledSize + fillSize) as SizeMicros;
    if (ORDER_STATES.indexOf(state) > ORDER_STATES.indexOf(order.state)) order.state = state;
    const reason = REASON_CODES[packed >>> 16];
    // Why a change was refused stands there until the next one, or the order's end.
    if (reason !== "none" || terms || isTerminal(order.state)) order.reason = reason;
    order.updatedUs = timeUs;
    if (isTerminal(order.state)) this.end(order);
  }

  /** The executor (or decision) started anew: what was open is gone with it. */
  drop(timeUs: number): void {
    for (const order of this.live.values()) {
      order.state = "canceled";
      order.reason = "restart";
      order.updatedUs = timeUs;
    }
    this.live.clear();
    this.legs.clear();
  }

  private add({ i32, f64, base, timeUs, number }: LedgerSlot): LiveOrder {
    const { deadlineUs: _, epoch: __, reduceOnly = false, strategy, ...order } = readOrder(i32, f64, base);
    const row: LiveOrder = {
      ...order,
      number,
      strategy: strategyName(this.strategyNames, strategy),
      reduceOnly,
      filledSize: sizeMicros(0),
      intentReason: INTENT_REASONS[i32[base + W_BODY + 1] >>> 24],
      state: "intent",
      reason: "none",
      createdUs: timeUs,
      updatedUs: timeUs,
    };
    this.rows.push(row);
    this.live.set(keyOf(row.intentId, row.leg), row);
    return row;
  }

  private findRow(intentId: number, leg: number): LiveOrder | undefined {
    let found: LiveOrder | undefined;
    this.rows.newestFirst((row) => {
      if (row.intentId === intentId && row.leg === leg) found = row;
      return found === undefined;
    });
    return found;
  }

  private noteDecision(strategy: number, order: OrderView): void {
    const tally = this.tallies[strategy];
    const { createdUs, intentReason } = order;
    if (tally) {
      if (order.leg === 0) tally.intents++;
      tally.lastDecision = { timeUs: createdUs, reason: intentReason, numbers: this.numbers };
    }
    this.onIntent?.(order, intentReason, this.numbers);
  }

  private end({ intentId, leg, strategy }: LiveOrder): void {
    if (!this.live.delete(keyOf(intentId, leg))) return;
    const tally = this.tallies[this.strategyNames.indexOf(strategy)];
    if (tally) this.legs.ended(intentId, leg, tally.legRisk);
  }
}

/** The name of a strategy's number; an operator's orders have one of their own, nobody's have none. */
export function strategyName(names: readonly string[], strategy: number): string {
  if (strategy === NO_STRATEGY) return "";
  return names[strategy] ?? (strategy === OPERATOR_STRATEGY ? "operator" : String(strategy));
}

function keyOf(intentId: number, leg: number): string {
  return `${intentId}:${leg}`;
}
