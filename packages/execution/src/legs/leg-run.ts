import { assert, type CashMicros, notional, type PriceTicks, type SizeMicros, sizeMicros } from "@augury/core";
import {
  type Instrument,
  isTerminal,
  type LegPlan,
  type LegRisk,
  type OrderReport,
  type OrderRequest,
  type ReasonCode,
  TAKER_NOTIONAL_MIN,
} from "@augury/model";
import type { PlannedOrder } from "../live/recover-plans.ts";
import type { LegConfig } from "./leg-config.ts";
import type { HeldReason, LegEnd, LegOutcome, LegReport } from "./leg-report.ts";
import { oppositeOf, unwindPrice } from "./leg-risk.ts";
import { wholeSets } from "./whole-sets.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** What a run of legs asks of the world. Calls return at once; what comes of them is told by {@link LegRun.onReport}. */
export interface LegDesk {
  submit(orders: readonly OrderRequest[], nowUs: number): void;
  /** Sends orders of the run's own, which trade legs back: nobody but the run knows of them yet. */
  unwind(orders: readonly OrderRequest[], nowUs: number): void;
  cancel(leg: number, nowUs: number): void;
  /** Tells of a leg that will not be sent. */
  reject(request: OrderRequest, reason: ReasonCode, nowUs: number): void;
  /** Epoch of the instrument's book now; 0 = there is none to price an order on. */
  epochOf(instrument: number): number;
  /** Whether something may still be told of an order that a process before this one sent. */
  owes(leg: number): boolean;
}

/** One leg and the orders that trade it back. */
interface LegState extends PlacedLeg {
  state: "waiting" | "sent" | "ended";
  dueUs: number;
  filled: number;
  unwound: number;
  unwindTries: number;
  unwindDueUs: number;
  /** Number of the order that trades it back now. */
  unwinding: number | undefined;
  /** That order was sent. */
  hasLeft: boolean;
}

/** A leg and what is known of its instrument: nothing where this run does not have it. */
export interface PlacedLeg {
  readonly request: OrderRequest;
  readonly instrument: Instrument | undefined;
}

export interface LegRunOptions {
  readonly legs: readonly PlacedLeg[];
  readonly plan: LegPlan;
  readonly risk: LegRisk;
  readonly config: LegConfig;
  readonly desk: LegDesk;
  /** In words, why not all that became of the legs can be known here: then nothing is traded back. */
  readonly unknown?: string | undefined;
}

/** An outcome of a process before this one that is not known yet is asked for again after so long. */
const ASK_AGAIN_US = 100_000;

/**
 * The legs of one intent, all or none as far as it goes. Pure: a function of what is told.
 *
 * 1. Legs go together, or each when the one before it has filled. The first goes by the intent's deadline, each later one has the plan's time.
 * 2. A leg that ends without being full, or takes longer than the plan allows, fails the intent: legs that wait are never sent, legs that
 *    rest are canceled. A leg whose outcome is unknown has not ended: nothing further is sent until it has.
 * 3. When all legs have ended, and a moment has passed for fills told late, what they filled beyond whole sets is kept, or traded back by IOC
 *    orders whose limit stands at the far end of the plan's band, a bounded number of times. One that is refused before it was sent is none
 *    of these, and the next one has its number. Fills that are told late are taken in as long as this goes on.
 * 4. Once it has ended, or was stopped, it sends nothing any more.
 * 5. What a process before this one had begun has failed: whoever took its orders over cancels what rests. Rule 3 holds from when the outcome of
 *    every order is known for certain, so that no fill can be told any more; orders that traded back before count, in contracts and in tries.
 */
export class LegRun {
  /** Set at the end. */
  report: LegReport | undefined;
  /** Nothing is sent any more. */
  isStopped = false;
  private readonly legs: LegState[];
  private phase: "sending" | "failing" | "unwinding" = "sending";
  private isRecovered = false;
  private nextNumber: number;
  /** Numbers of orders that never left. A number has eight bits on the wire. */
  private readonly freeNumbers: number[] = [];
  private unwindOrders = 0;
  private unwindCost = 0;
  private settleUs = NEVER;
  private unwindUntilUs = NEVER;
  private wakeUs = NEVER;
  /** Leg of each order that trades one back, by its number. */
  private readonly unwinds = new Map<number, LegState>();
  /** Orders of a process before this one whose outcome was open. */
  private readonly owed: number[] = [];

