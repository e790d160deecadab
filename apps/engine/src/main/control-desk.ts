import type { Clock } from "@augury/core";
import { type TradeObservation, VenueCode, VenueName, type VenueStatus } from "@augury/model";
import { ControlSender } from "@augury/pipeline";
import type { Portfolio } from "@augury/portfolio";
import { EpochTable } from "@augury/wire";
import type { EnginePlan } from "./engine-plan.ts";
import type { VenueCash } from "./paper-cash.ts";

const CASH_PLACES = ["none", ...VenueName.options] as const;
/** Ended trades that a new decision is told to know. What is older than all of them it will not count again either. */
const RECALLED_MAX = 4_096;
/** Whose order a trade filled matters to the rows of orders, not to the books. */
const NOT_OURS = { intentId: 0, leg: 0, strategy: undefined, counted: false } as const;

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

  /**
   * Tells a starting decision what there is: the opening cash, or after a restart everything as main knows it: cash, settled positions with
   * their cost, what has to be redeemed, what waits for its end, and the trades that it must know when they are told again. {@link booksOpen} says that this was all.
   */
  openBooks(portfolio: Portfolio, incarnation: number, openingCash: VenueCash): void {
    if (incarnation === 1) {
      for (const [venue, cash] of openingCash) {
        this.decision.cash(venue, cash, incarnation);
        portfolio.deposit(cash, venue);
      }
      return;
    }
    const { account } = portfolio;
    for (const venue of CASH_PLACES) {
      const cash = account.confirmed.cash(venue) - account.cashBalance(venue).redeemable;
      if (cash !== 0) this.decision.cash(venue, cash, incarnation);
    }
    for (const row of account.confirmed.rows(() => undefined))
      if (row.size !== 0) this.decision.position(row, incarnation);
    for (const { cash, contracts, instrument, payout } of account.redeemables()) {
      // What is due is what they cost there: the profit has been taken.
      if (contracts > 0) this.decision.position({ instrument, size: contracts, cost: cash }, incarnation);
      this.decision.redemption(instrument, payout, contracts, incarnation);
    }
    this.retellTrades(portfolio);
    this.resyncAll();
  }

  /** Ends what a starting decision is told before its first input. */
  booksOpen(incarnation: number): void {
    this.decision.send("books_open", { a: incarnation });
  }

  private retellTrades(portfolio: Portfolio): void {
    const { operations, horizonMs } = portfolio.account.endedOperations(RECALLED_MAX);
    if (Number.isFinite(horizonMs)) this.decision.send("ledger_horizon", { x: horizonMs });
    for (const observation of operations)
      this.decision.settlement({ ...NOT_OURS, observation: observation as TradeObservation, counted: true });
    for (const { observation, strategy } of portfolio.pending())
      this.decision.settlement({ ...NOT_OURS, observation, strategy });
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

  /**
   * The executor died, and its orders live on at the venues: the next one finds out what became of each, and reports it. Until it has
   * compared everything nobody knows what we have there.
   */
  readonly liveExecutorDown = (): void => {
    for (const venue of VenueName.options) this.decision.status(venue, UNKNOWN_STATUS);
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

/** What is known of an account while nobody looks after it. */
const UNKNOWN_STATUS: VenueStatus = {
  isReconciled: false,
  heartbeatMisses: 0,
  unknownOrders: 0,
  unknownCash: 0,
  externalOrders: 0,
  clockSkewMs: 0,
};
