import { type BookArenaHandle, InstrumentBooks, OrderBooks } from "@augury/book";
import { type InstrumentTable, ORDER_STATES, type OrderState, VenueCode, venueNameOf } from "@augury/model";
import type { Portfolio } from "@augury/portfolio";
import { RISK_LIMITS, type RiskGate } from "@augury/risk";
import { NO_INTENTS, type Strategy } from "@augury/strategy";
import {
  CONTROLS,
  codeOf,
  D_BODY,
  D_RECEIVED_US,
  Flag,
  NO_PRICE,
  readOperatorAmend,
  readOperatorCancel,
  readOperatorOrder,
  readOrder,
  readOrderTerms,
  readPayout,
  readRedemption,
  readSettlement,
  readVenueStatus,
  SlotKind,
  TRUST_REASONS,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_SEQUENCE,
} from "@augury/wire";
import { BookKeeper } from "./book-keeper.ts";
import { DecisionContext } from "./decision-context.ts";
import { DecisionEncoder } from "./decision-encoder.ts";
import { type GroupCounts, GroupWatch } from "./group-watch.ts";
import { type EmittedCounts, OrderDoor } from "./order-door.ts";
import { OrderKeeper } from "./order-keeper.ts";
import { OutputBuffer } from "./output-buffer.ts";
import { ReferenceKeeper } from "./reference-keeper.ts";
import { RiskWindow } from "./risk-window.ts";
import { Cell } from "./sample-cells.ts";
import { TouchedBooks } from "./touched-books.ts";

export interface DecisionCoreOptions {
  readonly instruments: InstrumentTable;
  readonly arena: BookArenaHandle;
  readonly strategies: readonly Strategy[];
  readonly risk: RiskGate;
  readonly portfolio: Portfolio;
  /** Reference prices of the run. */
  readonly references?: number;
  /** A timestamp group of a book has ended when nothing more came for this long. */
  readonly groupQuietUs: number;
  /**
   * After a refusal a strategy is not asked again about the same book (or by the timer, when that led to it) for this long: a persistent
   * condition must not fill the journal, nor keep the strategy from its other books.
   */
  readonly refusalPauseUs: number;
}

/** A book still distrusted after this long is asked for again. */
const RESYNC_AGAIN_US = 5_000_000;
const RESYNCS_PER_TIMER_MAX = 16;
const KILL = codeOf(CONTROLS, "kill");
const RESUME = codeOf(CONTROLS, "resume");
const STOP = codeOf(CONTROLS, "stop");
const CASH = codeOf(CONTROLS, "cash");
const EXECUTOR_RESTART = codeOf(CONTROLS, "executor_restart");
const RISK_LIMIT = codeOf(CONTROLS, "risk_limit");
const LEDGER_HORIZON = codeOf(CONTROLS, "ledger_horizon");
const BOOKS_OPEN = codeOf(CONTROLS, "books_open");

/**
 * Decision as a pure function of its input sequence: slots in, intents and refusals out. It reads no clock, does no I/O, and the same
 * inputs give the same outputs bit for bit: live, in replay and in backtest.
 */
export class DecisionCore {
  readonly outputs = new OutputBuffer();
  readonly keeper: BookKeeper;
  readonly orders = new OrderKeeper();
  readonly references: ReferenceKeeper;
  readonly books: OrderBooks;
  /** Instruments whose feed is to send a fresh snapshot; the first `resyncCount` count. */
  readonly resyncs: Int32Array;
  resyncCount = 0;
  /** Intent decided → its fill consumed, of the report consumed last. */
  lastFillLatencyUs = 0;
  killed = false;
  /** The engine is stopping: strategies are asked no more, so that what the executor cancels stays canceled. */
  stopping = false;
  /** Main has told everything that was held when this run began. */
  booksOpen = false;
  private readonly touchedBooks: TouchedBooks;
  private readonly context: DecisionContext;
  private readonly groups: GroupWatch;
  private readonly riskView: RiskWindow;
  private readonly strategiesOf: readonly (readonly number[])[];
  private readonly venueCodes: Uint8Array;
  private readonly encoder: DecisionEncoder;
  private readonly door: OrderDoor;
  /** When a distrusted book's snapshot is asked for again; 0 = nothing is owed. */
  private readonly resyncDueUs: Float64Array;
  private incarnation = 0;
  private reportsSeen = 0;
  /** Of the input at hand. */
  private kind = 0;
  private nowUs = 0;

