import { ASK, BID, type BookArenaHandle } from "@augury/book";
import { assert, PRICE_TICKS_PER_DOLLAR, Prng } from "@augury/core";
import {
  type AmendRequest,
  type Instrument,
  type InstrumentTable,
  MARKET_UPDATES,
  type OrderReport,
  type OrderRequest,
  type ReasonCode,
} from "@augury/model";
import { D_BODY, D_EXCHANGE_MS, Flag, NO_PRICE, SlotKind, W_BODY, W_EPOCH, W_INSTRUMENT } from "@augury/wire";
import { ChangedBounds } from "./changed-bounds.ts";
import { type DueAction, DueQueue } from "./due-queue.ts";
import type { ExecutionGateway } from "./execution-gateway.ts";
import { MarketRules } from "./market-rules.ts";
import { OpenOrders } from "./open-orders.ts";
import type { FillBounds } from "./order-bounds.ts";
import { PaperAmender } from "./paper-amender.ts";
import type { PaperConfig } from "./paper-config.ts";
import { PaperMarket, type SlotEffect } from "./paper-market.ts";
import { type BookTrade, PaperOrder, refusalReport } from "./paper-order.ts";
import { QueuePosition } from "./queue-position.ts";
import { type ReportListener, ReportQueue } from "./report-queue.ts";
import { RestingOrders } from "./resting-orders.ts";

export interface PaperVenueOptions {
  readonly instruments: InstrumentTable;
  /** Memory for the venue's own books: no one else's. */
  readonly arena: BookArenaHandle;
  readonly config: PaperConfig;
  readonly report: ReportListener;
  /** The epoch word as it stands right before sending; asked with the instrument that owns the book. Absent in replays. */
  readonly isLive?: (instrument: number, epoch: number) => boolean;
}

/** What the paper venue counts beside its reports. */
export interface PaperCounts {
  /** Orders and cancels that came when the market had moved past their time: they act at once, not in the past. */
  late: number;
  /** Submits of an order that was open already. */
  duplicates: number;
  /** Cancels of orders that were not open (any more). */
  cancelsUnknown: number;
  /** Slots that did not fit their book: the epoch is over for us. */
  broken: number;
  /** Slots of an epoch that is not the book's. */
  ignored: number;
  /** Calls of {@link PaperVenue.lost}. */
  losses: number;
}

/** Levels looked at for the bounds of a taker. Those beyond are nobody's: less for both bounds. */
const LEVELS_MAX = 16;
/** Orders with changed bounds that nobody has asked for. */
const BOUNDS_CHANGED_MAX = 16_384;

/**
 * A venue on paper: real market data in, simulated fills out. A pure state machine on event time, so the same slots and orders give the
 * same reports, bit for bit. Before a slot with time t is applied, everything due up to t happens, in order of its time:
 *
 * 1. An order reaches the venue a latency after its decision. The venue refuses what a venue would refuse, and whatever was priced on
 *    an epoch that is not the live one.
 * 2. It takes visible depth within its limit, best level first; ConsumedDepth says what stays taken. IOC gives its rest up, FOK takes
 *    all or nothing, post-only takes nothing.
 * 3. What is left of a GTC or GTD order rests behind the queue that stands there: see QueuePosition. It is filled by trades of its own
 *    instrument alone (Polymarket's mirror trades touch it only through the level's size), at its price or through it, never by a book
 *    that merely moved across it. All our orders together never fill more of a trade than its size.
 * 4. A change reaches it like an order: see PaperAmender.
 * 5. The end of an epoch or of a market, lost slots, expiry and cancels end it.
 * 6. Beside what it reports it keeps how much less and how much more each order may have been filled with: see OrderBounds.
 *
 * Our own orders do not see each other: they are not in the book that they walk, and never trade among themselves. What the account
 * owns is the risk gate's business; the venue sells what it is told to sell.
 */
export class PaperVenue implements ExecutionGateway {
  readonly counts: PaperCounts = { late: 0, duplicates: 0, cancelsUnknown: 0, broken: 0, ignored: 0, losses: 0 };
  private readonly table: InstrumentTable;
  private readonly config: PaperConfig;
  private readonly market: PaperMarket;
  private readonly rules: MarketRules;
  private readonly orders: OpenOrders;
  private readonly resting: RestingOrders;
  private readonly reports: ReportQueue;
  private readonly changed = new ChangedBounds(BOUNDS_CHANGED_MAX);
  private readonly due = new DueQueue();
  /** Orders that arrived in the middle of a snapshot run: they wait for its end. */
  private readonly held: PaperOrder[] = [];
  private readonly random: Prng;
  private readonly amender: PaperAmender;
  private timeUs = 0;

