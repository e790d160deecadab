import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBookArena, OrderBooks } from "@augury/book";
import { systemClock } from "@augury/core";
import { LiveConfig } from "@augury/execution";
import { INTENT_REASONS, MARKET_UPDATES } from "@augury/model";
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
    const epochs = new EpochTable(this.memory.epochs);
    for (const { index } of table.list) epochs.begin(index);
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
    const { contracts = 10, instrument = 0, price = 4_800, side = "buy", timeInForce = "GTC" } = order;
    const kind = SlotKind.intentLeg | Flag.lastLeg | (side === "sell" ? Flag.sell : 0);
    this.publish(kind, instrument, (base) =>
      this.script.writer.intentLeg(
        base,
        intentId,
        packLeg(3, 0, TIMES_IN_FORCE.indexOf(timeInForce), codeOf(INTENT_REASONS, "operator")),
        price,
        contracts * 1_000_000,
        systemClock.nowUs() + 30_000_000,
      ),
    );
  }

  cancel(intentId: number): void {
    const packed = packLeg(3, 0, 0, codeOf(INTENT_REASONS, "operator"));
    this.publish(SlotKind.cancel, 0, (base) => this.script.writer.cancel(base, intentId, packed, 0));
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

  private publish(kind: number, book: number, write: (base: number) => void): void {
    this.script.clear();
    this.script.slot(kind, { book, epoch: 1 }, write);
    if (!this.intents.claim(1)) throw new Error("the intent ring is full");
    writeStamped(this.intents, this.intents.base(0), this.script.i32, 0, systemClock.nowUs(), ++this.number);
    this.intents.publish(1);
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