  constructor(private readonly options: DecisionCoreOptions) {
    const { instruments, arena, strategies, portfolio } = options;
    this.references = new ReferenceKeeper(options.references ?? 0);
    this.books = new OrderBooks(arena);
    this.books.reset();
    this.keeper = new BookKeeper(this.books, instruments, (book, trusted, code) => this.onTrust(book, trusted, code));
    this.groups = new GroupWatch(this.books, this.keeper, instruments, options.groupQuietUs);
    const views = new InstrumentBooks(this.books, instruments);
    this.context = new DecisionContext(views, instruments, this.keeper, this.orders, portfolio, this.references);
    this.riskView = new RiskWindow(views, instruments, this.keeper, this.orders, portfolio);
    this.touchedBooks = new TouchedBooks(instruments.size);
    this.resyncs = new Int32Array(Math.max(1, instruments.size) + RESYNCS_PER_TIMER_MAX);
    this.resyncDueUs = new Float64Array(Math.max(1, instruments.size));
    this.venueCodes = Uint8Array.from(instruments.list, ({ venue }) => VenueCode[venue]);
    this.encoder = new DecisionEncoder(this.outputs, this.venueCodes);
    this.door = new OrderDoor({
      instruments,
      risk: options.risk,
      refusalPauseUs: options.refusalPauseUs,
      strategies: strategies.length,
      outputs: this.outputs,
      encoder: this.encoder,
      orders: this.orders,
      context: this.context,
      view: this.riskView,
      isShut: () => this.killed || this.stopping,
    });
    this.strategiesOf = instruments.list.map(({ index }) =>
      strategies.flatMap((strategy, at) => (readsBook(strategy, index, instruments) ? [at] : [])),
    );
  }

  /** What is owned, as the inputs so far tell it. */
  get portfolio(): Portfolio {
    return this.options.portfolio;
  }

  /** What the last input led to. */
  get emitted(): Readonly<EmittedCounts> {
    return this.door.emitted;
  }

  /** Books whose state the last input completed; see {@link TouchedBooks}. */
  get touched(): Int32Array {
    return this.touchedBooks.done;
  }

  get touchedCount(): number {
    return this.touchedBooks.doneCount;
  }

  /** What the strategies found impossible so far: see {@link Strategy.violations}. */
  get violations(): number {
    return this.options.strategies.reduce((sum, { violations = 0 }) => sum + violations, 0);
  }

  /** How timestamp groups ended so far: crossed, locked, at odds with the venue's own best prices or with the mirror. */
  get groupCounts(): Readonly<GroupCounts> {
    return this.groups.counts;
  }

  venueOf(instrument: number): number {
    return this.venueCodes[instrument];
  }

  /** Consumes the slot at `base`. What it led to stands in `outputs`, `resyncs` and `touched` until the next call. */
  consume(i32: Int32Array, f64: Float64Array, base: number, nowUs: number): void {
    this.outputs.begin();
    this.touchedBooks.begin();
    this.resyncCount = 0;
    this.nowUs = nowUs;
    this.door.begin(nowUs);
    this.encoder.causeUs = f64[(base >>> 1) + D_RECEIVED_US];
    const word = i32[base];
    const kind = word & 0xff;
    this.kind = kind;
    if (kind >= SlotKind.snapshotBegin && kind <= SlotKind.bookDelta) this.onBookSlot(kind, word, i32, f64, base);
    else this.onOther(kind, i32, f64, base);
  }

  /** Emits a digest record: what replay must arrive at after the same inputs. */
  encodeDigest(inputs: number, nowUs: number): void {
    this.encoder.digest(inputs, nowUs);
  }

