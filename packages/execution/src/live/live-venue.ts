import type {
  AccountSnapshot,
  AmendOutcome,
  AmendRequest,
  IntentEntry,
  Listing,
  LiveNews,
  LivePort,
  LookUpAnswer,
  OrderFact,
  OrderRequest,
  PostOutcome,
  ReasonCode,
} from "@augury/model";
import { isTerminal } from "@augury/model";
import type { ExecutionGateway } from "../execution-gateway.ts";
import { AccountComparison } from "./account-comparison.ts";
import { AccountWatch } from "./account-watch.ts";
import { closedEntry } from "./closed-entry.ts";
import { lookUpWaitMs } from "./give-up-ms.ts";
import type { LiveConfig } from "./live-config.ts";
import { LiveCounts } from "./live-counts.ts";
import { LiveOrder } from "./live-order.ts";
import { LiveOrders } from "./live-orders.ts";
import { OrderAmender } from "./order-amender.ts";
import { type LiveParts, OrderSender } from "./order-sender.ts";
import { OrderTeller } from "./order-teller.ts";
import { recoverOrders } from "./recover-orders.ts";
import type { UnknownExposure } from "./unknown-exposure.ts";

const NEVER = Number.POSITIVE_INFINITY;

/**
 * Orders at a real venue. Pure: everything that happens comes in through a method with its time, everything to be done goes out through the
 * {@link LivePort}.
 *
 * 1. An order is named by the key that the venue will know it by, and written down under it, before it is sent. It is sent once; orders that
 *    come together go together where the venue takes them so.
 * 2. Where the outcome is not known it is looked up by its key until it is. Nothing is ever sent again. Until then nothing new goes to its
 *    market, and elsewhere only as much as {@link LiveConfig.unknownExposureMax} allows.
 * 3. What is said of an order accumulates as {@link OrderFact}s, so repetitions and disorder do no harm; each fill is reported once, by the
 *    venue's trade id, and an end only when every filled contract has its trade.
 * 4. After each (re)connect of the account's stream, and every so often, all open orders and the trades since the last time are compared:
 *    a fill that the stream lost is found here, of an order that has ended too. A listing that is not complete is refused. Until one was
 *    complete nothing new is sent.
 * 5. The log forgets an order only after a comparison that began when it had ended.
 * 6. An order that the venue still does not know after a long wait is given up, and canceled all the same. Should it turn up later, it is
 *    canceled again and an alarm raised.
 * 7. An order whose deadline had passed when it was first seen at the venue is canceled.
 * 8. Amendments keep the same rules: {@link OrderAmender}.
 */
export class LiveVenue<Payload = unknown> implements ExecutionGateway, LiveNews {
  readonly counts = new LiveCounts();
  private readonly orders: LiveOrders;
  private readonly account: AccountWatch;
  private readonly teller: OrderTeller;
  private readonly sender: OrderSender<Payload>;
  private readonly amender: OrderAmender<Payload>;
  private readonly comparison: AccountComparison<Payload>;

  constructor(
    private readonly port: LivePort<Payload>,
    private readonly config: LiveConfig,
  ) {
    this.orders = new LiveOrders(config);
    this.account = new AccountWatch(config);
    this.teller = new OrderTeller((report) => port.report(report));
    const { account, counts, orders, teller } = this;
    const parts: LiveParts<Payload> = { port, config, orders, account, teller, counts };
    this.sender = new OrderSender(parts);
    this.amender = new OrderAmender(parts, this.sender);
    this.comparison = new AccountComparison(parts, (order, facts, nowUs) => this.learn(order, facts, nowUs));
  }

  /** Whether what we believe has been compared with the venue and no order's outcome is open. */
  get isReconciled(): boolean {
    return this.account.isKnown && this.unknown.orders === 0;
  }

  /** Orders whose outcome is open, and what they may cost. */
  get unknown(): UnknownExposure {
    return this.sender.unknown;
  }

  /** Whether nothing new goes to an instrument's market, because another order's outcome is open there. */
  isWaiting(instrument: number): boolean {
    return this.unknown.markets.has(this.port.marketOf?.(instrument) ?? instrument);
  }

  /** Orders that have not ended. */
  get openCount(): number {
    return this.orders.openCount;
  }

  /** Whether the account has been compared with the venue since its stream came up. */
  get isCompared(): boolean {
    return this.account.isKnown;
  }

  /** Keys of the orders that have not ended. */
  get openKeys(): readonly string[] {
    return this.orders.open().map(({ key }) => key);
  }

  /** Lets the log forget what has ended, for a process that ends itself: the next one reads the account anew and owes those orders nothing. */
  forgetEnded(): void {
    for (const order of this.orders.uncompared)
      if (this.port.log(closedEntry(order))) this.orders.uncompared.delete(order);
  }

  /** Whether an order of this name is followed, or was lately. */
  knows(intentId: number, leg: number): boolean {
    return this.orders.knows({ intentId, leg });
  }

