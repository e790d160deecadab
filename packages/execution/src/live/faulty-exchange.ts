import { ok, type PriceTicks, type Prng, type SizeMicros } from "@augury/core";
import type {
  Amendment,
  AmendOutcome,
  IntentEntry,
  LivePort,
  OrderFact,
  OrderRequest,
  PostOutcome,
  PreparedOrder,
} from "@augury/model";
import type { LegRuns } from "../legs/leg-runs.ts";
import { Belief, keyOf } from "./belief.ts";
import { BookedOrder, CANCELED } from "./booked-order.ts";
import { FAULTY_INSTRUMENTS, FaultyLegs } from "./faulty-legs.ts";
import { type FaultPlan, FaultyNetwork } from "./faulty-network.ts";
import { openIntents } from "./intent-entries.ts";
import { LegJudge } from "./leg-judge.ts";
import { legProblems } from "./leg-problems.ts";
import { LiveConfig } from "./live-config.ts";
import { LiveVenue } from "./live-venue.ts";

const BATCH_MAX = 5;
const { snapshotMs: SNAPSHOT_MS } = LiveConfig.parse({});

/** What a run of one seed came to. */
export interface FaultyRun {
  readonly problem: string | undefined;
  readonly orders: number;
  readonly crashes: number;
  readonly unknownOutcomes: number;
  readonly batches: number;
  readonly amendments: number;
  /** Orders whose price and size were compared with the venue's while they rested. */
  readonly termsCompared: number;
  /** Intents of several legs that were carried out to their end, and how often one was taken over. */
  readonly legRuns: number;
  readonly legsRecovered: number;
  /** Orders that traded a leg back for a process that had died. */
  readonly unwoundAfterDeath: number;
}

/**
 * A venue behind a bad network, on virtual time, and one {@link LiveVenue} before it that may crash and go on from its log. In the end our
 * belief has to be the venue's: for tests.
 */
export class FaultyExchange {
  private readonly prng: Prng;
  private readonly network: FaultyNetwork;
  private era = 0;
  private readonly orders = new Map<string, BookedOrder>();
  private readonly postedKeys = new Map<string, number>();
  private entries: IntentEntry[] = [];
  private venue: LiveVenue;
  private legs: LegRuns;
  private readonly judge = new LegJudge(this.orders);
  private readonly faultyLegs = new FaultyLegs(this.judge);
  private readonly belief = new Belief();
  private readonly amendments = new Set<string>();
  private batches = 0;
  private amends = 0;
  private termsCompared = 0;
  private nextIntent = 1;
  private nextTrade = 1;
  private crashes = 0;
  private unknowns = 0;
  private readonly problems: string[] = [];

  constructor(
    seed: number,
    private readonly plan: FaultPlan,
  ) {
    this.network = new FaultyNetwork(seed, plan);
    this.prng = this.network.prng;
    this.venue = this.start();
    this.legs = this.openLegs();
  }

  /** Lives `steps` steps of trading under faults, then heals the network and waits until everything is known. */
  run(steps: number): FaultyRun {
    for (let step = 0; step < steps; step++) {
      this.live(() => {
        this.act();
        this.advance();
      });
    }
    this.network.healthy = true;
    for (let step = 0; step < 60_000 && this.legs.openCount > 0; step++) this.advance();
    for (let step = 0; step < 60_000 && !(this.network.isQuiet && this.venue.isReconciled); step++) this.advance();
    this.reconnect();
    for (let step = 0; step < 60_000 && !this.venue.isReconciled; step++) this.advance();
    this.compareTerms();
    for (let step = 0; step < 60_000 && !this.isQuiet(); step++) this.advance();
    // What the stream lost of orders that have ended comes with the next comparison.
    this.reconnect();
    for (let step = 0; step < 60_000 && !this.venue.isReconciled; step++) this.advance();
    this.compare();
    this.unknowns += this.venue.counts.unknownOutcomes;
    return {
      problem: this.problems[0],
      orders: this.orders.size,
      crashes: this.crashes,
      unknownOutcomes: this.unknowns,
      batches: this.batches,
      amendments: this.amends,
      termsCompared: this.termsCompared,
      legRuns: this.faultyLegs.reports.length,
      legsRecovered: this.faultyLegs.recovered,
      unwoundAfterDeath: this.judge.unwoundAfterDeath,
    };
  }

