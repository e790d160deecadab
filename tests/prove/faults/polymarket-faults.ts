import type { PriceTicks, SizeMicros } from "@augury/core";
import type { OrderRequest, OrderState } from "@augury/model";
import { LiveScene } from "@augury/venue-polymarket/live/sim";
import { NO_ORDER_FAULTS } from "@augury/venue-polymarket/sim";
import { type FaultPlan, planOf } from "./fault-plan.ts";
import type { FaultRun } from "./fault-scene.ts";

const ACTIONS = 60;
/** So many orders at once are more than the venue's rate takes: some of them wait for their turn. */
const BURST = 70;
const ORDERS_OPEN_MAX = 30;
const CUT_OVER_MS = 2_000;
const QUIET_MS_MAX = 400_000;

/** Trades for a while on the simulated Polymarket while everything of the seed's plan goes wrong, then lets it calm down and compares. */
export async function runPolymarketFaults(seed: number): Promise<FaultRun> {
  const scene = await LiveScene.open(seed, { config: { ordersOpenMax: ORDERS_OPEN_MAX }, pageItems: 10 });
  const run = new PolymarketFaults(scene, planOf(seed));
  try {
    return await run.run();
  } finally {
    await scene.close();
  }
}

class PolymarketFaults {
  private readonly problems: string[] = [];
  private crashes = 0;
  private drops = 0;
  private cutOvers = 0;
  private unheard = 0;

  constructor(
    private readonly scene: LiveScene,
    private readonly plan: FaultPlan,
  ) {}

  async run(): Promise<FaultRun> {
    await this.scene.ready();
    this.unleash();
    for (let n = 0; n < ACTIONS; n++) await this.act();
    await this.conclude();
    this.compare();
    return { problems: this.problems, counts: this.counts() };
  }

  private unleash(): void {
    const { events, replies, settlement, way } = this.plan;
    this.scene.world.faults.rates = { ...replies, ...events, ...settlement };
    this.scene.way = way;
  }

  private async act(): Promise<void> {
    const { plan, scene } = this;
    const { random } = scene;
    if (random.chance(0.6)) this.submit();
    if (random.chance(plan.burst)) scene.submitMany(Array.from({ length: BURST }, () => this.wish()));
    if (random.chance(0.1)) scene.submitMany([this.wish(), this.wish()]);
    if (random.chance(plan.epochEnd)) scene.audit.endEpoch(random.int(0, 1));
    if (random.chance(0.3)) scene.trade(random.chance(0.5) ? "buy" : "sell", random.int(1, 150));
    if (random.chance(0.2)) scene.refill();
    if (random.chance(0.1)) scene.process.venue.cancel(random.int(1, scene.intents), 0, scene.scheduler.nowUs());
    if (random.chance(0.01)) scene.process.venue.cancelAll("requested", scene.scheduler.nowUs());
    if (random.chance(plan.streamDrop)) this.drop();
    if (random.chance(plan.cutOver)) await this.cutOver();
    if (random.chance(plan.crash)) await this.crash();
    await scene.pass(random.int(1, 20) * 25);
    this.judgeLimits();
  }

  private submit(): void {
    this.scene.submit(this.wish());
  }

  private wish(): Partial<OrderRequest> {
    const { random, scheduler } = this.scene;
    const timeInForce = random.pick(["GTC", "GTC", "GTC", "IOC", "FOK", "GTD"] as const);
    const patienceMs = random.pick([50, 500, 5_000]);
    return {
      instrument: random.int(0, 1),
      side: random.chance(0.7) ? "buy" : "sell",
      price: (random.int(45, 55) * 100) as PriceTicks,
      size: (random.int(500, 3_000) * 10_000) as SizeMicros,
      timeInForce,
      deadlineUs: scheduler.nowUs() + (timeInForce === "GTD" ? 150_000 : patienceMs) * 1000,
      postOnly: random.chance(0.1) && timeInForce === "GTC",
    };
  }

  private drop(): void {
    this.drops++;
    this.scene.dropConnections();
  }