  /** Whether something may still be told of an order: it has not ended, or the account has not been compared since. */
  owes(intentId: number, leg: number): boolean {
    return this.orders.owes({ intentId, leg });
  }

  /** Orders of the account that others placed, as the last complete snapshot had them. */
  get external(): ReadonlySet<string> {
    return this.comparison.external;
  }

  /** Takes over what a process before this one had written down: each order's outcome is unknown. */
  recover(entries: Iterable<IntentEntry>, nowUs: number): void {
    for (const { amending, prepared } of recoverOrders(entries)) {
      const order = new LiveOrder(prepared.key, prepared.request, prepared.preparedUs);
      this.account.owesTradesFrom(prepared.preparedUs);
      order.reported = "submitted";
      order.isRecovered = true;
      this.orders.add(order);
      if (amending) this.amender.recover(order, amending.amendment, amending.sentUs);
      this.loseTrack(order, nowUs);
      // Who decided it is gone: it is nobody's order any more.
      order.cancelWanted = true;
      order.cancelDueUs = nowUs;
    }
  }

  submit(request: OrderRequest, nowUs: number): void {
    this.sender.send([request], nowUs);
  }

  submitMany(requests: readonly OrderRequest[], nowUs: number): void {
    this.sender.send(requests, nowUs);
  }

  /** Sends an amendment, or returns why not. An order that has filled to the size wanted, or past it, is canceled instead. */
  amend(request: AmendRequest, nowUs: number): ReasonCode {
    const order = this.orders.find(request.intentId, request.leg);
    if (!order) return "unknown_order";
    if (request.size > order.facts.filledSize) return this.amender.amend(order, request, nowUs);
    this.wantCancel([order], "requested", nowUs);
    if (!order.isOver) this.teller.amendment(order, "requested");
    return "none";
  }

  refuseAmend({ intentId, leg }: AmendRequest, reason: ReasonCode): void {
    const order = this.orders.find(intentId, leg);
    if (order) this.teller.amendment(order, reason);
  }

  cancel(intentId: number, leg: number, nowUs: number): void {
    const order = this.orders.find(intentId, leg);
    if (order) this.wantCancel([order], "requested", nowUs);
  }

  cancelByInstrument(instruments: readonly number[], reason: ReasonCode, nowUs: number): void {
    const wanted = this.orders.open().filter(({ request }) => instruments.includes(request.instrument));
    this.wantCancel(wanted, reason, nowUs);
  }

  cancelAll(reason: ReasonCode, nowUs: number): void {
    this.wantCancel(this.orders.open(), reason, nowUs);
  }