  constructor(private readonly options: PaperVenueOptions) {
    const { instruments, arena, config } = options;
    assert(arena.books >= instruments.size, `the arena has a book for each of ${instruments.size} instruments`);
    this.table = instruments;
    this.config = config;
    this.market = new PaperMarket(instruments, arena, config.consumedLevelsMax);
    this.rules = new MarketRules(instruments.size);
    this.orders = new OpenOrders(instruments.size, config);
    this.resting = new RestingOrders(instruments.size);
    this.reports = new ReportQueue(config.reportsPendingMax, options.report);
    this.random = new Prng(config.seed);
    this.amender = new PaperAmender({
      orders: this.orders,
      market: this.market,
      rules: this.rules,
      due: this.due,
      isLive: (book, epoch) => this.options.isLive?.(book, epoch) ?? true,
      arrivalOf: (nowUs) => this.afterLatency(nowUs, config.latencyUs),
      refuse: (order, reason, nowUs) => options.report(order.termsReport(reason), nowUs),
      tell: (order, reason) => this.tell(order.termsReport(reason)),
      cancel: (order, nowUs) => this.askCancel(order, "requested", nowUs),
      placeAnew: (order) => this.placeAnew(order),
    });
  }

  /** When something is next due, infinity when nothing is: call `onTime` by then if no slot comes. */
  get nextDueUs(): number {
    return Math.min(this.reports.dueUs, this.due.dueUs);
  }

  /** What is bounded here, with its present use. */
  get bounds(): readonly { readonly name: string; readonly used: number; readonly max: number }[] {
    return [
      { name: "ordersOpenMax", used: this.orders.count, max: this.config.ordersOpenMax },
      { name: "consumedLevelsMax", used: this.market.consumedLevels, max: this.config.consumedLevelsMax },
      { name: "reportsPendingMax", used: this.reports.pending, max: this.config.reportsPendingMax },
    ];
  }

  /** Returns the bounds of all orders whose fills changed in any view since the last call. */
  takeFillBounds(): FillBounds[] {
    return this.changed.take();
  }

  /** Orders whose last changes nobody asked for in time. */
  get fillBoundsForgotten(): number {
    return this.changed.forgotten;
  }

  /** Reports that had to be delivered before their time: see ReportQueue. */
  get reportsEarly(): number {
    return this.reports.early;
  }

  submit(request: OrderRequest, nowUs: number): void {
    if (this.orders.find(request.intentId, request.leg)) {
      this.counts.duplicates++;
      return;
    }
    const instrument = this.table.at(request.instrument);
    const veto = this.vetoOf(request, instrument, nowUs);
    if (!instrument || veto !== "none") {
      this.options.report(refusalReport(request, veto), nowUs);
      return;
    }
    const arrivalUs = this.afterLatency(nowUs, this.config.latencyUs);
    const order = new PaperOrder(request, instrument, arrivalUs, (one) => this.market.takeable(one, LEVELS_MAX));
    this.orders.add(order);
    this.options.report(order.moveTo("submitted"), nowUs);
    this.due.add({ kind: "arrive", dueUs: order.arrivalUs, order, reason: "none" });
  }

  submitMany(requests: readonly OrderRequest[], nowUs: number): void {
    for (const request of requests) this.submit(request, nowUs);
  }

  amend(request: AmendRequest, nowUs: number): ReasonCode {
    return this.amender.amend(request, nowUs);
  }

  refuseAmend({ intentId, leg }: AmendRequest, reason: ReasonCode, nowUs: number): void {
    const order = this.orders.find(intentId, leg);
    if (order) this.options.report(order.termsReport(reason), nowUs);
  }

  cancel(intentId: number, leg: number, nowUs: number): void {
    const order = this.orders.find(intentId, leg);
    if (order) this.askCancel(order, "requested", nowUs);
    else this.counts.cancelsUnknown++;
  }

  cancelByInstrument(instruments: readonly number[], reason: ReasonCode, nowUs: number): void {
    for (const order of this.orders.all())
      if (instruments.includes(order.request.instrument)) this.askCancel(order, reason, nowUs);
  }

