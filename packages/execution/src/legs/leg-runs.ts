import type { Instrument, InstrumentTable, LegPlan, OrderReport, OrderRequest, ReasonCode } from "@augury/model";
import type { ExecutionGateway } from "../execution-gateway.ts";
import type { RecoveredPlan } from "../live/recover-plans.ts";
import type { LegConfig } from "./leg-config.ts";
import type { LegOutcome, LegReport } from "./leg-report.ts";
import { computeLegRisk } from "./leg-risk.ts";
import { type LegDesk, LegRun, type LegRunOptions } from "./leg-run.ts";
import type { PlanKeeper } from "./plan-keeper.ts";

/** A plan of a process before this one, as all logs together have it. */
export interface TakenPlan extends RecoveredPlan {
  /** In words, why not all that became of it can be known here: then nothing is traded back. */
  readonly unknown?: string;
}

export interface LegRunsOptions extends Pick<LegDesk, "epochOf" | "reject"> {
  readonly gateway: ExecutionGateway;
  readonly instruments: InstrumentTable;
  readonly config: LegConfig;
  /** Remembers plans. Left out, they end with their process. */
  readonly keeper?: PlanKeeper | undefined;
  /** Told of each order that trades a leg back, before it goes. */
  readonly opens?: (order: OrderRequest, nowUs: number) => void;
  /** Told of each intent's end. */
  readonly ended?: (report: LegReport) => void;
  /** Told of a fill that came after its intent's end: nothing is done about it any more. */
  readonly late?: (report: OrderReport) => void;
}

/** Ended intents that are remembered for fills told late. */
const ENDED_MAX = 1_024;

/**
 * Intents whose legs belong together, before one gateway, paper or live. Reports are taken in by {@link onReport} and acted on by
 * {@link pump}: never from within the gateway's own call.
 *
 * Where a {@link PlanKeeper} remembers plans, a run outlives its process: {@link recover} goes on with it once the gateway has found out what
 * became of its orders. Without one, what had filled is held.
 */
export class LegRuns {
  readonly counts: Record<LegOutcome, number> & {
    started: number;
    refused: number;
    recovered: number;
    unwind_orders: number;
    late_fills: number;
  } = {
    started: 0,
    refused: 0,
    recovered: 0,
    unwind_orders: 0,
    late_fills: 0,
    complete: 0,
    whole_sets: 0,
    unwound: 0,
    held: 0,
  };
  private readonly runs = new Map<number, LegRun>();
  private readonly ended = new Set<number>();
  private readonly heard: { readonly report: OrderReport; readonly timeUs: number }[] = [];
  private isSoon = false;

  constructor(private readonly options: LegRunsOptions) {}

  /** Intents that are being carried out. */
  get openCount(): number {
    return this.runs.size;
  }

