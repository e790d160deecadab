import { type Clock, priceTicks, sizeMicros } from "@augury/core";
import { type LegConfig, type LegReport, LegRuns, type OrderRequest } from "@augury/execution";
import type { AmendRequest, InstrumentTable, LegPlan, OrderReport, ReasonCode } from "@augury/model";
import { Doorbell, RingConsumer } from "@augury/ring";
import { type CounterHandle, Counters } from "@augury/telemetry";
import {
  CONTROLS,
  ControlWords,
  codeOf,
  D_BODY,
  D_CONSUMED_US,
  EpochTable,
  Flag,
  readLegPlan,
  readOrder,
  SlotKind,
  W_BODY,
  W_EPOCH,
} from "@augury/wire";
import type { EngineMemory } from "./engine-memory.ts";
import type { ExecutorGateway } from "./executor-gateway.ts";
import type { ExecutorOutlet } from "./executor-outlet.ts";
import { rejectionOf } from "./rejection.ts";
import { ReportSender } from "./report-sender.ts";

export const EXECUTOR_COUNTERS = [
  "orders",
  "cancels",
  "amends",
  "vetoes_kill",
  "vetoes_epoch",
  "vetoes_deadline",
  "market_slots",
  "market_losses",
  "reports",
  "fills",
  "reports_overflowed",
  "report_slots",
  "reports_waiting",
  "legs_started",
  "legs_refused",
  "legs_recovered",
  "legs_complete",
  "legs_whole_sets",
  "legs_unwound",
  "legs_held",
  "legs_unwind_orders",
  "legs_late_fills",
] as const;
export type ExecutorCounter = (typeof EXECUTOR_COUNTERS)[number];

export interface ExecuteShellOptions {
  readonly memory: EngineMemory;
  readonly clock: Clock;
  readonly counters: CounterHandle<ExecutorCounter>;
  /** The instrument whose epoch speaks for this one (Kalshi's NO: its YES). */
  readonly bookOf: (instrument: number) => number;
  /** Builds the gateway around this shell's way of reporting. */
  readonly gateway: (outlet: ExecutorOutlet) => ExecutorGateway;
  /** Reports that may wait outside a full report ring. Past it the kill switch goes up; a report is never dropped. */
  readonly reportsWaitingMax: number;
  /** Number of the last report that an executor before this one may have sent. */
  readonly reportsSent: number;
  /** How intents of several legs are carried out. Left out: their legs are orders on their own. */
  readonly legs?: LegOptions;
}

export interface LegOptions {
  readonly instruments: InstrumentTable;
  readonly config: LegConfig;
  /** Told of each such intent's end. */
  readonly ended?: (report: LegReport) => void;
  /** Told of each fill after it. */
  readonly late?: (report: OrderReport) => void;
}

const BATCH_MAX = 256;
const LEG_COUNTS = [
  "started",
  "refused",
  "recovered",
  "complete",
  "whole_sets",
  "unwound",
  "held",
  "unwind_orders",
  "late_fills",
] as const;
const CANCEL_ALL = codeOf(CONTROLS, "cancel_all");
const PAPER_LOST = codeOf(CONTROLS, "paper_lost");

/**
 * The executor thread's shell around a gateway:
 *
 * 1. Count the market slots that wait, then take all intents, then those slots: an intent is always seen before a slot that is younger.
 * 2. An intent passes the mechanical vetoes (kill word, epoch word as it stands now, deadline) or is reported as rejected. Its legs go together;
 *    those of a plan are carried out by it, all or none ({@link LegRuns}).
 * 3. Reports go into the ring; when it is full they wait in order in a bounded list.
 */
export class ExecuteShell {
  readonly gateway: ExecutorGateway;
  private readonly control: ControlWords;
  private readonly epochs: EpochTable;
  private readonly intents: RingConsumer;
  private readonly paper: RingConsumer;
  private readonly controls: RingConsumer;
  private readonly reports: ReportSender;
  private readonly bell: Doorbell;
  private readonly counters: Counters<ExecutorCounter>;
  private readonly marketSlots: number;
  private readonly reportsWaiting: number;
  private readonly legCounters: readonly (readonly [(typeof LEG_COUNTS)[number], number])[];
  private readonly legs: LegRuns | undefined;
  /** Legs of the intent at hand: the last one may come with the next batch. */
  private readonly taken: OrderRequest[] = [];
  /** Orders that trade back legs of a process before this one, by name. */
  private readonly pastOpened = new Set<string>();
  private wasKilled = false;
  private isStepping = false;
  private isFlushing = false;
  private eventUs = 0;

