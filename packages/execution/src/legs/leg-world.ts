import { Prng, sizeMicros } from "@augury/core";
import { type IntentEntry, isTerminal, type OrderReport, type OrderRequest } from "@augury/model";
import type { ExecutionGateway } from "../execution-gateway.ts";
import { openIntents } from "../live/intent-entries.ts";
import { recoverOrders } from "../live/recover-orders.ts";
import { recoverPlans } from "../live/recover-plans.ts";
import type { LegReport } from "./leg-report.ts";
import { unwindPrice } from "./leg-risk.ts";
import { LegRuns } from "./leg-runs.ts";
import { LegScene, SCENE_CONFIG } from "./leg-scene.ts";
import { LegVenue, reportOf, type VenueOrder } from "./leg-venue.ts";

const STEP_US = 10_000;
const STEPS_MAX = 30_000;
const PLAN_KEY = "plan";
const DEATHS_MAX = 20;

/** What a world of one seed came to. */
export interface LegWorldRun {
  readonly problem: string | undefined;
  readonly report: LegReport | undefined;
  readonly loss: number;
  readonly lateFills: number;
  readonly deaths: number;
  /** Orders that traded a leg back for a process that had died. */
  readonly unwoundAfterDeath: number;
}

/** The end of a process. */
class Death extends Error {}

/** What a process knows of an order. */
interface Followed {
  /** The life in which it was sent, or looked up again. */
  life: number;
  /** Its fills that were told in that life. */
  told: number;
}

/**
 * One intent of several legs at a venue where everything may happen, with a kill in the middle; `mortality`: how often, from 0 to 1, the process
 * dies at a point of its work and goes on from its log. A judge that knows the truth looks at each order as it leaves, and at the end. For tests.
 */
export class LegWorld {
  readonly scene: LegScene;
  private readonly prng: Prng;
  /** Draws what only a death leads to, so that without one a seed's story is the same. */
  private readonly fate: Prng;
  private readonly venue: LegVenue;
  private readonly followed = new Map<number, Followed>();
  private readonly closed = new Set<number>();
  private readonly terminals = new Map<number, number>();
  private readonly problems: string[] = [];
  private entries: IntentEntry[] = [];
  private wasPlanned = false;
  private isPlanOver = false;
  private runs: LegRuns;
  private ended: LegReport | undefined;
  private lateFills = 0;
  private isKilled = false;
  private deaths = 0;
  private depth = 0;
  private unwoundAfterDeath = 0;

  constructor(
    seed: number,
    private readonly mortality = 0,
  ) {
    this.prng = new Prng(seed);
    this.fate = new Prng(seed ^ 0x66617465);
    this.scene = new LegScene(this.prng);
    this.venue = new LegVenue(this.prng, this.scene, (order, report, isLate) => this.happened(order, report, isLate));
    this.runs = this.open();
  }

  run(): LegWorldRun {
    const { legs, plan } = this.scene;
    this.live(() => this.runs.start(legs, plan, this.venue.nowUs));
    const killStep = this.prng.chance(0.15) ? this.prng.int(1, 600) : -1;
    for (let step = 0; step < STEPS_MAX && this.goesOn(); step++) {
      if (step === killStep) this.live(() => this.kill());
      this.venue.advance(STEP_US);
      this.live(() => this.runs.onTime(this.venue.nowUs));
      if (this.mortality > 0 && step % 40 === 39) this.live(() => this.compare());
    }
    if (this.wasPlanned) this.check();
    return {
      problem: this.problems[0],
      report: this.ended,
      loss: this.venue.loss(),
      lateFills: this.lateFills,
      deaths: this.deaths,
      unwoundAfterDeath: this.unwoundAfterDeath,
    };
  }

  private goesOn(): boolean {
    return this.runs.openCount > 0 || !this.venue.isQuiet;
  }

  /** Lets the process work; it may die anywhere in it, and the next one begins. */
  private live(work: () => void): void {
    this.depth++;
    try {
      work();
    } catch (end) {
      if (!(end instanceof Death) || this.depth > 1) throw end;
      this.rise();
    } finally {
      this.depth--;
    }
  }