  /** Writes a book's newest state into a cell of the sample tap. */
  fillCell(book: number, fields: Float64Array, at: number): void {
    const { books, keeper } = this;
    const bid = books.bestBid(book);
    const ask = books.bestAsk(book);
    fields[at + Cell.bestBid] = bid;
    fields[at + Cell.bestAsk] = ask;
    fields[at + Cell.bidSize] = bid < 0 ? 0 : books.sizeAt(book, 0, bid);
    fields[at + Cell.askSize] = ask < 0 ? 0 : books.sizeAt(book, 1, ask);
    fields[at + Cell.lastPrice] = keeper.lastPriceOf(book);
    fields[at + Cell.epoch] = books.epoch(book);
    fields[at + Cell.trusted] = keeper.isTrusted(book) ? 1 : 0;
    fields[at + Cell.sequence] = keeper.sequenceOf(book);
    fields[at + Cell.exchangeTimeMs] = books.exchangeTimeMs(book);
    fields[at + Cell.receivedTimeUs] = books.receivedTimeUs(book);
    fields[at + Cell.updates] = books.updates(book);
  }

  private onBookSlot(kind: number, word: number, i32: Int32Array, f64: Float64Array, base: number): void {
    const book = i32[base + W_INSTRUMENT];
    if (!this.ownsBook(book)) return;
    const { keeper, touchedBooks } = this;
    const venue = this.venueCodes[book];
    if (kind === SlotKind.bookDelta) {
      this.groups.before(i32, f64, book, base);
      if (keeper.applyDelta(i32, f64, book, base)) touchedBooks.add(venue, book);
      if ((word & Flag.frameEnd) !== 0) this.endFrame(venue, kind);
    } else if (kind === SlotKind.snapshotEnd) {
      this.groups.forget(book);
      keeper.endSnapshot(i32, f64, book, base);
      touchedBooks.add(venue, book);
      this.endFrame(venue, kind);
    } else if (kind === SlotKind.snapshotBegin) keeper.beginSnapshot(i32, book, base);
    else keeper.addLevels(i32, f64, book, base);
  }

  private onOther(kind: number, i32: Int32Array, f64: Float64Array, base: number): void {
    const instrument = i32[base + W_INSTRUMENT];
    switch (kind) {
      case SlotKind.trade:
        if (!this.ownsBook(instrument)) return;
        this.keeper.noteTrade(instrument, i32[base + W_BODY]);
        this.touchedBooks.finish(instrument);
        this.askAbout(instrument, kind);
        return;
      case SlotKind.epochEnd:
        if (!this.ownsBook(instrument)) return;
        this.groups.forget(instrument);
        this.keeper.endEpoch(instrument, i32[base + W_EPOCH]);
        // The feed has begun anew: from here the snapshot is its business.
        this.resyncDueUs[instrument] = 0;
        this.touchedBooks.finish(instrument);
        this.askAbout(instrument, kind);
        return;
      case SlotKind.marketUpdate:
        this.onMarketUpdate(i32, f64, base);
        return;
      case SlotKind.referencePrice:
        this.references.apply(i32, f64, base);
        return;
      case SlotKind.timer:
        this.groups.quiet(this.nowUs);
        this.riskView.mark(this.nowUs);
        this.askOverdueResyncs();
        this.door.drainCancels();
        this.askAll(kind);
        return;
      case SlotKind.orderOpened:
        if (this.isNews(i32, base) && this.ownsBook(instrument))
          this.orders.admit(readOrder(i32, f64, base), this.nowUs);
        return;
      case SlotKind.orderReport:
        if (this.isNews(i32, base)) this.onReport(i32, f64, base);
        return;
      case SlotKind.settlement:
        if (this.isNews(i32, base)) this.onSettlement(i32, f64, base);
        return;
      case SlotKind.control:
        this.onControl(i32, f64, base);
        return;
      case SlotKind.venueStatus:
        if (this.isNews(i32, base)) this.onStatus(i32, f64, base);
        return;
      case SlotKind.operatorOrder:
        this.door.order(readOperatorOrder(i32, f64, base));
        return;
      case SlotKind.operatorAmend:
        this.door.change(readOperatorAmend(i32, f64, base));
        return;
      case SlotKind.operatorCancel:
        this.door.cancelAll(readOperatorCancel(i32, base));
        return;
      case SlotKind.position:
        if (this.isForThisRun(i32[base + W_EPOCH]) && this.isNews(i32, base)) this.onPosition(i32, f64, base);
        return;
      case SlotKind.redemption:
        if (this.isForThisRun(i32[base + W_EPOCH]) && this.isNews(i32, base)) this.onRedemption(i32, f64, base);
        return;
      case SlotKind.runStart:
        this.incarnation = i32[base + W_BODY];
        this.door.nextIntentId = i32[base + W_BODY + 1];
        this.reportsSeen = i32[base + W_BODY + 2] >>> 0;
        return;
      default:
        return;
    }
  }

