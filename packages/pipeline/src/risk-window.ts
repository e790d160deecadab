import type { InstrumentBooks } from "@augury/book";
import type { InstrumentTable, OpenOrder } from "@augury/model";
import type { Portfolio } from "@augury/portfolio";
import type { RiskView } from "@augury/risk";
import type { BookKeeper } from "./book-keeper.ts";
import type { OrderKeeper } from "./order-keeper.ts";

/** What the risk gate sees: one object for all checks, pointed at the intent at hand before each. */
export class RiskWindow implements RiskView {
  killed = false;
  nowUs = 0;
  strategy = 0;
  private readonly bookOf: Int32Array;

  constructor(
    private readonly books: InstrumentBooks,
    instruments: InstrumentTable,
    private readonly keeper: BookKeeper,
    private readonly keptOrders: OrderKeeper,
    private readonly portfolio: Portfolio,
  ) {
    this.bookOf = Int32Array.from(instruments.list, ({ bookIndex }) => bookIndex);
  }

  /** Points the window at a strategy's intent. */
  aim(killed: boolean, nowUs: number, strategy: number): void {
    this.killed = killed;
    this.nowUs = nowUs;
    this.strategy = strategy;
  }

  isTrusted(instrument: number): boolean {
    return this.keeper.isTrusted(this.bookOf[instrument]);
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

  cost(instrument: number): number {
    return this.portfolio.account.cost(instrument);
  }

  orders(): Iterable<OpenOrder> {
    return this.keptOrders.all();
  }
}