  constructor(private readonly options: ExecuteShellOptions) {
    const { memory } = options;
    this.control = new ControlWords(memory.control);
    this.epochs = new EpochTable(memory.epochs);
    this.intents = new RingConsumer(memory.intent);
    this.paper = new RingConsumer(memory.paper);
    this.controls = new RingConsumer(memory.executorControl);
    this.reports = new ReportSender({
      ring: memory.report,
      sent: options.reportsSent,
      waitingMax: options.reportsWaitingMax,
      onTooMany: () => this.control.setKilled(true),
    });
    this.bell = new Doorbell(memory.bells.executor);
    this.counters = new Counters(options.counters);
    this.marketSlots = this.counters.slot("market_slots");
    this.reportsWaiting = this.counters.slot("reports_waiting");
    this.legCounters = LEG_COUNTS.map((name) => [name, this.counters.slot(`legs_${name}`)]);
    this.gateway = options.gateway(this.outlet());
    this.legs = options.legs && this.openLegs(options.legs);
  }

  /** Takes over the plans that a process before this one had not ended: before the gateway tells what became of their orders. */
  recoverLegs(): void {
    this.legs?.recover(this.gateway.plans?.recovered ?? [], this.nowUs());
  }

  /**
   * For an executor that takes over from a dead one: what waits was decided for orders that decision gives up with its predecessor. All of it
   * is reported as rejected, but for what the dead one had written down, and the market slots are of books that are not known here.
   */
  rejectLeftovers(): void {
    for (let waiting = this.intents.poll(BATCH_MAX); waiting > 0; waiting = this.intents.poll(BATCH_MAX)) {
      for (let at = 0; at < waiting; at++) {
        const base = this.intents.base(at);
        if ((this.intents.i32[base] & 0xff) === SlotKind.intentLeg) this.rejectLeftover(base);
      }
      this.intents.release(waiting);
    }
    this.paper.skipAll();
    this.reports.flush();
  }

  private rejectLeftover(base: number): void {
    const order = readOrder(this.intents.i32, this.intents.f64, base);
    const isKnown = this.gateway.knows?.(order.intentId, order.leg) === true || this.legs?.knows(order.intentId);
    if (!isKnown) this.reject(order, "restart");
  }

  /** Returns whether anything waits. */
  readonly hasWork = (): boolean =>
    this.intents.poll(1) > 0 ||
    this.paper.poll(1) > 0 ||
    this.controls.poll(1) > 0 ||
    this.control.killed !== this.wasKilled;

  /** Does what waits and returns how many slots that was. */
  step(): number {
    this.isStepping = true;
    this.sendWaiting();
    this.heedKill();
    this.doWhatIsDue();
    const slots = this.paper.poll(BATCH_MAX);
    const taken = this.takeIntents() + this.takeControls();
    for (let at = 0; at < slots; at++) this.takeMarket(this.paper.base(at));
    if (slots > 0) this.paper.release(slots);
    this.legs?.onTime(this.nowUs());
    this.countLegs();
    this.reports.flush();
    this.isStepping = false;
    return taken + slots;
  }

  /**
   * Resolves when there is work, when the gateway has something to do or after `msMax`; soon when reports wait for room: whoever makes it does
   * not ring. The event loop lives on: sockets of live gateways and header requests are served.
   */
  async park(msMax: number): Promise<void> {
    await this.bell.parkAsync(this.hasWork, this.reports.waitingCount > 0 ? 1 : Math.min(msMax, this.dueMs()));
  }

  /** Cancels everything that rests and reports it: before the worker ends. Reports without room wait for {@link sendWaiting}. */
  finish(reason: ReasonCode): void {
    this.takeIntents();
    this.stopLegs();
    this.gateway.cancelAll(reason, this.nowUs());
    this.gateway.onTime(Number.MAX_SAFE_INTEGER);
    this.sendWaiting();
  }

  /** No intent of several legs sends anything any more; what rests is left to be canceled. */
  stopLegs(): void {
    this.legs?.stopAll(this.nowUs());
  }

  /** Sends reports that waited for room, and returns how many still wait. */
  sendWaiting(): number {
    const waiting = this.reports.sendWaiting();
    this.counters.values[this.reportsWaiting] = waiting;
    return waiting;
  }

  private nowUs(): number {
    return Math.max(this.eventUs, this.options.clock.nowUs());
  }

  private heedKill(): void {
    const killed = this.control.killed;
    if (killed && !this.wasKilled) this.stopLegs();
    if (killed !== this.wasKilled && this.gateway.onKill) this.gateway.onKill(killed);
    else if (killed && !this.wasKilled) this.gateway.cancelAll("kill_switch", this.eventUs);
    this.wasKilled = killed;
  }