  private onControl(i32: Int32Array, f64: Float64Array, base: number): void {
    switch (i32[base + W_BODY]) {
      case KILL:
        this.killed = true;
        break;
      case RESUME:
        this.killed = false;
        break;
      case STOP:
        this.stopping = true;
        break;
      case CASH:
        if (this.isForThisRun(i32[base + W_BODY + 1]) && this.isNews(i32, base)) {
          const venue = venueNameOf((i32[base] >>> 8) & 0xff);
          this.options.portfolio.deposit(f64[(base >>> 1) + D_BODY + 2], venue);
        }
        break;
      case LEDGER_HORIZON:
        this.options.portfolio.account.forgetBefore(f64[(base >>> 1) + D_BODY + 2]);
        break;
      case BOOKS_OPEN:
        this.booksOpen ||= i32[base + W_BODY + 1] === this.incarnation;
        break;
      case RISK_LIMIT: {
        const limit = RISK_LIMITS[i32[base + W_BODY + 1]];
        if (limit !== undefined) this.options.risk.setLimit(limit, f64[(base >>> 1) + D_BODY + 2]);
        break;
      }
      case EXECUTOR_RESTART:
        // The paper venue died with its orders: what it had not reported as ended ends here.
        for (const order of [...this.orders.all()]) this.orders.report(order.intentId, order.leg, "canceled", 0);
        this.riskView.forgetStatuses();
        break;
      default:
    }
  }

  /** Opening balances of a run that died before it consumed them stand in the ring of the next one too. 0 = whichever run. */
  private isForThisRun(incarnation: number): boolean {
    return incarnation === 0 || incarnation === this.incarnation;
  }

  /**
   * Whatever the executor tells is numbered. What a run before this one has counted stands in the ring again when that run died before it
   * could free it. Main tells without a number.
   */
  private isNews(i32: Int32Array, base: number): boolean {
    const number = i32[base + W_SEQUENCE] >>> 0;
    if (number === 0) return true;
    if (number <= this.reportsSeen) return false;
    this.reportsSeen = number;
    return true;
  }

  private onSettlement(i32: Int32Array, f64: Float64Array, base: number): void {
    const { counted, observation, strategy } = readSettlement(i32, f64, base);
    const { portfolio } = this.options;
    if (counted) portfolio.account.recall(observation);
    else portfolio.observe(observation, strategy);
  }

  private onStatus(i32: Int32Array, f64: Float64Array, base: number): void {
    const venue = venueNameOf((i32[base] >>> 8) & 0xff);
    if (venue !== "none") this.riskView.noteStatus(venue, readVenueStatus(i32, f64, base));
  }

  private onMarketUpdate(i32: Int32Array, f64: Float64Array, base: number): void {
    const instrument = i32[base + W_INSTRUMENT];
    const payout = readPayout(i32, f64, base);
    if (payout === undefined || !this.ownsBook(instrument)) return;
    const { portfolio, risk } = this.options;
    portfolio.endMarket(instrument, payout, risk.config.mode === "live" ? "strategies" : "account");
  }

  private onPosition(i32: Int32Array, f64: Float64Array, base: number): void {
    const { portfolio } = this.options;
    const instrument = i32[base + W_INSTRUMENT];
    const averagePrice = i32[base + W_BODY];
    const size = f64[(base >>> 1) + D_BODY + 2];
    if (averagePrice !== NO_PRICE) portfolio.open(instrument, size, averagePrice);
    else portfolio.openAtCost({ instrument, size, cost: f64[(base >>> 1) + D_BODY + 3] });
  }

  private onRedemption(i32: Int32Array, f64: Float64Array, base: number): void {
    const { held, instrument, payout } = readRedemption(i32, f64, base);
    if (this.ownsBook(instrument)) this.options.portfolio.makeRedeemable(instrument, payout, held);
  }