  constructor(private readonly options: LegRunOptions) {
    this.legs = options.legs.map(({ instrument, request }) => ({
      request,
      instrument,
      state: "waiting",
      dueUs: NEVER,
      filled: 0,
      unwound: 0,
      unwindTries: 0,
      unwindDueUs: 0,
      unwinding: undefined,
      hasLeft: false,
    }));
    this.nextNumber = Math.max(...options.legs.map(({ request }) => request.leg)) + 1;
  }

  /** When {@link onTime} has something to do. */
  get nextDueUs(): number {
    if (this.report) return NEVER;
    if (this.phase === "unwinding") return this.wakeUs;
    return Math.min(this.settleUs, ...this.legs.map(({ dueUs }) => dueUs));
  }

  start(nowUs: number): void {
    if (this.options.plan.sequence === "together") this.send(this.legs, nowUs);
    else this.send(this.legs.slice(0, 1), nowUs);
    this.advance(nowUs);
  }

  /** Goes on where the process before this one died, with the orders that it had written down. */
  resume(orders: readonly PlannedOrder[], nowUs: number): void {
    this.phase = "failing";
    this.isRecovered = true;
    for (const leg of this.legs) end(leg);
    for (const order of orders) this.takeOver(order);
    this.settleUs = nowUs;
  }

  onReport(report: OrderReport, nowUs: number): void {
    const back = this.unwinds.get(report.leg);
    const leg = back ?? this.legs.find(({ request }) => request.leg === report.leg);
    if (!leg) return;
    if (back) this.noteUnwind(back, report, nowUs);
    else {
      leg.filled += report.fillSize;
      if (isTerminal(report.state)) end(leg);
    }
    this.advance(nowUs);
  }

  onTime(nowUs: number): void {
    for (const leg of this.legs) if (leg.state === "sent" && nowUs >= leg.dueUs) this.fail(nowUs);
    if (this.isRecovered && this.phase === "failing") this.settleRecovered(nowUs);
    this.advance(nowUs);
  }

  /** One leg is not wanted any more: the intent has failed. Of an order that trades one back: nothing is traded back any more. */
  cancel(leg: number, nowUs: number): void {
    if (this.unwinds.has(leg)) {
      this.isStopped = true;
      this.options.desk.cancel(leg, nowUs);
    } else if (this.legs.some(({ request, state }) => request.leg === leg && state !== "ended")) this.fail(nowUs);
    this.advance(nowUs);
  }

  /** Nothing is sent any more, not even to trade back. Whoever stops it cancels what rests. */
  stop(nowUs: number): void {
    this.isStopped = true;
    this.fail(nowUs);
    this.advance(nowUs);
  }

  private advance(nowUs: number): void {
    if (this.report) return;
    if (this.phase === "sending") this.goOn(nowUs);
    const haveEnded = !this.isRecovered && this.legs.every(({ state }) => state === "ended");
    if (this.phase === "failing" && haveEnded) this.settleSoon(nowUs);
    if (this.phase === "unwinding") this.unwind(nowUs);
  }

  private takeOver({ filled, request: { leg: number, unwinds } }: PlannedOrder): void {
    const leg = this.legs.find(({ request }) => request.leg === (unwinds ?? number));
    assert(leg, "an order of a plan is one of its legs, or trades one back");
    this.nextNumber = Math.max(this.nextNumber, number + 1);
    if (unwinds !== undefined) {
      this.unwinds.set(number, leg);
      this.unwindOrders++;
      leg.unwindTries++;
    }
    if (filled === undefined) this.owed.push(number);
    else if (unwinds === undefined) leg.filled += filled;
    else this.countUnwound(leg, filled);
  }

  private goOn(nowUs: number): void {
    if (this.legs.some((leg) => leg.state === "ended" && leg.filled < leg.request.size)) {
      this.fail(nowUs);
      return;
    }
    if (this.legs.some(({ state }) => state === "sent")) return;
    const next = this.legs.find(({ state }) => state === "waiting");
    if (next) this.send([next], nowUs);
    else this.finish("complete");
  }