  private mayDie(): void {
    if (this.mortality > 0 && this.deaths < DEATHS_MAX && this.fate.chance(this.mortality)) throw new Death();
  }

  /** A new process takes over what the log says. */
  private rise(): void {
    this.deaths++;
    this.depth--;
    this.entries = openIntents(this.entries);
    if (!this.isPlanOver) this.ended = undefined;
    this.runs = this.open();
    this.live(() => {
      const life = this.deaths;
      for (const { prepared } of recoverOrders(this.entries))
        this.venue.later(this.fate.int(1, 2_000), () => {
          if (life === this.deaths) this.live(() => this.lookUp(prepared.request));
        });
      this.runs.recover(recoverPlans(this.entries), this.venue.nowUs);
      // Another process knows nothing of the kill switch; what it stopped stays so.
      if (this.isKilled && this.fate.chance(0.5)) this.runs.stopAll(this.venue.nowUs);
    });
    this.depth++;
  }

  /** What became of an order of before: it is followed from now on, canceled if it rests, and told of from its first fill on. */
  private lookUp(request: OrderRequest): void {
    const { fate, venue } = this;
    const order = venue.orders.get(request.leg);
    if (!order) {
      this.followed.set(request.leg, { life: this.deaths, told: 0 });
      this.hear(reportOf(request, "rejected", "never_arrived"), false);
      return;
    }
    // Its end may be heard of before its last fill.
    const untold = order.end !== undefined && fate.chance(0.3) ? fate.int(0, order.fills.length) : 0;
    this.followed.set(request.leg, { life: this.deaths, told: 0 });
    venue.cancel(order);
    this.tellFills(order, order.fills.length - untold);
    if (order.end) this.hear(reportOf(request, order.end, "none"), false);
    if (untold === 0) return;
    const life = this.deaths;
    venue.later(fate.int(1, 3_000), () => {
      if (life === this.deaths) this.live(() => this.tellFills(order, order.fills.length));
    });
  }

  private tellFills(order: VenueOrder, upTo: number): void {
    const followed = this.followed.get(order.request.leg);
    if (!followed) return;
    while (followed.told < upTo) {
      const report = order.fills[followed.told++];
      if (report) this.hear(report, order.end !== undefined && order.end !== "filled");
    }
  }

  /** What has ended, and of which nothing can be told any more, is let go now and then. */
  private compare(): void {
    for (const { request } of recoverOrders(this.entries).map(({ prepared }) => prepared)) {
      const order = this.venue.orders.get(request.leg);
      const { life, told } = this.followed.get(request.leg) ?? {};
      const isTold = life === this.deaths && told === (order?.fills.length ?? 0);
      if (!isTold || (order && (!order.end || order.isLateDue)) || this.fate.chance(0.5)) continue;
      this.write({ kind: "closed", key: keyOf(request), filled: sizeMicros(order?.filled ?? 0) });
    }
  }

  private write(entry: IntentEntry): void {
    this.mayDie();
    this.entries.push(entry);
    if (entry.kind === "planned") this.wasPlanned = true;
    else if (entry.kind === "ended") this.isPlanOver = true;
    else if (entry.kind === "closed") this.closed.add(Number(entry.key));
    this.mayDie();
  }

  private open(): LegRuns {
    const { scene } = this;
    const life = this.deaths;
    return new LegRuns({
      gateway: this.gateway(life),
      instruments: scene.table,
      config: SCENE_CONFIG,
      keeper: {
        open: ({ legs, plan, risk }, plannedUs) => {
          this.write({ kind: "planned", key: PLAN_KEY, plan, legs, risk, venues: ["kalshi"], plannedUs });
          return "none";
        },
        close: () => {
          if (!this.isPlanOver && life === this.deaths) this.write({ kind: "ended", key: PLAN_KEY });
        },
        owes: (_, leg) => !this.closed.has(leg),
      },
      epochOf: () => (this.prng.chance(0.2) ? 0 : 1),
      reject: (request, reason) => this.noteEnd(reportOf(request, "rejected", reason)),
      ended: (report) => {
        if (life !== this.deaths) return;
        if (this.ended) this.problems.push("it ended twice");
        this.ended = report;
        this.mayDie();
      },
    });
  }