  cancelAll(reason: ReasonCode, nowUs: number): void {
    for (const order of this.orders.all()) this.askCancel(order, reason, nowUs);
  }

  /** Lets time pass to `nowUs`: for moments without a slot. */
  onTime(nowUs: number): void {
    this.advance(nowUs);
  }

  /** Market slots were lost on the way here: no book is whole and no queue known. Only a new snapshot brings a book back. */
  lost(): void {
    this.counts.losses++;
    for (let book = 0; book < this.table.size; book++) this.endEpoch(book);
    this.advance(this.timeUs);
  }

  /** Applies one slot of the paper-market ring, after everything that was due by `consumedTimeUs`. `base` counts Int32 words. */
  onSlot(i32: Int32Array, f64: Float64Array, base: number, consumedTimeUs: number): void {
    this.advance(consumedTimeUs);
    const instrument = i32[base + W_INSTRUMENT];
    if (instrument < 0 || instrument >= this.table.size) return;
    this.applySlot(instrument, i32, f64, base);
    // Without an acknowledgment latency we hear of it at once.
    if (this.nextDueUs <= this.timeUs) this.advance(this.timeUs);
  }

  private applySlot(instrument: number, i32: Int32Array, f64: Float64Array, base: number): void {
    const word = i32[base];
    switch (word & 0xff) {
      case SlotKind.snapshotBegin:
        this.beginSnapshot(instrument, i32, base);
        break;
      case SlotKind.snapshotLevels:
        this.heed(instrument, this.market.addLevels(i32, f64, base));
        break;
      case SlotKind.snapshotEnd:
        this.endSnapshot(instrument, i32, f64, base);
        break;
      case SlotKind.bookDelta:
        this.applyDelta(instrument, i32, f64, base);
        break;
      case SlotKind.trade:
        if ((word & Flag.block) === 0) this.applyTrade(instrument, i32, f64, base);
        break;
      case SlotKind.epochEnd:
        // News of an older epoch than the book's is known already.
        if (i32[base + W_EPOCH] >= this.market.epoch(instrument)) this.endEpoch(instrument);
        break;
      case SlotKind.tickSize:
        this.rules.onTickSize(instrument, i32[base + W_BODY + 1]);
        break;
      case SlotKind.marketUpdate:
        this.applyUpdate(instrument, i32[base + W_BODY], f64[(base >>> 1) + D_BODY + 2]);
        break;
    }
  }

  private advance(toUs: number): void {
    for (;;) {
      const reportUs = this.reports.dueUs;
      const actionUs = this.due.dueUs;
      const dueUs = Math.min(reportUs, actionUs);
      if (dueUs > toUs || dueUs === Number.POSITIVE_INFINITY) break;
      this.timeUs = Math.max(this.timeUs, dueUs);
      if (reportUs <= actionUs) this.reports.deliver();
      else this.act(this.due.take());
    }
    this.timeUs = Math.max(this.timeUs, toUs);
  }

  private act(action: DueAction | undefined): void {
    if (!action) return;
    if (action.kind === "arrive") this.arrive(action.order);
    else if (action.kind === "amend") this.amendArrives(action.order);
    else this.end(action.order, action.kind === "expire" ? "expired" : "canceled", action.reason);
  }

  private askCancel(order: PaperOrder, reason: ReasonCode, nowUs: number): void {
    if (order.isCancelAsked) return;
    order.isCancelAsked = true;
    // A cancel does not overtake its order: of two at one time the order, which was added first, goes first.
    const dueUs = Math.max(order.arrivalUs, this.afterLatency(nowUs, this.config.cancelLatencyUs));
    this.due.add({ kind: "cancel", dueUs, order, reason });
  }

  private afterLatency(nowUs: number, latencyUs: number): number {
    const { latencyJitterUs } = this.config;
    const dueUs = nowUs + latencyUs + (latencyJitterUs === 0 ? 0 : this.random.int(0, latencyJitterUs));
    if (dueUs >= this.timeUs) return dueUs;
    this.counts.late++;
    return this.timeUs;
  }

  /** Why an order is not sent at all. */
  private vetoOf(request: OrderRequest, instrument: Instrument | undefined, nowUs: number): ReasonCode {
    if (!instrument) return "instrument_unknown";
    if (!(request.size > 0)) return "size_min";
    if (nowUs > request.deadlineUs) return "deadline_passed";
    if (this.options.isLive && !this.options.isLive(instrument.bookIndex, request.epoch)) return "epoch_ended";
    return this.orders.hasRoom(request.instrument) ? "none" : "open_orders";
  }

