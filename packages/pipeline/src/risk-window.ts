import type { InstrumentBooks } from "@augury/book";
import type { InstrumentTable, OpenOrder, VenueName, VenueStatus } from "@augury/model";
import type { Portfolio } from "@augury/portfolio";
import { LossWatch, type RiskView } from "@augury/risk";
import type { BookKeeper } from "./book-keeper.ts";
import type { OrderKeeper } from "./order-keeper.ts";

/** What the risk gate sees: one object for all checks, pointed at the intent at hand before each. */
export class RiskWindow implements RiskView {
  killed = false;
  nowUs = 0;
  strategy = 0;
  /** An order that the intent at hand would change: it does not stand beside what it would become. */
  private changing: OpenOrder | undefined;
  private readonly bookOf: Int32Array;
  private readonly statuses = new Map<VenueName, VenueStatus>();
  private readonly losses = new LossWatch();
  /** The last mid of each instrument's trusted book, NaN before there was one. */
  private readonly marks: Float64Array;

  constructor(
    private readonly books: InstrumentBooks,
    instruments: InstrumentTable,
    private readonly keeper: BookKeeper,
    private readonly keptOrders: OrderKeeper,
    private readonly portfolio: Portfolio,
  ) {
    this.bookOf = Int32Array.from(instruments.list, ({ bookIndex }) => bookIndex);
    this.marks = new Float64Array(instruments.size).fill(Number.NaN);
  }

  /** Points the window at a strategy's intent; `changing` is the order that it changes. */
  aim(killed: boolean, nowUs: number, strategy: number, changing?: OpenOrder): void {
    this.killed = killed;
    this.nowUs = nowUs;
    this.strategy = strategy;
    this.changing = changing;
  }

  isTrusted(instrument: number): boolean {
    return this.keeper.isTrusted(this.bookOf[instrument]);
  }

  isPolled(instrument: number): boolean {
    return this.keeper.isPolled(this.bookOf[instrument]);
  }

  epoch(instrument: number): number {
    return this.books.epoch(instrument);
  }

  step(instrument: number): number {
    return this.books.step(instrument);
  }

  bestBid(instrument: number): number {
    return this.books.bestBid(instrument);
  }

  bestAsk(instrument: number): number {
    return this.books.bestAsk(instrument);
  }

  position(instrument: number): number {
    return this.portfolio.position(instrument);
  }

  sellable(instrument: number): number {
    return this.portfolio.account.sellable(instrument);
  }

  spendable(venue: VenueName): number {
    return this.portfolio.account.spendable(venue);
  }

  venueStatus(venue: VenueName): VenueStatus | undefined {
    return this.statuses.get(venue);
  }

  /** A venue's state as told now. */
  noteStatus(venue: VenueName, status: VenueStatus): void {
    this.statuses.set(venue, status);
  }

  /** Whoever told the states is gone: nothing is known of any venue until it is told anew. */
  forgetStatuses(): void {
    this.statuses.clear();
  }

  cost(instrument: number): number {
    return this.portfolio.account.provisional.cost(instrument);
  }

  costAt(venue: VenueName | undefined): number {
    return this.portfolio.account.provisional.costAt(venue);
  }

  get dayLoss(): number {
    return this.losses.dayLoss;
  }

  get drawdown(): number {
    return this.losses.drawdown;
  }

  /** Brings the losses up to date, at the mid of every book that is trusted and the last such mid of the others. */
  mark(nowUs: number): void {
    this.losses.update(this.portfolio.account.provisional.profit(this.markOf), nowUs);
  }

  orders(): Iterable<OpenOrder> {
    return this.changing ? this.keptOrders.allBut(this.changing) : this.keptOrders.all();
  }

  private readonly markOf = (instrument: number): number | undefined => {
    const bid = this.bestBid(instrument);
    const ask = this.bestAsk(instrument);
    if (bid >= 0 && ask >= 0 && this.isTrusted(instrument)) this.marks[instrument] = (bid + ask) / 2;
    const mark = this.marks[instrument];
    return Number.isNaN(mark) ? undefined : mark;
  };
}