  private doWhatIsDue(): void {
    const { nextDueUs } = this.gateway;
    if (nextDueUs !== undefined && this.options.clock.nowUs() >= nextDueUs)
      this.gateway.onTime(this.options.clock.nowUs());
  }

  /** Until the gateway has something to do, in ms, at least one: what is overdue then is done before the next sleep. */
  private dueMs(): number {
    const { nextDueUs = Number.POSITIVE_INFINITY } = this.gateway;
    const dueUs = Math.min(nextDueUs, this.legs?.nextDueUs ?? nextDueUs);
    return Math.max(1, Math.ceil((dueUs - this.options.clock.nowUs()) / 1000));
  }

  private takeIntents(): number {
    let taken = 0;
    for (let waiting = this.intents.poll(BATCH_MAX); waiting > 0; waiting = this.intents.poll(BATCH_MAX)) {
      for (let at = 0; at < waiting; at++) this.takeIntent(this.intents.base(at));
      this.intents.release(waiting);
      taken += waiting;
    }
    return taken;
  }

  private takeIntent(base: number): void {
    const { i32 } = this.intents;
    const kind = (i32[base] as number) & 0xff;
    if (kind === SlotKind.cancel) {
      this.takeCancel(i32[base + W_BODY], (i32[base + W_BODY + 1] >>> 8) & 0xff, this.decidedUs(base));
      return;
    }
    if (kind === SlotKind.amend) {
      this.takeAmend(decodeAmend(i32, this.intents.f64, base), this.decidedUs(base));
      return;
    }
    this.counters.add("orders");
    this.taken.push(readOrder(i32, this.intents.f64, base));
    if ((i32[base] & Flag.lastLeg) === 0) return;
    this.place(this.taken.splice(0), readLegPlan(i32[base + W_BODY + 3]), this.decidedUs(base));
  }

  private takeCancel(intentId: number, leg: number, nowUs: number): void {
    this.counters.add("cancels");
    if (!this.legs?.cancel(intentId, leg, nowUs)) this.gateway.cancel(intentId, leg, nowUs);
  }

  /** Epoch and deadline are the gateway's to look at: less at the same price may leave whatever they say. */
  private takeAmend(request: AmendRequest, nowUs: number): void {
    this.counters.add("amends");
    if (this.control.killed) this.gateway.refuseAmend(request, this.veto("vetoes_kill", "kill_switch"), nowUs);
    else if (this.legs?.has(request.intentId)) this.gateway.refuseAmend(request, "unsupported", nowUs);
    else this.gateway.amend(request, nowUs);
  }

  private place(orders: readonly OrderRequest[], plan: LegPlan | undefined, nowUs: number): void {
    const vetoes = orders.map((order) => this.vetoOf(order));
    const isWhole = vetoes.every((veto) => veto === undefined);
    if (plan && this.legs && isWhole) {
      this.legs.start(orders, plan, nowUs);
      return;
    }
    const ready = plan && this.legs ? [] : orders.filter((_, at) => vetoes[at] === undefined);
    for (const [at, order] of orders.entries())
      if (!ready.includes(order)) this.reject(order, vetoes[at] ?? "leg_failed");
    const [only] = ready;
    if (ready.length > 1) this.gateway.submitMany(ready, nowUs);
    else if (only) this.gateway.submit(only, nowUs);
  }

  /** Event time of the decision: what the paper venue's latency counts from. */
  private decidedUs(base: number): number {
    return this.intents.f64[(base >>> 1) + D_CONSUMED_US];
  }

  /** The mechanical vetoes, in the order of what they protect. Market sense is decision's business, not ours. */
  private vetoOf(order: OrderRequest): ReasonCode | undefined {
    if (this.control.killed) return this.veto("vetoes_kill", "kill_switch");
    if (!this.epochs.isLive(this.options.bookOf(order.instrument), order.epoch))
      return this.veto("vetoes_epoch", "epoch_ended");
    if (this.options.clock.nowUs() > order.deadlineUs) return this.veto("vetoes_deadline", "deadline_passed");
    return undefined;
  }

  private veto(counter: ExecutorCounter, reason: ReasonCode): ReasonCode {
    this.counters.add(counter);
    return reason;
  }

  private reject(order: OrderRequest, reason: ReasonCode): void {
    this.send(rejectionOf(order, reason), this.nowUs());
  }