  /** Rules 1 to 3. */
  private arrive(order: PaperOrder): void {
    if (this.market.isLoading(order.book)) {
      this.held.push(order);
      return;
    }
    const reason = this.refusalOf(order);
    if (reason === "none" || reason === "fok_unfilled") {
      order.bounds.arrive(this.market.takeable(order, LEVELS_MAX), reason === "none");
      this.changed.note(order);
    }
    if (reason !== "none") {
      this.end(order, "rejected", reason);
      return;
    }
    this.tell(order.moveTo("accepted"));
    this.take(order);
    if (order.life.isTerminal) return;
    if (order.request.timeInForce === "IOC") this.end(order, "canceled", "no_liquidity");
    else this.rest(order);
  }

  private amendArrives(order: PaperOrder): void {
    if (this.market.isLoading(order.book)) this.held.push(order);
    else this.amender.arrive(order, this.timeUs);
  }

  private placeAnew(order: PaperOrder): void {
    this.resting.remove(order);
    order.queue = undefined;
    order.bounds.arrive(this.market.takeable(order, LEVELS_MAX), true);
    this.changed.note(order);
    this.take(order);
    if (!order.life.isTerminal) this.joinQueue(order);
  }

  private refusalOf(order: PaperOrder): ReasonCode {
    const { book, request } = order;
    if (!this.rules.isOpen(book)) return "market_closed";
    if (request.epoch === 0 || this.market.epoch(book) !== request.epoch) return "epoch_ended";
    if (this.timeUs > request.deadlineUs) return "deadline_passed";
    const reason = this.rules.refusalOf(order, this.market.isCrossedBy(order));
    if (reason !== "none" || request.timeInForce !== "FOK") return reason;
    return this.market.canFill(order) ? "none" : "fok_unfilled";
  }

  private take(order: PaperOrder): void {
    let price = this.market.nextTakeable(order, NO_PRICE);
    while (price !== NO_PRICE && !order.life.isTerminal) {
      this.fill(order, this.market.take(order, price, order.life.remainingSize), price, "taker");
      price = this.market.nextTakeable(order, price);
    }
  }

  private rest(order: PaperOrder): void {
    const { request } = order;
    this.joinQueue(order);
    if (request.timeInForce !== "GTD") return;
    this.due.add({ kind: "expire", dueUs: request.deadlineUs, order, reason: "expired" });
  }

  private joinQueue(order: PaperOrder): void {
    const { book, limit, rests } = order;
    const shown = this.market.sizeAt(book, rests, limit);
    order.queue = new QueuePosition(shown, this.market.timeMs(book), this.config.echoMs);
    order.bounds.rest(shown);
    this.resting.add(order);
  }

  private fill(order: PaperOrder, size: number, price: number, liquidity: "taker" | "maker"): void {
    const report = order.fill(size, price, liquidity);
    this.changed.note(order);
    if (order.life.isTerminal) this.forget(order);
    this.tell(report);
  }

  private end(order: PaperOrder, state: "canceled" | "rejected" | "expired", reason: ReasonCode): void {
    this.forget(order);
    this.tell(order.moveTo(state, reason));
  }

  private forget(order: PaperOrder): void {
    this.orders.remove(order);
    this.resting.remove(order);
    this.due.drop(order);
    const at = this.held.indexOf(order);
    if (at >= 0) this.held.splice(at, 1);
  }

  private tell(report: OrderReport): void {
    this.reports.add(report, this.timeUs + this.config.ackLatencyUs);
  }

  private beginSnapshot(book: number, i32: Int32Array, base: number): void {
    const before = this.market.epoch(book);
    const effect = this.market.beginSnapshot(i32, base);
    if (effect === "applied" && before !== this.market.epoch(book)) this.cancelResting(book, "epoch_ended");
    this.heed(book, effect);
  }

  private endSnapshot(book: number, i32: Int32Array, f64: Float64Array, base: number): void {
    const effect = this.market.endSnapshot(i32, f64, base);
    if (effect === "applied") {
      const timeMs = f64[(base >>> 1) + D_EXCHANGE_MS];
      for (const order of this.resting.of(book)) this.noteLevel(order, timeMs);
      this.releaseHeld(book);
    }
    this.heed(book, effect);
  }

