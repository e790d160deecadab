import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBookArena, OrderBooks } from "@augury/book";
import { systemClock } from "@augury/core";
import { LegConfig, LiveConfig } from "@augury/execution";
import { INTENT_REASONS, type LegPlan, MARKET_UPDATES } from "@augury/model";
import type { Portfolio, SettlementLedger } from "@augury/portfolio";
import { RingConsumer, RingProducer } from "@augury/ring";
import { createCounters } from "@augury/telemetry";
import {
  ControlWords,
  codeOf,
  type DecodedSlot,
  decodeSlot,
  EpochTable,
  Flag,
  packLeg,
  packLegPlan,
  SlotKind,
  TIMES_IN_FORCE,
  writeStamped,
} from "@augury/wire";
import { DecisionConfig } from "../decision-config.ts";
import type { DecisionCore } from "../decision-core.ts";
import { buildDecisionCore } from "../decision-stage.ts";
import { createEngineMemory, type EngineMemory, RingSizes } from "../engine-memory.ts";
import { EXECUTOR_COUNTERS } from "../execute-shell.ts";
import { ExecuteStage, type ExecuteStart } from "../execute-stage.ts";
import { SlotScript } from "../slot-script.ts";
import type { LiveNote } from "./live-note.ts";
import type { RigVenue } from "./rig-venue.ts";
import type { VenueConnection } from "./venue-connection.ts";

/** An order of a test: price in PriceTicks, size in contracts. */
export interface RigOrder {
  readonly price?: number;
  readonly contracts?: number;
  readonly side?: "buy" | "sell";
  readonly timeInForce?: (typeof TIMES_IN_FORCE)[number];
  readonly instrument?: number;
}

const TICK_MS = 5;
const TRIES_MAX = 4_000;

