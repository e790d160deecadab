import type { BookView } from "@augury/book";
import { type CashMicros, cashMicros, err, ok, type PriceTicks, type Result, type SizeMicros } from "@augury/core";
import { type Instrument, InstrumentTable, NO_FEES, uniformTicks, VenueError } from "@augury/model";
import type { BudgetUsage } from "@augury/net";
import type { LimitChanges } from "@augury/risk";
import { SOURCES } from "@augury/sources";
import { Histogram } from "@augury/telemetry";
import type { EngineView } from "./engine-view.ts";
import { fakeLedger, fakeReconciliation } from "./fake-ledger.ts";
import { selectRows } from "./row-query.ts";
import type { FillView, PnlBounds } from "./view/fill-views.ts";
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
import type { SourceCallView } from "./view/source-views.ts";
import type { StorageView, WorkerView } from "./view/system-views.ts";
import type { ReferenceFeedView, VenueView } from "./view/venue-views.ts";

const START_US = 1_790_000_000_000_000;

export function fakeInstrument(index: number, override: Partial<Instrument> = {}): Instrument {
  return {
    index,
    venue: "kalshi",
    venueId: `KXFAKE-${index}`,
    marketId: `KXFAKE-${index}`,
    outcome: "yes",
    bookIndex: index,
    title: `Fake market ${index}`,
    outcomeName: "Yes",
    ticks: uniformTicks(100),
    orderSizeMin: 10_000,
    sizeStep: 10_000,
    fees: NO_FEES,
    negRisk: false,
    groupId: "",
    groupAugmented: false,
    ...override,
  };
}

const INSTRUMENTS = new InstrumentTable([
  fakeInstrument(0, { mirrorIndex: 1 }),
  fakeInstrument(1, { venueId: "KXFAKE-0", outcome: "no", outcomeName: "No", bookIndex: 0, mirrorIndex: 0 }),
  fakeInstrument(2, {
    venue: "polymarket",
    venueId: "7".repeat(77),
    marketId: `0x${"a".repeat(64)}`,
    groupId: "g1",
    negRisk: true,
  }),
]);

const BOUNDS: PnlBounds = {
  pessimistic: { pnl: cashMicros(-500_000), fees: cashMicros(0) },
  expected: { pnl: cashMicros(250_000), fees: cashMicros(10_000) },
  optimistic: { fees: cashMicros(20_000) },
};

/** An engine in memory for tests of the API: its state is public and may be changed between requests. */
export class FakeView implements EngineView {
  now = START_US + 5_000_000;
  stopping = false;
  killedReason: string | undefined;
  resumeRefusal: string | undefined;
  ledgerProblem: string | undefined;
  /** What operators asked for, in order, and what they are answered. */
  asked: (OrderRequestView | AmendRequestView | CancelRequest)[] = [];
  orderAnswer: Result<OrderAnswer, OperatorFailure> = ok({ intentId: 7 });
  cancelAnswer: Result<CancelAnswer, OperatorFailure> = ok({ asked: 2 });
  books = new Map<number, BookView | "busy">([[0, fakeBook()]]);
  orderRows: OrderView[] = [];
  fillRows: FillView[] = [];
  sourceCalls: unknown[] = [];
  sourceAnswer: Result<SourceCallView, VenueError> | undefined;
  storageState: StorageView = { healthy: true, rowsWritten: 10, rowsQueued: 1, rowsShed: 0 };
  workerRows: WorkerView[] = [
    { worker: "decision", state: "running", heartbeatAgeMs: 3, restarts: 0 },
    { worker: "kalshi", state: "running", restarts: 1, lastError: "broken rule: x" },
  ];
  referenceFeed: ReferenceFeedView | undefined;
  venueRows: VenueView[] = [
    {
      venue: "kalshi",
      connected: true,
      polled: false,
      connections: [{ connection: 0, state: "connected", attempt: 1, sinceUs: START_US }],
      books: 1,
      booksTrusted: 1,
      lastFrameUs: START_US + 4_000_000,
      counters: { frames: 7, skipped: 0 },
    },
  ];

  nowUs = () => this.now;
  instruments = () => INSTRUMENTS;
  venues = () => this.venueRows;
  workers = () => this.workerRows;
  storage = () => this.storageState;
  orders = (query: RowQuery) => selectRows(this.orderRows, query, ({ state }) => state === "accepted");
  fills = (query: RowQuery) => selectRows(this.fillRows, query);

  run() {
    const run = { runId: "0199", buildId: "test", mode: "paper", topology: "inline", startedUs: START_US } as const;
    return { ...run, stopping: this.stopping, events: 42, digest: "00ff" };
  }