  /** What a dead process still would do has no effect. */
  private gateway(life: number): ExecutionGateway {
    const submit = (orders: readonly OrderRequest[]) => {
      if (life === this.deaths) this.submit(orders);
    };
    return {
      submit: (order) => submit([order]),
      submitMany: submit,
      cancel: (_, leg) => this.venue.cancel(this.venue.orders.get(leg)),
      amend: () => "unsupported",
      refuseAmend: () => {},
      cancelByInstrument: () => {},
      cancelAll: () => {},
    };
  }

  private submit(wanted: readonly OrderRequest[]): void {
    // One that trades back is refused before it is written down while another order's outcome is open.
    const requests = wanted.filter(({ unwinds }) => unwinds === undefined || !this.prng.chance(0.1));
    for (const request of wanted)
      if (!requests.includes(request)) this.hear(reportOf(request, "rejected", "unreconciled"), false);
    for (const request of requests)
      this.write({ kind: "prepared", key: keyOf(request), request, preparedUs: this.venue.nowUs });
    for (const request of requests) {
      this.checkSend(request);
      this.followed.set(request.leg, { life: this.deaths, told: 0 });
      this.venue.place(request);
      this.mayDie();
    }
  }

  private kill(): void {
    this.runs.stopAll(this.venue.nowUs);
    this.isKilled = true;
    for (const order of this.venue.orders.values()) this.venue.cancel(order);
  }

  /** Something happened at the venue: whoever follows the order hears of it. */
  private happened({ fills, request }: VenueOrder, report: OrderReport, isLate: boolean): void {
    const followed = this.followed.get(request.leg);
    if (isLate && this.ended) this.lateFills++;
    if (followed?.life !== this.deaths) return;
    if (report.fillSize > 0) {
      // It is told with those before it.
      if (followed.told < fills.length - 1) return;
      followed.told++;
    }
    this.live(() => this.hear(report, isLate));
  }

  private hear(report: OrderReport, isLate: boolean): void {
    if (!isLate) this.noteEnd(report);
    this.runs.onReport(report, this.venue.nowUs);
    this.mayDie();
    this.runs.pump();
  }

  private noteEnd({ leg, state }: OrderReport): void {
    if (isTerminal(state)) this.terminals.set(leg, (this.terminals.get(leg) ?? 0) + 1);
  }

  private checkSend(request: OrderRequest): void {
    const { problems, scene, venue } = this;
    if (this.ended || this.isPlanOver || this.isKilled) problems.push(`order ${request.leg} was sent after the end`);
    if (venue.orders.has(request.leg)) problems.push(`order ${request.leg} was sent twice`);
    const numbers = scene.legs.length * (1 + SCENE_CONFIG.unwindsPerLegMax);
    if (request.leg >= numbers)
      problems.push(`order ${request.leg} has a number beyond the ${numbers} that there may be`);
    if (request.unwinds !== undefined) this.checkUnwind(request, request.unwinds);
    else if (this.deaths > 0) problems.push(`leg ${request.leg} was sent after a death`);
    else if (scene.plan.sequence === "one_by_one") {
      for (const before of scene.legs.slice(0, request.leg))
        if (venue.orders.get(before.leg)?.filled !== before.size)
          problems.push(`leg ${request.leg} was sent before leg ${before.leg} had filled`);
    }
  }

