import type { CashMicros, PriceTicks, SizeMicros } from "@augury/core";
import {
  CONNECTION_STATES,
  type FeedName,
  feedNameOf,
  INTENT_REASONS,
  type InstrumentTable,
  isTerminal,
  ORDER_STATES,
  REASON_CODES,
  type ReasonCode,
  type TimeInForce,
} from "@augury/model";
import { Portfolio } from "@augury/portfolio";
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
  TRUST_REASONS,
  type TrustReason,
  W_BODY,
  W_INSTRUMENT,
  W_SEQUENCE,
} from "@augury/wire";
import type { ConnectionView, FillView, OrderView, RowQuery } from "../api/engine-view.ts";
import { BoundedList } from "./bounded-list.ts";
import { LegRisk, type LegRiskTally, newLegRiskTally } from "./leg-risk.ts";

/** Orders and fills kept for the API; older ones are in the database. */
export const LEDGER_ROWS_MAX = 10_000;

const EXECUTOR_RESTART = codeOf(CONTROLS, "executor_restart");

type LiveOrder = { -readonly [Key in keyof OrderView]: OrderView[Key] };

export interface StrategyTally {
  intents: number;
  refusals: number;
  fills: number;
  legRisk: LegRiskTally;
  lastDecision: { timeUs: number; reason: string; numbers: readonly number[] } | undefined;
}

export interface LedgerNotices {
  /** A book gained or lost trust. */
  readonly trust?: (instrument: number, trusted: boolean, reason: TrustReason, timeUs: number) => void;
  readonly intent?: (order: OrderView, reason: string, numbers: readonly number[]) => void;
  readonly fill?: (fill: FillView) => void;
}

/**
 * Main's picture of what decision and the executor did, folded from the ledger tap: orders, fills, positions, trust, connections. A
 * projection like the one in SQLite, kept in memory for the API; decision's own state is the truth.
 */
export class LiveLedger {
  readonly orders = new BoundedList<LiveOrder>(LEDGER_ROWS_MAX);
  readonly fills = new BoundedList<FillView>(LEDGER_ROWS_MAX);
  readonly refusals: Partial<Record<ReasonCode, number>> = {};
  readonly strategies: StrategyTally[];
  readonly portfolio: Portfolio;
  ordersOpen = 0;
  events = 0;
  digest = "";
  lastIntentId = 0;
  /** Number of the last order report folded in. */
  reportsSeen = 0;
  private lastNumber = 0;
  private numbersBefore = 0;
  private readonly legs = new LegRisk();
  private readonly live = new Map<string, LiveOrder>();
  private readonly trusted: Uint8Array;
  private readonly trustReason: Uint8Array;
  private readonly connectionsOf = new Map<string, ConnectionView>();
  private numbers: readonly number[] = [];

  constructor(
    instruments: InstrumentTable,
    private readonly strategyNames: readonly string[],
    private readonly notices: LedgerNotices = {},
  ) {
    this.trusted = new Uint8Array(instruments.size);
    this.trustReason = new Uint8Array(instruments.size);
    this.portfolio = new Portfolio(instruments);
    this.strategies = strategyNames.map(() => ({
      intents: 0,
      refusals: 0,
      fills: 0,
      legRisk: newLegRiskTally(),
      lastDecision: undefined,
    }));
  }

  isTrusted(book: number): boolean {
    return this.trusted[book] === 1;
  }

  trustReasonOf(book: number): TrustReason {
    return TRUST_REASONS[this.trustReason[book]];
  }

  connections(feed: FeedName): ConnectionView[] {
    return [...this.connectionsOf].filter(([key]) => key.startsWith(`${feed}:`)).map(([, view]) => view);
  }

