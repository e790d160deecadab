import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import type { AccountHoldings, InstrumentTable, TradeObservation, VenueName } from "@augury/model";
import { SettlementLedger } from "@augury/portfolio";
import type { ExecutorOutlet } from "../executor-outlet.ts";
import type { TakeNote } from "./live-note.ts";
import type { Opening } from "./opening-file.ts";
import type { OrderOwners } from "./order-owners.ts";

export interface AccountBookOptions {
  readonly venue: VenueName;
  readonly table: InstrumentTable;
  readonly owners: OrderOwners;
  readonly outlet: ExecutorOutlet;
  readonly note: TakeNote;
  readonly alarm: (what: string, about: string) => void;
  readonly nowUs: () => number;
}

/** Something that the venue's balances say otherwise than our books: cash in CashMicros, or an instrument's contracts in SizeMicros. */
export interface Difference {
  /** Left out: cash. */
  readonly instrument?: number;
  readonly ours: number;
  readonly theirs: number;
}

/** What an account begins with besides its balances. */
export interface AccountOpening {
  /** Trades since then were read with them, in ms by the venue's clock. */
  readonly sinceMs: number;
  /** What ended markets pay, in PriceTicks by instrument. */
  readonly payouts: ReadonlyMap<number, number>;
  /** Decision knows the account from an executor before this one. */
  readonly before?: Opening | undefined;
}

/** Contracts of an ended market that have become cash. */
export interface Redeemed {
  readonly instrument: number;
  readonly contracts: number;
  readonly cash: number;
}

/** Tellings that may come before the account is open. */
const HELD_MAX = 100_000;
/** A position whose price nobody knows is counted at half a dollar. */
const PRICE_UNKNOWN = PRICE_TICKS_PER_DOLLAR / 2;

/**
 * What the executor knows of an account, and has told decision of it:
 *
 * 1. It opens with balances that were read while nothing moved. Trades that are in them are never counted again.
 * 2. From then on every trade is booked once and told once per change of state, whoever tells it and however often. What is told before the
 *    account is open waits.
 * 3. An executor that takes over reads the balances anew for itself, and tells decision the trades since the last opening alone.
 * 4. What is held of an ended market is a claim from then on, still among the venue's balances; contracts of it that are gone have been redeemed.
 *    Both are told as a state, so an executor that takes over tells all of it again. What had ended before the account was opened is worth what
 *    it pays, and has earned nothing since.
 */
export class AccountBook {
  readonly ledger: SettlementLedger;
  /** Once it is open. */
  private tradesSinceMs: number | undefined;
  private isTakenOver = false;
  private inBalances = new Set<string>();
  /** Contracts of ended markets that decision was told are still there, by instrument. */
  private readonly heldAtEnd = new Map<number, number>();
  private held: TradeObservation[] = [];

  constructor(private readonly options: AccountBookOptions) {
    this.ledger = new SettlementLedger(options.table);
  }

  get isOpen(): boolean {
    return this.tradesSinceMs !== undefined;
  }

  /** Takes the balances as a beginning. */
  open(holdings: AccountHoldings, { before, payouts, sinceMs }: AccountOpening): void {
    const { nowUs, outlet, venue } = this.options;
    this.tradesSinceMs = sinceMs;
    this.isTakenOver = before !== undefined;
    this.inBalances = new Set(holdings.trades.map(({ id }) => id));
    this.ledger.deposit(holdings.cash, venue);
    const positions = holdings.positions
      .filter(({ size }) => size !== 0)
      .map(({ averagePrice = PRICE_UNKNOWN, instrument, size }) => {
        const price = payouts.get(instrument) ?? averagePrice;
        return { instrument, size, price };
      });
    for (const { instrument, price, size } of positions) this.ledger.open(instrument, size, price);
    if (before) this.tellSince(holdings.trades, before);
    else {
      outlet.cash(venue, holdings.cash, nowUs());
      for (const { instrument, price, size } of positions) outlet.open(instrument, size, price, nowUs());
    }
    for (const [instrument, payout] of payouts) {
      this.ledger.makeRedeemable(instrument, payout);
      const { contracts } = this.ledger.redeemable(instrument);
      this.heldAtEnd.set(instrument, contracts);
      outlet.redemption(instrument, payout, contracts, nowUs());
    }
    const held = this.held;
    this.held = [];
    for (const observation of held) this.observe(observation);
  }

  /** Takes one telling of one trade. */
  observe(observation: TradeObservation): void {
    if (this.tradesSinceMs === undefined) {
      if (this.held.length < HELD_MAX) this.held.push(observation);
      else this.options.alarm("more trades were told before the account was open than can be kept", observation.id);
      return;
    }
    if (observation.happenedMs < this.tradesSinceMs || this.inBalances.has(observation.id)) return;
    switch (this.ledger.observe(observation)) {
      case "contradiction":
        this.options.alarm("a trade was told twice and differently", observation.id);
        break;
      case "too_old":
        this.options.alarm("a trade came so late that it cannot be told from a repetition", observation.id);
        break;
      case "repeated":
        break;
      default:
        this.tell(observation);
    }
    this.noteFees();
  }

