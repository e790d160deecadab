import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@augury/core";
import { PaperConfig } from "@augury/execution";
import { runDirectory } from "@augury/journal";
import { type InstrumentTable, VenueCode, VenueName } from "@augury/model";
import {
  ControlSender,
  createEngineMemory,
  DECISION_COUNTERS,
  DecisionConfig,
  type DecisionCounter,
  DecisionStage,
  type EngineMemory,
  EXECUTOR_COUNTERS,
  ExecuteStage,
  type ExecutorCounter,
  RECORDER_COUNTERS,
  type RecorderCounter,
  RecordStage,
  RingSizes,
  runIdOf,
} from "@augury/pipeline";
import { RingConsumer, type RingHandle, RingProducer } from "@augury/ring";
import { WORLD_DEFAULTS, World, type WorldOptions } from "@augury/sim";
import { Counters, createCounters } from "@augury/telemetry";
import { KALSHI_COUNTERS, KalshiFeedCore } from "@augury/venue-kalshi";
import { POLYMARKET_COUNTERS, PolymarketFeedCore } from "@augury/venue-polymarket";
import { EpochTable, MarketPublisher, W_INSTRUMENT } from "@augury/wire";
import { kalshiClients, polymarketClients, SimWire } from "./sim-wire.ts";
import { worldTable } from "./world-table.ts";

export interface InlineLoopOptions {
  readonly world?: Partial<WorldOptions>;
  readonly rings?: Partial<RingSizes>;
  readonly decision?: (table: InstrumentTable) => unknown;
  readonly paper?: Partial<PaperConfig>;
  /** Batches that decision may do per turn: fewer than the feeds bring make back-pressure. */
  readonly decisionSteps?: number;
  /** The recorder has its turn every so many turns. */
  readonly recorderEvery?: number;
}

/** Rings so small that every one of them is full at some time. */
export const SMALL_RINGS: Partial<RingSizes> = {
  marketSlots: 256,
  commandSlots: 256,
  controlSlots: 256,
  intentSlots: 1024,
  reportSlots: 256,
  paperSlots: 4096,
  journalSlots: 1024,
  tapSlots: 1024,
};

const BOOKS_BYTES_MAX = 128 * 1024 * 1024;
const TURN_US = 5_000;
const START_CASH_MICROS = 10_000_000_000;

/** Quoters on every Polymarket outcome and sets that the world's windows undercut: what a busy engine decides with. */
export function busyDecision(table: InstrumentTable): unknown {
  return {
    strategies: [
      { kind: "complement", name: "complement", edge: "0.005", sizeMin: "5", sizeMax: "25", events: "all" },
      {
        kind: "quoter",
        name: "quoter",
        instruments: table
          .booksOf("polymarket")
          .slice(0, 12)
          .map(({ venueId }) => `polymarket:${venueId}`),
        size: "10",
        halfSpreadTicks: 100,
        skewTicksPerContract: 1,
        positionMax: "100",
        requoteTicksMin: 100,
        refreshMs: 250,
      },
    ],
    risk: { orderNotionalDollarsMax: 50, positionNotionalDollarsMax: 200 },
  };
}

/**
 * The whole engine in one thread over a simulated world, stepped by a test in event time: both feeds' cores, decision, the paper
 * executor and the recorder, on the engine's own rings and shells.
 */
export class InlineLoop implements Disposable {
  readonly world: World;
  readonly table: InstrumentTable;
  readonly memory: EngineMemory;
  readonly config: DecisionConfig;
  readonly clock: ManualClock;
  readonly decision: DecisionStage;
  readonly executor: ExecuteStage;
  readonly recorder: RecordStage;
  readonly wires: Readonly<Record<"polymarket" | "kalshi", SimWire>>;
  readonly counters = {
    decision: new Counters<DecisionCounter>(createCounters(DECISION_COUNTERS)),
    executor: new Counters<ExecutorCounter>(createCounters(EXECUTOR_COUNTERS)),
    recorder: new Counters<RecorderCounter>(createCounters(RECORDER_COUNTERS)),
  };
  readonly directory = mkdtempSync(join(tmpdir(), "augury-loop-"));
  /** Slots that main has taken from the ledger tap. */
  tapped = 0;
  private readonly desk: ControlSender;
  private readonly tap: RingConsumer;
  private readonly commands: readonly (readonly [SimWire, RingConsumer])[];
  private turns = 0;

  constructor(private readonly options: InlineLoopOptions = {}) {
    this.world = new World({ ...WORLD_DEFAULTS, ...options.world });
    this.table = worldTable(this.world);
    this.config = DecisionConfig.parse((options.decision ?? busyDecision)(this.table));
    this.clock = new ManualClock(this.world.nowUs);
    this.memory = createEngineMemory({
      instruments: this.table.size,
      rings: RingSizes.parse({ ...SMALL_RINGS, ...options.rings }),
      booksBytesMax: BOOKS_BYTES_MAX,
      inline: true,
    });
    const { memory, clock } = this;
    this.desk = new ControlSender(memory.decisionControl, clock);
    for (const venue of VenueName.options) this.desk.cash(venue, START_CASH_MICROS, 1);
    this.tap = new RingConsumer(memory.tap);
    this.recorder = this.startRecorder(false);
    this.executor = this.startExecutor(options.paper ?? {});
    this.decision = this.startDecision();
    this.wires = { polymarket: this.polymarketWire(), kalshi: this.kalshiWire() };
    this.commands = [
      [this.wires.polymarket, new RingConsumer(memory.decisionCommand.polymarket)],
      [this.wires.kalshi, new RingConsumer(memory.decisionCommand.kalshi)],
    ];
  }

