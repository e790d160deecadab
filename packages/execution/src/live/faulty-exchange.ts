import { type CashMicros, ok, type PriceTicks, Prng, type SizeMicros } from "@augury/core";
import type { IntentEntry, LivePort, OrderFact, OrderReport, OrderRequest, PreparedOrder } from "@augury/model";
import { LiveConfig } from "./live-config.ts";
import { LiveVenue } from "./live-venue.ts";

/** How often the world goes wrong, each from 0 to 1. */
export interface FaultPlan {
  readonly requestLost: number;
  readonly replyLost: number;
  readonly eventLost: number;
  readonly eventRepeated: number;
  readonly listingIncomplete: number;
  /** The process dies at a step and starts anew from its log. */
  readonly crash: number;
  readonly delayMsMax: number;
  /** Nothing is remembered over a crash: what the log is there for. */
  readonly forgets?: boolean;
}

interface RestingOrder {
  readonly key: string;
  readonly request: OrderRequest;
  filled: number;
  canceled: boolean;
  readonly fills: { readonly id: string; readonly size: number; readonly atUs: number }[];
}

interface Due {
  readonly atUs: number;
  readonly order: number;
  readonly run: () => void;
}

const STEP_US = 5_000;
const START_US = 1_790_000_000_000_000;

/** What a run of one seed came to. */
export interface FaultyRun {
  readonly problem: string | undefined;
  readonly orders: number;
  readonly crashes: number;
  readonly unknownOutcomes: number;
}

/**
 * A venue behind a bad network, on virtual time, and one {@link LiveVenue} before it that may crash and go on from its log. In the end our
 * belief has to be the venue's: for tests.
 */
export class FaultyExchange {
  private readonly prng: Prng;
  private nowUs = START_US;
  private due: Due[] = [];
  private sequence = 0;
  private era = 0;
  private readonly orders = new Map<string, RestingOrder>();
  private readonly postedKeys = new Map<string, number>();
  private entries: IntentEntry[] = [];
  private venue: LiveVenue;
  private healthy = false;
  private readonly reports = new Map<string, { filled: number; ended: OrderReport | undefined; fills: number }>();
  private nextIntent = 1;
  private nextTrade = 1;
  private crashes = 0;
  private unknowns = 0;
  private readonly problems: string[] = [];

  constructor(
    seed: number,
    private readonly plan: FaultPlan,
  ) {
    this.prng = new Prng(seed);
    this.venue = this.start();
  }