  trust(instrument: number) {
    return { epoch: instrument === 2 ? 0 : 3, trusted: instrument !== 2, reason: "snapshot", polled: false } as const;
  }

  readBook(book: number, levelsMax: number) {
    const read = this.books.get(book);
    if (read === undefined || read === "busy") return read;
    return { ...read, bids: read.bids.slice(0, levelsMax), asks: read.asks.slice(0, levelsMax) };
  }

  sequence(book: number) {
    return 900 + book;
  }

  positions() {
    const cash = (n: number) => n as CashMicros;
    const held = {
      size: 12_500_000 as SizeMicros,
      settledSize: 10_000_000 as SizeMicros,
      sellableSize: 9_000_000 as SizeMicros,
      incomingSize: 2_500_000 as SizeMicros,
      redeemableSize: 3_000_000 as SizeMicros,
      redeemableCash: cash(500_000),
      averagePrice: 5600 as PriceTicks,
      realizedPnl: cash(-1),
      fees: cash(70),
    };
    return [
      { instrument: 0, ...held, markPrice: 5700 as PriceTicks, unrealizedPnl: cash(125_000) },
      { instrument: 2, ...held },
    ];
  }

  async amendOrder(change: AmendRequestView) {
    this.asked.push(change);
    return this.orderAnswer;
  }

  async placeOrder(order: OrderRequestView) {
    this.asked.push(order);
    return this.orderAnswer;
  }

  async cancelOrders(request: CancelRequest) {
    this.asked.push(request);
    return this.cancelAnswer;
  }

  ledger() {
    const { ledgerProblem: problem } = this;
    return { ...fakeLedger(), ...(problem === undefined ? {} : { problem }) };
  }

  reconciliation() {
    return fakeReconciliation(this.now);
  }

  cash() {
    const cash = (n: number) => n as CashMicros;
    return {
      cash: cash(999_000_000),
      settledCash: cash(1_000_400_000),
      redeemableCash: cash(500_000),
      spendableCash: cash(998_000_000),
      realizedPnl: cash(-1_250_000),
      unrealizedPnl: cash(125_000),
      fees: cash(140),
      bounds: BOUNDS,
    };
  }

  strategies() {
    const lastDecision = { timeUs: START_US, reason: "complement_edge", numbers: [0.98, 1] };
    const legRisk = {
      settled: 2,
      broken: 1,
      unmatchedCash: cashMicros(1_200_000),
      unmatchedCashMax: cashMicros(1_200_000),
    };
    const row = { kind: "complement", enabled: true, instruments: [0, 2], intents: 3, refusals: 1, fills: 2, legRisk };
    return [
      { name: "c1", ...row, bounds: BOUNDS, lastDecision },
      { name: "c2", ...row },
    ];
  }

  changeLimits(changes: LimitChanges) {
    if (changes.priceTicksMin !== undefined) return err("priceTicksMax: priceTicksMax must not be below priceTicksMin");
    Object.assign(this.limits, changes);
    return ok(undefined);
  }

  audit(count: number) {
    return [{ timeUs: this.now, what: "kill", detail: "fat finger" }].slice(0, count);
  }

  readonly limits: Record<string, number> = { openOrdersMax: 10 };

  risk() {
    const state = { ordersOpen: 1, limits: this.limits, refusals: { price_band: 2 } };
    if (this.killedReason === undefined) return { killed: false, ...state };
    return { killed: true, killedReason: this.killedReason, killedUs: this.now, ...state };
  }

  bounds() {
    return [
      { name: "rings.market.kalshi", unit: "slots", max: 64, used: 16, peak: 40, shed: 0 } as const,
      { name: "books", unit: "bytes", max: 1024, used: 0 } as const,
    ];
  }

  metrics() {
    const book = Histogram.create();
    book.record(12);
    const stats = { capacity: 64, lag: 1, watermark: 9, fullEvents: 0, dropped: 0, published: 100 };
    return {
      counters: [
        { group: "feed", labels: { venue: "kalshi" }, values: { frames: 7 } },
        { group: "decision", labels: {}, values: { consumed: 5, paper_dropped: 0 } },
      ],
      stages: { book },
      rings: [{ ring: "market_kalshi", stats }],
    };
  }

  httpClients() {
    return [{ name: "polymarket-gamma", active: 1, waiting: 0, counters: { calls: 4, attempts: 5, rateLimited: 1 } }];
  }

  rateBudgets(): readonly BudgetUsage[] {
    const meter = { capacity: 100, left: 99.5, reserve: 10, pace: 0.5, blockedMs: 250 };
    const counts = { granted: 4, throttled: 1, rejected: 0, waiting: 2 };
    return [
      {
        source: "polymarket",
        allowances: [{ name: "read", kind: "quota", ...meter, ...counts }],
        waiting: 2,
        waitingMax: 256,
        rejected: 3,
      },
    ];
  }