  /** The answer to a post. */
  onPosted(key: string, outcome: PostOutcome, nowUs: number): void {
    const order = this.orders.openOf(key);
    if (!order) return;
    switch (outcome.kind) {
      case "accepted":
        this.learn(order, [{ kind: "accepted" }, { kind: "matched", size: outcome.matched }], nowUs);
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
  onAmended(key: string, number: number, outcome: AmendOutcome, nowUs: number): void {
    const order = this.orders.of(key);
    if (!order) return;
    const effect = this.amender.onAmended(order, number, outcome);
    if (outcome.kind === "amended") this.learn(order, [{ kind: "terms", terms: outcome.terms }], nowUs);
    if (effect === "unknown") this.lookUpSoon(order, nowUs);
    else if (effect) this.settle(order, nowUs);
  }

  /** News from the account's stream. */
  onFacts({ key, facts }: Listing, nowUs: number): void {
    const order = this.orders.of(key);
    if (order) this.learn(order, facts, nowUs);
    else this.comparison.noteExternal(key);
  }

  onLookedUp(answer: LookUpAnswer, nowUs: number): void {
    const { complete, facts, isListed = facts.length > 0, key } = answer;
    const order = this.orders.openOf(key);
    if (!order) return;
    this.learn(order, facts, nowUs);
    if (this.amender.onLookedUp(order, answer, nowUs)) this.settle(order, nowUs);
    if (isListed) order.absences = 0;
    else if (complete && !order.isOver) this.missOnce(order, nowUs);
    // Asked until it is known to be over: what its trades have shown does not say that nothing of it rests.
    if (!order.isOver && (!isListed || order.isUnknown)) this.lookUpSoon(order, nowUs);
  }

  /** The account's stream went up or down. */
  onStream(isUp: boolean, nowUs: number): void {
    this.account.onStream(isUp, nowUs);
  }

  onSnapshot(snapshot: AccountSnapshot, nowUs: number): void {
    if (!this.account.isStreamUp) return;
    if (!snapshot.complete) {
      this.counts.snapshotsRefused++;
      this.account.refused(nowUs);
      return;
    }
    this.counts.snapshots++;
    this.comparison.compare(snapshot, nowUs);
    this.account.compared(snapshot.startedUs, nowUs);
    this.compareSoon(nowUs);
    this.onTime(nowUs);
  }

  /** Does what is due: look-ups, repeated cancels, snapshots. */
  onTime(nowUs: number): void {
    const cancels: string[] = [];
    for (const order of this.orders.open()) {
      if (nowUs >= order.lookUpDueUs) this.lookUp(order, nowUs);
      if (nowUs >= order.cancelDueUs) cancels.push(this.takeCancel(order, nowUs));
    }
    if (cancels.length > 0) this.port.cancel(cancels);
    if (nowUs < this.account.dueUs) return;
    this.account.asked(nowUs);
    this.port.snapshot(this.account.tradesKnownUs);
  }

  /** When {@link onTime} next has something to do; Infinity = nothing. */
  get nextDueUs(): number {
    let due = this.account.dueUs;
    for (const order of this.orders.each()) due = Math.min(due, order.lookUpDueUs, order.cancelDueUs);
    return due;
  }

  private learn(order: LiveOrder, facts: readonly OrderFact[], nowUs: number): boolean {
    const wasGivenUp = order.reported === "rejected";
    const hadExisted = order.facts.existed;
    let isNews = false;
    for (const fact of facts) {
      if (!order.facts.apply(fact)) continue;
      isNews = true;
      if (fact.kind === "fill") this.teller.fill(order, fact.fill);
      else if (fact.kind === "terms") this.amender.onTerms(order);
    }
    if (!isNews) return false;
    if (order.facts.existed) order.isLost = false;
    if (wasGivenUp && order.facts.existed) this.resurrect(order);
    this.settle(order, nowUs);
    if (!hadExisted && order.facts.existed) this.withdrawIfLate(order, nowUs);
    return true;
  }

  /** Says what has changed and sets what is due. */
  private settle(order: LiveOrder, nowUs: number): void {
    this.teller.terms(order);
    this.teller.state(order);
    if (order.isOver) {
      order.rest();
      this.orders.end(order, nowUs);
      if (order.isRecovered) this.compareSoon(nowUs);
      return;
    }
    if (order.cancelWanted && order.cancelDueUs === NEVER) order.cancelDueUs = nowUs;
    if (order.isUnknown) return;
    if (order.facts.unexplainedSize > 0) this.lookUpSoon(order, nowUs);
    else order.lookUpDueUs = NEVER;
  }

  /** Of orders of a process before this one somebody may wait to know for certain what became of them. */
  private compareSoon(nowUs: number): void {
    for (const { isRecovered } of this.orders.uncompared) {
      if (!isRecovered) continue;
      this.account.wantBy(nowUs + this.config.snapshotLagMs * 1000 + 1);
      return;
    }
  }

  private withdrawIfLate(order: LiveOrder, nowUs: number): void {
    if (nowUs <= order.request.deadlineUs || order.isOver || order.cancelWanted) return;
    this.counts.tooLate++;
    this.wantCancel([order], "deadline_passed", nowUs);
  }

  private resurrect(order: LiveOrder): void {
    this.counts.resurrected++;
    this.port.alarm("an order that had been given up lives", order.key);
    if (isTerminal(order.facts.state)) return;
    // The log may have forgotten it.
    const { key, request, sentUs } = order;
    this.port.log({ kind: "prepared", key, request, preparedUs: sentUs });
    this.orders.revive(order);
    order.cancelWanted = true;
  }

  private loseTrack(order: LiveOrder, nowUs: number): void {
    order.isLost = true;
    order.lookUpDueUs = NEVER;
    this.lookUpSoon(order, nowUs);
  }

  /** Makes a look-up due shortly, unless one is. */
  private lookUpSoon(order: LiveOrder, nowUs: number): void {
    if (order.lookUpDueUs !== NEVER) return;
    order.lookUps = 0;
    order.lookUpDueUs = nowUs + this.config.lookUpMs * 1000;
  }

  private lookUp(order: LiveOrder, nowUs: number): void {
    order.lookUps++;
    const nextUs = nowUs + lookUpWaitMs(this.config, order.lookUps) * 1000;
    // Asked again at the very moment from which it may be given up, so that patience is what the configuration says and no longer.
    const patienceUs = order.openSinceUs + this.config.absentAfterMs * 1000;
    order.lookUpDueUs = nowUs < patienceUs ? Math.min(nextUs, patienceUs) : nextUs;
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
  private wantCancel(orders: readonly LiveOrder[], reason: ReasonCode, nowUs: number): void {
    const fresh = orders.filter((order) => !order.cancelWanted);
    for (const order of fresh) {
      order.cancelWanted = true;
      order.cancelReason = reason;
      order.cancelDueUs = nowUs;
    }
    if (fresh.length > 0) this.onTime(nowUs);
  }

  private takeCancel(order: LiveOrder, nowUs: number): string {
    order.cancelDueUs = nowUs + this.config.cancelAgainMs * 1000;
    // A cancel that finds nothing says nothing: what became of the order is looked up.
    this.lookUpSoon(order, nowUs);
    this.counts.cancelsSent++;
    return order.key;
  }
}
