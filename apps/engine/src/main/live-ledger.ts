import {
  CONNECTION_STATES,
  type FeedName,
  feedNameOf,
  type InstrumentTable,
  type VenueName,
  type VenueStatus,
  venueNameOf,
} from "@augury/model";
import { Portfolio } from "@augury/portfolio";
import {
  CONTROLS,
  codeOf,
  D_BODY,
  formatDigest,
  NO_PRICE,
  NO_STRATEGY,
  readPayout,
  readRedemption,
  readSettlement,
  readVenueStatus,
  SlotKind,
  TRUST_REASONS,
  type TrustReason,
  W_BODY,
  W_INSTRUMENT,
  W_SEQUENCE,
} from "@augury/wire";
import type { FillView } from "../api/view/fill-views.ts";
import type { OrderView, RowQuery } from "../api/view/order-views.ts";
import type { ConnectionView } from "../api/view/venue-views.ts";
import { type LedgerSlot, ledgerSlot } from "./ledger-slot.ts";
import { LiveFills } from "./live-fills.ts";
import { type IntentListener, LiveOrders, type StrategyTally, strategyName } from "./live-orders.ts";
import { LiveReconciliation } from "./live-reconciliation.ts";

const CASH = codeOf(CONTROLS, "cash");
const EXECUTOR_RESTART = codeOf(CONTROLS, "executor_restart");
const EXECUTOR_KINDS: ReadonlySet<number> = new Set([
  SlotKind.orderOpened,
  SlotKind.orderReport,
  SlotKind.settlement,
  SlotKind.position,
  SlotKind.redemption,
  SlotKind.venueStatus,
]);

export interface LedgerNotices {
  /** A book gained or lost trust. */
  readonly trust?: (instrument: number, trusted: boolean, reason: TrustReason, timeUs: number) => void;
  readonly intent?: IntentListener;
  /** A trade heard of for the first time. */
  readonly fill?: (fill: FillView) => void;
  /** A trade is ours for good. */
  readonly settled?: (fill: FillView) => void;
  /** How sure the executor is of our account at a venue. */
  readonly status?: (venue: VenueName, status: VenueStatus) => void;
  /** Every slot, before it is folded. */
  readonly slot?: (kind: number, slot: LedgerSlot) => void;
}

/**
 * Main's picture of what decision and the executor did, folded from the ledger tap: orders, trades, what is owned, trust, connections. A
 * projection like the one in SQLite, kept in memory for the API; decision's own state is the truth. It lives on over decision's runs, and
 * tells each new one what is held: what main itself tells decision is therefore not folded.
 */
export class LiveLedger {
  readonly orders: LiveOrders;
  readonly fills = new LiveFills();
  readonly portfolio: Portfolio;
  readonly reconciliation = new LiveReconciliation();
  events = 0;
  digest = "";
  /** Number of the last slot of the executor folded in. */
  reportsSeen = 0;
  /** Number, in the order over all runs, of the last slot folded in. */
  lastNumber = 0;
  private numbersBefore = 0;
  private readonly trusted: Uint8Array;
  private readonly trustReason: Uint8Array;
  private readonly connectionsOf = new Map<string, ConnectionView>();

  constructor(
    instruments: InstrumentTable,
    private readonly strategyNames: readonly string[],
    private readonly notices: LedgerNotices = {},
    /** Who is paid when a market ends: see Portfolio.endMarket. */
    private readonly pays: "account" | "strategies" = "account",
  ) {
    this.trusted = new Uint8Array(instruments.size);
    this.trustReason = new Uint8Array(instruments.size);
    this.portfolio = new Portfolio(instruments);
    this.orders = new LiveOrders(strategyNames, notices.intent);
  }

  get ordersOpen(): number {
    return this.orders.open;
  }

  get lastIntentId(): number {
    return this.orders.lastIntentId;
  }