  drift() {
    const seen = { firstSeenUs: START_US, lastSeenUs: START_US + 1 };
    const entries = [
      { source: "kalshi", endpoint: "markets", path: "markets[].novel", count: 9, type: "string", ...seen },
      { source: "polymarket-gamma", endpoint: "events", path: "shiny", count: 2, type: "object", ...seen },
    ];
    return { entries, endpoints: 2, endpointsMax: 256, shed: 1 };
  }

  reference(): ReferenceFeedView | undefined {
    return this.referenceFeed;
  }

  sources() {
    const [usage] = this.rateBudgets();
    return SOURCES.map(({ name, title, description, key, methods }) => ({
      name,
      title,
      description,
      key,
      hasKey: false,
      methods,
      usage: { ...usage, source: name },
    }));
  }

  async callSource(source: string, method: string, params: unknown): Promise<Result<SourceCallView, VenueError>> {
    this.sourceCalls.push({ source, method, params });
    return this.sourceAnswer ?? err(new VenueError("not_found", "never", `there is no source ${source}`));
  }

  kill(reason: string): void {
    this.killedReason = reason;
  }

  resume(): Result<void, string> {
    if (this.resumeRefusal !== undefined) return err(this.resumeRefusal);
    this.killedReason = undefined;
    return ok(undefined);
  }
}

export function fakeBook(override: Partial<BookView> = {}): BookView {
  const level = (price: number, contracts: number) => ({
    price: price as PriceTicks,
    size: (contracts * 1e6) as SizeMicros,
  });
  return {
    book: 0,
    epoch: 3,
    step: 100,
    bids: [level(5600, 100), level(5500, 2.5)],
    asks: [level(5900, 10)],
    exchangeTimeMs: 1_790_000_004_000,
    receivedTimeUs: START_US + 4_000_500,
    updates: 17,
    ...override,
  };
}

/** Two references: the first came a second ago, the second never. */
export function fakeReferenceFeed(nowUs: number): ReferenceFeedView {
  const receivedTimeUs = nowUs - 1_000_000;
  const price = { micros: 78_788_525_642, rest: 908_795_142_144, exchangeTimeMs: 1_790_000_004_000, isCarried: false };
  return {
    source: "polybolt",
    connected: true,
    refused: false,
    connections: [{ connection: 0, state: "connected", attempt: 0, sinceUs: START_US }],
    staleMs: 10_000,
    lastFrameUs: receivedTimeUs,
    prices: [
      { number: 0, name: "crypto:btcusd", feed: "crypto", symbol: "btcusd", price: { ...price, receivedTimeUs } },
      { number: 1, name: "twap60:btcusd", feed: "twap", symbol: "btcusd", windowSeconds: 60 },
    ],
    counters: { prices: 7 },
  };
}

export function fakeCall(override: Partial<SourceCallView> = {}): SourceCallView {
  const origin = { source: "coingecko", fetchedTimeUs: START_US };
  const metric = {
    name: "btc_price",
    value: 67_000.5,
    unit: "USD",
    labels: { symbol: "btc" },
    timeMs: START_US / 1000,
  };
  return {
    ...origin,
    method: "simple-price",
    params: { ids: ["bitcoin"] },
    value: { any: ["thing"] },
    metrics: [{ ...origin, ...metric }],
    ...override,
  };
}

export function fakeOrder(number: number, override: Partial<OrderView> = {}): OrderView {
  return {
    number,
    intentId: number,
    leg: 0,
    strategy: "c1",
    instrument: 0,
    side: "buy",
    price: 5600 as PriceTicks,
    size: 1_000_000 as SizeMicros,
    filledSize: 0 as SizeMicros,
    timeInForce: "GTC",
    postOnly: true,
    reduceOnly: false,
    intentReason: "quote_bid",
    state: "accepted",
    reason: "none",
    createdUs: START_US,
    updatedUs: START_US,
    ...override,
  };
}

export function fakeFill(number: number, override: Partial<FillView> = {}): FillView {
  return {
    number,
    intentId: number,
    leg: 0,
    strategy: "c1",
    instrument: 1,
    side: "sell",
    price: 4400 as PriceTicks,
    size: 500_000 as SizeMicros,
    fee: 1_750 as CashMicros,
    feeExpected: cashMicros(70),
    settlement: "confirmed",
    happenedMs: 1_790_000_000_000,
    updatedUs: START_US,
    liquidity: "taker",
    timeUs: START_US,
    ...override,
  };
}
