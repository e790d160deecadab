import type { BookView } from "@augury/book";
import type { CashMicros, PriceTicks, Result, SizeMicros } from "@augury/core";
import type {
  ConnectionState,
  InstrumentTable,
  IntentReason,
  OrderSide,
  OrderState,
  ReasonCode,
  Reference,
  ReferencePrice,
  SettlementState,
  TimeInForce,
  VenueError,
  VenueName,
  VenueStatus,
} from "@augury/model";
import type { BudgetUsage, DriftEntry } from "@augury/net";
import type { RingStats } from "@augury/ring";
import type { LimitChanges } from "@augury/risk";
import type { Metric, SourceAnswer, SourceMethod } from "@augury/sources";
import type { Histogram, Labels } from "@augury/telemetry";
import type { TrustReason } from "@augury/wire";

/**
 * What the API may know of a running engine and may ask of it. Plain synchronous reads of main's own state and of shared memory; none
 * of them sends a message to a worker or waits, but for `callSource`, which asks a host on the internet, and the operator's orders, which
 * wait for decision's word. Times are µs of the shared clock unless the name says otherwise.
 */
export interface EngineView {
  nowUs(): number;
  run(): RunView;
  instruments(): InstrumentTable;
  /** Trust of one instrument of the table. */
  trust(instrument: number): TrustView;
  venues(): readonly VenueView[];
  /** The feed of reference prices, `undefined` where none is configured. */
  reference(): ReferenceFeedView | undefined;
  workers(): readonly WorkerView[];
  storage(): StorageView;
  /** Reads the book of a book-owning instrument: BookReader's answer. */
  readBook(book: number, levelsMax: number): BookView | "busy" | undefined;
  /** The venue's sequence number of the last event that was applied to a book; 0 where there is none. */
  sequence(book: number): number;
  /** Newest first. */
  orders(query: RowQuery): readonly OrderView[];
  /** Newest first. */
  fills(query: RowQuery): readonly FillView[];
  positions(): readonly PositionView[];
  /** The books of the account: balances of the double entry, and profit by whom and where. */
  ledger(): LedgerView;
  /** How sure we are of our account at each venue. */
  reconciliation(): readonly ReconciliationView[];
  cash(): CashView;
  strategies(): readonly StrategyView[];
  risk(): RiskView;
  bounds(): readonly BoundView[];
  metrics(): MetricsView;
  /** The REST clients of the main thread. */
  httpClients(): readonly HttpClientView[];
  /** How the rate budgets of those clients stand. */
  rateBudgets(): readonly BudgetUsage[];
  /** What venues and sources send and our schemas do not name. */
  drift(): DriftView;
  /** The open reference-data sources. */
  sources(): readonly SourceView[];
  /** Calls a method of an open source; `not_found` where there is none of that name. Never rejects. */
  callSource(source: string, method: string, params: unknown): Promise<Result<SourceCallView, VenueError>>;
  /** Changes limits of the risk gate, all of them or, with the reason, none. */
  changeLimits(changes: LimitChanges): Result<void, string>;
  /** Asks decision for an order by hand: through the risk gate like any other. */
  placeOrder(order: OrderRequestView): Promise<Result<OrderAnswer, OperatorFailure>>;
  /** Asks decision for another price or size of a resting order: through the risk gate as the order that it would become. */
  amendOrder(change: AmendRequestView): Promise<Result<OrderAnswer, OperatorFailure>>;
  /** Asks for the end of every open order that fits every given filter. */
  cancelOrders(request: CancelRequest): Promise<Result<CancelAnswer, OperatorFailure>>;
  /** What was done to the engine, newest first. */
  audit(count: number): readonly AuditView[];
  /** Sets the kill switch: no order leaves any more, resting ones are canceled. Idempotent. */
  kill(reason: string): void;
  /** Lifts the kill switch, or says why it may not be lifted. Idempotent. */
  resume(): Result<void, string>;
}

export interface RunView {
  readonly runId: string;
  readonly buildId: string;
  readonly mode: "observe" | "paper" | "live";
  readonly topology: "workers" | "inline";
  readonly startedUs: number;
  /** True from the moment a graceful stop began. */
  readonly stopping: boolean;
  /** Events consumed by decision, and the digest of the run so far where one is known. */
  readonly events: number;
  readonly digest?: string;
}

export interface TrustView {
  /** The epoch word: odd = live. */
  readonly epoch: number;
  readonly trusted: boolean;
  readonly reason: TrustReason;
  /** Its book comes from polling: between two polls anything may have happened. */
  readonly polled: boolean;
}

