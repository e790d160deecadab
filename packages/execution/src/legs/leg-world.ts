import {
  type CashMicros,
  mirrorPrice,
  notional,
  notionalUp,
  type PriceTicks,
  Prng,
  type SizeMicros,
  sizeMicros,
} from "@augury/core";
import {
  computeFee,
  type FeeSchedule,
  type Instrument,
  InstrumentTable,
  isTerminal,
  type LegPlan,
  type OrderReport,
  type OrderRequest,
  type OrderState,
  type ReasonCode,
  uniformTicks,
} from "@augury/model";
import type { ExecutionGateway } from "../execution-gateway.ts";
import { LegConfig } from "./leg-config.ts";
import { computeLegRisk, type LegRisk, unwindPrice } from "./leg-risk.ts";
import type { LegReport } from "./leg-run.ts";
import { LegRuns } from "./leg-runs.ts";
import { wholeSets } from "./whole-sets.ts";

const START_US = 1_790_000_000_000_000;
const STEP_US = 10_000;
const STEPS_MAX = 30_000;
const CONFIG = LegConfig.parse({ fillsPerOrderMax: 8, lossMax: 1e13, unwindLossMax: 1e13 });
const FEES: readonly FeeSchedule[] = [
  { rounding: "none", takerPpm: 0, makerPpm: 0, exponent: 1 },
  { rounding: "polymarket", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
  { rounding: "kalshi", takerPpm: 70_000, makerPpm: 17_500, exponent: 1 },
];

interface SentOrder {
  readonly request: OrderRequest;
  readonly isUnwind: boolean;
  filled: number;
  fills: number;
  isOver: boolean;
  /** Cash paid, less cash got, fees included. */
  paid: number;
}

/** What a world of one seed came to. */
export interface LegWorldRun {
  readonly problem: string | undefined;
  readonly report: LegReport | undefined;
  readonly loss: number;
  readonly lateFills: number;
}

/**
 * One intent of several legs at a venue where everything may happen: refusals, partial fills, silence, fills against a cancel and after an
 * end, orders that nothing fills, a kill in the middle. For tests.
 */
export class LegWorld {
  readonly plan: LegPlan;
  readonly risk: LegRisk;
  private readonly prng: Prng;
  private readonly table: InstrumentTable;
  private readonly legs: readonly OrderRequest[];
  private readonly runs: LegRuns;
  private readonly sent = new Map<number, SentOrder>();
  private readonly terminals = new Map<number, number>();
  private readonly problems: string[] = [];
  private due: { readonly atUs: number; readonly run: () => void }[] = [];
  private nowUs = START_US;
  private ended: LegReport | undefined;
  private lateFills = 0;
  private isKilled = false;

  constructor(seed: number) {
    this.prng = new Prng(seed);
    const { prng } = this;
    this.table = new InstrumentTable(Array.from({ length: 8 }, (_, index) => this.instrument(index)));
    this.plan = {
      onFailure: prng.pick(["unwind", "unwind", "hold"] as const),
      sequence: prng.pick(["together", "one_by_one"] as const),
      bandTicks: prng.pick([0, 100, 500, 10_000]),
      legMs: prng.int(1, 3_000),
    };
    this.legs = Array.from({ length: prng.int(2, 6) }, (_, leg) => this.leg(leg));
    this.risk = computeLegRisk(
      this.legs.map(({ instrument, price, side, size }) => ({ instrument: this.at(instrument), price, side, size })),
      this.plan,
      CONFIG,
    );
    this.runs = new LegRuns({
      gateway: this.gateway(),
      instruments: this.table,
      config: CONFIG,
      epochOf: () => (prng.chance(0.2) ? 0 : 1),
      reject: (request, reason) => this.noteReport(reportOf(request, "rejected", reason)),
      ended: (report) => {
        if (this.ended) this.problems.push("it ended twice");
        this.ended = report;
      },
    });
  }

  run(): LegWorldRun {
    this.runs.start(this.legs, this.plan, this.nowUs);
    const killStep = this.prng.chance(0.15) ? this.prng.int(1, 600) : -1;
    for (let step = 0; step < STEPS_MAX && !(this.ended && this.due.length === 0); step++) {
      if (step === killStep) this.kill();
      this.nowUs += STEP_US;
      this.runDue();
      this.runs.onTime(this.nowUs);
    }
    this.check();
    return { problem: this.problems[0], report: this.ended, loss: this.loss(), lateFills: this.lateFills };
  }

  private runDue(): void {
    for (;;) {
      const at = this.due.findIndex(({ atUs }) => atUs <= this.nowUs);
      if (at < 0) return;
      const [one] = this.due.splice(at, 1);
      one?.run();
    }
  }

  private kill(): void {
    this.isKilled = true;
    this.runs.stopAll(this.nowUs);
    for (const order of this.sent.values()) this.cancel(order);
  }

  private gateway(): ExecutionGateway {
    return {
      submit: (order) => this.submit(order),
      submitMany: (orders) => {
        for (const order of orders) this.submit(order);
      },
      cancel: (_, leg) => this.cancel(this.sent.get(leg)),
      amend: () => "unsupported",
      refuseAmend: () => {},
      cancelByInstrument: () => {},
      cancelAll: () => {},
    };
  }

  private submit(request: OrderRequest): void {
    const { prng } = this;
    const order = { request, isUnwind: request.leg >= this.legs.length, filled: 0, fills: 0, isOver: false, paid: 0 };
    this.checkSend(order);
    this.sent.set(request.leg, order);
    this.tell(order, "submitted");
    const silenceMs = prng.chance(0.1) ? prng.int(5_000, 40_000) : prng.int(1, 400);
    this.later(silenceMs, () => this.meet(order));
  }

  /** The order meets the book. */
  private meet(order: SentOrder): void {
    const { prng } = this;
    if (order.isOver) return;
    if (prng.chance(0.15)) {
      this.end(order, "rejected");
      return;
    }
    this.tell(order, "accepted");
    const isFull = prng.chance(0.6);
    while (!order.isOver && order.fills < CONFIG.fillsPerOrderMax - 2 && (isFull || prng.chance(0.5)))
      this.fill(order, isFull && order.fills === 4);
    if (order.isOver) return;
    if (order.request.timeInForce === "IOC") this.end(order, "canceled");
    else this.later(prng.int(1, 5_000), () => this.rest(order));
  }

  private rest(order: SentOrder): void {
    if (order.isOver || order.fills >= CONFIG.fillsPerOrderMax - 1) return;
    this.fill(order, this.prng.chance(0.5));
    if (!order.isOver) this.later(this.prng.int(1, 5_000), () => this.rest(order));
  }

  private cancel(order: SentOrder | undefined): void {
    if (!order || order.isOver) return;
    this.later(this.prng.int(1, 500), () => {
      if (order.isOver) return;
      if (this.prng.chance(0.3)) this.fill(order, this.prng.chance(0.5));
      if (!order.isOver) this.end(order, "canceled");
    });
  }

  private end(order: SentOrder, state: OrderState): void {
    order.isOver = true;
    this.tell(order, state);
    // What the venue had matched by then may be told later. Of an order that trades a leg back everything is.
    if (order.isUnwind || state === "rejected" || !this.prng.chance(0.1)) return;
    this.later(this.prng.int(1, 20_000), () => {
      if (this.ended) this.lateFills++;
      this.fill(order, this.prng.chance(0.5));
    });
  }

  private fill(order: SentOrder, isRest: boolean): void {
    const { fees, sizeStep } = this.at(order.request.instrument);
    const { price: limit, side, size: whole } = order.request;
    const left = whole - order.filled;
    if (left === 0) return;
    const steps = left / sizeStep;
    const size = sizeMicros(isRest ? left : this.prng.int(1, steps) * sizeStep);
    const better = this.prng.chance(0.5) ? 0 : this.prng.int(0, 300);
    const price = Math.min(9_999, Math.max(1, side === "buy" ? limit - better : limit + better)) as PriceTicks;
    const fee = computeFee(fees, { price, size, side, liquidity: this.prng.pick(["taker", "maker"] as const) });
    order.filled += size;
    order.fills++;
    order.paid += (side === "buy" ? notionalUp(price, size) : -notional(price, size)) + fee;
    const wasOver = order.isOver;
    if (order.filled === whole) order.isOver = true;
    const state = wasOver ? "canceled" : order.isOver ? "filled" : "partially_filled";
    this.hear({ ...reportOf(order.request, state, "none"), fillSize: size, fillPrice: price, fee }, wasOver);
  }

  private tell(order: SentOrder, state: OrderState): void {
    this.hear(reportOf(order.request, state, "none"), false);
  }

  private hear(report: OrderReport, isLate: boolean): void {
    if (!isLate) this.noteReport(report);
    this.runs.onReport(report, this.nowUs);
    this.runs.pump();
  }

  private noteReport({ leg, state }: OrderReport): void {
    if (isTerminal(state)) this.terminals.set(leg, (this.terminals.get(leg) ?? 0) + 1);
  }

  private later(ms: number, run: () => void): void {
    this.due.push({ atUs: this.nowUs + ms * 1_000, run });
  }

  private checkSend({ isUnwind, request }: SentOrder): void {
    if (this.ended || this.isKilled) this.problems.push(`order ${request.leg} was sent after the end`);
    if (this.sent.has(request.leg)) this.problems.push(`order ${request.leg} was sent twice`);
    if (isUnwind) this.checkUnwind(request);
    else if (this.plan.sequence === "one_by_one") {
      for (const before of this.legs.slice(0, request.leg))
        if (this.sent.get(before.leg)?.filled !== before.size)
          this.problems.push(`leg ${request.leg} was sent before leg ${before.leg} had filled`);
    }
  }

  private checkUnwind(request: OrderRequest): void {
    if (this.plan.onFailure === "hold") this.problems.push("a plan that holds traded back");
    const leg = this.legs.find(({ instrument }) => instrument === request.instrument);
    if (!leg) return;
    const isOpen = this.legs.some((one) => this.sent.get(one.leg)?.isOver === false);
    if (isOpen) this.problems.push("something was traded back while a leg was open");
    if (request.timeInForce !== "IOC" || request.side === leg.side) this.problems.push("a leg was not traded back");
    const limit = unwindPrice({ ...leg, instrument: this.at(leg.instrument) }, this.plan.bandTicks);
    if (request.price !== limit || Math.abs(request.price - leg.price) > this.plan.bandTicks)
      this.problems.push(`a leg at ${leg.price} was traded back at ${request.price}`);
    if (request.size > this.netOf(leg)) this.problems.push("more was traded back than there was");
  }

  private netOf(leg: OrderRequest): number {
    let net = 0;
    for (const { filled, isUnwind, request } of this.sent.values())
      if (request.instrument === leg.instrument) net += isUnwind ? -filled : filled;
    return net;
  }

  private check(): void {
    const { problems } = this;
    if (!this.ended) problems.push("it never ended");
    for (const { leg } of this.legs)
      if (this.terminals.get(leg) !== 1) problems.push(`leg ${leg} has ${this.terminals.get(leg) ?? 0} ends`);
    for (const { isOver, request } of this.sent.values())
      if (!isOver) problems.push(`order ${request.leg} was left open`);
    const isFull = this.legs.every((leg) => this.netOf(leg) === leg.size);
    if ((this.ended?.outcome === "complete") !== isFull && this.lateFills === 0)
      problems.push("complete is not complete");
    const loss = this.loss();
    if (loss > this.risk.heldLoss) problems.push(`${loss} was lost, stated were ${this.risk.heldLoss}`);
    const isBack = this.ended?.outcome === "unwound" && this.lateFills === 0;
    if (isBack && loss > this.risk.unwindLoss)
      problems.push(`${loss} was lost trading back, stated were ${this.risk.unwindLoss}`);
  }

  /** Everything beyond whole sets at its worst; whole sets at the legs' limits, which is what was wanted. */
  private loss(): number {
    const nets = this.legs.map((leg) => ({ size: leg.size, filled: this.netOf(leg) }));
    const whole = wholeSets(nets);
    let loss = 0;
    for (const { paid } of this.sent.values()) loss += paid;
    for (const [at, { price, side }] of this.legs.entries()) {
      const kept = whole[at] as SizeMicros;
      const excess = sizeMicros((nets[at]?.filled ?? 0) - kept);
      if (side === "buy") loss -= notional(price, kept);
      else loss += notional(price, kept) + notionalUp(mirrorPrice(0 as PriceTicks), excess);
    }
    return loss;
  }

  private at(index: number): Instrument {
    return this.table.list[index] as Instrument;
  }

  private leg(leg: number): OrderRequest {
    const { prng } = this;
    return {
      intentId: 1,
      leg,
      strategy: 3,
      instrument: leg,
      side: prng.chance(0.8) ? "buy" : "sell",
      price: (prng.int(1, 99) * 100) as PriceTicks,
      size: (prng.int(100, 3_000) * 10_000) as SizeMicros,
      timeInForce: prng.pick(["IOC", "GTC"] as const),
      postOnly: false,
      epoch: 1,
      deadlineUs: START_US + 1_000_000,
    };
  }

  private instrument(index: number): Instrument {
    return {
      index,
      venue: this.prng.pick(["polymarket", "kalshi"] as const),
      venueId: `${index}`,
      marketId: `${index}`,
      outcome: "yes",
      bookIndex: index,
      title: "",
      outcomeName: "Yes",
      ticks: uniformTicks(100),
      orderSizeMin: 0,
      sizeStep: 10_000,
      fees: this.prng.pick(FEES),
      negRisk: false,
      groupId: "",
      groupAugmented: false,
    };
  }
}

function reportOf(request: OrderRequest, state: OrderState, reason: ReasonCode): OrderReport {
  const { instrument, intentId, leg, side } = request;
  const nothing = {
    fillSize: sizeMicros(0),
    fillPrice: 0 as PriceTicks,
    fee: 0 as CashMicros,
    filledSize: sizeMicros(0),
  };
  return { intentId, leg, instrument, side, state, reason, liquidity: "taker", ...nothing };
}