  /** Where the run's journal lies. */
  get journal(): string {
    return runDirectory(this.directory, runIdOf("loop", 1));
  }

  /** Lets the world and the engine live for `ms` of event time. */
  run(ms: number): void {
    for (const endUs = this.clock.nowUs() + ms * 1000; this.clock.nowUs() < endUs; ) {
      this.clock.advance(TURN_US);
      this.world.step(this.clock.nowUs());
      this.turn();
    }
  }

  /** Lets the engine finish: what has arrived is worked off, the executor cancels, decision and recorder end. */
  finish(): void {
    this.desk.send("stop");
    this.drain();
    this.executor.shell.finish("requested");
    this.drain();
    if (!this.decision.shell.finish()) throw new Error("the journal had no room for the last digest");
    this.drain();
    const closed = this.recorder.shell.finish();
    if (!closed.ok) throw closed.error;
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private drain(): void {
    for (let idle = 0; idle < 3; ) {
      this.clock.advance(1_000);
      idle = this.turn() === 0 && this.backlog === 0 ? idle + 1 : 0;
    }
  }

  private get backlog(): number {
    return this.wires.polymarket.backlog + this.wires.kalshi.backlog;
  }

  private turn(): number {
    const nowUs = this.clock.nowUs();
    let done = this.wires.polymarket.step(nowUs) + this.wires.kalshi.step(nowUs);
    for (const [wire, ring] of this.commands) done += carryOut(wire, ring, nowUs);
    for (let n = 0; n < (this.options.decisionSteps ?? 4); n++) done += this.decision.shell.step();
    done += this.executor.shell.step();
    if (this.turns++ % (this.options.recorderEvery ?? 1) === 0) done += this.recorder.shell.step();
    const tapped = this.tap.poll(this.tap.capacity);
    this.tap.release(tapped);
    this.tapped += tapped;
    return done + tapped;
  }

  private startRecorder(takeOver: boolean): RecordStage {
    const { memory, table, config, directory, clock } = this;
    const counters = handleOf(this.counters.recorder);
    const start = { memory, instruments: table.list, config, counters, directory, takeOver };
    return new RecordStage(
      { ...start, processId: "loop", buildId: "test", journal: { segmentBytesMax: 1 << 20 } },
      clock,
    );
  }

  private startExecutor(paper: Partial<PaperConfig>): ExecuteStage {
    return new ExecuteStage(
      {
        memory: this.memory,
        instruments: this.table.list,
        counters: handleOf(this.counters.executor),
        paper: PaperConfig.parse({ latencyUs: 20_000, cancelLatencyUs: 20_000, ackLatencyUs: 5_000, ...paper }),
        booksBytesMax: BOOKS_BYTES_MAX,
        reportsWaitingMax: 4096,
        reportsSent: 0,
        takeOver: false,
      },
      this.clock,
    );
  }

  private startDecision(): DecisionStage {
    return new DecisionStage(
      {
        memory: this.memory,
        instruments: this.table.list,
        config: this.config,
        counters: handleOf(this.counters.decision),
        incarnation: 1,
        firstIntentId: 1,
        reportsSeen: 0,
        timerMs: 100,
        forwards: "market",
        wakeMode: "park",
      },
      this.clock,
    );
  }

  private polymarketWire(): SimWire {
    const { publisher, ring } = this.publisherOf("polymarket");
    return new SimWire(
      polymarketClients(this.world),
      ring,
      (link) =>
        new PolymarketFeedCore({
          instruments: this.table,
          publisher,
          link,
          counters: new Counters(createCounters(POLYMARKET_COUNTERS)),
          config: { assetsPerSocketMax: 400 },
        }),
    );
  }

  private kalshiWire(): SimWire {
    const { publisher, ring } = this.publisherOf("kalshi");
    return new SimWire(
      kalshiClients(this.world),
      ring,
      (link) =>
        new KalshiFeedCore({
          instruments: this.table,
          publisher,
          link,
          counters: new Counters(createCounters(KALSHI_COUNTERS)),
          config: {},
        }),
    );
  }

  private publisherOf(venue: "polymarket" | "kalshi") {
    const ring = new RingProducer(this.memory.market[venue]);
    const epochs = new EpochTable(this.memory.epochs);
    return { ring, publisher: new MarketPublisher(ring, epochs, VenueCode[venue], () => ring.flush()) };
  }
}

/** Carries out resync requests, which are all that decision sends to feeds. */
function carryOut(wire: SimWire, ring: RingConsumer, nowUs: number): number {
  const waiting = ring.poll(ring.capacity);
  const instruments = Array.from({ length: waiting }, (_, at) => ring.i32[ring.base(at) + W_INSTRUMENT]);
  ring.release(waiting);
  if (waiting > 0) wire.resync(instruments, nowUs);
  return waiting;
}

function handleOf<Name extends string>({ names, values }: Counters<Name>) {
  return { names, buffer: values.buffer as SharedArrayBuffer };
}

/** Every ring of the engine that decision reads or writes, by name. */
export function ringsOf(memory: EngineMemory): Record<string, RingHandle> {
  const { market, decisionControl, report, intent, paper, journal, tap } = memory;
  return { polymarket: market.polymarket, kalshi: market.kalshi, decisionControl, report, intent, paper, journal, tap };
}