export interface ConnectionView {
  readonly connection: number;
  readonly state: ConnectionState;
  readonly attempt: number;
  readonly sinceUs: number;
}

/** The pace of a venue that is polled. */
export interface PollingView {
  /** Time in which every book is read once. */
  readonly cycleMs: number;
  /** A book not read for so long loses its epoch. */
  readonly staleMs: number;
  /** Whether orders on these books are refused, or let through in paper mode. */
  readonly orders: "refused" | "paper";
}

export interface VenueView {
  readonly venue: VenueName;
  /** Why the venue takes no part in this run: its metadata could not be had when it began. */
  readonly missing?: string;
  readonly connected: boolean;
  /** True where books come from polling, with lower trust. */
  readonly polled: boolean;
  readonly polling?: PollingView;
  readonly connections: readonly ConnectionView[];
  readonly books: number;
  readonly booksTrusted: number;
  /** When the last frame was received, undefined before the first. */
  readonly lastFrameUs?: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** One price from outside, as decision consumed it last. */
export interface ReferencePriceView extends Reference {
  /** Its number in slots and journals. */
  readonly number: number;
  readonly name: string;
  /** Absent before the first. */
  readonly price?: ReferencePrice;
}

export interface ReferenceFeedView {
  readonly source: "polybolt" | "rtds";
  readonly connected: boolean;
  /** The venue refused us for good: the feed stays silent until its credentials are right and the engine starts anew. */
  readonly refused: boolean;
  readonly connections: readonly ConnectionView[];
  /** A price received longer ago is stale. */
  readonly staleMs: number;
  readonly lastFrameUs?: number;
  readonly prices: readonly ReferencePriceView[];
  readonly counters: Readonly<Record<string, number>>;
}

export interface WorkerView {
  readonly worker: string;
  readonly state: "starting" | "running" | "restarting" | "stopped" | "failed";
  /** Milliseconds since its last heartbeat, undefined before the first. */
  readonly heartbeatAgeMs?: number;
  readonly restarts: number;
  readonly lastError?: string;
}

export interface StorageView {
  readonly healthy: boolean;
  readonly rowsWritten: number;
  readonly rowsQueued: number;
  readonly rowsShed: number;
  readonly lastError?: string;
}

/** One page of a list: rows numbered below `before`, newest first, at most `limit`. Every given filter must hold. */
export interface RowQuery {
  readonly before: number;
  readonly limit: number;
  readonly instrument?: number;
  readonly strategy?: string;
  /** Orders only: true = not ended yet, false = ended. */
  readonly open?: boolean;
}

export interface OrderView {
  /** Number in the total order of the event that made it. */
  readonly number: number;
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: string;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly filledSize: SizeMicros;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Why it was made; `unwind`: by the executor, to trade a leg of this intent back. */
  readonly intentReason: IntentReason;
  readonly state: OrderState;
  /** Why it was refused or ended. */
  readonly reason: ReasonCode;
  readonly createdUs: number;
  readonly updatedUs: number;
  /** Paper orders that have reached the venue. */
  readonly bounds?: BoundsView;
}

/** An order that a person wants. */
export interface OrderRequestView {
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** May only make the position smaller. */
  readonly reduceOnly: boolean;
  /** Not to be sent later than so many milliseconds from now; for GTD also its life on the book. */
  readonly ttlMs: number;
}

/** Another price or size that a person wants for an order; what is left out stays. */
export interface AmendRequestView {
  readonly intentId: number;
  readonly leg: number;
  readonly price?: PriceTicks;
  /** In all, what has filled included. */
  readonly size?: SizeMicros;
  /** Not to be sent later than so many milliseconds from now. */
  readonly ttlMs: number;
}

/** Why the gate refused: the rule, what was found and what is allowed, in the rule's unit. */
export interface OrderRefusal {
  readonly reason: ReasonCode;
  readonly leg: number;
  readonly value: number;
  readonly limit: number;
}

export interface OrderAnswer {
  /** The decision's own number; a placed order's is its name. */
  readonly intentId: number;
  /** Absent when the order is on its way. */
  readonly refusal?: OrderRefusal;
}

/** `unanswered`: decision did not speak in time, so that nobody knows whether it will; `too_many`: nothing was asked. */
export type OperatorFailure = "unanswered" | "too_many";

/** Which open orders are to go: those that fit every given filter. */
export interface CancelRequest {
  readonly venue?: VenueName;
  readonly marketId?: string;
  readonly instrument?: number;
  readonly intentId?: number;
  readonly leg?: number;
}

export interface CancelAnswer {
  /** Orders whose cancel was asked for; those on their way out before are not among them. */
  readonly asked: number;
}

export interface FillView {
  readonly number: number;
  readonly intentId: number;
  readonly leg: number;
  readonly strategy: string;
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  /** As charged once settled, as expected until then. */
  readonly fee: CashMicros;
  /** As expected from the market's schedule. */
  readonly feeExpected: CashMicros;
  readonly liquidity: "taker" | "maker";
  /** How far the venue has come with it: a match may still fail. */
  readonly settlement: SettlementState;
  /** By the venue's clock, in ms. */
  readonly happenedMs: number;
  /** When it was first heard of, and last. */
  readonly timeUs: number;
  readonly updatedUs: number;
}

/** A paper order's fills in one view of them. */
export interface FillBound {
  readonly size: SizeMicros;
  /** Received less paid, without fees. */
  readonly cash: CashMicros;
  readonly fee: CashMicros;
}

/** What no public feed tells of a paper order, decided against us, as it was reported, and for us. */
export interface BoundsView {
  readonly pessimistic: FillBound;
  readonly expected: FillBound;
  readonly optimistic: FillBound;
}

/** What paper fills are worth in one view of them. */
export interface PnlBound {
  /** After fees, open contracts at what they could be sold at; `undefined` while one of them has no such price. */
  readonly pnl?: CashMicros;
  readonly fees: CashMicros;
}

export interface PnlBounds {
  readonly pessimistic: PnlBound;
  readonly expected: PnlBound;
  readonly optimistic: PnlBound;
}

export interface PositionView {
  readonly instrument: number;
  /** Contracts held, promised ones included; where outcomes net, of the outcome that is held. */
  readonly size: SizeMicros;
  /** Of which settled: ours for good. */
  readonly settledSize: SizeMicros;
  /** Of which not promised away in a match that waits for its end. */
  readonly sellableSize: SizeMicros;
  /** Matched for us and not settled yet. */
  readonly incomingSize: SizeMicros;
  /** Contracts of an ended market that wait to be redeemed, no longer in the size, and the cash that is due for them. */
  readonly redeemableSize: SizeMicros;
  readonly redeemableCash: CashMicros;
  readonly averagePrice: PriceTicks;
  /** What is held would bring this price; undefined while the book has no bid or is not trusted. */
  readonly markPrice?: PriceTicks;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl?: CashMicros;
  readonly fees: CashMicros;
}

/** The accounts of the double entry for one commodity: CashMicros or SizeMicros. */
export interface BalanceView {
  /** Settled and not promised away. */
  readonly own: number;
  /** Matched for us, not settled. */
  readonly incoming: number;
  /** Promised away, not settled. */
  readonly outgoing: number;
  /** Contracts of ended markets, and the cash that is due for them, until they are redeemed. */
  readonly redeemable: number;
}

/** Profit at the present marks, promised trades included. CashMicros. */
export interface ProfitView {
  readonly cost: CashMicros;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl: CashMicros;
  /** Apart from the profits above. */
  readonly fees: CashMicros;
  /** Of the realized profit, what is settled. */
  readonly settledPnl: CashMicros;
  /** Positions without a mark, which count in no unrealized profit. */
  readonly unmarked: number;
}

export interface LedgerView {
  /** Number, in the order over all runs of this process, of the last event in it. */
  readonly asOf: number;
  /** Trades that wait for their end. */
  readonly pending: number;
  readonly cash: readonly (BalanceView & { readonly venue: VenueName | "none"; readonly fees: number })[];
  readonly contracts: readonly (BalanceView & { readonly instrument: number })[];
  readonly total: ProfitView;
  readonly venues: readonly (ProfitView & { readonly venue: VenueName })[];
  readonly strategies: readonly (ProfitView & { readonly strategy: string })[];
  readonly instruments: readonly (ProfitView & { readonly instrument: number })[];
  /** Trades told otherwise than before, and told of a time that has been forgotten: not counted, somebody has to look. */
  readonly contradictions: number;
  readonly tooOld: number;
  /** What does not add up, in one line; absent while the books are right. */
  readonly problem?: string;
}

/** A venue's state as the executor told it. */
export interface VenueStatusView extends VenueStatus {
  /** In the order over all runs of this process. */
  readonly number: number;
  readonly timeUs: number;
}

/** Something that reconciliation found or did at a venue, in words. */
export interface ReconciliationNote {
  readonly venue: VenueName;
  readonly timeUs: number;
  /** `difference`: our books and the venue's did not agree; `external`: an order of somebody else; `healed`; `refused`: a listing was not whole. */
  readonly kind: "difference" | "external" | "healed" | "refused";
  readonly detail: string;
}

export interface ReconciliationView {
  readonly venue: VenueName;
  /** As told last; absent before that, after the executor's death, and on paper. */
  readonly status?: VenueStatusView;
  /** When our books and the venue's last agreed. */
  readonly lastGoodUs?: number;
  /** Newest first, bounded. */
  readonly history: readonly VenueStatusView[];
  readonly notes: readonly ReconciliationNote[];
}

export interface CashView {
  /** Promises included, and what is due for contracts that wait to be redeemed. */
  readonly cash: CashMicros;
  readonly settledCash: CashMicros;
  /** Of it due for contracts of ended markets: nothing that can be spent before they are redeemed. */
  readonly redeemableCash: CashMicros;
  /** Settled and not promised away, at all venues. */
  readonly spendableCash: CashMicros;
  readonly realizedPnl: CashMicros;
  readonly unrealizedPnl: CashMicros;
  readonly fees: CashMicros;
  /** Of all paper fills since the engine started. */
  readonly bounds?: PnlBounds;
}

export interface StrategyView {
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly instruments: readonly number[];
  readonly intents: number;
  readonly refusals: number;
  readonly fills: number;
  /** What became of intents of several legs, which paper runs as independent orders. */
  readonly legRisk: {
    readonly settled: number;
    readonly broken: number;
    readonly unmatchedCash: CashMicros;
    readonly unmatchedCashMax: CashMicros;
  };
  /** Of its paper fills since the engine started. */
  readonly bounds?: PnlBounds;
  /** The last intent's reason in words with the numbers behind it. */
  readonly lastDecision?: { readonly timeUs: number; readonly reason: string; readonly numbers: readonly number[] };
}

export interface RiskView {
  readonly killed: boolean;
  readonly killedReason?: string;
  readonly killedUs?: number;
  readonly ordersOpen: number;
  /** The limits in force under their configuration names. */
  readonly limits: Readonly<Record<string, string | number | boolean>>;
  /** Intents refused so far, by reason. */
  readonly refusals: Readonly<Partial<Record<ReasonCode, number>>>;
}

export interface AuditView {
  readonly timeUs: number;
  readonly what: string;
  readonly detail: string;
}

/** One open source of reference data: what it can be asked, and what is left of its limits. */
export interface SourceView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly key: "none" | "optional" | "required";
  readonly hasKey: boolean;
  readonly methods: readonly SourceMethod[];
  readonly usage: BudgetUsage;
}