  /** Folds one stamped slot of the tap. */
  apply(i32: Int32Array, f64: Float64Array, base: number): void {
    const kind = i32[base] & 0xff;
    if (kind === SlotKind.runStart) this.numbersBefore = this.lastNumber;
    // Records of a later run go on counting, so that paging by number stays in order.
    this.lastNumber = this.numbersBefore + f64[(base >>> 1) + D_NUMBER];
    const slot: Slot = { i32, f64, base, timeUs: f64[(base >>> 1) + D_CONSUMED_US], number: this.lastNumber };
    switch (kind) {
      case SlotKind.intentNumbers:
        this.numbers = Array.from(f64.subarray((base >>> 1) + D_BODY, (base >>> 1) + D_BODY + 4));
        break;
      case SlotKind.intentLeg:
        this.onLeg(slot);
        break;
      case SlotKind.refusal:
        this.onRefusal(slot);
        break;
      case SlotKind.orderReport:
        this.onReport(slot);
        break;
      case SlotKind.bookTrust:
        this.onTrust(slot);
        break;
      case SlotKind.connection:
        this.onConnection(slot);
        break;
      case SlotKind.digest:
        this.digest = formatDigest(i32[base + W_BODY], i32[base + W_BODY + 1]);
        this.events = f64[(base >>> 1) + D_BODY + 2];
        break;
      case SlotKind.runStart:
        this.trusted.fill(0);
        this.dropOrders(slot.timeUs);
        break;
      case SlotKind.control:
        this.onControl(slot);
        break;
      default:
    }
  }

  /** One page of orders, newest first. */
  findOrders(query: RowQuery): OrderView[] {
    return page(this.orders, query, (order) => query.open === undefined || query.open !== isTerminal(order.state));
  }

  /** One page of fills, newest first. */
  findFills(query: RowQuery): FillView[] {
    return page(this.fills, query, () => true);
  }

  private onLeg({ i32, f64, base, timeUs, number }: Slot): void {
    const packed = i32[base + W_BODY + 1];
    const strategy = packed & 0xff;
    const order: LiveOrder = {
      number,
      intentId: i32[base + W_BODY],
      leg: (packed >>> 8) & 0xff,
      strategy: this.strategyNames[strategy] ?? String(strategy),
      instrument: i32[base + W_INSTRUMENT],
      side: (i32[base] & Flag.sell) !== 0 ? "sell" : "buy",
      price: i32[base + W_BODY + 2] as PriceTicks,
      size: f64[(base >>> 1) + D_BODY + 2] as SizeMicros,
      filledSize: 0 as SizeMicros,
      timeInForce: TIMES_IN_FORCE[(packed >>> 16) & 0xff] as TimeInForce,
      postOnly: (i32[base] & Flag.postOnly) !== 0,
      state: "intent",
      reason: "none",
      createdUs: timeUs,
      updatedUs: timeUs,
    };
    this.lastIntentId = Math.max(this.lastIntentId, order.intentId);
    this.orders.push(order);
    this.live.set(keyOf(order.intentId, order.leg), order);
    this.legs.ordered(order.intentId, order.leg, order.price);
    this.ordersOpen = this.live.size;
    this.noteDecision(strategy, order, INTENT_REASONS[packed >>> 24]);
  }

  private noteDecision(strategy: number, order: OrderView, reason: string): void {
    const tally = this.strategies[strategy];
    if (tally) {
      if (order.leg === 0) tally.intents++;
      tally.lastDecision = { timeUs: order.createdUs, reason, numbers: this.numbers };
    }
    this.notices.intent?.(order, reason, this.numbers);
  }

  private onRefusal({ i32, base }: Slot): void {
    const packed = i32[base + W_BODY + 1];
    const reason = REASON_CODES[packed >>> 16];
    this.refusals[reason] = (this.refusals[reason] ?? 0) + 1;
    this.lastIntentId = Math.max(this.lastIntentId, i32[base + W_BODY]);
    const tally = this.strategies[packed & 0xff];
    if (tally) tally.refusals++;
  }

