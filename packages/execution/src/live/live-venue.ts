import { assert, cashMicros, err, priceTicks, type Result, sizeMicros } from "@augury/core";
import {
  type AccountSnapshot,
  type AmendOutcome,
  type FillFact,
  type IntentEntry,
  isTerminal,
  type Listing,
  type LiveNews,
  type LivePort,
  type LookUpAnswer,
  type OrderFact,
  type OrderReport,
  type OrderRequest,
  type OrderState,
  type PostOutcome,
  type PreparedOrder,
  type ReasonCode,
} from "@augury/model";
import type { ExecutionGateway } from "../execution-gateway.ts";
import type { LiveConfig } from "./live-config.ts";
import { LiveOrder } from "./live-order.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** What is counted; see the names' uses. */
export interface LiveCounts {
  posted: number;
  unknownOutcomes: number;
  lookUps: number;
  cancelsSent: number;
  snapshots: number;
  snapshotsRefused: number;
  /** Differences that a snapshot brought to light: an order of ours that it lacks, and news that only it told. */
  missingAtVenue: number;
  newsBySnapshot: number;
  /** Orders of the account that are not ours: shown and left alone. */
  external: number;
  resurrected: number;
}

/**
 * Orders at a real venue. Pure: everything that happens comes in through a method with its time, everything to be done goes out through the
 * {@link LivePort}.
 *
 * 1. An order is named by the key that the venue will know it by, and written down under it, before it is sent. It is sent once.
 * 2. Where the outcome is not known it is looked up by its key until it is. Nothing is ever sent again.
 * 3. What is said of an order accumulates as {@link OrderFact}s, so repetitions and disorder do no harm; each fill is reported once, by the
 *    venue's trade id, and an end only when every filled contract has its trade.
 * 4. After each (re)connect of the account's stream, and every so often, all open orders and the trades since the last time are compared:
 *    a fill that the stream lost is found here, of an order that has ended too. A listing that is not complete is refused. Until one was
 *    complete nothing new is sent.
 * 5. The log forgets an order only after a comparison that began when it had ended.
 * 6. An order that the venue still does not know after a long wait is given up, and canceled all the same. Should it turn up later, it is
 *    canceled again and an alarm raised.
 */
export class LiveVenue<Payload = unknown> implements ExecutionGateway, LiveNews {
  readonly counts: LiveCounts = {
    posted: 0,
    unknownOutcomes: 0,
    lookUps: 0,
    cancelsSent: 0,
    snapshots: 0,
    snapshotsRefused: 0,
    missingAtVenue: 0,
    newsBySnapshot: 0,
    external: 0,
    resurrected: 0,
  };
  private readonly open = new Map<string, LiveOrder>();
  private readonly ended = new Map<string, LiveOrder>();
  private readonly keys = new Map<number, string>();
  private readonly externalKeys = new Set<string>();
  private streamUp = false;
  private snapshotGood = false;
  private snapshotDueUs = NEVER;
  /** Orders that ended since the last comparison: a fill of theirs may have been missed, so the log must not forget them yet. */
  private readonly uncompared = new Set<LiveOrder>();
  /** Trades up to then have been compared. */
  private tradesKnownUs = NEVER;

  constructor(
    private readonly port: LivePort<Payload>,
    private readonly config: LiveConfig,
  ) {}

  /** Whether what we believe has been compared with the venue and no order's outcome is open. */
  get isReconciled(): boolean {
    if (!this.streamUp || !this.snapshotGood) return false;
    for (const order of this.open.values()) if (order.isUnknown) return false;
    return true;
  }

  /** Orders that have not ended. */
  get openCount(): number {
    return this.open.size;
  }

  /** Orders of the account that others placed, as the last complete snapshot had them. */
  get external(): ReadonlySet<string> {
    return this.externalKeys;
  }