/** A source's answer with the metrics that are in it. */
export interface SourceCallView extends SourceAnswer {
  readonly metrics: readonly Metric[];
}

/** One stated bound and how much of it is in use. */
export interface BoundView {
  /** "rings.market.kalshi", "storage.queue". */
  readonly name: string;
  readonly unit: "slots" | "bytes" | "rows" | "entries" | "orders" | "per_second";
  readonly max: number;
  readonly used: number;
  /** Highest use seen, where it is kept. */
  readonly peak?: number;
  /** What the bound has shed or refused so far. */
  readonly shed?: number;
}

/** One REST client: what is under way, and what it has counted so far. */
export interface HttpClientView {
  readonly name: string;
  /** Requests on the wire; `undefined` for the client of a worker. */
  readonly active?: number;
  /** Calls that wait for a place there; `undefined` for the client of a worker. */
  readonly waiting?: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** Unknown fields, most frequent first; a bounded sample, `shed` counts what found no room in it. */
export interface DriftView {
  readonly entries: readonly DriftEntry[];
  readonly endpoints: number;
  readonly endpointsMax: number;
  readonly shed: number;
}

/** One block of counters: `values` become `augury_<group>_<name>_total`. Those of REST clients stand apart, in `httpClients`. */
export interface CounterGroup {
  readonly group: string;
  readonly labels: Labels;
  readonly values: Readonly<Record<string, number>>;
}

/** What a scrape needs of one latency histogram, in µs. */
export type HistogramReads = Pick<Histogram, "cumulative" | "totals" | "summary">;

export interface MetricsView {
  readonly counters: readonly CounterGroup[];
  /** Latency per stage, in µs. */
  readonly stages: Readonly<Record<string, HistogramReads>>;
  readonly rings: readonly { readonly ring: string; readonly stats: RingStats }[];
}