  private send(legs: readonly LegState[], nowUs: number): void {
    const { desk, plan } = this.options;
    const isFirst = this.legs.every(({ state }) => state === "waiting");
    const limitUs = nowUs + plan.legMs * 1000;
    for (const leg of legs) {
      leg.state = "sent";
      leg.dueUs = limitUs;
    }
    const orders = legs.map(({ request }) => (isFirst ? request : { ...request, deadlineUs: limitUs }));
    desk.submit(orders, nowUs);
  }

  private fail(nowUs: number): void {
    if (this.report || this.phase !== "sending") return;
    this.phase = "failing";
    const { desk } = this.options;
    for (const leg of this.legs) {
      if (leg.state === "waiting") {
        end(leg);
        desk.reject(leg.request, "leg_failed", nowUs);
      } else if (leg.state === "sent") desk.cancel(leg.request.leg, nowUs);
      leg.dueUs = NEVER;
    }
  }

  /** All legs have ended. A fill may be told shortly after. */
  private settleSoon(nowUs: number): void {
    if (this.settleUs === NEVER) this.settleUs = nowUs + this.options.config.settleMs * 1000;
    if (nowUs < this.settleUs && this.outcome() !== "complete") return;
    this.settle(nowUs);
  }

  /** Asked when everything that was told has been heard: two fills told together may both matter. */
  private settleRecovered(nowUs: number): void {
    if (nowUs < this.settleUs) return;
    if (this.owed.some((number) => this.options.desk.owes(number))) this.settleUs = nowUs + ASK_AGAIN_US;
    else this.settle(nowUs);
  }

  private settle(nowUs: number): void {
    const outcome = this.outcome();
    const { plan, unknown } = this.options;
    const isHeld = plan.onFailure === "hold" || this.isStopped || unknown !== undefined;
    if (outcome !== "held" || isHeld) this.finish(outcome);
    else {
      this.phase = "unwinding";
      this.unwindUntilUs = nowUs + this.options.config.unwindMsMax * 1000;
    }
  }

  private unwind(nowUs: number): void {
    const isOver = this.isStopped || nowUs >= this.unwindUntilUs;
    const excesses = this.excesses();
    const orders: OrderRequest[] = [];
    for (const [at, leg] of this.legs.entries()) {
      const order = isOver ? undefined : this.unwindOrder(leg, excesses[at] as number, nowUs);
      if (order) orders.push(order);
    }
    if (orders.length > 0) this.options.desk.unwind(orders, nowUs);
    const { unwindsPerLegMax } = this.options.config;
    const waiting = this.legs.filter(
      (leg, at) =>
        leg.unwinding === undefined &&
        leg.unwindTries < unwindsPerLegMax &&
        this.tradeable(leg, excesses[at] as number) > 0,
    );
    this.wakeUs = waiting.length === 0 ? NEVER : Math.min(this.unwindUntilUs, ...waiting.map((leg) => leg.unwindDueUs));
    if (this.legs.some(({ unwinding }) => unwinding !== undefined) || (waiting.length > 0 && !isOver)) return;
    this.finish(this.outcome());
  }

  private unwindOrder(leg: LegState, excess: number, nowUs: number): OrderRequest | undefined {
    const { config, desk, plan } = this.options;
    if (leg.unwinding !== undefined || leg.unwindTries >= config.unwindsPerLegMax || nowUs < leg.unwindDueUs)
      return undefined;
    const size = this.tradeable(leg, excess);
    const price = this.limitOf(leg);
    if (size === 0 || price === undefined) return undefined;
    const epoch = desk.epochOf(leg.request.instrument);
    if (epoch === 0) {
      leg.unwindDueUs = nowUs + config.unwindAgainMs * 1000;
      return undefined;
    }
    const number = this.freeNumbers.pop() ?? this.nextNumber++;
    leg.unwinding = number;
    leg.hasLeft = false;
    leg.unwindTries++;
    this.unwinds.set(number, leg);
    this.unwindOrders++;
    // What made a position smaller makes it larger when it is traded back.
    const { reduceOnly: _, ...request } = leg.request;
    return {
      ...request,
      leg: number,
      unwinds: leg.request.leg,
      side: oppositeOf(leg.request.side),
      price,
      size: sizeMicros(size),
      timeInForce: "IOC",
      postOnly: false,
      epoch,
      deadlineUs: nowUs + plan.legMs * 1000,
    };
  }