  /** Lives `steps` steps of trading under faults, then heals the network and waits until everything is known. */
  run(steps: number): FaultyRun {
    for (let step = 0; step < steps; step++) {
      this.act();
      this.advance();
    }
    this.healthy = true;
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
    };
  }

  private isQuiet(): boolean {
    const everyoneDone = [...this.orders.values()].every(
      (order) => order.canceled || order.filled === order.request.size,
    );
    if (this.due.length === 0 && !everyoneDone) this.venue.cancelAll("requested", this.nowUs);
    return everyoneDone && this.due.length === 0 && this.venue.openCount === 0;
  }

  /** One thing that happens in the world. */
  private act(): void {
    const { plan, prng } = this;
    if (prng.chance(plan.crash)) this.crash();
    if (prng.chance(0.15)) this.submit();
    if (prng.chance(0.05)) this.venue.cancel(prng.int(1, this.nextIntent), 0, this.nowUs);
    if (prng.chance(0.2)) this.fillSome();
    if (prng.chance(0.01)) this.reconnect();
  }

  private submit(): void {
    const { prng } = this;
    const size = prng.int(1, 100) * 1_000_000;
    this.venue.submit(
      {
        intentId: this.nextIntent++,
        leg: 0,
        strategy: 0,
        instrument: 0,
        side: "buy",
        price: 4_000 as PriceTicks,
        size: size as SizeMicros,
        timeInForce: "GTC",
        postOnly: false,
        epoch: 1,
        deadlineUs: this.nowUs + 1_000_000,
      },
      this.nowUs,
    );
  }

  private fillSome(): void {
    const live = [...this.orders.values()].filter(
      ({ canceled, filled, request }) => !canceled && filled < request.size,
    );
    if (live.length === 0) return;
    const order = this.prng.pick(live);
    const left = order.request.size - order.filled;
    const size = this.prng.chance(0.4) ? left : Math.max(1, Math.floor(left * this.prng.next()));
    const id = `trade-${this.nextTrade++}`;
    order.filled += size;
    order.fills.push({ id, size, atUs: this.nowUs });
    this.tell(order.key, [fillFact(id, size)]);
    if (this.prng.chance(0.7)) this.tell(order.key, [{ kind: "matched", size: order.filled as SizeMicros }]);
  }

  private crash(): void {
    this.crashes++;
    this.unknowns += this.venue.counts.unknownOutcomes;
    if (this.plan.forgets) this.entries = [];
    this.venue = this.start();
  }

  private start(): LiveVenue {
    this.era++;
    const venue = new LiveVenue(this.port(), LiveConfig.parse({}));
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
    this.nowUs += STEP_US;
    for (;;) {
      const at = this.due.findIndex(({ atUs }) => atUs <= this.nowUs);
      if (at < 0) break;
      const [one] = this.due.splice(at, 1);
      one?.run();
    }
    this.venue.onTime(this.nowUs);
  }

  private port(): LivePort {
    const era = this.era;
    return {
      prepare: (request) => ok({ key: `key-${request.intentId}`, request, payload: undefined }),
      isLive: () => true,
      log: (entry) => {
        this.entries.push(entry);
        return true;
      },
      post: (order) => this.post(era, order),
      cancel: (keys) => this.request(() => this.cancelNow(era, keys)),
      lookUp: (key) => this.request(() => this.answerLookUp(era, key)),
      snapshot: (sinceUs) => this.answerSnapshot(era, this.nowUs, sinceUs),
      report: (report) => this.take(report),
      alarm: (what, key) => this.problems.push(`${what}: ${key}`),
    };
  }

  private post(era: number, order: PreparedOrder): void {
    const { key, request } = order;
    const times = (this.postedKeys.get(key) ?? 0) + 1;
    this.postedKeys.set(key, times);
    if (times > 1) this.problems.push(`${key} was sent ${times} times`);
    if (!this.entries.some((entry) => entry.kind === "prepared" && entry.key === key))
      this.problems.push(`${key} was sent before it was written down`);
    if (this.fails(this.plan.requestLost)) {
      this.later(() => this.isNow(era) && this.venue.onPosted(key, { kind: "unknown" }, this.nowUs));
      return;
    }
    this.later(() => {
      this.orders.set(key, { key, request, filled: 0, canceled: false, fills: [] });
      this.tell(key, [{ kind: "accepted" }]);
      const outcome = this.fails(this.plan.replyLost)
        ? ({ kind: "unknown" } as const)
        : ({ kind: "accepted", matched: 0 as SizeMicros } as const);
      this.later(() => this.isNow(era) && this.venue.onPosted(key, outcome, this.nowUs));
    });
  }

  private cancelNow(era: number, keys: readonly string[]): void {
    for (const key of keys) {
      const order = this.orders.get(key);
      if (!order || order.filled === order.request.size) continue;
      order.canceled = true;
      this.tell(key, [CANCELED]);
      if (!this.fails(this.plan.replyLost))
        this.later(() => this.isNow(era) && this.venue.onFacts({ key, facts: [CANCELED] }, this.nowUs));
    }
  }

  private answerLookUp(era: number, key: string): void {
    const order = this.orders.get(key);
    const complete = !this.fails(this.plan.listingIncomplete);
    const facts = order ? factsOf(order, complete) : [];
    this.later(() => this.isNow(era) && this.venue.onLookedUp({ key, facts, complete }, this.nowUs));
  }

  private answerSnapshot(era: number, startedUs: number, sinceUs: number): void {
    this.request(() => {
      const live = [...this.orders.values()].filter(
        ({ canceled, filled, request }) => !canceled && filled < request.size,
      );
      const complete = !this.fails(this.plan.listingIncomplete);
      const orders = live.map((order) => ({
        key: order.key,
        facts: [{ kind: "accepted" }, { kind: "matched", size: order.filled as SizeMicros }] as OrderFact[],
      }));
      const trades = [...this.orders.values()].map(({ fills, key }) => ({
        key,
        facts: fills.filter(({ atUs }) => atUs >= sinceUs).map(({ id, size }) => fillFact(id, size)),
      }));
      const snapshot = { startedUs, complete, orders, trades: complete ? trades : [] };
      this.later(() => this.isNow(era) && this.venue.onSnapshot(snapshot, this.nowUs));
    });
  }

  /** A request that may be lost on its way. */
  private request(arrive: () => void): void {
    if (!this.fails(this.plan.requestLost)) this.later(arrive);
  }

  /** An event of the account's stream: lost, late, twice. */
  private tell(key: string, facts: readonly OrderFact[]): void {
    if (this.fails(this.plan.eventLost)) return;
    const times = this.fails(this.plan.eventRepeated) ? 2 : 1;
    for (let time = 0; time < times; time++) this.later(() => this.venue.onFacts({ key, facts }, this.nowUs));
  }

  private later(run: () => void): void {
    const delayUs = this.prng.int(1, this.plan.delayMsMax) * 1_000;
    this.due.push({ atUs: this.nowUs + delayUs, order: this.sequence++, run });
  }

  private fails(chance: number): boolean {
    return !this.healthy && this.prng.chance(chance);
  }

  private isNow(era: number): boolean {
    return era === this.era;
  }

  private take(report: OrderReport): void {
    const key = `key-${report.intentId}`;
    const known = this.reports.get(key) ?? { filled: 0, ended: undefined, fills: 0 };
    const filled = known.filled + report.fillSize;
    const isEnd = ["filled", "canceled", "rejected", "expired"].includes(report.state) && report.fillSize === 0;
    this.reports.set(key, {
      filled,
      ended: isEnd ? report : known.ended,
      fills: known.fills + (report.fillSize > 0 ? 1 : 0),
    });
  }

  /** Our belief against the venue's books. */
  private compare(): void {
    for (const [key, order] of this.orders) {
      const ours = this.reports.get(key);
      const filled = ours?.filled ?? 0;
      // A process that begins anew reports an order's fills from the start: its reader counts by trade id.
      if (this.crashes === 0 ? filled !== order.filled : filled < order.filled)
        this.problems.push(`${key}: we count ${filled} filled, the venue ${order.filled}`);
      if (this.crashes === 0 && ours?.fills !== order.fills.length)
        this.problems.push(`${key}: fills were counted twice`);
    }
    if (this.venue.openCount > 0) this.problems.push(`${this.venue.openCount} orders never ended for us`);
    for (const order of this.orders.values())
      if (!order.canceled && order.filled < order.request.size) this.problems.push(`${order.key} still rests`);
  }
}

const CANCELED: OrderFact = { kind: "ended", how: "canceled", reason: "requested" };

function factsOf(order: RestingOrder, complete: boolean): OrderFact[] {
  const fills = complete ? order.fills : order.fills.slice(0, -1);
  return [
    { kind: "accepted" },
    { kind: "matched", size: order.filled as SizeMicros },
    ...fills.map(({ id, size }) => fillFact(id, size)),
    ...(order.canceled ? [CANCELED] : []),
  ];
}

function fillFact(id: string, size: number): OrderFact {
  return {
    kind: "fill",
    fill: { id, size: size as SizeMicros, price: 4_000 as PriceTicks, fee: 0 as CashMicros, liquidity: "maker" },
  };
}