  /** Takes over what a process before this one had written down: each order's outcome is unknown. */
  recover(entries: Iterable<IntentEntry>, nowUs: number): void {
    const left = new Map<string, Extract<IntentEntry, { kind: "prepared" }>>();
    for (const entry of entries) {
      if (entry.kind === "prepared") left.set(entry.key, entry);
      else left.delete(entry.key);
    }
    for (const { key, preparedUs, request } of left.values()) {
      const order = new LiveOrder(key, request, preparedUs);
      this.tradesKnownUs = Math.min(this.tradesKnownUs, preparedUs);
      order.reported = "submitted";
      this.add(order);
      this.loseTrack(order, nowUs);
      // Who decided it is gone: it is nobody's order any more.
      order.cancelWanted = true;
      order.cancelDueUs = nowUs;
    }
  }

  submit(request: OrderRequest, nowUs: number): void {
    this.submitMany([request], nowUs);
  }

  submitMany(requests: readonly OrderRequest[], nowUs: number): void {
    const { batchMax = 1 } = this.port;
    const written = requests.flatMap((request) => this.writeDown(request, nowUs));
    // The disk may have taken its time: the books are looked at last.
    const ready = written.filter((order) => this.takeOn(order, nowUs));
    for (let from = 0; from < ready.length; from += batchMax) this.post(ready.slice(from, from + batchMax));
  }

  cancel(intentId: number, leg: number, nowUs: number): void {
    const order = this.find(intentId, leg);
    if (order) this.wantCancel([order], nowUs);
  }

  cancelByInstrument(instruments: readonly number[], _reason: ReasonCode, nowUs: number): void {
    const orders = [...this.open.values()].filter(({ request }) => instruments.includes(request.instrument));
    this.wantCancel(orders, nowUs);
  }

  cancelAll(_reason: ReasonCode, nowUs: number): void {
    this.wantCancel([...this.open.values()], nowUs);
  }

  /** The answer to a post. */
  onPosted(key: string, outcome: PostOutcome, nowUs: number): void {
    const order = this.open.get(key);
    if (!order) return;
    switch (outcome.kind) {
      case "accepted":
        this.learn(order, [{ kind: "accepted" }, { kind: "matched", size: outcome.matched }], nowUs);
        if (nowUs > order.request.deadlineUs && !order.isOver && order.request.timeInForce !== "GTD")
          this.wantCancel([order], nowUs);
        break;
      case "refused":
      case "unsent":
        this.learn(order, [{ kind: "refused", reason: outcome.reason }], nowUs);
        break;
      case "unknown":
        this.counts.unknownOutcomes++;
        if (!order.facts.existed) this.loseTrack(order, nowUs);
    }
  }

  /** The answer to an amendment. */
  onAmended(key: string, _number: number, outcome: AmendOutcome, nowUs: number): void {
    if (outcome.kind === "amended") this.onFacts({ key, facts: [{ kind: "terms", terms: outcome.terms }] }, nowUs);
  }

  /** News from the account's stream. */
  onFacts({ key, facts }: Listing, nowUs: number): void {
    const order = this.open.get(key) ?? this.ended.get(key);
    if (order) this.learn(order, facts, nowUs);
    else this.noteExternal(key);
  }

  onLookedUp({ complete, facts, isListed = facts.length > 0, key }: LookUpAnswer, nowUs: number): void {
    const order = this.open.get(key);
    if (!order) return;
    this.learn(order, facts, nowUs);
    if (isListed) {
      order.absences = 0;
      return;
    }
    if (complete && !order.isOver) this.missOnce(order, nowUs);
    // Asked until it is known to be over: what its trades have shown does not say that nothing of it rests.
    if (!order.isOver && order.lookUpDueUs === NEVER) order.lookUpDueUs = nowUs + this.config.lookUpMs * 1000;
  }

  /** The account's stream went up or down. Whatever it told meanwhile is unknown. */
  onStream(isUp: boolean, nowUs: number): void {
    this.streamUp = isUp;
    this.tradesKnownUs = Math.min(this.tradesKnownUs, nowUs);
    this.snapshotGood = false;
    this.snapshotDueUs = isUp ? nowUs : NEVER;
  }

