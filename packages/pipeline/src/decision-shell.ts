import type { Clock } from "@augury/core";
import { FeedName } from "@augury/model";
import { CellWriter, Doorbell, RingConsumer } from "@augury/ring";
import { type CounterHandle, Counters, type Histogram, HistogramSet } from "@augury/telemetry";
import {
  ControlWords,
  D_EXCHANGE_MS,
  D_RECEIVED_US,
  Flag,
  SLOT_WORDS,
  SlotKind,
  SlotWriter,
  W_BODY,
} from "@augury/wire";
import type { DecisionCore } from "./decision-core.ts";
import type { DecisionCounter } from "./decision-counters.ts";
import { DecisionOutlets, type MarketForwards } from "./decision-outlets.ts";
import type { EngineMemory } from "./engine-memory.ts";

export interface DecisionShellOptions {
  readonly memory: EngineMemory;
  readonly core: DecisionCore;
  readonly clock: Clock;
  readonly counters: CounterHandle<DecisionCounter>;
  /** 1 + restarts of decision in this process. */
  readonly incarnation: number;
  /** The first intent id of this run. */
  readonly firstIntentId: number;
  /** Number of the last order report that earlier runs have counted. */
  readonly reportsSeen: number;
  readonly timerMs: number;
  readonly forwards: MarketForwards;
  /** Main says when it has told everything that is held ("books_open"): nothing but controls is taken before. */
  readonly awaitsBooks?: boolean;
}

/** Inputs taken from one ring before the next ring has its turn; also how many share one clock reading. */
const BATCH_MAX = 32;
/** A lossless ring that stays full for longer raises the alarm and the kill switch. */
const BLOCKED_US_MAX = 100_000;
/** Inputs between two digest records. */
const DIGEST_EVERY = 1024;
const TIMER_PERIODIC = 0;
/** Sleep of a decision that waits for room: whoever makes it does not ring. */
const BLOCKED_PARK_MS = 1;
const NOTHING = (): boolean => false;

/**
 * The decision thread's shell around the pure core. A run begins with its runStart and with the controls that wait at that moment: the
 * opening balances, which come before any report of a fill that adds to them. Where they may not all fit the ring at once, main says which
 * control is the last of them. From then on:
 *
 * 1. Take inputs only while every lossless ring has room for one event's worst case.
 * 2. Stamp each with the time (never decreasing) and the next record number, and journal it.
 * 3. Let the core consume it.
 * 4. Journal what the core emitted; hand intents to the executor, the ledger's part to main, resyncs to the feeds.
 * 5. Publish: intents at once, the rest at the end of the batch. Only then free the inputs.
 */
export class DecisionShell {
  private readonly control: ControlWords;
  private readonly market: readonly RingConsumer[];
  private readonly controls: RingConsumer;
  private readonly reports: RingConsumer;
  private readonly outlets: DecisionOutlets;
  private readonly bell: Doorbell;
  private readonly cells: CellWriter;
  private readonly referenceCells: CellWriter;
  private readonly counters: Counters<DecisionCounter>;
  private readonly values: Float64Array;
  private readonly slots: Record<DecisionCounter, number>;
  /** Slots of the counters of what came from each feed, in the order of the market rings. */
  private readonly consumedSlots: readonly number[];
  private readonly bookLatency: Histogram;
  /** By feed number; none for number 0. */
  private readonly delays: readonly (Histogram | undefined)[];
  private readonly decisionLatency: Histogram;
  private readonly intentLatency: Histogram;
  private readonly fillLatency: Histogram;
  private readonly own: SlotWriter;
  private readonly core: DecisionCore;
  /** Books changed since the last flush; the first `dirtyCount` count. */
  private readonly dirty: Int32Array;
  private readonly isDirty: Uint8Array;
  private dirtyCount = 0;
  private stampUs: number;
  private nextTimerUs: number;
  private blockedSinceUs = 0;
  private begun = false;
  /** Controls that waited when the run began and have not been consumed yet. */
  private opening = 0;
  private inputs = 0;
  private digestDueAt = DIGEST_EVERY;
  private digestOutputs = 0;

