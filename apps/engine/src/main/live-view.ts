import { BookReader, type BookView } from "@augury/book";
import {
  type CashMicros,
  type Clock,
  cashMicros,
  err,
  ok,
  type PriceTicks,
  type Result,
  type SizeMicros,
} from "@augury/core";
import {
  type FeedName,
  type InstrumentTable,
  type ReferencePrice,
  referenceName,
  type VenueError,
  VenueName,
} from "@augury/model";
import { readReferenceCell } from "@augury/pipeline";
import { CellReader, type RingHandle, readRingStats } from "@augury/ring";
import type { LimitChanges } from "@augury/risk";
import { Counters, type Histogram, HistogramSet, STAGES } from "@augury/telemetry";
import { ControlWords, EpochTable, NO_PRICE } from "@augury/wire";
import type { EngineView } from "../api/engine-view.ts";
import type { CashView, LedgerView, PositionView, ReconciliationView } from "../api/view/account-views.ts";
import type {
  AmendRequestView,
  CancelAnswer,
  CancelRequest,
  OperatorFailure,
  OrderAnswer,
  OrderRequestView,
  RowQuery,
} from "../api/view/order-views.ts";
import type { SourceCallView, SourceView } from "../api/view/source-views.ts";
import type { RiskView, StrategyView } from "../api/view/strategy-views.ts";
import type {
  BoundView,
  HttpClientView,
  MetricsView,
  RunView,
  StorageView,
  WorkerView,
} from "../api/view/system-views.ts";
import type { ConnectionView, PollingView, ReferenceFeedView, TrustView, VenueView } from "../api/view/venue-views.ts";
import type { AuditEntry, AuditTrail } from "./audit-trail.ts";
import type { EnginePlan } from "./engine-plan.ts";
import type { HttpClients } from "./http-clients.ts";
import type { KillSwitch } from "./kill-switch.ts";
import { LEDGER_ROWS_MAX } from "./ledger-page.ts";
import { ledgerReport } from "./ledger-report.ts";
import type { LimitDesk } from "./limit-desk.ts";
import type { LiveLedger } from "./live-ledger.ts";
import type { OperatorDesk } from "./operator-desk.ts";
import type { PaperBounds } from "./paper-bounds.ts";
import type { Persistence } from "./persistence.ts";
import type { Sampler } from "./sampler.ts";
import type { SourceDesk } from "./source-desk.ts";
import type { Topology } from "./topology.ts";

export interface LiveViewParts {
  readonly plan: EnginePlan;
  readonly table: InstrumentTable;
  readonly clock: Clock;
  readonly ledger: LiveLedger;
  readonly paperBounds: PaperBounds;
  readonly persistence: Persistence;
  readonly sampler: Sampler;
  readonly sources: SourceDesk;
  readonly topology: () => Topology;
  readonly killSwitch: KillSwitch;
  readonly limits: LimitDesk;
  readonly audit: AuditTrail;
  readonly operators: OperatorDesk;
  readonly clients: HttpClients;
  readonly isStopping: () => boolean;
  readonly startedUs: number;
}

/** The running engine as the API sees it: shared memory and main's own projections, read on the spot. */
export class LiveView implements EngineView {
  private readonly epochs: EpochTable;
  private readonly reader: BookReader;
  private readonly words: ControlWords;
  private readonly histograms: HistogramSet<string>;
  private readonly lastFrames: Record<FeedName, { frames: number; us: number }>;
  private readonly references: CellReader;

  constructor(private readonly parts: LiveViewParts) {
    const { memory } = parts.plan;
    this.epochs = new EpochTable(memory.epochs);
    this.reader = new BookReader(memory.arena);
    this.words = new ControlWords(memory.control);
    this.histograms = new HistogramSet<string>(memory.histograms);
    this.lastFrames = {
      polymarket: { frames: 0, us: 0 },
      kalshi: { frames: 0, us: 0 },
      reference: { frames: 0, us: 0 },
    };
    this.references = new CellReader(memory.references);
  }