  get strategies(): readonly StrategyTally[] {
    return this.orders.tallies;
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

  /** One page of orders, newest first. */
  findOrders(query: RowQuery): OrderView[] {
    return this.orders.find(query);
  }

  /** One page of fills, newest first. */
  findFills(query: RowQuery): FillView[] {
    return this.fills.find(query);
  }

  /** Folds one stamped slot of the tap. */
  apply(i32: Int32Array, f64: Float64Array, base: number): void {
    const kind = i32[base] & 0xff;
    if (kind === SlotKind.runStart) this.numbersBefore = this.lastNumber;
    // Records of a later run go on counting, so that paging by number stays in order.
    const slot = ledgerSlot(i32, f64, base, this.numbersBefore);
    this.lastNumber = slot.number;
    this.notices.slot?.(kind, slot);
    switch (kind) {
      case SlotKind.intentNumbers:
        this.orders.onNumbers(slot);
        break;
      case SlotKind.intentLeg:
        this.orders.onLeg(slot);
        break;
      case SlotKind.refusal:
        this.orders.onRefusal(slot);
        break;
      case SlotKind.bookTrust:
        this.onTrust(slot);
        break;
      case SlotKind.connection:
        this.onConnection(slot);
        break;
      case SlotKind.marketUpdate:
        this.onMarketUpdate(slot);
        break;
      case SlotKind.digest:
        this.digest = formatDigest(i32[base + W_BODY], i32[base + W_BODY + 1]);
        this.events = f64[(base >>> 1) + D_BODY + 2];
        break;
      case SlotKind.runStart:
        this.trusted.fill(0);
        this.orders.drop(slot.timeUs);
        break;
      case SlotKind.control:
        if (i32[base + W_BODY] === EXECUTOR_RESTART) this.onExecutorRestart(slot);
        else if (i32[base + W_BODY] === CASH && this.isNews(slot)) this.onCash(slot);
        break;
      default:
        if (EXECUTOR_KINDS.has(kind) && this.isNews(slot)) this.onExecutor(kind, slot);
    }
  }

  private onExecutor(kind: number, slot: LedgerSlot): void {
    if (kind === SlotKind.orderReport) this.orders.onReport(slot);
    else if (kind === SlotKind.orderOpened) this.orders.onOpened(slot);
    else if (kind === SlotKind.settlement) this.onSettlement(slot);
    else if (kind === SlotKind.venueStatus) this.onStatus(slot);
    else if (kind === SlotKind.redemption) this.onRedemption(slot);
    else this.onPosition(slot);
  }

  private onExecutorRestart({ timeUs }: LedgerSlot): void {
    this.orders.drop(timeUs);
    this.reconciliation.forget();
  }

  /** Told by the executor, and for the first time: see DecisionCore. */
  private isNews({ i32, base }: LedgerSlot): boolean {
    const number = i32[base + W_SEQUENCE] >>> 0;
    if (number <= this.reportsSeen) return false;
    this.reportsSeen = number;
    return true;
  }

  private onSettlement(slot: LedgerSlot): void {
    const told = readSettlement(slot.i32, slot.f64, slot.base);
    const { strategy } = told;
    const booked = this.portfolio.observe(told.observation, strategy);
    const name = strategyName(this.strategyNames, strategy ?? NO_STRATEGY);
    const fill = this.fills.take(told, booked, name, slot);
    if (!fill) return;
    // Told before: its row began with an earlier slot.
    if (fill.number === slot.number && booked !== "voided") this.onNewFill(fill, strategy);
    if (booked === "settled") this.notices.settled?.(fill);
  }

  private onNewFill(fill: FillView, strategy: number | undefined): void {
    const tally = strategy === undefined ? undefined : this.strategies[strategy];
    if (tally) tally.fills++;
    this.notices.fill?.(fill);
  }

  private onStatus(slot: LedgerSlot): void {
    this.reconciliation.onStatus(slot);
    const venue = venueNameOf((slot.i32[slot.base] >>> 8) & 0xff);
    if (venue !== "none") this.notices.status?.(venue, readVenueStatus(slot.i32, slot.f64, slot.base));
  }

  private onMarketUpdate({ i32, f64, base }: LedgerSlot): void {
    const instrument = i32[base + W_INSTRUMENT];
    const payout = readPayout(i32, f64, base);
    if (payout !== undefined && instrument >= 0 && instrument < this.trusted.length)
      this.portfolio.endMarket(instrument, payout, this.pays);
  }

  private onCash({ i32, f64, base }: LedgerSlot): void {
    this.portfolio.deposit(f64[(base >>> 1) + D_BODY + 2], venueNameOf((i32[base] >>> 8) & 0xff));
  }

  private onPosition({ i32, f64, base }: LedgerSlot): void {
    const instrument = i32[base + W_INSTRUMENT];
    const averagePrice = i32[base + W_BODY];
    const size = f64[(base >>> 1) + D_BODY + 2];
    if (averagePrice === NO_PRICE)
      this.portfolio.openAtCost({ instrument, size, cost: f64[(base >>> 1) + D_BODY + 3] });
    else this.portfolio.open(instrument, size, averagePrice);
  }

  private onRedemption({ i32, f64, base }: LedgerSlot): void {
    const { held, instrument, payout } = readRedemption(i32, f64, base);
    this.portfolio.makeRedeemable(instrument, payout, held);
  }

  private onTrust({ i32, base, timeUs }: LedgerSlot): void {
    const book = i32[base + W_INSTRUMENT];
    this.trusted[book] = i32[base + W_BODY];
    this.trustReason[book] = i32[base + W_BODY + 1];
    this.notices.trust?.(book, this.isTrusted(book), this.trustReasonOf(book), timeUs);
  }

  private onConnection({ i32, base, timeUs }: LedgerSlot): void {
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
}