  private get nowUs(): number {
    return this.network.nowUs;
  }

  private isQuiet(): boolean {
    const everyoneDone = this.resting().length === 0;
    if (this.network.isQuiet && !everyoneDone) this.venue.cancelAll("requested", this.nowUs);
    return everyoneDone && this.network.isQuiet && this.venue.openCount === 0;
  }

  /** One thing that happens in the world. */
  private act(): void {
    const { plan, prng } = this;
    if (prng.chance(plan.crash)) this.crash();
    if (prng.chance(0.1)) this.venue.submit(this.newOrder(), this.nowUs);
    if (prng.chance(0.02)) {
      const batch = Array.from({ length: prng.int(2, 8) }, () => this.newOrder());
      this.venue.submitMany(batch, this.nowUs);
    }
    if (prng.chance(0.08)) this.amendSome();
    if (prng.chance(plan.legs ?? 0.01)) this.beginLegs();
    if (prng.chance(0.05)) this.venue.cancel(prng.int(1, this.nextIntent), 0, this.nowUs);
    if (prng.chance(0.2)) this.fillSome();
    if (prng.chance(0.01)) this.reconnect();
  }

  private newOrder(): OrderRequest {
    const { prng } = this;
    return {
      intentId: this.nextIntent++,
      leg: 0,
      strategy: 0,
      instrument: prng.int(0, FAULTY_INSTRUMENTS - 1),
      side: "buy",
      price: 4_000 as PriceTicks,
      size: (prng.int(1, 100) * 1_000_000) as SizeMicros,
      timeInForce: "GTC",
      postOnly: false,
      epoch: 1,
      deadlineUs: this.nowUs + 1_000_000,
    };
  }

  private beginLegs(): void {
    const { prng } = this;
    const first = { ...this.newOrder(), timeInForce: prng.pick(["GTC", "IOC"] as const) };
    const legs = Array.from({ length: prng.int(2, 4) }, (_, leg) => ({ ...first, leg, instrument: leg * 2 }));
    const onFailure = prng.pick(["unwind", "hold"] as const);
    const sequence = prng.pick(["together", "one_by_one"] as const);
    this.legs.start(legs, { onFailure, sequence, bandTicks: 100, legMs: prng.int(100, 2_000) }, this.nowUs);
  }

  private amendSome(): void {
    const { prng } = this;
    const intentId = prng.int(Math.max(1, this.nextIntent - 20), this.nextIntent);
    const price = (prng.chance(0.4) ? 4_000 : prng.int(3_000, 5_000)) as PriceTicks;
    const size = (prng.int(1, 150) * 1_000_000) as SizeMicros;
    const request = { intentId, leg: 0, price, size, epoch: 1, deadlineUs: this.nowUs + 1_000_000 };
    if (this.venue.amend(request, this.nowUs) === "none") this.amends++;
  }

  private fillSome(): void {
    const live = this.resting();
    if (live.length === 0) return;
    const order = this.prng.pick(live);
    const size = this.prng.chance(0.4) ? order.left : Math.max(1, Math.floor(order.left * this.prng.next()));
    this.tell(order.key, [order.fill(`trade-${this.nextTrade++}`, size, this.nowUs)]);
    if (this.prng.chance(0.7)) this.tell(order.key, [{ kind: "matched", size: order.filled as SizeMicros }]);
  }

  private resting(): BookedOrder[] {
    return [...this.orders.values()].filter(({ rests }) => rests);
  }

  private crash(): void {
    this.crashes++;
    this.unknowns += this.venue.counts.unknownOutcomes;
    this.entries = this.plan.forgets ? [] : openIntents(this.entries);
    this.live(() => {
      this.venue = this.start();
      this.legs = this.openLegs();
    });
  }

  private openLegs(): LegRuns {
    const { era, venue } = this;
    const life = { venue, era, nowUs: () => this.nowUs, log: (entry: IntentEntry) => this.write(entry) };
    return this.faultyLegs.begin(life, this.entries);
  }

  /** Lets the process do something; it may die anywhere in it. */
  private live(act: () => void): void {
    try {
      act();
    } catch (end) {
      if (!(end instanceof Death)) throw end;
      this.crash();
    }
  }