  private async crash(): Promise<void> {
    this.crashes++;
    this.collect();
    await this.scene.crash();
  }

  /** For a while the venue takes another order version, and what rested is wiped. */
  private async cutOver(): Promise<void> {
    const { world } = this.scene;
    this.cutOvers++;
    world.desk.cutOver(3, this.scene.nowMs);
    this.submit();
    await this.scene.pass(CUT_OVER_MS);
    world.desk.cutOver(2, this.scene.nowMs);
  }

  private judgeLimits(): void {
    const open = this.scene.world.desk.openOrdersOf(this.scene.key.account).length;
    if (open > ORDERS_OPEN_MAX) this.problems.push(`${open} orders rest, at most ${ORDERS_OPEN_MAX} may`);
  }

  /** Calms everything, withdraws every order, and waits until all is known and settled. */
  private async conclude(): Promise<void> {
    const { scene } = this;
    const { settlement } = scene.world.desk;
    scene.world.faults.rates = NO_ORDER_FAULTS;
    scene.way = { latencyMsMax: 5, lost: 0 };
    await scene.pass(this.plan.events.delayMsMax + this.plan.way.latencyMsMax);
    const { process } = scene;
    process.venue.cancelAll("requested", scene.scheduler.nowUs());
    await scene.until(() => process.venue.openCount === 0 && settlement.pendingCount === 0, QUIET_MS_MAX);
    scene.dropConnections();
    await scene.pass(1_000);
    await scene.until(() => process.venue.isReconciled && process.live.settlements.pendingCount === 0, QUIET_MS_MAX);
  }

  /** What a process found wrong while it lived. */
  private collect(): void {
    const { alarms, imbalances } = this.scene.process;
    this.problems.push(...alarms, ...imbalances);
  }

  private compare(): void {
    const { scene } = this;
    this.collect();
    this.problems.push(...scene.audit.problems);
    const difference = scene.difference();
    if (difference) this.problems.push(difference);
    if (scene.world.desk.openOrdersOf(scene.key.account).length > 0) this.problems.push("orders still rest");
    const known = new Set(scene.keys.values());
    for (const id of scene.world.desk.orders.keys())
      if (!known.has(id)) this.problems.push(`${id} was not written down`);
    for (let intent = 1; intent <= scene.intents; intent++) this.compareOrder(intent);
  }

  private compareOrder(intent: number): void {
    const said = this.scene.said.get(intent);
    const order = this.scene.orderOf(intent);
    const matched = order?.matched ?? 0;
    if (said?.filled !== matched)
      this.problems.push(`order ${intent}: we count ${said?.filled} filled, the venue ${matched}`);
    if ((said?.state === "expired" ? "canceled" : said?.state) === endOf(order)) return;
    // What takes is signed for no more than the venue's rounding leaves of it: its rest ends with it.
    const isCut = order !== undefined && (order.type === "FOK" || order.type === "FAK") && said?.state === "canceled";
    if (isCut && matched >= order.size) return;
    // News of it were lost until it had come and gone without effect: the venue tells nobody of such orders any more.
    const isUnheard = said?.state === "rejected" && endOf(order) === "canceled" && matched === 0;
    if (isUnheard) this.unheard++;
    else this.problems.push(`order ${intent}: we say ${said?.state}, the venue ${endOf(order)}`);
  }

  private counts(): FaultRun["counts"] {
    const { audit, world } = this.scene;
    const { counts } = world.faults;
    const struck = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return {
      orders: world.desk.orders.size,
      sent: audit.counts.sent,
      faults: struck + this.drops + this.cutOvers + this.crashes,
      epochsEnded: audit.counts.epochsEnded,
      crashes: this.crashes,
      voided: counts.ghost + counts.reverted,
      retried: counts.retried,
      unheard: this.unheard,
    };
  }
}

/** How an order of the venue's books ended; an expiry is a cancel there. */
function endOf(order: ReturnType<LiveScene["orderOf"]>): OrderState {
  if (!order) return "rejected";
  return order.matched >= order.size ? "filled" : "canceled";
}