  nowUs(): number {
    return this.parts.clock.nowUs();
  }

  run(): RunView {
    const { plan, ledger, persistence, startedUs, isStopping } = this.parts;
    const { mode, topology } = plan.loaded.config;
    return {
      runId: persistence.runId,
      buildId: plan.buildId,
      mode,
      topology,
      startedUs,
      stopping: isStopping(),
      events: ledger.events,
      ...(ledger.digest ? { digest: ledger.digest } : {}),
    };
  }

  instruments(): InstrumentTable {
    return this.parts.table;
  }

  trust(instrument: number): TrustView {
    const book = this.parts.table.list[instrument].bookIndex;
    const { ledger } = this.parts;
    const polled = this.pollingOf(this.parts.table.list[instrument].venue) !== undefined;
    const trusted = ledger.isTrusted(book);
    return { epoch: this.epochs.read(book), trusted, reason: ledger.trustReasonOf(book), polled };
  }

  venues(): readonly VenueView[] {
    const { feeds, missing } = this.parts.plan;
    return [
      ...feeds.flatMap(({ venue }) => (venue === "reference" ? [] : [this.venue(venue)])),
      ...missing.map(({ message, venue }) => ({ ...this.venue(venue), missing: message })),
    ];
  }

  reference(): ReferenceFeedView | undefined {
    const { plan, ledger } = this.parts;
    const feed = plan.feeds.find(({ own }) => own.venue === "reference");
    const { reference } = plan.loaded.config;
    if (feed?.own.venue !== "reference" || !reference) return undefined;
    const counters = new Counters(plan.counters.feeds.reference);
    const connections = ledger.connections("reference");
    const lastFrameUs = this.noteFrames("reference", counters.get("frames"));
    return {
      source: reference.source,
      connected: isConnected(connections),
      refused: new Counters(plan.counters.venues.reference).get("refused") > 0,
      connections,
      staleMs: reference.staleMs,
      ...(lastFrameUs > 0 ? { lastFrameUs } : {}),
      prices: feed.own.config.references.map((one, number) => ({
        number,
        name: referenceName(one),
        ...one,
        ...this.referencePrice(number),
      })),
      counters: { ...counters.read(), ...new Counters(plan.counters.venues.reference).read() },
    };
  }

  workers(): readonly WorkerView[] {
    return this.parts.topology().workers();
  }

  storage(): StorageView {
    return this.parts.persistence.view();
  }

  readBook(book: number, levelsMax: number): BookView | "busy" | undefined {
    return this.reader.read(book, levelsMax);
  }

  /** Venue sequence of the last event applied to a book. */
  sequence(book: number): number {
    return this.parts.sampler.of(book)?.sequence ?? 0;
  }

  orders(query: RowQuery) {
    const { ledger, paperBounds } = this.parts;
    return ledger.findOrders(query).map((order) => {
      const bounds = paperBounds.of(order);
      return bounds ? { ...order, bounds } : order;
    });
  }

  fills(query: RowQuery) {
    return this.parts.ledger.findFills(query);
  }

  positions(): readonly PositionView[] {
    const { account } = this.parts.ledger.portfolio;
    return account.provisional.rows(this.mark).map((row) => {
      const markPrice = this.mark(row.instrument);
      const { incoming, outgoing, own } = account.contractBalance(row.instrument);
      const redeemable = account.redeemable(row.instrument);
      return {
        settledSize: (own + outgoing) as SizeMicros,
        sellableSize: own as SizeMicros,
        incomingSize: incoming as SizeMicros,
        redeemableSize: redeemable.contracts as SizeMicros,
        redeemableCash: redeemable.cash as CashMicros,
        instrument: row.instrument,
        size: row.size,
        averagePrice: (row.size === 0 ? 0 : Math.round((row.cost * 10_000) / row.size)) as PriceTicks,
        realizedPnl: row.realizedPnl,
        fees: row.fees,
        ...(markPrice === undefined ? {} : { markPrice: markPrice as PriceTicks }),
        ...(row.unrealizedPnl === undefined ? {} : { unrealizedPnl: row.unrealizedPnl }),
      };
    });
  }