  constructor(private readonly options: DecisionShellOptions) {
    const { memory } = options;
    this.core = options.core;
    this.control = new ControlWords(memory.control);
    this.market = FeedName.options.map((feed) => new RingConsumer(memory.market[feed]));
    this.controls = new RingConsumer(memory.decisionControl);
    this.reports = new RingConsumer(memory.report);
    this.bell = new Doorbell(memory.bells.decision);
    this.cells = new CellWriter(memory.cells);
    this.referenceCells = new CellWriter(memory.references);
    this.dirty = new Int32Array(memory.cells.cells);
    this.isDirty = new Uint8Array(memory.cells.cells);
    this.counters = new Counters(options.counters);
    this.values = this.counters.values;
    this.slots = Object.fromEntries(this.counters.names.map((name) => [name, this.counters.slot(name)])) as Record<
      DecisionCounter,
      number
    >;
    this.consumedSlots = FeedName.options.map((feed) => this.slots[`consumed_${feed}`]);
    this.outlets = new DecisionOutlets(memory, options.forwards, this.counters);
    const histograms = new HistogramSet(memory.histograms);
    this.bookLatency = histograms.of("book");
    this.delays = [
      undefined,
      histograms.of("delay_polymarket"),
      histograms.of("delay_kalshi"),
      histograms.of("delay_reference"),
    ];
    this.decisionLatency = histograms.of("decision");
    this.intentLatency = histograms.of("intent");
    this.fillLatency = histograms.of("fill");
    const scratch = new ArrayBuffer(SLOT_WORDS * 4);
    this.own = new SlotWriter(new Int32Array(scratch), new Float64Array(scratch));
    this.stampUs = options.clock.nowUs();
    this.nextTimerUs = this.stampUs + options.timerMs * 1000;
  }

  /** Returns whether an input waits; a timer that is due counts. */
  readonly hasWork = (): boolean => !this.begun || this.controls.poll(1) > 0 || (!this.awaitsBooks && this.hasInputs());

  private hasInputs(): boolean {
    return (
      this.reports.poll(1) > 0 ||
      this.market[0].poll(1) > 0 ||
      this.market[1].poll(1) > 0 ||
      this.market[2].poll(1) > 0 ||
      this.options.clock.nowUs() >= this.nextTimerUs
    );
  }

  /** Takes what waits, at most one batch of each ring, and returns how many inputs that was. */
  step(): number {
    let done = this.begin();
    if (!this.begun || this.opening > 0 || this.awaitsBooks) return done;
    // Controls are counted before reports are drained: a report that was sent before a control is consumed before it.
    const controls = this.controls.poll(BATCH_MAX);
    for (let n = this.reports.poll(BATCH_MAX); n > 0 && this.tick(); n = this.reports.poll(BATCH_MAX))
      done += this.batch(this.reports, n, this.slots.reports);
    if (controls > 0 && this.tick()) done += this.batch(this.controls, controls, this.slots.controls);
    if (this.tick() && this.stampUs >= this.nextTimerUs) done += this.timer();
    for (let feed = 0; feed < this.market.length; feed++) {
      const ring = this.market[feed] as RingConsumer;
      const waiting = ring.poll(BATCH_MAX);
      if (waiting > 0 && this.tick()) done += this.batch(ring, waiting, this.consumedSlots[feed] as number);
    }
    return done;
  }

  /** A lossless ring is full: work waits, but none may be taken. */
  get isBlocked(): boolean {
    return this.blockedSinceUs !== 0;
  }

  /** Sleeps until there is work, the next timer is due, or `msMax` has passed; briefly when there is work but no room for it. */
  park(msMax: number): void {
    if (this.isBlocked) {
      this.bell.park(NOTHING, BLOCKED_PARK_MS);
      return;
    }
    const untilTimerMs = (this.nextTimerUs - this.options.clock.nowUs()) / 1000;
    if (untilTimerMs > 0) this.bell.park(this.hasWork, Math.min(msMax, untilTimerMs));
  }

  /** Writes the last digest of the run and publishes everything: before the worker ends. False, and nothing done, without room for it. */
  finish(): boolean {
    if (!this.tick()) return false;
    this.sayDigest(true);
    this.flush();
    return true;
  }

  /** False once main has asked decision to end (stop phase 2): everything upstream has been drained by then. */
  get running(): boolean {
    return this.control.stopPhase < 2;
  }

