import type { BookView } from "@augury/book";
import type { Result } from "@augury/core";
import type { InstrumentTable, VenueError } from "@augury/model";
import type { BudgetUsage } from "@augury/net";
import type { LimitChanges } from "@augury/risk";
import type { CashView, LedgerView, PositionView, ReconciliationView } from "./view/account-views.ts";
import type { FillView } from "./view/fill-views.ts";
import type {
  AmendRequestView,
  CancelAnswer,
  CancelRequest,
  OperatorFailure,
  OrderAnswer,
  OrderRequestView,
  OrderView,
  RowQuery,
} from "./view/order-views.ts";
import type { SourceCallView, SourceView } from "./view/source-views.ts";
import type { RiskView, StrategyView } from "./view/strategy-views.ts";
import type {
  AuditView,
  BoundView,
  DriftView,
  HttpClientView,
  MetricsView,
  RunView,
  StorageView,
  WorkerView,
} from "./view/system-views.ts";
import type { ReferenceFeedView, TrustView, VenueView } from "./view/venue-views.ts";

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