  placeOrder(order: OrderRequestView): Promise<Result<OrderAnswer, OperatorFailure>> {
    return this.parts.operators.place(order);
  }

  amendOrder(change: AmendRequestView): Promise<Result<OrderAnswer, OperatorFailure>> {
    return this.parts.operators.amend(change);
  }

  cancelOrders(request: CancelRequest): Promise<Result<CancelAnswer, OperatorFailure>> {
    return this.parts.operators.cancel(request);
  }

  ledger(): LedgerView {
    const { ledger, plan, table } = this.parts;
    const names = plan.decision.strategies.map(({ name }) => name);
    return ledgerReport(ledger, table, names, this.mark);
  }

  reconciliation(): readonly ReconciliationView[] {
    return this.parts.ledger.reconciliation.views(this.venues().map(({ venue }) => venue));
  }

  cash(): CashView {
    const { account } = this.parts.ledger.portfolio;
    const { cash, realizedPnl, unrealizedPnl, fees } = account.provisional.totals(this.mark);
    const settled = account.confirmed.cash();
    const sumOf = (cashAt: (venue: VenueName) => number) =>
      cashMicros(VenueName.options.reduce((sum, venue) => sum + cashAt(venue), 0));
    const spendable = sumOf((venue) => account.spendable(venue));
    const redeemable = sumOf((venue) => account.cashBalance(venue).redeemable);
    const bounds = this.parts.paperBounds.worth(this.worth);
    const pnl = { realizedPnl, unrealizedPnl, fees };
    const parts = { settledCash: settled, redeemableCash: redeemable, spendableCash: spendable };
    return { cash, ...parts, ...pnl, ...(bounds && { bounds }) };
  }

  strategies(): readonly StrategyView[] {
    const { plan, ledger, paperBounds } = this.parts;
    return plan.decision.strategies.map((strategy, at) => {
      const { intents, refusals, fills, legRisk, lastDecision } = ledger.strategies[at];
      const bounds = paperBounds.worth(this.worth, at);
      return {
        name: strategy.name,
        kind: strategy.kind,
        enabled: true,
        instruments: plan.strategyInstruments[at] ?? [],
        intents,
        refusals,
        fills,
        legRisk,
        ...(bounds && { bounds }),
        ...(lastDecision ? { lastDecision } : {}),
      };
    });
  }

  risk(): RiskView {
    const { killSwitch, ledger, limits } = this.parts;
    const { since } = killSwitch;
    return {
      killed: this.words.killed,
      ...(this.words.killed && since ? { killedReason: since.reason, killedUs: since.timeUs } : {}),
      ordersOpen: ledger.ordersOpen,
      limits: limits.limits,
      refusals: ledger.orders.refusals,
    };
  }