  /** A market has ended, or pays otherwise than was told: what is held is a claim on what it pays. Decision is told the same. */
  endMarket(instrument: number, payout: number): void {
    this.ledger.makeRedeemable(instrument, payout);
    this.options.outlet.redemption(instrument, payout, undefined, this.options.nowUs());
  }

  /** Takes what is gone of ended markets for redeemed, and tells decision. Call while nothing waits for its settlement. */
  redeem({ positions }: AccountHoldings): Redeemed[] {
    const { nowUs, outlet } = this.options;
    return positions.flatMap(({ instrument, size }) => {
      const payout = this.ledger.payoutOf(instrument);
      if (payout === undefined) return [];
      const claimed = this.ledger.redeemable(instrument).contracts;
      // What came in is a difference, and none of this.
      const left = Math.min(size, claimed);
      if (this.heldAtEnd.get(instrument) === left) return [];
      this.heldAtEnd.set(instrument, left);
      const cash = this.ledger.redeem(instrument, left) as number;
      // Also where nothing is gone: decision may have been told of more than these balances began with.
      outlet.redemption(instrument, payout, left, nowUs());
      return left < claimed ? [{ instrument, contracts: claimed - left, cash }] : [];
    });
  }

  /** Returns what the balances say otherwise. */
  compare({ cash, positions }: AccountHoldings): Difference[] {
    const { venue } = this.options;
    const ours = this.ledger.spendable(venue) as number;
    const inCash = ours === cash ? [] : [{ ours, theirs: cash }];
    const inPositions = positions.flatMap(({ instrument, size }) => {
      const held = this.positionOf(instrument);
      return held === size ? [] : [{ instrument, ours: held, theirs: size }];
    });
    return [...inCash, ...inPositions];
  }

  /** Takes the venue's word: what is missing was put in from outside, what is too much was taken out. Decision is told the same. */
  heal(differences: readonly Difference[], { positions }: AccountHoldings): void {
    const { nowUs, outlet, venue } = this.options;
    for (const { instrument, ours, theirs } of differences) {
      const change = theirs - ours;
      if (instrument === undefined) {
        this.ledger.deposit(change, venue);
        outlet.cash(venue, change, nowUs());
      } else {
        const said = positions.find((one) => one.instrument === instrument)?.averagePrice;
        const price = this.ledger.payoutOf(instrument) ?? said ?? this.averagePriceOf(instrument);
        this.ledger.open(instrument, change, price);
        outlet.open(instrument, change, price, nowUs());
      }
    }
  }

  /** Instruments that the account holds something of that is worth anything. */
  heldInstruments(): number[] {
    return this.instruments().filter(
      (instrument) => this.positionOf(instrument) !== 0 && this.ledger.payoutOf(instrument) !== 0,
    );
  }

  /** Instruments of which something is due that would be spendable once it is redeemed. */
  dueInstruments(): number[] {
    return this.ledger.redeemables().flatMap(({ cash, instrument }) => (cash > 0 ? [instrument] : []));
  }

  /** Instruments of ended markets whose contracts decision has not been told of as the balances have them. */
  unseenEnds(): number[] {
    return this.ledger.redeemables().flatMap(({ instrument }) => (this.heldAtEnd.has(instrument) ? [] : [instrument]));
  }

  /**
   * Instruments whose market's end matters: what is held, worthless or not. For an executor that took over it is all there is: decision may
   * know of something that was redeemed before these balances were read.
   */
  endable(): number[] {
    return this.instruments().filter((instrument) => this.isTakenOver || this.positionOf(instrument) !== 0);
  }

  /** Instruments that are asked for: where a venue nets its outcomes, one for both. */
  instruments(): number[] {
    const { table, venue } = this.options;
    return table.list.filter((one) => one.venue === venue && this.isRoot(one.index)).map(({ index }) => index);
  }

  /** Contracts that the venue's balances must show. */
  private positionOf(instrument: number): number {
    return this.ledger.confirmed.position(instrument) + this.ledger.redeemable(instrument).contracts;
  }

  private averagePriceOf(instrument: number): number {
    const size = this.positionOf(instrument);
    if (size === 0) return PRICE_UNKNOWN;
    const each = Math.round((this.ledger.confirmed.cost(instrument) * PRICE_TICKS_PER_DOLLAR) / Math.abs(size));
    const price = Math.min(PRICE_TICKS_PER_DOLLAR, Math.max(0, each));
    return size > 0 ? price : PRICE_TICKS_PER_DOLLAR - price;
  }

  private isRoot(instrument: number): boolean {
    const one = this.options.table.at(instrument);
    return one?.venue !== "kalshi" || one.bookIndex === instrument;
  }

  private tellSince(trades: readonly TradeObservation[], before: Opening): void {
    const known = new Set(before.tradeIds);
    for (const trade of trades) if (trade.happenedMs >= before.sinceMs && !known.has(trade.id)) this.tell(trade);
  }

  private tell(observation: TradeObservation): void {
    this.options.outlet.settle(observation, this.options.owners.find(observation.orderKey), this.options.nowUs());
  }

  private noteFees(): void {
    const { note, venue } = this.options;
    for (const { charged, expected, id } of this.ledger.takeFeeDifferences())
      note({
        level: "warn",
        venue,
        what: "fee",
        detail: `trade ${id} was charged ${charged} µ$, expected ${expected}`,
      });
  }
}
