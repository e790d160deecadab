import { assert, type CashMicros, type SizeMicros } from "@augury/core";
import type { InstrumentTable, TradeObservation, VenueName } from "@augury/model";
import type { Booked } from "./settlement.ts";
import {
  type OpenedPosition,
  SETTLEMENT_BOUNDS,
  type SettlementBounds,
  SettlementLedger,
} from "./settlement-ledger.ts";

export interface PortfolioOptions {
  readonly strategiesMax?: number;
  readonly bounds?: SettlementBounds;
}

/** A telling, and whose order it was, `undefined` = nobody's. */
export interface OwnedObservation {
  readonly observation: TradeObservation;
  readonly strategy: number | undefined;
}

/** What was observed and did not fit: somebody has to look. Counts since the beginning. */
export interface OddTellings {
  contradictions: number;
  tooOld: number;
}

/** Venues that leave it to whoever holds contracts of an ended market to turn them into cash (polymarket.md section 15). */
const REDEEMS: Readonly<Record<VenueName, boolean>> = { polymarket: true, kalshi: false };
const NOTHING_MOVED: ReadonlySet<Booked> = new Set(["repeated", "contradiction", "too_old"]);

/**
 * What we own, folded from settlements alone. The account's ledger is the truth; beside it every strategy has a ledger of its own trades,
 * for attribution. A strategy that sells what another one bought shows a negative position. What nobody of ours decided counts in the
 * account only. A trade belongs to whom its first telling with an owner named.
 */
export class Portfolio {
  readonly account: SettlementLedger;
  readonly odd: OddTellings = { contradictions: 0, tooOld: 0 };
  private readonly strategies: SettlementLedger[] = [];
  private readonly strategiesMax: number;
  private readonly bounds: SettlementBounds;
  /** Owners of what is pending. */
  private readonly owners = new Map<string, number>();
  /** What resolved instruments pay: a strategy's first trade may settle after that. */
  private readonly payouts = new Map<number, number>();
  /** The same as the market's stream told it: not rounded. */
  private readonly toldEnds = new Map<number, number>();

  constructor(
    private readonly table: InstrumentTable,
    { bounds = SETTLEMENT_BOUNDS, strategiesMax = 255 }: PortfolioOptions = {},
  ) {
    this.bounds = bounds;
    this.account = new SettlementLedger(table, bounds);
    this.strategiesMax = strategiesMax;
  }

  /** Takes in one telling of one trade. */
  observe(observation: TradeObservation, strategy: number | undefined): Booked {
    const owner = this.owners.get(observation.id) ?? strategy;
    const booked = this.account.observe(observation);
    if (booked === "contradiction") this.odd.contradictions++;
    if (booked === "too_old") this.odd.tooOld++;
    if (owner === undefined || NOTHING_MOVED.has(booked)) return booked;
    this.ledgerOf(owner).observe(observation);
    if (booked === "booked") this.owners.set(observation.id, owner);
    else if (booked !== "noted") this.owners.delete(observation.id);
    return booked;
  }

  /** What waits for its end, in the order of the matches, with whose it is. */
  pending(): OwnedObservation[] {
    return this.account.pendingOperations().map((observation) => ({
      observation: observation as TradeObservation,
      strategy: this.owners.get(observation.id),
    }));
  }

  /** Takes over a position that was bought before this run (for Kalshi signed: negative = NO), at its average price. */
  open(instrument: number, size: number, averagePrice: number): void {
    this.account.open(instrument, size, averagePrice);
  }

  /** Takes over a position with its whole cost. */
  openAtCost(position: OpenedPosition): void {
    this.account.openAtCost(position);
  }

  /** Notes that cash was put in, or taken out when negative. Without a venue it counts in the total only, and nobody can spend it. */
  deposit(cash: number, venue: VenueName | "none" = "none"): void {
    this.account.deposit(cash, venue);
  }

  /** The market has ended: an instrument pays `payout` (PriceTicks; 10 000 = won, 0 = lost). Returns the cash that this brings. */
  resolve(instrument: number, payout: number): CashMicros {
    this.resolveStrategies(instrument, payout);
    return this.account.resolve(instrument, payout);
  }

  /**
   * The market's stream says that the market has ended. On paper the account is paid at once. Where real money is at stake the executor tells
   * what becomes of the account: on Polymarket by {@link makeRedeemable}, which sees to the strategies' shares as well; on Kalshi as a trade of
   * nobody's, so that the shares are paid here. A payout between two ticks is taken at the one that is worse for us.
   */
  endMarket(instrument: number, payout: number, pays: "account" | "strategies"): void {
    // What was a position when it was first told is none now, and would be rounded the other way.
    if (this.toldEnds.get(instrument) === payout) return;
    this.toldEnds.set(instrument, payout);
    const rounded = this.position(instrument) >= 0 ? Math.floor(payout) : Math.ceil(payout);
    if (pays === "account") this.resolve(instrument, rounded);
    else if (!REDEEMS[this.table.list[instrument].venue]) this.resolveStrategies(instrument, rounded);
  }

  /**
   * The market has ended, and the account has to redeem what it holds. Told again it changes nothing; told otherwise the profit is restated.
   * `held`: so many contracts are still there, the others have become cash; left out: nobody has looked yet.
   */
  makeRedeemable(instrument: number, payout: number, held?: number): void {
    this.resolveStrategies(instrument, payout);
    this.account.makeRedeemable(instrument, payout);
    if (held !== undefined) this.account.redeem(instrument, held);
  }

  private resolveStrategies(instrument: number, payout: number): void {
    this.payouts.set(instrument, payout);
    for (const ledger of this.strategies) ledger?.resolve(instrument, payout);
  }

  /** What an instrument pays (PriceTicks) once its market has ended. */
  payoutOf(instrument: number): number | undefined {
    return this.payouts.get(instrument);
  }

  /** Returns the account's contracts of an instrument, promised ones included; see {@link Ledger.position} for the sign. */
  position(instrument: number): SizeMicros {
    return this.account.provisional.position(instrument);
  }

  /** The account's cash at all venues, promises included. */
  get cash(): CashMicros {
    return this.account.provisional.cash();
  }

  /** Returns a strategy's own ledger, `undefined` before its first trade. */
  strategy(strategy: number): SettlementLedger | undefined {
    return this.strategies[strategy];
  }

  private ledgerOf(strategy: number): SettlementLedger {
    assert(strategy >= 0 && strategy < this.strategiesMax, "a strategy's number lies within the portfolio's bound");
    let ledger = this.strategies[strategy];
    if (!ledger) {
      ledger = new SettlementLedger(this.table, this.bounds);
      for (const [instrument, payout] of this.payouts) ledger.resolve(instrument, payout);
      this.strategies[strategy] = ledger;
    }
    return ledger;
  }
}