  bounds(): readonly BoundView[] {
    const { plan, ledger, limits, persistence } = this.parts;
    const risk = limits.limits;
    const drift = this.drift();
    const { ledger: ledgerQueue, market: marketQueue, counters } = persistence.writer;
    return [
      ...this.rings().map(
        ({ ring, stats }): BoundView => ({
          name: `rings.${ring}`,
          unit: "slots",
          max: stats.capacity,
          used: stats.lag,
          peak: stats.watermark,
          shed: stats.dropped,
        }),
      ),
      { name: "risk.openOrdersMax", unit: "orders", max: risk.openOrdersMax, used: ledger.ordersOpen },
      {
        name: "api.ordersKept",
        unit: "entries",
        max: LEDGER_ROWS_MAX,
        used: ledger.orders.rows.size,
        shed: ledger.orders.rows.shed,
      },
      {
        name: "api.fillsKept",
        unit: "entries",
        max: LEDGER_ROWS_MAX,
        used: ledger.fills.rows.size,
        shed: ledger.fills.rows.shed,
      },
      {
        name: "storage.ledgerQueue",
        unit: "rows",
        max: ledgerQueue.rowsMax,
        used: ledgerQueue.length,
        shed: counters.refused,
      },
      {
        name: "storage.marketQueue",
        unit: "rows",
        max: marketQueue.rowsMax,
        used: marketQueue.length,
        shed: counters.shed,
      },
      {
        name: "books.bytesMax",
        unit: "bytes",
        max: plan.loaded.config.books.bytesMax,
        used: this.reader.slabBytesUsed,
      },
      { name: "instruments", unit: "entries", max: plan.instrumentsMax, used: plan.instruments.length },
      ...this.parts.clients.bounds(),
      { name: "drift.endpoints", unit: "entries", max: drift.endpointsMax, used: drift.endpoints, shed: drift.shed },
    ];
  }

  metrics(): MetricsView {
    const { counters, feeds } = this.parts.plan;
    return {
      counters: [
        ...feeds.map(({ venue }) => ({
          group: "feed",
          labels: { venue },
          values: new Counters(counters.feeds[venue]).read(),
        })),
        ...feeds.map(({ venue }) => ({
          group: venue,
          labels: {},
          values: new Counters(counters.venues[venue]).read(),
        })),
        { group: "decision", labels: {}, values: new Counters(counters.decision).read() },
        { group: "executor", labels: {}, values: new Counters(counters.executor).read() },
        { group: "recorder", labels: {}, values: new Counters(counters.recorder).read() },
      ],
      stages: Object.fromEntries(STAGES.map((stage) => [stage, this.stage(stage)])),
      rings: this.rings(),
    };
  }

  sources(): readonly SourceView[] {
    return this.parts.sources.views();
  }

  callSource(source: string, method: string, params: unknown): Promise<Result<SourceCallView, VenueError>> {
    return this.parts.sources.call(source, method, params);
  }

  httpClients(): readonly HttpClientView[] {
    const { clients, plan } = this.parts;
    if (this.pollingOf("kalshi") === undefined) return clients.list();
    const counters = new Counters(plan.counters.pollingHttp).read();
    return [...clients.list(), { name: "kalshi-polling", counters }];
  }

  rateBudgets() {
    return this.parts.clients.budgets();
  }

  drift() {
    return this.parts.clients.drift();
  }

  kill(reason: string): void {
    this.parts.killSwitch.kill(reason);
  }

  changeLimits(changes: LimitChanges): Result<void, string> {
    return this.parts.limits.change(changes);
  }

  audit(count: number): readonly AuditEntry[] {
    return this.parts.audit.latest(count);
  }

  resume(): Result<void, string> {
    const failed = this.workers().filter(({ state }) => state === "failed" || state === "restarting");
    if (failed.length > 0) return err(`workers are not up: ${failed.map(({ worker }) => worker).join(", ")}`);
    const problem = this.parts.killSwitch.resume();
    return problem === undefined ? ok(undefined) : err(problem);
  }

  /** What a holder could sell at now: the best bid of a trusted book. */
  private readonly mark = (instrument: number): number | undefined => {
    const { table, ledger, sampler } = this.parts;
    const { bookIndex, index } = table.list[instrument];
    if (!ledger.isTrusted(bookIndex)) return undefined;
    const sample = sampler.of(bookIndex);
    if (!sample) return undefined;
    if (bookIndex === index) return sample.bestBid === NO_PRICE ? undefined : sample.bestBid;
    return sample.bestAsk === NO_PRICE ? undefined : 10_000 - sample.bestAsk;
  };

