import { BookReader, type BookView } from "@augury/book";
import { type CashMicros, type Clock, err, ok, type PriceTicks, type Result } from "@augury/core";
import type { InstrumentTable, VenueName } from "@augury/model";
import { type RingHandle, readRingStats } from "@augury/ring";
import { Counters, type Histogram, HistogramSet, STAGES } from "@augury/telemetry";
import { ControlWords, EpochTable, NO_PRICE } from "@augury/wire";
import type {
  BoundView,
  CashView,
  EngineView,
  MetricsView,
  PositionView,
  RiskView,
  RowQuery,
  RunView,
  StorageView,
  StrategyView,
  TrustView,
  VenueView,
  WorkerView,
} from "../api/engine-view.ts";
import type { EnginePlan } from "./engine-plan.ts";
import type { KillSwitch } from "./kill-switch.ts";
import { LEDGER_ROWS_MAX, type LiveLedger } from "./live-ledger.ts";
import type { Persistence } from "./persistence.ts";
import type { Sampler } from "./sampler.ts";
import type { Topology } from "./topology.ts";

export interface LiveViewParts {
  readonly plan: EnginePlan;
  readonly table: InstrumentTable;
  readonly clock: Clock;
  readonly ledger: LiveLedger;
  readonly persistence: Persistence;
  readonly sampler: Sampler;
  readonly topology: () => Topology;
  readonly killSwitch: KillSwitch;
  readonly isStopping: () => boolean;
  readonly startedUs: number;
}

/** The running engine as the API sees it: shared memory and main's own projections, read on the spot. */
export class LiveView implements EngineView {
  private readonly epochs: EpochTable;
  private readonly reader: BookReader;
  private readonly words: ControlWords;
  private readonly histograms: HistogramSet<string>;
  private readonly lastFrames: Record<VenueName, { frames: number; us: number }>;

  constructor(private readonly parts: LiveViewParts) {
    const { memory } = parts.plan;
    this.epochs = new EpochTable(memory.epochs);
    this.reader = new BookReader(memory.arena);
    this.words = new ControlWords(memory.control);
    this.histograms = new HistogramSet<string>(memory.histograms);
    this.lastFrames = { polymarket: { frames: 0, us: 0 }, kalshi: { frames: 0, us: 0 } };
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
    return { epoch: this.epochs.read(book), trusted: ledger.isTrusted(book), reason: ledger.trustReasonOf(book) };
  }

  venues(): readonly VenueView[] {
    return this.parts.plan.feeds.map(({ venue }) => this.venue(venue));
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
    return this.parts.ledger.findOrders(query);
  }

  fills(query: RowQuery) {
    return this.parts.ledger.findFills(query);
  }

  positions(): readonly PositionView[] {
    return this.parts.ledger.portfolio.account.rows(this.mark).map((row) => {
      const markPrice = this.mark(row.instrument);
      return {
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

  cash(): CashView {
    const totals = this.parts.ledger.portfolio.account.totals(this.mark);
    const { cash, realizedPnl, unrealizedPnl, fees } = totals;
    return { cash: cash as CashMicros, realizedPnl, unrealizedPnl, fees };
  }

  strategies(): readonly StrategyView[] {
    const { plan, ledger } = this.parts;
    return plan.decision.strategies.map((strategy, at) => {
      const { intents, refusals, fills, legRisk, lastDecision } = ledger.strategies[at];
      return {
        name: strategy.name,
        kind: strategy.kind,
        enabled: true,
        instruments: plan.strategyInstruments[at] ?? [],
        intents,
        refusals,
        fills,
        legRisk,
        ...(lastDecision ? { lastDecision } : {}),
      };
    });
  }

  risk(): RiskView {
    const { plan, ledger, killSwitch } = this.parts;
    const { since } = killSwitch;
    return {
      killed: this.words.killed,
      ...(this.words.killed && since ? { killedReason: since.reason, killedUs: since.timeUs } : {}),
      ordersOpen: ledger.ordersOpen,
      limits: plan.decision.risk,
      refusals: ledger.refusals,
    };
  }

  bounds(): readonly BoundView[] {
    const { plan, ledger, persistence } = this.parts;
    const { risk } = plan.decision;
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
        used: ledger.orders.size,
        shed: ledger.orders.shed,
      },
      {
        name: "api.fillsKept",
        unit: "entries",
        max: LEDGER_ROWS_MAX,
        used: ledger.fills.size,
        shed: ledger.fills.shed,
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

  kill(reason: string): void {
    this.parts.killSwitch.kill(reason);
  }

  resume(): Result<void, string> {
    const failed = this.workers().filter(({ state }) => state === "failed" || state === "restarting");
    if (failed.length > 0) return err(`workers are not up: ${failed.map(({ worker }) => worker).join(", ")}`);
    this.parts.killSwitch.resume();
    return ok(undefined);
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

  private venue(venue: VenueName): VenueView {
    const { table, ledger, plan } = this.parts;
    const books = table.booksOf(venue);
    const counters = new Counters(plan.counters.feeds[venue]);
    const connections = ledger.connections(venue);
    const lastFrameUs = this.noteFrames(venue, counters.get("frames"));
    return {
      venue,
      connected:
        connections.length > 0 && connections.every(({ state }) => state === "connected" || state === "paused"),
      polled: false,
      connections,
      books: books.length,
      booksTrusted: books.filter(({ index }) => ledger.isTrusted(index)).length,
      ...(lastFrameUs > 0 ? { lastFrameUs } : {}),
      counters: { ...counters.read(), ...new Counters(plan.counters.venues[venue]).read() },
    };
  }

  /** When the frame counter was last seen to move; sampled, because feeds keep no clock for others. */
  private noteFrames(venue: VenueName, frames: number): number {
    const last = this.lastFrames[venue];
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