  private noteUnwind(leg: LegState, { fillSize, leg: number, state }: OrderReport, nowUs: number): void {
    this.countUnwound(leg, fillSize);
    if (leg.unwinding !== number) return;
    if (!isTerminal(state)) {
      leg.hasLeft = true;
      return;
    }
    if (state === "rejected" && !leg.hasLeft) {
      // Refused before it was sent, while another order's outcome is open, say: no try, and nobody's name.
      leg.unwindTries--;
      this.unwindOrders--;
      this.unwinds.delete(number);
      this.freeNumbers.push(number);
    }
    leg.unwinding = undefined;
    leg.unwindDueUs = nowUs + this.options.config.unwindAgainMs * 1000;
  }

  private countUnwound(leg: LegState, size: SizeMicros): void {
    leg.unwound += size;
    const limit = this.limitOf(leg) ?? leg.request.price;
    this.unwindCost += notional(Math.abs(leg.request.price - limit) as PriceTicks, size);
  }

  /** What of an excess an order may be for: whole steps, and what the venue takes at once. */
  private tradeable({ instrument, request }: PlacedLeg, excess: number): number {
    const price = this.limitOf({ instrument, request });
    if (!instrument || price === undefined) return 0;
    const size = excess - (excess % instrument.sizeStep);
    return notional(price, sizeMicros(size)) >= TAKER_NOTIONAL_MIN[instrument.venue] ? size : 0;
  }

  private limitOf({ instrument, request }: PlacedLeg): PriceTicks | undefined {
    return instrument && unwindPrice({ ...request, instrument }, this.options.plan.bandTicks);
  }

  /** What each leg has beyond whole sets. */
  private excesses(): number[] {
    const net = this.legs.map(({ filled, request, unwound }) => ({
      size: request.size,
      // An order that had ended may turn out to have traded back more.
      filled: Math.max(0, filled - unwound),
    }));
    return wholeSets(net).map((whole, at) => (net[at]?.filled ?? 0) - whole);
  }

  private outcome(): LegOutcome {
    if (this.legs.every(({ filled, request, unwound }) => filled - unwound >= request.size)) return "complete";
    if (this.excesses().some((excess) => excess > 0)) return "held";
    return this.legs.some(({ unwound }) => unwound > 0) ? "unwound" : "whole_sets";
  }

  private finish(outcome: LegOutcome): void {
    const [first] = this.legs;
    if (!first) return;
    const { intentId, strategy } = first.request;
    const { risk, unknown } = this.options;
    const excesses = this.excesses();
    this.report = {
      intentId,
      strategy,
      outcome: unknown !== undefined && outcome !== "complete" ? "held" : outcome,
      isRecovered: this.isRecovered,
      ...(unknown !== undefined && { unknown }),
      risk,
      legs: this.legs.map((leg, at) => this.endOf(leg, excesses[at] as number)),
      unwindOrders: this.unwindOrders,
      unwindCost: this.unwindCost as CashMicros,
    };
  }

  private endOf(leg: LegState, excess: number): LegEnd {
    const { filled, request, unwound } = leg;
    const { instrument } = request;
    return { instrument, filled, unwound, excess, ...(excess > 0 && { held: this.whyHeld(leg, excess) }) };
  }

  private whyHeld(leg: LegState, excess: number): HeldReason {
    const { config, desk, plan, unknown } = this.options;
    if (unknown !== undefined) return "unknown";
    if (plan.onFailure === "hold") return "plan";
    if (this.isStopped) return "stopped";
    if (!leg.instrument) return "no_instrument";
    if (this.tradeable(leg, excess) === 0) return "too_little";
    if (leg.unwindTries >= config.unwindsPerLegMax) return "no_tries";
    return desk.epochOf(leg.request.instrument) === 0 ? "no_book" : "no_time";
  }
}

function end(leg: LegState): void {
  leg.state = "ended";
  leg.dueUs = NEVER;
}