  private mayDie(): void {
    if (this.plan.crash > 0 && this.network.fails(this.plan.crash)) throw new Death();
  }

  private write(entry: IntentEntry): boolean {
    this.mayDie();
    this.entries.push(entry);
    this.mayDie();
    return true;
  }

  private start(): LiveVenue {
    this.era++;
    const { snapshotMs = SNAPSHOT_MS } = this.plan;
    const venue = new LiveVenue(this.port(), LiveConfig.parse({ snapshotMs }));
    venue.recover(this.entries, this.nowUs);
    this.venue = venue;
    venue.onStream(true, this.nowUs);
    return venue;
  }

  private reconnect(): void {
    this.venue.onStream(false, this.nowUs);
    this.venue.onStream(true, this.nowUs);
  }

  private advance(): void {
    this.network.advance();
    this.venue.onTime(this.nowUs);
    this.legs.onTime(this.nowUs);
  }

  private port(): LivePort {
    const era = this.era;
    return {
      prepare: (request) => ok({ key: keyOf(request), request, payload: undefined }),
      isLive: () => true,
      log: (entry) => this.write(entry),
      post: (order) => this.post(era, [order]),
      batchMax: BATCH_MAX,
      postMany: (orders) => this.post(era, orders),
      amend: (key, amendment) => this.amend(era, key, amendment),
      decrease: (key, amendment) => this.amend(era, key, amendment),
      marketOf,
      cancel: (keys) => this.network.request(() => this.cancelNow(era, keys)),
      lookUp: (key) => this.network.request(() => this.answerLookUp(era, key)),
      snapshot: (sinceUs) => this.answerSnapshot(era, this.nowUs, sinceUs),
      report: (report) => {
        this.belief.take(report);
        if (this.isNow(era)) this.legs?.onReport(report, this.nowUs);
        this.mayDie();
      },
      alarm: (what, key) => this.problems.push(`${what}: ${key}`),
    };
  }

  private post(era: number, orders: readonly PreparedOrder[]): void {
    for (const order of orders) this.checkPost(order);
    for (const { request } of orders) this.judge.posted(request, era);
    if (orders.length > 1) this.batches++;
    if (orders.length > BATCH_MAX) this.problems.push(`${orders.length} orders in one request`);
    const answer = (outcomes: readonly PostOutcome[]) =>
      this.network.later(() => {
        if (!this.isNow(era)) return;
        for (const [at, { key }] of orders.entries())
          this.venue.onPosted(key, outcomes[at] ?? { kind: "unknown" }, this.nowUs);
      });
    if (this.network.fails(this.plan.requestLost)) {
      for (const { request } of orders) this.judge.settled(request);
      answer([]);
    } else
      this.network.later(() => {
        const outcomes = orders.map((order) => this.place(order));
        answer(this.network.fails(this.plan.replyLost) ? [] : outcomes);
      });
    this.mayDie();
  }

  private checkPost({ key, request }: PreparedOrder): void {
    const times = (this.postedKeys.get(key) ?? 0) + 1;
    this.postedKeys.set(key, times);
    if (times > 1) this.problems.push(`${key} was sent ${times} times`);
    if (!this.entries.some((entry) => entry.kind === "prepared" && entry.key === key))
      this.problems.push(`${key} was sent before it was written down`);
    if (this.venue.unknown.markets.has(marketOf(request.instrument)))
      this.problems.push(`${key} was sent to a market with an order of unknown outcome`);
  }

  private place({ key, request }: PreparedOrder): PostOutcome {
    this.judge.settled(request);
    if (this.network.fails(this.plan.refused)) return { kind: "refused", reason: "venue_refused" };
    const order = new BookedOrder(key, request, this.nowUs);
    this.orders.set(key, order);
    this.tell(key, [{ kind: "accepted" }]);
    if (request.timeInForce === "IOC") {
      const size = this.prng.chance(0.6) ? order.left : Math.floor(order.left * this.prng.next());
      this.tell(key, order.take(`trade-${this.nextTrade++}`, size, this.nowUs));
    }
    return { kind: "accepted", matched: order.filled as SizeMicros };
  }