  /** What a contract brings: its payout once its market has ended, else the mark. */
  private readonly worth = (instrument: number): number | undefined =>
    this.parts.ledger.portfolio.payoutOf(instrument) ?? this.mark(instrument);

  /** The newest price as decision consumed it; nothing before the first, or while its cell is written. */
  private referencePrice(number: number): { readonly price?: ReferencePrice } {
    const fields = this.references.read(number);
    const price = fields && readReferenceCell(fields);
    return price ? { price } : {};
  }

  private venue(venue: VenueName): VenueView {
    const { table, ledger, plan } = this.parts;
    const books = table.booksOf(venue);
    const counters = new Counters(plan.counters.feeds[venue]);
    const connections = ledger.connections(venue);
    const lastFrameUs = this.noteFrames(venue, counters.get("frames"));
    const polling = this.pollingOf(venue);
    return {
      venue,
      connected: isConnected(connections),
      polled: polling !== undefined,
      ...(polling ? { polling } : {}),
      connections,
      books: books.length,
      booksTrusted: books.filter(({ index }) => ledger.isTrusted(index)).length,
      ...(lastFrameUs > 0 ? { lastFrameUs } : {}),
      counters: { ...counters.read(), ...new Counters(plan.counters.venues[venue]).read() },
    };
  }

  private pollingOf(venue: VenueName): PollingView | undefined {
    const { feeds, decision } = this.parts.plan;
    const polling = feeds.find((feed) => feed.venue === venue)?.polling;
    if (!polling) return undefined;
    const orders = decision.risk.polled === "paper" ? "paper" : "refused";
    return { cycleMs: polling.cycleMs, staleMs: polling.staleMs, orders };
  }

  /** When the frame counter was last seen to move; sampled, because feeds keep no clock for others. */
  private noteFrames(feed: FeedName, frames: number): number {
    const last = this.lastFrames[feed];
    if (frames !== last.frames) {
      last.frames = frames;
      last.us = this.nowUs();
    }
    return last.us;
  }

  private stage(stage: string): HistogramReads {
    const histogram = this.histograms.of(stage);
    return stage.startsWith("parse_") ? inMicroseconds(histogram) : histogram;
  }

  private rings(): { ring: string; stats: ReturnType<typeof readRingStats> }[] {
    const { memory, feeds } = this.parts.plan;
    const named: [string, RingHandle][] = [
      ...feeds.map(({ venue }): [string, RingHandle] => [`market.${venue}`, memory.market[venue]]),
      ...feeds.map(({ venue }): [string, RingHandle] => [`command.decision.${venue}`, memory.decisionCommand[venue]]),
      ...feeds.map(({ venue }): [string, RingHandle] => [`command.main.${venue}`, memory.mainCommand[venue]]),
      ["control.decision", memory.decisionControl],
      ["control.executor", memory.executorControl],
      ["intent", memory.intent],
      ["report", memory.report],
      ["paper", memory.paper],
      ["journal", memory.journal],
      ["tap", memory.tap],
    ];
    return named.map(([ring, handle]) => ({ ring, stats: readRingStats(handle) }));
  }
}

function isConnected(connections: readonly ConnectionView[]): boolean {
  return connections.length > 0 && connections.every(({ state }) => state === "connected" || state === "paused");
}

type HistogramReads = MetricsView["stages"][string];

/** A histogram of nanoseconds, read in microseconds. */
function inMicroseconds(histogram: Histogram): HistogramReads {
  return {
    cumulative: (bounds) => histogram.cumulative(bounds.map((bound) => (bound + 1) * 1000 - 1)),
    totals: () => ({ count: histogram.totals().count, sum: histogram.totals().sum / 1000 }),
    summary: () => {
      const { count, p50, p99, p999, max, sum } = histogram.summary();
      return { count, p50: p50 / 1000, p99: p99 / 1000, p999: p999 / 1000, max: max / 1000, sum: sum / 1000 };
    },
  };
}