  /** What became of an order; what is owned is told by settlements alone. */
  private onReport(i32: Int32Array, f64: Float64Array, base: number): void {
    const intentId = i32[base + W_BODY];
    const packed = i32[base + W_BODY + 1];
    const state = ORDER_STATES[(packed >>> 8) & 0xff] as OrderState;
    const fillSize = f64[(base >>> 1) + D_BODY + 2];
    const terms = readOrderTerms(i32, f64, base);
    if (terms) this.orders.amended(intentId, packed & 0xff, terms);
    const order = this.orders.report(intentId, packed & 0xff, state, fillSize);
    const instrument = i32[base + W_INSTRUMENT];
    if (fillSize > 0) this.lastFillLatencyUs = order ? this.nowUs - order.decidedUs : 0;
    // An operator's orders, and nobody's, are told to no strategy.
    const isOfStrategy = order !== undefined && order.strategy < this.options.strategies.length;
    if (isOfStrategy) this.ask(order.strategy, instrument, SlotKind.orderReport);
  }

  /** The frame is whole: every book it touched is asked about once. */
  private endFrame(venue: number, kind: number): void {
    this.touchedBooks.endFrame(venue);
    for (let at = 0; at < this.touchedBooks.doneCount; at++) this.askAbout(this.touchedBooks.done[at], kind);
  }

  private askAbout(book: number, kind: number): void {
    const readers = this.strategiesOf[book];
    for (let at = 0; at < readers.length; at++) this.ask(readers[at], book, kind);
  }

  private askAll(kind: number): void {
    for (let at = 0; at < this.options.strategies.length; at++) this.ask(at, -1, kind);
  }

  private ask(strategy: number, instrument: number, kind: number): void {
    const { context, door } = this;
    if (this.stopping || door.isPaused(strategy, instrument)) return;
    context.nowUs = this.nowUs;
    context.instrument = instrument;
    context.kind = kind;
    context.strategy = strategy;
    const intents = this.options.strategies[strategy].onEvent(context);
    if (intents === NO_INTENTS) return;
    for (const intent of intents) {
      if (intent.kind === "cancel") door.cancel(strategy, intent);
      else if (intent.kind === "amend") door.amend(strategy, intent);
      else door.place(strategy, intent);
    }
  }

  private onTrust(book: number, trusted: boolean, code: number): void {
    this.touch(book);
    this.resyncDueUs[book] = 0;
    if (!trusted && code !== END_OF_EPOCH) this.askResync(book);
    // More changes than one input may tell: the books know, and the resync below is asked for in any case.
    if (this.outputs.hasRoom(1)) this.encoder.trust(book, this.books.epoch(book), trusted, code);
  }

  /** Whoever reads the book is to hear that its trust changed: with its frame, or by the timer that led to it. */
  private touch(book: number): void {
    if (this.kind === SlotKind.timer) this.touchedBooks.finish(book);
    else if (this.kind <= SlotKind.bookDelta) this.touchedBooks.add(this.venueCodes[book], book);
  }

  private askResync(book: number): void {
    this.resyncDueUs[book] = this.nowUs + RESYNC_AGAIN_US;
    this.resyncs[this.resyncCount++] = book;
  }

  /** A book that stays distrusted although a snapshot was asked for: ask again. */
  private askOverdueResyncs(): void {
    for (let book = 0; book < this.resyncDueUs.length; book++) {
      const dueUs = this.resyncDueUs[book];
      if (dueUs !== 0 && this.nowUs >= dueUs && this.resyncCount < RESYNCS_PER_TIMER_MAX) this.askResync(book);
    }
  }

  private ownsBook(instrument: number): boolean {
    return instrument >= 0 && instrument < this.options.instruments.size;
  }
}

const END_OF_EPOCH = codeOf(TRUST_REASONS, "epoch_end");

/** Whether a strategy watches an instrument that reads this book. */
function readsBook(strategy: Strategy, book: number, table: InstrumentTable): boolean {
  return strategy.instruments.some((instrument) => table.list[instrument]?.bookIndex === book);
}
