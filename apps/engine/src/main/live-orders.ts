import type { PriceTicks, SizeMicros } from "@augury/core";
import {
  INTENT_REASONS,
  isTerminal,
  ORDER_STATES,
  REASON_CODES,
  type ReasonCode,
  type TimeInForce,
} from "@augury/model";
import { D_BODY, Flag, OPERATOR_STRATEGY, readOrderTerms, TIMES_IN_FORCE, W_BODY, W_INSTRUMENT } from "@augury/wire";
import type { OrderView, RowQuery } from "../api/engine-view.ts";
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

  onLeg({ i32, f64, base, timeUs, number }: LedgerSlot): void {
    const packed = i32[base + W_BODY + 1];
    const strategy = packed & 0xff;
    const order: LiveOrder = {
      number,
      intentId: i32[base + W_BODY],
      leg: (packed >>> 8) & 0xff,
      strategy: strategyName(this.strategyNames, strategy),
      instrument: i32[base + W_INSTRUMENT],
      side: (i32[base] & Flag.sell) !== 0 ? "sell" : "buy",
      price: i32[base + W_BODY + 2] as PriceTicks,
      size: f64[(base >>> 1) + D_BODY + 2] as SizeMicros,
      filledSize: 0 as SizeMicros,
      timeInForce: TIMES_IN_FORCE[(packed >>> 16) & 0xff] as TimeInForce,
      postOnly: (i32[base] & Flag.postOnly) !== 0,
      reduceOnly: (i32[base] & Flag.reduceOnly) !== 0,
      state: "intent",
      reason: "none",
      createdUs: timeUs,
      updatedUs: timeUs,
    };
    this.lastIntentId = Math.max(this.lastIntentId, order.intentId);
    this.rows.push(order);
    this.live.set(keyOf(order.intentId, order.leg), order);
    this.legs.ordered(order.intentId, order.leg, order.price);
    this.noteDecision(strategy, order, INTENT_REASONS[packed >>> 24]);
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
    if (reason !== "none") order.reason = reason;
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

  private noteDecision(strategy: number, order: OrderView, reason: string): void {
    const tally = this.tallies[strategy];
    if (tally) {
      if (order.leg === 0) tally.intents++;
      tally.lastDecision = { timeUs: order.createdUs, reason, numbers: this.numbers };
    }
    this.onIntent?.(order, reason, this.numbers);
  }

  private end({ intentId, leg, strategy }: LiveOrder): void {
    if (!this.live.delete(keyOf(intentId, leg))) return;
    const tally = this.tallies[this.strategyNames.indexOf(strategy)];
    if (tally) this.legs.ended(intentId, tally.legRisk);
  }
}

/** The name of a strategy's number; an operator's orders have one of their own. */
export function strategyName(names: readonly string[], strategy: number): string {
  return names[strategy] ?? (strategy === OPERATOR_STRATEGY ? "operator" : String(strategy));
}

function keyOf(intentId: number, leg: number): string {
  return `${intentId}:${leg}`;
}