  onSnapshot(snapshot: AccountSnapshot, nowUs: number): void {
    if (!this.streamUp) return;
    if (!snapshot.complete) {
      this.counts.snapshotsRefused++;
      this.snapshotDueUs = nowUs + this.config.lookUpMs * 1000;
      return;
    }
    this.counts.snapshots++;
    this.compare(snapshot, nowUs);
    this.tradesKnownUs = snapshot.startedUs - this.config.snapshotLagMs * 1000;
    this.snapshotGood = true;
    this.snapshotDueUs = nowUs + this.config.snapshotMs * 1000;
  }

  /** Does what is due: look-ups, repeated cancels, snapshots. */
  onTime(nowUs: number): void {
    const cancels: string[] = [];
    for (const order of this.open.values()) {
      if (nowUs >= order.lookUpDueUs) this.lookUp(order, nowUs);
      if (nowUs >= order.cancelDueUs) cancels.push(this.takeCancel(order, nowUs));
    }
    if (cancels.length > 0) this.port.cancel(cancels);
    if (nowUs < this.snapshotDueUs) return;
    this.snapshotDueUs = nowUs + this.config.snapshotWaitMs * 1000;
    this.port.snapshot(this.tradesKnownUs);
  }

  /** When {@link onTime} next has something to do; Infinity = nothing. */
  get nextDueUs(): number {
    let due = this.snapshotDueUs;
    for (const order of this.open.values()) due = Math.min(due, order.lookUpDueUs, order.cancelDueUs);
    return due;
  }

  /** Names an order and writes it down, or tells why it is not sent. */
  private writeDown(request: OrderRequest, nowUs: number): PreparedOrder<Payload>[] {
    if (this.keys.has(nameOf(request))) return [];
    const ready = this.makeReady(request, nowUs);
    if (ready.ok) return [ready.value];
    this.reject(request, ready.error, nowUs);
    return [];
  }

  /** Takes charge of an order that has been written down; false when its book has ended meanwhile. */
  private takeOn({ key, request }: PreparedOrder<Payload>, nowUs: number): boolean {
    if (this.keys.has(nameOf(request)) || !this.port.isLive(request.instrument, request.epoch)) {
      this.port.log({ kind: "closed", key });
      if (!this.keys.has(nameOf(request))) this.reject(request, "epoch_ended", nowUs);
      return false;
    }
    const order = new LiveOrder(key, request, nowUs);
    this.add(order);
    this.say(order, "submitted", "none");
    return true;
  }

  private reject(request: OrderRequest, reason: ReasonCode, nowUs: number): void {
    this.port.report(reportOf(new LiveOrder("", request, nowUs), "rejected", reason));
  }

  private post(orders: readonly PreparedOrder<Payload>[]): void {
    this.counts.posted += orders.length;
    if (orders.length > 1 && this.port.postMany) this.port.postMany(orders);
    else for (const order of orders) this.port.post(order);
  }

  /** Everything up to the first byte: checks, name, log. */
  private makeReady(request: OrderRequest, nowUs: number): Result<PreparedOrder<Payload>, ReasonCode> {
    const refusal = this.refusalOf(request, nowUs);
    if (refusal) return err(refusal);
    const prepared = this.port.prepare(request);
    if (!prepared.ok) return prepared;
    const { key } = prepared.value;
    assert(!this.open.has(key) && !this.ended.has(key), "every order has a key of its own");
    return this.port.log({ kind: "prepared", key, request, preparedUs: nowUs }) ? prepared : err("restart");
  }

