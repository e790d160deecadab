import { type Clock, PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { VenueCode, type VenueName } from "@augury/model";
import { ControlSender } from "@augury/pipeline";
import type { Portfolio } from "@augury/portfolio";
import { EpochTable } from "@augury/wire";
import type { EnginePlan } from "./engine-plan.ts";

/** Everything that main sends to the stages, and the repairs after one of them died. */
export class ControlDesk {
  readonly decision: ControlSender;
  private readonly executor: ControlSender;
  private readonly feeds: Readonly<Record<VenueName, ControlSender>>;
  private readonly epochs: EpochTable;

  constructor(
    private readonly plan: EnginePlan,
    clock: Clock,
  ) {
    const { memory } = plan;
    this.decision = new ControlSender(memory.decisionControl, clock);
    this.executor = new ControlSender(memory.executorControl, clock);
    this.feeds = {
      polymarket: new ControlSender(memory.mainCommand.polymarket, clock),
      kalshi: new ControlSender(memory.mainCommand.kalshi, clock),
    };
    this.epochs = new EpochTable(memory.epochs);
  }

  /** Sends what waited for room. */
  pump(): void {
    for (const sender of [this.decision, this.executor, this.feeds.polymarket, this.feeds.kalshi]) sender.pump();
  }

  /** Tells a starting decision what there is: the opening cash, or after a restart cash and positions as main knows them. */
  openBooks(portfolio: Portfolio, incarnation: number, openingCash: number): void {
    if (incarnation === 1) {
      this.decision.send("cash", { a: incarnation, x: openingCash });
      portfolio.deposit(openingCash);
      return;
    }
    this.decision.send("cash", { a: incarnation, x: portfolio.cash });
    for (const row of portfolio.account.rows(() => undefined)) {
      if (row.size === 0) continue;
      const averagePrice = Math.round((row.cost * PRICE_TICKS_PER_DOLLAR) / row.size);
      this.decision.position(row.instrument, row.size, averagePrice, incarnation);
    }
    this.resyncAll();
  }

  /** A feed died: nobody else will end its epochs. Decision hears of each in its control ring. */
  readonly feedDown = (venue: string): void => {
    for (const instrument of this.plan.instruments) {
      if (instrument.venue !== venue || instrument.bookIndex !== instrument.index) continue;
      this.epochs.end(instrument.index);
      // Said for every book that ever lived: the feed may have ended an epoch and died before it could say so.
      const epoch = this.epochs.read(instrument.index) - 1;
      if (epoch > 0) this.decision.epochEnd(VenueCode[instrument.venue], instrument.index, epoch, "worker_restart");
    }
  };

  /** The executor died with its orders: decision gives up what was open. */
  readonly executorDown = (): void => {
    this.decision.send("executor_restart");
  };

  /** Decision died: its orders are nobody's, so the executor cancels them. */
  readonly decisionDown = (): void => {
    this.executor.send("cancel_all");
  };

  /** Asks every feed for snapshots of all its books: a stage that starts anew has none. */
  readonly resyncAll = (): void => {
    for (const { venue } of this.plan.feeds) {
      // References are states: the next price says it all.
      if (venue === "reference") continue;
      for (const { index } of this.plan.instruments.filter(
        (one) => one.venue === venue && one.bookIndex === one.index,
      )) {
        this.feeds[venue].send("resync", { instrument: index });
      }
    }
  };
}