  private checkUnwind(request: OrderRequest, number: number): void {
    const { problems, scene, venue } = this;
    const { plan } = scene;
    const leg = scene.legs[number] as OrderRequest;
    if (plan.onFailure === "hold") problems.push("a plan that holds traded back");
    const legs = scene.legs.map((one) => venue.orders.get(one.leg));
    if (legs.some((order) => order && !order.end)) problems.push("something was traded back while a leg was open");
    if (request.timeInForce !== "IOC" || request.side === leg.side || request.instrument !== leg.instrument)
      problems.push("a leg was not traded back");
    const limit = unwindPrice({ ...leg, instrument: scene.at(leg.instrument) }, plan.bandTicks);
    if (request.price !== limit || Math.abs(request.price - leg.price) > plan.bandTicks)
      problems.push(`a leg at ${leg.price} was traded back at ${request.price}`);
    if (request.size > venue.netOf(leg)) problems.push("more was traded back than there was");
    if (this.deaths > 0) this.checkAfterDeath(request, number);
  }

  /** Whoever goes on with another's plan must know exactly what it has come to. */
  private checkAfterDeath(request: OrderRequest, number: number): void {
    const { problems, venue } = this;
    this.unwoundAfterDeath++;
    const before = [...venue.orders.values()].filter(
      (order) => this.followed.get(order.request.leg)?.life !== this.deaths,
    );
    if (before.length > 0 && before.some(({ request: { leg } }) => !this.closed.has(leg)))
      problems.push("something was traded back before it was known what had become of an order");
    if ([...venue.orders.values()].some(({ isLateDue }) => isLateDue))
      problems.push("something was traded back while a fill was still to come");
    if ([...venue.orders.values()].some((order) => order.request.unwinds === number && !order.end))
      problems.push("a leg was traded back twice at once");
    const excess = venue.excesses()[number] as number;
    if (request.size > excess)
      problems.push(`${request.size} were to be traded back, ${excess} were beyond whole sets`);
  }

  private check(): void {
    const { problems, scene, venue } = this;
    if (!this.ended && !this.isPlanOver) problems.push("it never ended");
    for (const { leg } of scene.legs) {
      const ends = this.terminals.get(leg) ?? 0;
      // Told again by whoever takes over.
      if (this.deaths === 0 ? ends !== 1 : ends < 1) problems.push(`leg ${leg} has ${ends} ends`);
    }
    for (const { end, request } of venue.orders.values()) if (!end) problems.push(`order ${request.leg} was left open`);
    const isFull = scene.legs.every((leg) => venue.netOf(leg) === leg.size);
    if (this.ended && (this.ended.outcome === "complete") !== isFull && this.lateFills === 0)
      problems.push("complete is not complete");
    const loss = venue.loss();
    if (loss > scene.risk.heldLoss) problems.push(`${loss} was lost, stated were ${scene.risk.heldLoss}`);
    const isBack = this.ended?.outcome === "unwound" && this.lateFills === 0;
    if (isBack && loss > scene.risk.unwindLoss)
      problems.push(`${loss} was lost trading back, stated were ${scene.risk.unwindLoss}`);
    if (this.ended?.isRecovered) this.checkReport(this.ended);
  }

  /** What is said of a plan that was taken over is the truth. */
  private checkReport({ legs, unwindOrders }: LegReport): void {
    let sent = 0;
    for (const [at, { filled, unwound }] of legs.entries()) {
      const truth = this.venue.orders.get(at)?.filled ?? 0;
      const back = [...this.venue.orders.values()].filter(({ request }) => request.unwinds === at);
      const unwoundTruly = back.reduce((sum, one) => sum + one.filled, 0);
      if (filled !== truth || unwound !== unwoundTruly)
        this.problems.push(`leg ${at}: told ${filled} and ${unwound} back, in truth ${truth} and ${unwoundTruly}`);
      if (back.length > SCENE_CONFIG.unwindsPerLegMax) this.problems.push(`leg ${at}: ${back.length} traded it back`);
      sent += back.length;
    }
    // One that was written down and never left counts too.
    if (unwindOrders < sent) this.problems.push(`${sent} orders traded back, told ${unwindOrders}`);
  }
}

function keyOf({ leg }: OrderRequest): string {
  return `${leg}`;
}
