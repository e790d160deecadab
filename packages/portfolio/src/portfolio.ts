import { assert, type CashMicros, type SizeMicros } from "@augury/core";
import type { InstrumentTable, OrderReport, VenueName } from "@augury/model";
import { Ledger, type Trade } from "./ledger.ts";

/** One execution and whose it is. */
export interface Fill extends Trade {
  readonly strategy: number;
}

/**
 * What we own, folded from order reports alone. The account's ledger is the truth; beside it every strategy has a ledger of its own
 * fills, for attribution. A strategy that sells what another one bought shows a negative position; the account never does, except that
 * a netting venue's NO is a negative YES.
 */
export class Portfolio {
  readonly account: Ledger;
  private readonly strategies: Ledger[] = [];
  private readonly strategiesMax: number;

  constructor(
    private readonly table: InstrumentTable,
    options: { readonly strategiesMax?: number } = {},
  ) {
    this.account = new Ledger(table);
    this.strategiesMax = options.strategiesMax ?? 256;
  }

  /** Applies an executor's report; only its fill matters here. `strategy` is whose order it was. */
  apply(report: OrderReport, strategy: number): void {
    if (report.fillSize === 0) return;
    const { instrument, side, fillPrice, fillSize, fee } = report;
    this.fill({ instrument, strategy, side, price: fillPrice, size: fillSize, fee });
  }

  /** Applies one execution. Asserts that a sale is covered where tokens cannot be sold short: the risk gate refuses such orders. */
  fill(fill: Fill): void {
    const { instrument, side, size } = fill;
    assert(
      side === "buy" || this.table.list[instrument].venue === "kalshi" || size <= this.account.position(instrument),
      "a sale is covered by the position",
    );
    this.account.trade(fill);
    this.ledgerOf(fill.strategy).trade(fill);
  }

  /** Takes over a position that was bought before this run (for Kalshi signed: negative = NO), at its average price. */
  open(instrument: number, size: number, averagePrice: number): void {
    this.account.open(instrument, size, averagePrice);
  }

  /** Notes that cash was put in, or taken out when negative. Without a venue it counts in the total only. */
  deposit(cash: number, venue: VenueName | "none" = "none"): void {
    this.account.deposit(cash, venue);
  }

  /** Settles an instrument at `settlementPrice` (PriceTicks; 10 000 = won, 0 = lost). Returns the cash that this brings. */
  settle(instrument: number, settlementPrice: number): CashMicros {
    for (const ledger of this.strategies) ledger?.settle(instrument, settlementPrice);
    return this.account.settle(instrument, settlementPrice);
  }

  /** Returns the account's contracts of an instrument; see {@link Ledger.position} for the sign. */
  position(instrument: number): SizeMicros {
    return this.account.position(instrument);
  }

  /** The account's cash at all venues. */
  get cash(): CashMicros {
    return this.account.cash();
  }

  /** Returns a strategy's own ledger, `undefined` before its first fill. */
  strategy(strategy: number): Ledger | undefined {
    return this.strategies[strategy];
  }

  private ledgerOf(strategy: number): Ledger {
    assert(strategy >= 0 && strategy < this.strategiesMax, "a strategy's number lies within the portfolio's bound");
    let ledger = this.strategies[strategy];
    if (!ledger) {
      ledger = new Ledger(this.table);
      this.strategies[strategy] = ledger;
    }
    return ledger;
  }
}