  /** Begins the run, as far as there is room. Returns the inputs taken. */
  private begin(): number {
    let done = 0;
    if (!this.begun) {
      if (!this.tick()) return 0;
      this.begun = true;
      this.opening = this.controls.poll(this.controls.capacity);
      this.sayRunStart();
      done = 1;
    }
    if (this.awaitsBooks) this.opening = this.controls.poll(this.controls.capacity);
    while (this.opening > 0 && this.tick()) {
      const taken = this.batch(this.controls, Math.min(this.opening, BATCH_MAX), this.slots.controls);
      this.opening -= taken;
      done += taken;
    }
    return done;
  }

  /** What is held is not all told yet: the rest comes when the control ring has room. */
  private get awaitsBooks(): boolean {
    return this.options.awaitsBooks === true && !this.core.booksOpen;
  }

  /** Reads the clock (step 2) and asks for room (step 1). False: a lossless ring is full, nothing may be taken now. */
  private tick(): boolean {
    const nowUs = this.options.clock.nowUs();
    if (nowUs > this.stampUs) this.stampUs = nowUs;
    if (this.outlets.hasRoom(BATCH_MAX)) {
      this.blockedSinceUs = 0;
      return true;
    }
    this.flush();
    this.noteBlocked(nowUs);
    return false;
  }

  private noteBlocked(nowUs: number): void {
    if (this.blockedSinceUs === 0) {
      this.blockedSinceUs = nowUs;
      this.counters.add("blocked");
    } else if (nowUs - this.blockedSinceUs > BLOCKED_US_MAX && !this.control.killed) {
      this.counters.add("blocked_alarms");
      this.control.setKilled(true);
    }
  }

  private batch(ring: RingConsumer, waiting: number, counter: number): number {
    const { values } = this;
    let taken = 0;
    while (taken < waiting) {
      this.consume(ring.i32, ring.f64, ring.base(taken));
      taken++;
      // What an event emitted used up room that was promised for one event: ask again before the next.
      if (this.core.outputs.count > 0 && !this.outlets.hasRoom(BATCH_MAX)) break;
    }
    this.flush();
    ring.release(taken);
    values[counter] = values[counter] + taken;
    if (this.consumedSlots.includes(counter)) values[this.slots.consumed] = values[this.slots.consumed] + taken;
    return taken;
  }

  /** Steps 2 to 4 for one input. */
  private consume(i32: Int32Array, f64: Float64Array, base: number): void {
    const { core, outlets, stampUs } = this;
    const word = i32[base];
    const kind = word & 0xff;
    outlets.input(i32, base, kind, stampUs);
    this.inputs++;
    this.values[this.slots.journal_inputs]++;
    core.consume(i32, f64, base, stampUs);
    this.measure(kind, word, f64, base);
    if (core.outputs.count > 0) this.emit(kind, f64[(base >>> 1) + D_RECEIVED_US]);
    if (core.resyncCount > 0) this.askResyncs();
    if (core.touchedCount > 0) this.noteTouched();
    if (kind === SlotKind.referencePrice) this.showReference(i32[base + W_BODY]);
    if (this.inputs >= this.digestDueAt) this.sayDigest(false);
  }

  private measure(kind: number, word: number, f64: Float64Array, base: number): void {
    if (kind === SlotKind.bookDelta && (word & Flag.frameEnd) !== 0) {
      const d = base >>> 1;
      this.bookLatency.record(this.stampUs - f64[d + D_RECEIVED_US]);
      const stampMs = f64[d + D_EXCHANGE_MS];
      if (stampMs > 0) this.delays[(word >>> 8) & 0xff]?.record(f64[d + D_RECEIVED_US] - stampMs * 1000);
    } else if (kind === SlotKind.referencePrice) {
      const d = base >>> 1;
      this.delays[(word >>> 8) & 0xff]?.record(f64[d + D_RECEIVED_US] - f64[d + D_EXCHANGE_MS] * 1000);
    } else if (kind === SlotKind.orderReport && f64[(base >>> 1) + 6] > 0) {
      this.fillLatency.record(this.core.lastFillLatencyUs);
    }
  }

