import type { InstrumentBooks } from "@augury/book";
import type { CashMicros, SizeMicros } from "@augury/core";
import type { InstrumentTable, OpenOrder, ReferencePrice, VenueName } from "@augury/model";
import type { Portfolio } from "@augury/portfolio";
import type { StrategyContext } from "@augury/strategy";
import type { BookKeeper } from "./book-keeper.ts";
import type { OrderKeeper } from "./order-keeper.ts";
import type { ReferenceKeeper } from "./reference-keeper.ts";

/** What strategies see, one object for all calls: decision points it at the event and at the strategy before each. */
export class DecisionContext implements StrategyContext {
  nowUs = 0;
  instrument = -1;
  kind = 0;
  strategy = 0;

  constructor(
    readonly books: InstrumentBooks,
    readonly instruments: InstrumentTable,
    private readonly keeper: BookKeeper,
    private readonly orders: OrderKeeper,
    private readonly portfolio: Portfolio,
    private readonly references: ReferenceKeeper,
  ) {}

  reference(number: number): ReferencePrice | undefined {
    return this.references.price(number);
  }

  isTrusted(instrument: number): boolean {
    return this.keeper.isTrusted(this.bookOf(instrument));
  }

  epoch(instrument: number): number {
    return this.keeper.books.epoch(this.bookOf(instrument));
  }

  position(instrument: number): SizeMicros {
    return this.portfolio.position(instrument);
  }

  sellable(instrument: number): SizeMicros {
    return this.portfolio.account.sellable(instrument);
  }

  spendable(venue: VenueName): CashMicros {
    return this.portfolio.account.spendable(venue);
  }

  openOrders(): readonly OpenOrder[] {
    return this.orders.of(this.strategy);
  }

  private bookOf(instrument: number): number {
    return this.instruments.list[instrument].bookIndex;
  }
}