  private onReport({ i32, f64, base, timeUs, number }: Slot): void {
    const reportNumber = i32[base + W_SEQUENCE] >>> 0;
    if (reportNumber <= this.reportsSeen) return;
    this.reportsSeen = reportNumber;
    const packed = i32[base + W_BODY + 1];
    const order = this.live.get(keyOf(i32[base + W_BODY], packed & 0xff));
    const state = ORDER_STATES[(packed >>> 8) & 0xff];
    const fillSize = f64[(base >>> 1) + D_BODY + 2] as SizeMicros;
    if (fillSize > 0) this.onFill({ i32, f64, base, timeUs, number }, order, fillSize);
    if (!order) return;
    order.filledSize = (order.filledSize + fillSize) as SizeMicros;
    if (ORDER_STATES.indexOf(state) > ORDER_STATES.indexOf(order.state)) order.state = state;
    const reason = REASON_CODES[packed >>> 16];
    if (reason !== "none") order.reason = reason;
    order.updatedUs = timeUs;
    if (isTerminal(order.state)) this.endOrder(order);
    this.ordersOpen = this.live.size;
  }

  private endOrder({ intentId, leg, strategy }: LiveOrder): void {
    if (!this.live.delete(keyOf(intentId, leg))) return;
    const tally = this.strategies[this.strategyNames.indexOf(strategy)];
    if (tally) this.legs.ended(intentId, tally.legRisk);
  }

  private onFill({ i32, f64, base, timeUs, number }: Slot, order: LiveOrder | undefined, size: SizeMicros): void {
    const strategy = order ? this.strategyNames.indexOf(order.strategy) : 0;
    const fill: FillView = {
      number,
      intentId: i32[base + W_BODY],
      leg: i32[base + W_BODY + 1] & 0xff,
      strategy: order?.strategy ?? "",
      instrument: i32[base + W_INSTRUMENT],
      side: (i32[base] & Flag.sell) !== 0 ? "sell" : "buy",
      price: i32[base + W_BODY + 2] as PriceTicks,
      size,
      fee: f64[(base >>> 1) + D_BODY + 3] as CashMicros,
      liquidity: (i32[base] & Flag.maker) !== 0 ? "maker" : "taker",
      timeUs,
    };
    this.fills.push(fill);
    this.legs.filled(fill.intentId, fill.leg, size);
    this.portfolio.fill({ ...fill, strategy: Math.max(0, strategy) });
    const tally = this.strategies[strategy];
    if (tally) tally.fills++;
    this.notices.fill?.(fill);
  }

  private onTrust({ i32, base, timeUs }: Slot): void {
    const book = i32[base + W_INSTRUMENT];
    this.trusted[book] = i32[base + W_BODY];
    this.trustReason[book] = i32[base + W_BODY + 1];
    this.notices.trust?.(book, this.isTrusted(book), this.trustReasonOf(book), timeUs);
  }

  private onConnection({ i32, base, timeUs }: Slot): void {
    const feed = feedNameOf((i32[base] >>> 8) & 0xff);
    const connection = i32[base + W_BODY + 1];
    const state = CONNECTION_STATES[i32[base + W_BODY]];
    this.connectionsOf.set(`${feed}:${connection}`, {
      connection,
      state,
      attempt: i32[base + W_BODY + 2],
      sinceUs: timeUs,
    });
  }

  private onControl({ i32, base, timeUs }: Slot): void {
    if (i32[base + W_BODY] === EXECUTOR_RESTART) this.dropOrders(timeUs);
  }

  /** The executor (or decision) started anew: what was open is gone with it. */
  private dropOrders(timeUs: number): void {
    for (const order of this.live.values()) {
      order.state = "canceled";
      order.reason = "restart";
      order.updatedUs = timeUs;
    }
    this.live.clear();
    this.legs.clear();
    this.ordersOpen = 0;
  }
}

interface Slot {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly base: number;
  readonly timeUs: number;
  readonly number: number;
}

function keyOf(intentId: number, leg: number): string {
  return `${intentId}:${leg}`;
}

interface Row {
  readonly number: number;
  readonly instrument: number;
  readonly strategy: string;
}

function page<T extends Row>(rows: BoundedList<T>, query: RowQuery, accept: (row: T) => boolean): T[] {
  const found: T[] = [];
  rows.newestFirst((row) => {
    const wanted =
      row.number < query.before &&
      (query.instrument === undefined || row.instrument === query.instrument) &&
      (query.strategy === undefined || row.strategy === query.strategy) &&
      accept(row);
    if (wanted) found.push(row);
    return found.length < query.limit;
  });
  return found;
}