  private applyDelta(book: number, i32: Int32Array, f64: Float64Array, base: number): void {
    const effect = this.market.applyDelta(i32, f64, base);
    if (effect !== "applied") {
      this.heed(book, effect);
      return;
    }
    const resting = this.resting.of(book);
    if (resting.length === 0) return;
    const side = (i32[base] & Flag.ask) === 0 ? BID : ASK;
    const price = i32[base + W_BODY];
    for (let at = 0; at < resting.length; at++) {
      const order = resting[at];
      if (order.rests === side && order.limit === price) this.noteLevel(order, f64[(base >>> 1) + D_EXCHANGE_MS]);
    }
  }

  private noteLevel(order: PaperOrder, timeMs: number): void {
    order.queue?.onLevel(this.market.sizeAt(order.book, order.rests, order.limit), timeMs);
  }

  /** Rule 3: what a trade leaves for our resting orders, better price first, then older. */
  private applyTrade(instrument: number, i32: Int32Array, f64: Float64Array, base: number): void {
    const { bookIndex } = this.table.list[instrument];
    const resting = this.resting.of(bookIndex);
    const epoch = i32[base + W_EPOCH];
    if (resting.length === 0 || (epoch !== 0 && epoch !== this.market.epoch(bookIndex))) return;
    const isMirrored = bookIndex !== instrument;
    const hitsBids = ((i32[base] & Flag.sell) !== 0) !== isMirrored;
    const price = isMirrored ? PRICE_TICKS_PER_DOLLAR - i32[base + W_BODY] : i32[base + W_BODY];
    const timeMs = f64[(base >>> 1) + D_EXCHANGE_MS];
    const side = hitsBids ? BID : ASK;
    let volume = f64[(base >>> 1) + D_BODY + 2];
    const met = resting.filter((order) => order.rests === side);
    const trade = { price, volume, timeMs };
    this.meet(met, volume, (order, left) => order.bounds.meetOptimistic(trade, left));
    for (let at = 0; at < resting.length && volume > 0; ) {
      const order = resting[at];
      if (order.rests === side) volume -= this.fillFrom(order, { price, volume, timeMs });
      // A filled order has left the list, and the next one stands in its place.
      if (resting[at] === order) at++;
    }
    this.meet(met, trade.volume, (order, left) => order.bounds.meetPessimistic(trade, left));
  }

  /** The same trade in another view: the optimistic one before the expected fills, which it must cover, the pessimistic one after them. */
  private meet(met: readonly PaperOrder[], volume: number, takes: (order: PaperOrder, left: number) => number): void {
    let left = volume;
    for (const order of met) {
      const taken = takes(order, left);
      if (taken > 0) this.changed.note(order);
      left -= taken;
    }
  }

  private fillFrom(order: PaperOrder, trade: BookTrade): number {
    const size = order.reachOf(trade);
    if (size > 0) this.fill(order, size, order.limit, "maker");
    return size;
  }

  private applyUpdate(instrument: number, update: number, value: number): void {
    const { bookIndex, mirrorIndex } = this.table.list[instrument];
    this.updateBook(bookIndex, update, value);
    const mirror = mirrorIndex === undefined ? undefined : this.table.at(mirrorIndex);
    if (mirror && mirror.bookIndex !== bookIndex) this.updateBook(mirror.bookIndex, update, value);
  }

  private updateBook(book: number, update: number, value: number): void {
    const ends = this.rules.onUpdate(book, MARKET_UPDATES[update], { atUs: value * 1000, nowUs: this.timeUs });
    if (ends) this.cancelResting(book, "market_closed");
    if (ends && !this.rules.isOpen(book)) this.market.close(book);
  }

  private heed(book: number, effect: SlotEffect): void {
    if (effect === "applied") return;
    this.counts[effect]++;
    if (effect === "broken") this.endEpoch(book);
  }

  /** Rule 5. */
  private endEpoch(book: number): void {
    this.market.endEpoch(book);
    this.cancelResting(book, "epoch_ended");
    this.releaseHeld(book);
  }

  private cancelResting(book: number, reason: ReasonCode): void {
    for (const order of [...this.resting.of(book)]) this.end(order, "canceled", reason);
  }

  private releaseHeld(book: number): void {
    if (this.held.length === 0) return;
    const released = this.held.filter((order) => order.book === book);
    for (const order of released) {
      this.held.splice(this.held.indexOf(order), 1);
      if (order.queue) this.amendArrives(order);
      else this.arrive(order);
    }
  }
}