  private refusalOf({ deadlineUs, epoch, instrument }: OrderRequest, nowUs: number): ReasonCode | undefined {
    if (nowUs > deadlineUs) return "deadline_passed";
    if (this.open.size >= this.config.ordersOpenMax) return "open_orders";
    if (!this.isReconciled || this.uncompared.size >= this.config.ordersEndedMax) return "unreconciled";
    return this.port.isLive(instrument, epoch) ? undefined : "epoch_ended";
  }

  private learn(order: LiveOrder, facts: readonly OrderFact[], nowUs: number): boolean {
    const wasGivenUp = order.reported === "rejected";
    let isNews = false;
    for (const fact of facts) {
      if (!order.facts.apply(fact)) continue;
      isNews = true;
      if (fact.kind === "fill") this.sayFill(order, fact.fill);
    }
    if (!isNews) return false;
    if (order.facts.existed) order.isUnknown = false;
    if (wasGivenUp && order.facts.existed) this.resurrect(order);
    this.sayState(order);
    this.schedule(order, nowUs);
    return true;
  }

  /** What is due after news. */
  private schedule(order: LiveOrder, nowUs: number): void {
    if (order.isOver) {
      this.close(order, nowUs);
      return;
    }
    if (order.isUnknown) return;
    const owesTrades = order.facts.unexplainedSize > 0;
    if (!owesTrades) order.lookUpDueUs = NEVER;
    else if (order.lookUpDueUs === NEVER) {
      order.lookUps = 0;
      order.lookUpDueUs = nowUs + this.config.lookUpMs * 1000;
    }
    if (order.cancelWanted && order.cancelDueUs === NEVER) order.cancelDueUs = nowUs;
  }

  private close(order: LiveOrder, nowUs: number): void {
    order.rest();
    if (!this.open.delete(order.key)) return;
    order.closedUs = nowUs;
    this.uncompared.add(order);
    this.ended.set(order.key, order);
    if (this.ended.size <= this.config.ordersEndedMax) return;
    for (const [key, oldest] of this.ended) {
      this.ended.delete(key);
      this.keys.delete(nameOf(oldest.request));
      return;
    }
  }

  private resurrect(order: LiveOrder): void {
    this.counts.resurrected++;
    this.port.alarm("an order that had been given up lives", order.key);
    if (isTerminal(order.facts.state)) return;
    this.ended.delete(order.key);
    this.open.set(order.key, order);
    order.cancelWanted = true;
  }

  private loseTrack(order: LiveOrder, nowUs: number): void {
    order.isUnknown = true;
    order.lookUps = 0;
    order.lookUpDueUs = nowUs + this.config.lookUpMs * 1000;
  }

  private lookUp(order: LiveOrder, nowUs: number): void {
    const { lookUpMs, lookUpMsMax } = this.config;
    order.lookUps++;
    order.lookUpDueUs = nowUs + Math.min(lookUpMsMax, lookUpMs * 2 ** Math.min(order.lookUps, 20)) * 1000;
    this.counts.lookUps++;
    this.port.lookUp(order.key);
  }

  /** The venue knows nothing of it, this time. One that it knew before is over: some venues list only what lives. */
  private missOnce(order: LiveOrder, nowUs: number): void {
    const { absentAfterMs, absentAnswersMin } = this.config;
    order.absences++;
    if (order.absences < absentAnswersMin) return;
    if (order.facts.existed) {
      this.learn(order, [{ kind: "ended", how: "canceled", reason: "unknown_order" }], nowUs);
    } else if (nowUs - order.sentUs >= absentAfterMs * 1000) {
      // Whatever still is on its way meets a cancel.
      this.counts.cancelsSent++;
      this.port.cancel([order.key]);
      this.learn(order, [{ kind: "absent" }], nowUs);
    }
  }

  /** Wants all of them gone, then asks for it: in one request where the venue takes many. */
  private wantCancel(orders: readonly LiveOrder[], nowUs: number): void {
    const fresh = orders.filter((order) => !order.cancelWanted);
    for (const order of fresh) {
      order.cancelWanted = true;
      order.cancelDueUs = nowUs;
    }
    if (fresh.length > 0) this.onTime(nowUs);
  }