  private takeControls(): number {
    const waiting = this.controls.poll(BATCH_MAX);
    for (let at = 0; at < waiting; at++) {
      if (this.controls.i32[this.controls.base(at) + W_BODY] !== CANCEL_ALL) continue;
      this.stopLegs();
      this.gateway.cancelAll("restart", this.nowUs());
    }
    if (waiting > 0) this.controls.release(waiting);
    return waiting;
  }

  private takeMarket(base: number): void {
    const { i32, f64 } = this.paper;
    const stampUs = f64[(base >>> 1) + D_CONSUMED_US];
    if (stampUs > this.eventUs) this.eventUs = stampUs;
    this.counters.values[this.marketSlots]++;
    const kind = i32[base] & 0xff;
    if (kind === SlotKind.control && i32[base + W_BODY] === PAPER_LOST) {
      this.counters.add("market_losses");
      this.gateway.lost();
    } else this.gateway.onSlot(i32, f64, base, stampUs);
  }

  private outlet(): ExecutorOutlet {
    const { reports } = this;
    const then = (say: () => void) => {
      this.say(say);
      this.flushSoon();
    };
    return {
      report: (report, timeUs) => {
        this.send(report, timeUs);
        this.legs?.onReport(report, timeUs);
        this.flushSoon();
      },
      settle: (observation, owner, timeUs) => then(() => reports.settle(observation, owner, timeUs)),
      open: (instrument, size, price, timeUs) => then(() => reports.open(instrument, size, price, timeUs)),
      cash: (venue, amount, timeUs) => then(() => reports.cash(venue, amount, timeUs)),
      redemption: (instrument, payout, held, timeUs) =>
        then(() => reports.redemption(instrument, payout, held, timeUs)),
      status: (venue, status, timeUs) => then(() => reports.status(venue, status, timeUs)),
    };
  }

  private openLegs({ config, ended, instruments, late }: LegOptions): LegRuns {
    return new LegRuns({
      gateway: this.gateway,
      instruments,
      config,
      keeper: this.gateway.plans,
      epochOf: (instrument) => this.epochOf(instrument),
      opens: (order, nowUs) => {
        if (order.intentId < 0) this.pastOpened.add(nameOf(order));
        this.say(() => this.reports.opened(order, "unwind", nowUs));
      },
      reject: (order, reason) => this.reject(order, reason),
      ...(ended && { ended }),
      ...(late && { late }),
    });
  }

  /** The vetoes of what the executor sends of its own accord: nothing is sent while killed, not compared, or without a live book. */
  private epochOf(instrument: number): number {
    if (this.control.killed || this.gateway.isReady?.(instrument) === false) return 0;
    const book = this.options.bookOf(instrument);
    const epoch = this.epochs.read(book);
    return this.epochs.isLive(book, epoch) ? epoch : 0;
  }

  private countLegs(): void {
    if (!this.legs) return;
    const { values } = this.counters;
    for (const [name, slot] of this.legCounters) values[slot] = this.legs.counts[name];
  }

  /** What a socket tells comes outside of a step: all that one callback says is shown to decision together. */
  private flushSoon(): void {
    if (this.isStepping || this.isFlushing) return;
    this.isFlushing = true;
    queueMicrotask(() => {
      this.isFlushing = false;
      this.reports.flush();
    });
  }

  private send(report: OrderReport, timeUs: number): void {
    // Orders of a process before this one are nobody's, but for those that trade its plans back: what became of them shows in the account.
    if (report.intentId < 0 && !this.pastOpened.has(nameOf(report))) return;
    this.counters.add("reports");
    if (report.fillSize > 0) this.counters.add("fills");
    this.say(() => this.reports.report(report, timeUs));
  }

  private say(write: () => void): void {
    const { overflowed } = this.reports.counts;
    write();
    this.counters.add("report_slots");
    if (this.reports.counts.overflowed > overflowed) this.counters.add("reports_overflowed");
  }
}

function nameOf({ intentId, leg }: Pick<OrderReport, "intentId" | "leg">): string {
  return `${intentId}:${leg}`;
}

/** Reads an amend slot as a request. */
function decodeAmend(i32: Int32Array, f64: Float64Array, base: number): AmendRequest {
  return {
    intentId: i32[base + W_BODY],
    leg: (i32[base + W_BODY + 1] >>> 8) & 0xff,
    price: priceTicks(i32[base + W_BODY + 2]),
    size: sizeMicros(f64[(base >>> 1) + D_BODY + 2]),
    epoch: i32[base + W_EPOCH],
    deadlineUs: f64[(base >>> 1) + D_BODY + 3],
  };
}