  private emit(kind: number, receivedUs: number): void {
    const { core, outlets, stampUs } = this;
    outlets.outputs(core.outputs, stampUs);
    const { amends, intents, refusals, cancels } = core.emitted;
    // What a timer or a report led to has no frame to be measured from.
    if (intents > 0 && (kind === SlotKind.bookDelta || kind === SlotKind.trade)) {
      const nowUs = this.options.clock.nowUs();
      this.intentLatency.record(nowUs - receivedUs);
      this.decisionLatency.record(nowUs - stampUs);
    }
    const { values, slots } = this;
    values[slots.journal_outputs] = values[slots.journal_outputs] + core.outputs.count;
    values[slots.intents] = values[slots.intents] + intents;
    values[slots.refusals] = values[slots.refusals] + refusals;
    values[slots.cancels] = values[slots.cancels] + cancels;
    values[slots.amends] = values[slots.amends] + amends;
  }

  private askResyncs(): void {
    const { core } = this;
    for (let at = 0; at < core.resyncCount; at++) {
      const instrument = core.resyncs[at] as number;
      this.outlets.resync(core.venueOf(instrument), instrument, this.stampUs);
    }
  }

  /** Some come per second: each is shown at once. */
  private showReference(reference: number): void {
    const { core, referenceCells } = this;
    if (!core.references.has(reference)) return;
    core.references.fillCell(reference, referenceCells.fields, referenceCells.begin(reference));
    referenceCells.end(reference);
  }

  private noteTouched(): void {
    const { core, isDirty } = this;
    for (let at = 0; at < core.touchedCount; at++) {
      const book = core.touched[at];
      if (isDirty[book] === 1) continue;
      isDirty[book] = 1;
      this.dirty[this.dirtyCount++] = book;
    }
  }

  /** Publishes what was written, and the newest state of every book that changed since the last time: once, however often it did. */
  private flush(): void {
    const { cells, core, dirty, isDirty } = this;
    for (let at = 0; at < this.dirtyCount; at++) {
      const book = dirty[at];
      isDirty[book] = 0;
      core.fillCell(book, cells.fields, cells.begin(book));
      cells.end(book);
    }
    this.dirtyCount = 0;
    this.outlets.flush();
  }

  private timer(): number {
    this.nextTimerUs = this.stampUs + this.options.timerMs * 1000;
    this.own.frame(0, this.stampUs);
    this.own.header(0, SlotKind.timer, -1, 0, 0, 0);
    this.own.timer(0, TIMER_PERIODIC, this.stampUs);
    this.consume(this.own.i32, this.own.f64, 0);
    this.sayDigest(false);
    this.flush();
    this.values[this.slots.timers] = this.values[this.slots.timers] + 1;
    this.countGroups();
    return 1;
  }

  private countGroups(): void {
    const { core, slots, values } = this;
    const { bestMismatch, crossed, locked, mirrorMismatch, sound } = core.groupCounts;
    values[slots.groups_sound] = sound;
    values[slots.groups_crossed] = crossed;
    values[slots.groups_locked] = locked;
    values[slots.groups_best_mismatch] = bestMismatch;
    values[slots.groups_mirror_mismatch] = mirrorMismatch;
    values[slots.strategy_violations] = core.violations;
  }

  private sayRunStart(): void {
    this.own.frame(0, this.stampUs);
    this.own.header(0, SlotKind.runStart, -1, 0, 0, 0);
    this.own.runStart(0, this.options.incarnation, this.options.firstIntentId, this.options.reportsSeen);
    this.consume(this.own.i32, this.own.f64, 0);
    this.values[this.slots.controls] = this.values[this.slots.controls] + 1;
    this.flush();
  }

  /** Records the digest when something was emitted since the last one, or when asked to in any case. */
  private sayDigest(always: boolean): void {
    const { outputs } = this.core;
    this.digestDueAt = this.inputs + DIGEST_EVERY;
    if (!always && outputs.total === this.digestOutputs) return;
    this.digestOutputs = outputs.total;
    outputs.begin();
    this.core.encodeDigest(this.inputs, this.stampUs);
    this.outlets.outputs(outputs, this.stampUs);
    this.values[this.slots.journal_outputs] = this.values[this.slots.journal_outputs] + 1;
  }
}