/** The executor's stage in live mode against a simulated venue, over real sockets; decision's ends of the rings are in the test's hands. */
export class LiveStageRig<Venue extends RigVenue> {
  readonly memory: EngineMemory;
  readonly words: ControlWords;
  readonly slots: DecodedSlot[] = [];
  readonly notes: LiveNote[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), "augury-live-stage-"));
  stage: ExecuteStage | undefined;
  processId = "process-1";
  /** Bounds of intents of several legs. */
  legs: Partial<LegConfig> = {};
  readonly epochs: EpochTable;
  private connections: readonly VenueConnection[] = [];
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;
  private number = 0;
  private executors = 0;
  private startedAt = 0;
  private readonly reports: RingConsumer;
  private readonly intents: RingProducer;
  private readonly market: RingProducer;
  private readonly script: SlotScript;
  /** Decision, of which no strategy trades: what it makes of all that it was told. */
  private readonly decision: DecisionCore;
  private readonly ticker: ReturnType<typeof setInterval>;

  constructor(
    readonly venue: Venue,
    /** Patience with orders, instead of the rig's own. */
    private readonly orders: Partial<LiveConfig> = {},
  ) {
    const { table } = venue;
    this.memory = createEngineMemory({
      instruments: table.size,
      rings: RingSizes.parse({}),
      booksBytesMax: 4_000_000,
    });
    this.words = new ControlWords(this.memory.control);
    this.reports = new RingConsumer(this.memory.report);
    this.intents = new RingProducer(this.memory.intent);
    this.market = new RingProducer(this.memory.paper);
    this.script = new SlotScript(table);
    const arena = createBookArena({ books: table.size, bytesMax: 4_000_000 });
    this.decision = buildDecisionCore(DecisionConfig.parse({ risk: { mode: "live" } }), table.list, arena);
    this.epochs = new EpochTable(this.memory.epochs);
    for (const { index } of table.list) this.epochs.begin(index);
    this.ticker = setInterval(() => {
      venue.advance();
      this.drain();
    }, TICK_MS);
  }

  /** Starts an executor; throws what it says when it cannot. */
  async start(environment: Readonly<Record<string, string>> = this.venue.environment): Promise<void> {
    const start = this.startOf();
    const note = (one: LiveNote) => void this.notes.push(one);
    const connected = await ExecuteStage.connect(start, systemClock, environment, note);
    if (!connected.ok) throw new Error(connected.error);
    this.connections = connected.value;
    this.executors++;
    this.drain();
    this.startedAt = this.slots.length;
    this.stage = new ExecuteStage(start, systemClock, connected.value, note);
    this.isRunning = true;
    this.running = this.run(this.stage);
  }

  order(intentId: number, order: RigOrder = {}): void {
    this.intend(intentId, [order]);
  }

  /** An intent of one leg or several, which a plan holds together. */
  intend(intentId: number, legs: readonly RigOrder[], plan?: LegPlan): void {
    const { script } = this;
    script.clear();
    for (const [at, leg] of legs.entries()) {
      const { contracts = 10, instrument = 0, price = 4_800, side = "buy", timeInForce = "GTC" } = leg;
      const last = at === legs.length - 1 ? Flag.lastLeg : 0;
      const kind = SlotKind.intentLeg | last | (side === "sell" ? Flag.sell : 0);
      const packed = packLeg(3, at, TIMES_IN_FORCE.indexOf(timeInForce), codeOf(INTENT_REASONS, "operator"));
      const deadlineUs = systemClock.nowUs() + 30_000_000;
      script.slot(kind, { book: instrument, epoch: 1 }, (base) =>
        script.writer.intentLeg(base, intentId, packed, price, contracts * 1_000_000, deadlineUs, packLegPlan(plan)),
      );
    }
    this.publish();
  }

  cancel(intentId: number): void {
    const packed = packLeg(3, 0, 0, codeOf(INTENT_REASONS, "operator"));
    this.script.clear();
    this.script.slot(SlotKind.cancel, { book: 0, epoch: 1 }, (base) =>
      this.script.writer.cancel(base, intentId, packed, 0),
    );
    this.publish();
  }

  /** Decision's book of an instrument has another step from now on. */
  changeTick(instrument: number, step: number): void {
    const books = new OrderBooks(this.memory.arena);
    books.reset();
    books.beginSnapshot(instrument, 1, step);
    books.endSnapshot(instrument, 0, 0, 0, 0);
  }

  /** The market's stream says that a market has ended, and decision hands it on; `payout` in PriceTicks, −1 = it does not say what it pays. */
  marketEnd(instrument: number, payout: number): void {
    this.script.clear();
    const update = codeOf(MARKET_UPDATES, "resolved");
    this.script.slot(SlotKind.marketUpdate, { book: instrument, epoch: 1 }, (base) =>
      this.script.writer.marketUpdate(base, update, payout, 0),
    );
    if (!this.market.claim(1)) throw new Error("the market ring is full");
    writeStamped(this.market, this.market.base(0), this.script.i32, 0, systemClock.nowUs(), ++this.number);
    this.market.publish(1);
  }

  /** What decision owns, as it was told. */
  get portfolio(): Portfolio {
    this.drain();
    return this.decision.portfolio;
  }

  /** Of it the account's books. */
  get ledger(): SettlementLedger {
    return this.portfolio.account;
  }

  /** Bodies of the slots of one kind that decision was told. */
  told(kind: DecodedSlot["kind"]): Record<string, unknown>[] {
    this.drain();
    return this.slots.filter((slot) => slot.kind === kind).map(({ body }) => ({ ...body }));
  }

  /** What was reported of an order last. */
  stateOf(intentId: number): unknown {
    return this.told("orderReport").findLast((one) => one.intentId === intentId)?.state;
  }

  /** Whether the executor that runs now says so, and knows the outcome of every order. */
  get isReconciled(): boolean {
    this.drain();
    const status = this.slots.findLast(({ kind }, at) => kind === "venueStatus" && at >= this.startedAt);
    return status?.body.isReconciled === true && status.body.unknownOrders === 0;
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX && !condition(); tries++) await Bun.sleep(TICK_MS);
    if (!condition()) throw new Error(`it never was so: ${what}; notes: ${JSON.stringify(this.notes)}`);
  }

  ready(): Promise<void> {
    return this.until(() => this.isReconciled, "reconciled");
  }

  /** The worker dies: its loop ends, its sockets close, and nothing is said. */
  async crash(): Promise<void> {
    this.isRunning = false;
    await this.running;
    for (const connection of this.connections) connection.close();
    await this.stage?.abandon();
    // What it had said before is not the next one's.
    this.drain();
  }

  async close(): Promise<void> {
    await this.crash();
    clearInterval(this.ticker);
    await this.venue.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(stage: ExecuteStage): Promise<void> {
    while (this.isRunning) {
      if (stage.shell.step() === 0) await stage.shell.park(TICK_MS);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Hands on what stands in the script. */
  private publish(): void {
    const { intents, script } = this;
    if (!intents.claim(script.count)) throw new Error("the intent ring is full");
    for (let at = 0; at < script.count; at++)
      writeStamped(intents, intents.base(at), script.i32, script.baseOf(at), systemClock.nowUs(), ++this.number);
    intents.publish(script.count);
  }

  private drain(): void {
    const { reports } = this;
    for (let waiting = reports.poll(reports.capacity); waiting > 0; waiting = reports.poll(reports.capacity)) {
      for (let at = 0; at < waiting; at++) {
        this.slots.push(decodeSlot(reports.i32, reports.f64, reports.base(at)));
        this.decision.consume(reports.i32, reports.f64, reports.base(at), systemClock.nowUs());
      }
      reports.release(waiting);
    }
  }

  private startOf(): ExecuteStart {
    return {
      memory: this.memory,
      instruments: this.venue.table.list,
      counters: createCounters(EXECUTOR_COUNTERS),
      paper: {} as ExecuteStart["paper"],
      booksBytesMax: 4_000_000,
      reportsWaitingMax: 1_000,
      reportsSent: this.executors * 100_000,
      takeOver: this.executors > 0,
      legs: LegConfig.parse({ settleMs: 50, unwindAgainMs: 100, ...this.legs }),
      live: {
        processId: this.processId,
        directory: this.folder,
        fsync: "none",
        orders: LiveConfig.parse({ lookUpMs: 50, snapshotLagMs: 200, cancelAgainMs: 200, ...this.orders }),
        venues: this.venue.starts,
      },
    };
  }
}