  private amend(era: number, key: string, amendment: Amendment): void {
    const name = `${key} amendment ${amendment.number}`;
    if (this.amendments.has(`${era} ${name}`)) this.problems.push(`${name} was sent twice`);
    this.amendments.add(`${era} ${name}`);
    const isWritten = this.entries.some(
      (entry) => entry.kind === "amending" && entry.key === key && entry.amendment.number === amendment.number,
    );
    if (!isWritten) this.problems.push(`${name} was sent before it was written down`);
    const answer = (outcome: AmendOutcome) =>
      this.network.later(() => this.isNow(era) && this.venue.onAmended(key, amendment.number, outcome, this.nowUs));
    if (this.network.fails(this.plan.requestLost)) answer({ kind: "unknown" });
    else
      this.network.later(() => {
        const outcome = this.amendNow(key, amendment);
        answer(this.network.fails(this.plan.replyLost) ? { kind: "unknown" } : outcome);
      });
  }

  private amendNow(key: string, amendment: Amendment): AmendOutcome {
    const order = this.orders.get(key);
    const effect = order && !this.network.fails(this.plan.refused) ? order.amend(amendment, this.nowUs) : "refused";
    if (effect === "canceled") this.tell(key, [CANCELED]);
    if (!order || effect !== "amended") return { kind: "refused", reason: "venue_refused" };
    this.tell(key, [{ kind: "terms", terms: order.terms }]);
    return { kind: "amended", terms: order.terms };
  }

  private cancelNow(era: number, keys: readonly string[]): void {
    for (const key of keys) {
      if (!this.orders.get(key)?.cancel()) continue;
      this.tell(key, [CANCELED]);
      if (!this.network.fails(this.plan.replyLost))
        this.network.later(() => this.isNow(era) && this.venue.onFacts({ key, facts: [CANCELED] }, this.nowUs));
    }
  }

  private answerLookUp(era: number, key: string): void {
    const order = this.orders.get(key);
    const complete = !this.network.fails(this.plan.listingIncomplete);
    const facts = order?.facts(complete) ?? [];
    this.network.later(() => this.isNow(era) && this.venue.onLookedUp({ key, facts, complete }, this.nowUs));
  }

  private answerSnapshot(era: number, startedUs: number, sinceUs: number): void {
    this.network.request(() => {
      const complete = !this.network.fails(this.plan.listingIncomplete);
      const orders = this.resting().map((order) => ({ key: order.key, facts: order.listing() }));
      const all = [...this.orders.values()];
      const trades = all.map((order) => ({ key: order.key, facts: order.fillsSince(sinceUs) }));
      const snapshot = { startedUs, complete, orders, trades: complete ? trades : [] };
      this.network.later(() => this.isNow(era) && this.venue.onSnapshot(snapshot, this.nowUs));
    });
  }

  /** An event of the account's stream. */
  private tell(key: string, facts: readonly OrderFact[]): void {
    this.network.event(() => this.venue.onFacts({ key, facts }, this.nowUs));
  }

  private isNow(era: number): boolean {
    return era === this.era;
  }

  /** Prices and sizes of resting orders as we had them told, against the venue's. */
  private compareTerms(): void {
    for (const order of this.resting()) {
      const problem = this.belief.termsProblem(order);
      if (problem) this.problems.push(problem);
      else this.termsCompared++;
    }
  }

  /** Our belief against the venue's books. */
  private compare(): void {
    const isOneProcess = this.crashes === 0;
    for (const order of this.orders.values()) {
      // What has filled whole was told at its last price and size; of what is canceled nobody owes them.
      const stale = order.left === 0 ? this.belief.termsProblem(order) : undefined;
      const problem = this.belief.fillProblem(order, isOneProcess) ?? stale;
      if (problem) this.problems.push(problem);
      if (order.rests) this.problems.push(`${order.key} still rests`);
    }
    const { late, reports } = this.faultyLegs;
    for (const report of reports)
      this.problems.push(...legProblems(report, { orders: this.orders, late, isOneProcess }));
    this.problems.push(...this.judge.problems);
    if (this.venue.openCount > 0) this.problems.push(`${this.venue.openCount} orders never ended for us`);
  }
}

/** The end of a process. */
class Death extends Error {}

function marketOf(instrument: number): number {
  return Math.floor(instrument / 2);
}