  /** When {@link onTime} has something to do. */
  get nextDueUs(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const run of this.runs.values()) due = Math.min(due, run.nextDueUs);
    return due;
  }

  /** Carries out the legs of one intent, unless it could lose more than is allowed. */
  start(requests: readonly OrderRequest[], plan: LegPlan, nowUs: number): void {
    const [first] = requests;
    if (!first || this.runs.has(first.intentId) || this.ended.has(first.intentId)) return;
    const legs = requests.flatMap((request) => {
      const instrument = this.options.instruments.at(request.instrument);
      return instrument ? [{ request, instrument }] : [];
    });
    if (legs.length < requests.length) this.refuse(requests, "instrument_unknown", nowUs);
    else if (this.runs.size >= this.options.config.plansMax) this.refuse(requests, "open_orders", nowUs);
    else this.begin(legs, plan, nowUs);
  }

  /**
   * Takes over plans of a process before this one. Whoever took its orders over cancels what rests and finds out what became of each; that is
   * heard as reports, from the first fill on.
   */
  recover(plans: readonly TakenPlan[], nowUs: number): void {
    const { instruments, opens, reject } = this.options;
    for (const { orders, planned, unknown } of plans) {
      const { legs: requests, plan, risk } = planned;
      const sent = new Set(orders.map(({ request }) => request.leg));
      const unsent = unknown === undefined ? requests.filter(({ leg }) => !sent.has(leg)) : [];
      for (const request of unsent) reject(request, "restart", nowUs);
      for (const { filled, request } of orders)
        if (request.unwinds !== undefined && filled === undefined) opens?.(request, nowUs);
      const legs = requests.map((request) => ({ request, instrument: instruments.at(request.instrument) }));
      const { intentId } = requests[0] as OrderRequest;
      this.counts.recovered++;
      this.open(intentId, { legs, plan, risk, unknown });
      this.with(intentId, (run) => run.resume(orders, nowUs));
    }
    this.pump();
  }

  /** Notes what became of an order, of whichever intent. */
  onReport(report: OrderReport, timeUs: number): void {
    if (this.runs.has(report.intentId)) this.heard.push({ report, timeUs });
    else this.noteLate(report);
    if (this.heard.length === 0 || this.isSoon) return;
    this.isSoon = true;
    queueMicrotask(() => this.pump());
  }

  /** Acts on what was heard. */
  pump(): void {
    this.isSoon = false;
    for (let next = this.heard.shift(); next; next = this.heard.shift()) {
      const { report, timeUs } = next;
      // What was heard just before may have ended it.
      if (this.runs.has(report.intentId)) this.with(report.intentId, (run) => run.onReport(report, timeUs));
      else this.noteLate(report);
    }
  }

  onTime(nowUs: number): void {
    // What was heard before: of an order that owes nothing any more it is the last.
    this.pump();
    for (const [intentId, run] of [...this.runs])
      if (nowUs >= run.nextDueUs) this.with(intentId, (due) => due.onTime(nowUs));
    this.pump();
  }

  /** Whether an intent is being carried out here. */
  has(intentId: number): boolean {
    return this.runs.has(intentId);
  }

  /** Whether it is, or was lately. */
  knows(intentId: number): boolean {
    return this.runs.has(intentId) || this.ended.has(intentId);
  }

  /** One leg is not wanted any more, so the others are not; false when it is not ours. */
  cancel(intentId: number, leg: number, nowUs: number): boolean {
    if (!this.runs.has(intentId)) return false;
    this.with(intentId, (run) => run.cancel(leg, nowUs));
    this.pump();
    return true;
  }

  /** Nothing of any intent is sent any more. Whoever asks for it cancels what rests. */
  stopAll(nowUs: number): void {
    for (const intentId of [...this.runs.keys()]) this.with(intentId, (run) => run.stop(nowUs));
    this.pump();
  }

  private begin(
    legs: readonly { readonly request: OrderRequest; readonly instrument: Instrument }[],
    plan: LegPlan,
    nowUs: number,
  ): void {
    const { config, keeper } = this.options;
    const requests = legs.map(({ request }) => request);
    const risk = computeLegRisk(
      legs.map(({ instrument, request: { price, side, size } }) => ({ instrument, price, side, size })),
      plan,
      config,
    );
    if (risk.heldLoss > config.lossMax || risk.unwindLoss > config.unwindLossMax) {
      this.refuse(requests, "leg_loss", nowUs);
      return;
    }
    const refusal = keeper?.open({ legs: requests, plan, risk }, nowUs) ?? "none";
    if (refusal !== "none") {
      this.refuse(requests, refusal, nowUs);
      return;
    }
    const { intentId } = requests[0] as OrderRequest;
    this.counts.started++;
    this.open(intentId, { legs, plan, risk });
    this.with(intentId, (run) => run.start(nowUs));
    this.pump();
  }

  private open(intentId: number, run: Omit<LegRunOptions, "config" | "desk">): void {
    const { config, epochOf, gateway, keeper, opens, reject } = this.options;
    const desk: LegDesk = {
      epochOf,
      reject,
      submit: (orders, us) => gateway.submitMany(orders, us),
      unwind: (orders, us) => {
        for (const order of orders) opens?.(order, us);
        gateway.submitMany(orders, us);
      },
      cancel: (leg, us) => gateway.cancel(intentId, leg, us),
      owes: (leg) => keeper?.owes(intentId, leg) === true,
    };
    this.runs.set(intentId, new LegRun({ ...run, config, desk }));
  }

  private noteLate(report: OrderReport): void {
    if (report.fillSize === 0 || !this.ended.has(report.intentId)) return;
    this.counts.late_fills++;
    this.options.late?.(report);
  }

  private refuse(requests: readonly OrderRequest[], reason: ReasonCode, nowUs: number): void {
    this.counts.refused++;
    for (const request of requests) this.options.reject(request, reason, nowUs);
  }

  private with(intentId: number, act: (run: LegRun) => void): void {
    const run = this.runs.get(intentId);
    if (!run) return;
    act(run);
    if (run.report) this.end(intentId, run.report);
    // Whatever becomes of it now is held, by whoever comes after this process too.
    else if (run.isStopped) this.options.keeper?.close(intentId);
  }

  private end(intentId: number, report: LegReport): void {
    this.runs.delete(intentId);
    this.ended.add(intentId);
    this.counts[report.outcome]++;
    this.counts.unwind_orders += report.unwindOrders;
    // Told first: who dies in between is told of twice, never not at all.
    this.options.ended?.(report);
    this.options.keeper?.close(intentId);
    if (this.ended.size <= ENDED_MAX) return;
    for (const oldest of this.ended) {
      this.ended.delete(oldest);
      return;
    }
  }
}
