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
 */
export class AccountBook {
  readonly ledger: SettlementLedger;
  private opening: Omit<Opening, "processId"> | undefined;
  private inBalances = new Set<string>();
  private held: TradeObservation[] = [];

  constructor(private readonly options: AccountBookOptions) {
    this.ledger = new SettlementLedger(options.table);
  }

  get isOpen(): boolean {
    return this.opening !== undefined;
  }

  /** Takes the balances as a beginning. `before`: decision knows them from an executor before this one. */
  open(holdings: AccountHoldings, sinceMs: number, before?: Opening): void {
    const { outlet, venue } = this.options;
    this.opening = { sinceMs, tradeIds: holdings.trades.map(({ id }) => id) };
    this.inBalances = new Set(this.opening.tradeIds);
    this.ledger.deposit(holdings.cash, venue);
    for (const { averagePrice = PRICE_UNKNOWN, instrument, size } of holdings.positions)
      if (size !== 0) this.ledger.open(instrument, size, averagePrice);
    if (before) this.tellSince(holdings.trades, before);
    else {
      outlet.cash(venue, holdings.cash, this.options.nowUs());
      for (const { averagePrice = PRICE_UNKNOWN, instrument, size } of holdings.positions)
        if (size !== 0) outlet.open(instrument, size, averagePrice, this.options.nowUs());
    }
    const held = this.held;
    this.held = [];
    for (const observation of held) this.observe(observation);
  }

  /** Takes one telling of one trade. */
  observe(observation: TradeObservation): void {
    if (!this.opening) {
      if (this.held.length < HELD_MAX) this.held.push(observation);
      else this.options.alarm("more trades were told before the account was open than can be kept", observation.id);
      return;
    }
    if (observation.happenedMs < this.opening.sinceMs || this.inBalances.has(observation.id)) return;
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
        const price = said ?? this.averagePriceOf(instrument);
        this.ledger.open(instrument, change, price);
        outlet.open(instrument, change, price, nowUs());
      }
    }
  }

  /** Instruments that the account holds something of. */
  heldInstruments(): number[] {
    const { table, venue } = this.options;
    return table.list
      .filter((one) => one.venue === venue && this.isRoot(one.index) && this.positionOf(one.index) !== 0)
      .map(({ index }) => index);
  }

  /** Instruments that are asked for: where a venue nets its outcomes, one for both. */
  instruments(): number[] {
    const { table, venue } = this.options;
    return table.list.filter((one) => one.venue === venue && this.isRoot(one.index)).map(({ index }) => index);
  }

  private positionOf(instrument: number): number {
    return this.ledger.confirmed.position(instrument);
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