  private takeCancel(order: LiveOrder, nowUs: number): string {
    order.cancelDueUs = nowUs + this.config.cancelAgainMs * 1000;
    // A cancel that finds nothing says nothing: what became of the order is looked up.
    if (order.lookUpDueUs === NEVER) order.lookUpDueUs = nowUs + this.config.lookUpMs * 1000;
    this.counts.cancelsSent++;
    return order.key;
  }

  private compare({ orders, startedUs, trades }: AccountSnapshot, nowUs: number): void {
    const listed = new Set(orders.map(({ key }) => key));
    this.externalKeys.clear();
    for (const { key, facts } of [...orders, ...trades]) {
      const order = this.open.get(key) ?? this.ended.get(key);
      if (!order) this.noteExternal(key);
      else if (this.learn(order, facts, nowUs)) this.counts.newsBySnapshot++;
    }
    for (const order of this.open.values()) {
      const isOld = order.sentUs + this.config.snapshotLagMs * 1000 < startedUs;
      if (listed.has(order.key) || !isOld || order.lookUpDueUs !== NEVER) continue;
      this.counts.missingAtVenue++;
      order.lookUpDueUs = nowUs;
    }
    this.forgetCompared(startedUs - this.config.snapshotLagMs * 1000);
    this.onTime(nowUs);
  }

  /** Orders that had ended before what has just been compared owe nothing any more. */
  private forgetCompared(beforeUs: number): void {
    for (const order of this.uncompared) {
      if (order.closedUs >= beforeUs) continue;
      // A disk that refuses: the entry is written after the next comparison.
      if (this.port.log({ kind: "closed", key: order.key })) this.uncompared.delete(order);
    }
  }

  private noteExternal(key: string): void {
    if (this.externalKeys.has(key) || this.externalKeys.size >= this.config.ordersOpenMax) return;
    this.externalKeys.add(key);
    this.counts.external++;
  }

  private sayFill(order: LiveOrder, fill: FillFact): void {
    order.count(fill);
    const state: OrderState = order.reportedSize >= order.request.size ? "filled" : stateWithFill(order);
    order.reported = state;
    this.port.report({
      ...reportOf(order, state, "none"),
      fillSize: fill.size,
      fillPrice: fill.price,
      fee: fill.fee,
      liquidity: fill.liquidity,
    });
  }

  private sayState(order: LiveOrder): void {
    const { state } = order;
    if (state === order.reported || isTerminal(order.reported)) return;
    this.say(order, state, order.facts.reason);
  }

  private say(order: LiveOrder, state: OrderState, reason: ReasonCode): void {
    order.reported = state;
    this.port.report(reportOf(order, state, reason));
  }

  private add(order: LiveOrder): void {
    this.open.set(order.key, order);
    this.keys.set(nameOf(order.request), order.key);
  }

  private find(intentId: number, leg: number): LiveOrder | undefined {
    const key = this.keys.get(intentId * LEGS + leg);
    return key === undefined ? undefined : this.open.get(key);
  }
}

/** Legs of one intent that the names keep apart: a leg's number travels in a byte. */
const LEGS = 256;

function nameOf({ intentId, leg }: OrderRequest): number {
  return intentId * LEGS + leg;
}

/** A fill told after the end leaves the end as it is. */
function stateWithFill(order: LiveOrder): OrderState {
  return isTerminal(order.reported) ? order.reported : "partially_filled";
}

function reportOf({ reportedSize, request }: LiveOrder, state: OrderState, reason: ReasonCode): OrderReport {
  return {
    intentId: request.intentId,
    leg: request.leg,
    instrument: request.instrument,
    side: request.side,
    state,
    reason,
    fillSize: sizeMicros(0),
    fillPrice: priceTicks(0),
    fee: cashMicros(0),
    liquidity: "taker",
    filledSize: sizeMicros(reportedSize),
  };
}
