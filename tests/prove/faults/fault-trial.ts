import type { FaultPlan } from "./fault-plan.ts";
import type { FaultRun } from "./fault-scene.ts";
import type { FaultVenue, VenueOrder } from "./fault-venue.ts";

const ACTIONS = 60;
/** So many orders at once are more than a venue's rate takes: some of them wait for their turn. */
const BURST = 70;
/** As the scenes' processes are told. */
export const ORDERS_OPEN_MAX = 30;
const QUIET_MS_MAX = 400_000;
/** Late news of the busy time. */
const LATE_MS_MAX = 25_000;

/** Trades for a while while everything of the seed's plan goes wrong, then lets it calm down and compares. */
export class FaultTrial {
  private readonly problems: string[] = [];
  private crashes = 0;
  private drops = 0;
  private surprises = 0;
  private unheard = 0;

  constructor(
    private readonly venue: FaultVenue,
    private readonly plan: FaultPlan,
  ) {}

  async run(): Promise<FaultRun> {
    await this.venue.scene.ready();
    this.venue.unleash(this.plan);
    for (let n = 0; n < ACTIONS; n++) await this.act();
    await this.conclude();
    this.compare();
    return { problems: this.problems, counts: this.counts() };
  }

  private async act(): Promise<void> {
    const { plan, venue } = this;
    const { scene } = venue;
    const { random } = scene;
    const nowUs = scene.scheduler.nowUs();
    if (random.chance(0.6)) scene.submit(venue.wish());
    if (random.chance(plan.burst)) scene.submitMany(Array.from({ length: BURST }, () => venue.wish()));
    if (random.chance(0.1)) scene.submitMany([venue.wish(), venue.wish()]);
    if (random.chance(plan.epochEnd)) scene.audit.endEpoch(random.int(0, 1));
    if (random.chance(0.3)) scene.trade(random.chance(0.5) ? "buy" : "sell", random.int(1, 150));
    if (random.chance(0.2)) scene.refill();
    if (random.chance(0.1)) scene.process.venue.cancel(random.int(1, Math.max(1, scene.intents)), 0, nowUs);
    if (random.chance(0.01)) scene.process.venue.cancelAll("requested", nowUs);
    if (random.chance(plan.streamDrop)) this.drop();
    if (await venue.surprise(plan)) this.surprises++;
    if (random.chance(plan.crash)) await this.crash();
    await scene.pass(random.int(1, 20) * 25);
    const { restingCount } = venue;
    if (restingCount > ORDERS_OPEN_MAX)
      this.problems.push(`${restingCount} orders rest, at most ${ORDERS_OPEN_MAX} may`);
  }

  private drop(): void {
    this.drops++;
    this.venue.scene.dropConnections();
  }

  private async crash(): Promise<void> {
    this.crashes++;
    this.collect();
    await this.venue.scene.crash();
  }

  /** Calms everything, withdraws every order, and waits until all is known and settled. */
  private async conclude(): Promise<void> {
    const { plan, venue } = this;
    const { scene } = venue;
    venue.calm();
    await scene.pass(Math.min(LATE_MS_MAX, plan.events.delayMsMax + plan.way.latencyMsMax));
    scene.process.venue.cancelAll("requested", scene.scheduler.nowUs());
    await scene.until(() => scene.process.venue.openCount === 0, QUIET_MS_MAX);
    scene.dropConnections();
    await scene.pass(1_000);
    await scene.until(() => scene.process.venue.isReconciled && venue.isSettled(), QUIET_MS_MAX);
  }

  /** What a process found wrong while it lived. */
  private collect(): void {
    const { alarms, imbalances } = this.venue.scene.process;
    this.problems.push(...alarms, ...imbalances);
  }

  private compare(): void {
    const { scene } = this.venue;
    this.collect();
    this.problems.push(...scene.audit.problems);
    const difference = scene.difference();
    if (difference) this.problems.push(difference);
    const { restingCount } = this.venue;
    if (restingCount > 0) this.problems.push(`${restingCount} orders still rest`);
    const orders = new Map<string, VenueOrder>();
    for (const order of this.venue.orders()) {
      if (orders.has(order.key)) this.problems.push(`${order.key} is there twice`);
      orders.set(order.key, order);
    }
    const known = new Set(this.venue.keys.values());
    for (const key of orders.keys()) if (!known.has(key)) this.problems.push(`${key} was not written down`);
    for (let intent = 1; intent <= scene.intents; intent++)
      this.compareOrder(intent, orders.get(this.venue.keys.get(intent) ?? ""));
  }

  private compareOrder(intent: number, order: VenueOrder | undefined): void {
    const said = this.venue.scene.said.get(intent);
    const filled = order?.filled ?? 0;
    if (said?.filled !== filled)
      this.problems.push(`order ${intent}: we count ${said?.filled} filled, the venue ${filled}`);
    const theirs = order?.state ?? "rejected";
    const ours = said?.state === "expired" ? "canceled" : said?.state;
    if (ours === theirs) return;
    // What takes is signed for no more than the venue's rounding leaves of it: its rest ends with it.
    if (order?.isCut && ours === "canceled" && theirs === "filled") return;
    // News of it were lost until it had come and gone without effect: the venue tells nobody of such orders any more.
    if (ours === "rejected" && theirs === "canceled" && filled === 0) this.unheard++;
    else this.problems.push(`order ${intent}: we say ${said?.state}, the venue ${theirs}`);
  }

  private counts(): FaultRun["counts"] {
    const { audit } = this.venue.scene;
    const { faults, retried, voided } = this.venue.struck();
    return {
      orders: this.venue.orders().length,
      sent: audit.counts.sent,
      faults: faults + this.drops + this.surprises + this.crashes,
      epochsEnded: audit.counts.epochsEnded,
      crashes: this.crashes,
      voided,
      retried,
      unheard: this.unheard,
    };
  }
}
