import {
  assert,
  type CashMicros,
  cashMicros,
  mirrorPrice,
  mulDivFloor,
  notional,
  notionalUp,
  type PriceTicks,
  priceTicks,
  type SizeMicros,
  sizeMicros,
} from "@augury/core";
import {
  type InstrumentTable,
  type OrderSide,
  VENUE_NAMES,
  VenueCode,
  type VenueName,
  venueNameOf,
} from "@augury/model";
import type { LedgerTotals, MarkOf, PositionRow } from "./position-row.ts";

/** Venues where YES and NO of one market net: one of each is a dollar and comes back as cash (kalshi.md section 15). */
const NETS_OUTCOMES: Readonly<Record<VenueName, boolean>> = { polymarket: false, kalshi: true };

/** Contracts against cash, in SizeMicros and CashMicros; negative = given away. */
export interface Exchanged {
  readonly instrument: number;
  readonly change: number;
  readonly price: number;
  readonly cash: number;
}

/** Everything that a ledger remembers. */
const LEDGER_COLUMNS = ["size", "basis", "realized", "fee", "traded", "flow", "held", "capital", "invested"] as const;

/** One execution. Prices in PriceTicks, sizes in SizeMicros, the fee in CashMicros. */
export interface Trade {
  readonly instrument: number;
  readonly side: OrderSide;
  readonly price: number;
  readonly size: number;
  readonly fee: number;
}

/**
 * Positions, cash and profit of one owner (the account, or one strategy's share of it), in whole micro-units.
 *
 * 1. A netting venue's two outcomes are one signed position on the YES instrument: NO at p is YES sold at 1 − p. A negative one is shown
 *    as so many NO, with the dollar a contract that the venue holds for it counted in their cost and not in the cash.
 * 2. A fill moves cash by price × size, rounded against us: up when we pay, down when we get. Fees are kept apart.
 * 3. What adds to a position adds its cash to the position's cost: a total, never an average, so nothing is lost in a quotient.
 * 4. What reduces it takes out floor(cost × closed ÷ held), and realizes cash − that; the rest of the division stays in the cost and is
 *    realized when the position is flat.
 *
 * So cash + cost + fees − realized = what was put in, to the unit and at all times: {@link discrepancy} says by how much not.
 */
export class Ledger {
  /** All by root: the instrument whose book the two outcomes share on a netting venue, else the instrument itself. */
  private readonly size: Float64Array;
  private readonly basis: Float64Array;
  private readonly realized: Float64Array;
  private readonly fee: Float64Array;
  private readonly traded: Uint8Array;
  private readonly rootOf: Int32Array;
  /** By venue code. `flow` is cash as if a NO were a YES sold short; `held` the dollars that the venue keeps for those. */
  private readonly flow = new Float64Array(VENUE_NAMES.length);
  private readonly held = new Float64Array(VENUE_NAMES.length);
  private readonly capital = new Float64Array(VENUE_NAMES.length);
  /** Cost of all positions, by venue code. */
  private readonly invested = new Float64Array(VENUE_NAMES.length);

  constructor(private readonly table: InstrumentTable) {
    const { list } = table;
    this.size = new Float64Array(list.length);
    this.basis = new Float64Array(list.length);
    this.realized = new Float64Array(list.length);
    this.fee = new Float64Array(list.length);
    this.traded = new Uint8Array(list.length);
    this.rootOf = Int32Array.from(list, (own) => (NETS_OUTCOMES[own.venue] ? own.bookIndex : own.index));
  }

  /** Puts cash in (or, negative, takes it out). */
  deposit(cash: number, venue: VenueName | "none"): void {
    const amount = cashMicros(cash);
    this.flow[VenueCode[venue]] += amount;
    this.capital[VenueCode[venue]] += amount;
  }

  /** Puts a position in that was bought before this run, at its average price; no cash moves. */
  open(instrument: number, size: number, averagePrice: number): void {
    const buys = size >= 0;
    const { root, change, price } = this.normalize(instrument, buys ? "buy" : "sell", averagePrice, Math.abs(size));
    const cash = cashOf(change, price);
    const heldBefore = this.heldFor(root);
    this.move(root, change, price, cash);
    // The venue holds the dollars of a NO already: they come in with the position, not out of the cash.
    const held = this.heldFor(root) - heldBefore;
    this.flow[this.venueOf(root)] += held;
    this.capital[this.venueOf(root)] += held - cash;
  }

  /** Puts a position in with what all of it has cost, as {@link PositionRow} tells size and cost; no cash moves. */
  openAtCost({ instrument, size, cost }: { instrument: number; size: number; cost: number }): void {
    const root = this.rootOf[instrument];
    const heldBefore = this.heldFor(root);
    const change = root === instrument ? size : -size;
    // Of a short position on a netting venue the dollars that the venue holds are in the row's cost, and not in ours.
    const heldAfter = this.nets(root) ? Math.max(0, -(this.size[root] + change)) : 0;
    const cash = heldAfter - heldBefore - cost;
    this.move(root, sizeMicros(change), priceTicks(0), cash);
    this.flow[this.venueOf(root)] += heldAfter - heldBefore;
    this.capital[this.venueOf(root)] += heldAfter - heldBefore - cash;
  }

  /** Applies one execution. */
  trade(trade: Trade): void {
    const { root, change, price } = this.normalize(trade.instrument, trade.side, trade.price, trade.size);
    const cash = cashOf(change, price);
    this.move(root, change, price, cash);
    this.flow[this.venueOf(root)] += cash - cashMicros(trade.fee);
    this.fee[root] += trade.fee;
  }

  /**
   * Exchanges contracts for cash at a price of the caller's making, without a fee: splits, merges, conversions, whose sum is given and not
   * the parts. `change` contracts more (or less), `cash` more (or less); `price` says how what opens and what closes share it.
   */
  exchange({ instrument, change, price, cash }: Exchanged): void {
    const root = this.rootOf[instrument];
    assert(root === instrument, "contracts are exchanged where outcomes are held side by side");
    this.move(root, sizeMicros(change), priceTicks(price), cashMicros(cash));
    this.flow[this.venueOf(root)] += cash;
  }

  /** Returns what `size` of the contracts held would take with them of the position's cost. */
  costOf(instrument: number, size: number): CashMicros {
    const held = this.size[instrument];
    const closed = Math.min(size, Math.max(0, held));
    return cashMicros(closed === 0 ? 0 : shareOf(this.basis[instrument], closed, held));
  }

  /** Books a fee that was charged otherwise than expected; negative = less. */
  adjustFee(instrument: number, more: number): void {
    const root = this.rootOf[instrument];
    this.fee[root] += cashMicros(more);
    this.flow[this.venueOf(root)] -= more;
  }

  /** Books profit that cash comes with beside any trade: more (or, negative, less) than was settled for. */
  earn(instrument: number, cash: number): void {
    const root = this.rootOf[instrument];
    this.realized[root] += cashMicros(cash);
    this.flow[this.venueOf(root)] += cash;
  }

  /** Books profit whose cash is here already: what was taken for cash put in was earned. Negative = the other way round. */
  reattribute(instrument: number, cash: number): void {
    const root = this.rootOf[instrument];
    this.realized[root] += cashMicros(cash);
    this.capital[this.venueOf(root)] -= cash;
  }

  /** Takes everything over from another ledger of the same table. */
  copyFrom(other: Ledger): void {
    assert(other.table === this.table, "ledgers of one table are copied");
    for (const key of LEDGER_COLUMNS) this[key].set(other[key]);
  }

  /** Closes the position at the settlement price (10 000 = won, 0 = lost), without a fee. Returns the cash that this brings. */
  settle(instrument: number, settlementPrice: number): CashMicros {
    const root = this.rootOf[instrument];
    const price = priceTicks(settlementPrice);
    const before = this.cash(venueNameOf(this.venueOf(root)));
    const change = 0 - this.size[root];
    if (change !== 0) {
      const rootPrice = root === instrument ? price : mirrorPrice(price);
      const cash = cashOf(change, rootPrice);
      this.move(root, change, rootPrice, cash);
      this.flow[this.venueOf(root)] += cash;
    }
    return cashMicros(this.cash(venueNameOf(this.venueOf(root))) - before);
  }

  /** Returns the contracts held. On a netting venue signed: YES reads −5 while 5 NO are held, and NO reads 5. */
  position(instrument: number): SizeMicros {
    const root = this.rootOf[instrument];
    return sizeMicros(root === instrument ? this.size[root] : 0 - this.size[root]);
  }

  /** Returns what the position that this instrument belongs to has cost and not yet given back: the exposure at cost. */
  cost(instrument: number): CashMicros {
    const root = this.rootOf[instrument];
    return cashMicros(this.basis[root] + this.heldFor(root));
  }

  /** Returns what all positions at a venue, or at all, have cost and not yet given back. */
  costAt(venue?: VenueName): CashMicros {
    let sum = 0;
    for (let code = 0; code < VENUE_NAMES.length; code++)
      if (venue === undefined || VenueCode[venue] === code) sum += this.invested[code];
    return cashMicros(sum);
  }

  /** Returns the profit at these marks, fees deducted: what everything would bring, less what was put in. Positions without a mark count at cost. */
  profit(markOf: MarkOf): CashMicros {
    let sum = this.cash() as number;
    for (let code = 0; code < VENUE_NAMES.length; code++) sum -= this.capital[code];
    for (let root = 0; root < this.size.length; root++) {
      if (this.size[root] === 0) continue;
      const mark = markOf(root);
      sum += mark === undefined ? this.cost(root) : this.valueAt(root, mark);
    }
    return cashMicros(sum);
  }

  /** Returns the profit taken so far, fees not deducted; both outcomes together on a netting venue. */
  realizedPnl(instrument: number): CashMicros {
    return cashMicros(this.realized[this.rootOf[instrument]]);
  }

  /** Returns the fees paid so far; both outcomes together on a netting venue. */
  fees(instrument: number): CashMicros {
    return cashMicros(this.fee[this.rootOf[instrument]]);
  }

  /** Returns the cash at one venue, or at all. */
  cash(venue?: VenueName | "none"): CashMicros {
    let sum = 0;
    for (let code = 0; code < VENUE_NAMES.length; code++)
      if (venue === undefined || VenueCode[venue] === code) sum += this.flow[code] - this.held[code];
    return cashMicros(sum);
  }

  /** Returns every position that is or was held, in table order. `markOf` is asked for book-owning instruments' prices. */
  rows(markOf: MarkOf): PositionRow[] {
    return this.table.list.flatMap(({ index }) => (this.traded[index] ? [this.row(index, markOf(index))] : []));
  }

  /** Returns the sums over one venue, or over all. */
  totals(markOf: MarkOf, venue?: VenueName): LedgerTotals {
    const rows = this.rows(markOf).filter(
      (row) => venue === undefined || this.table.list[row.instrument].venue === venue,
    );
    const sum = (field: (row: PositionRow) => number | undefined) =>
      cashMicros(rows.reduce((total, row) => total + (field(row) ?? 0), 0));
    return {
      cash: this.cash(venue),
      cost: sum((row) => row.cost),
      value: sum((row) => row.value ?? row.cost),
      realizedPnl: sum((row) => row.realizedPnl),
      unrealizedPnl: sum((row) => row.unrealizedPnl),
      fees: sum((row) => row.fees),
      unmarked: rows.filter((row) => row.value === undefined).length,
    };
  }

  /** Returns cash + cost + fees − realized profit − what was put in: 0, or the books are wrong. */
  discrepancy(): CashMicros {
    let sum = this.cash() as number;
    for (let code = 0; code < VENUE_NAMES.length; code++) sum -= this.capital[code];
    for (let root = 0; root < this.size.length; root++)
      sum += this.basis[root] + this.heldFor(root) + this.fee[root] - this.realized[root];
    return cashMicros(sum);
  }

  private row(root: number, mark: number | undefined): PositionRow {
    const size = this.size[root];
    const cost = this.cost(root);
    const value = size === 0 ? cashMicros(0) : mark === undefined ? undefined : this.valueAt(root, mark);
    const asNo = size < 0 && this.nets(root) ? this.table.list[root].mirrorIndex : undefined;
    return {
      instrument: asNo ?? root,
      size: sizeMicros(asNo === undefined ? size : -size),
      cost,
      value,
      realizedPnl: cashMicros(this.realized[root]),
      unrealizedPnl: value === undefined ? undefined : cashMicros(value - cost),
      fees: cashMicros(this.fee[root]),
    };
  }

  /** A price between two ticks is taken at the one that is worse for us. */
  private valueAt(root: number, mark: number): CashMicros {
    const size = this.size[root];
    if (size >= 0) return notional(priceTicks(Math.floor(mark)), sizeMicros(size));
    return cashMicros(this.heldFor(root) - notionalUp(priceTicks(Math.ceil(mark)), sizeMicros(-size)));
  }

  private normalize(instrument: number, side: OrderSide, price: number, size: number) {
    assert(size >= 0, "a trade's size is not negative");
    const root = this.rootOf[instrument];
    const mirrored = root !== instrument;
    const buys = (side === "buy") !== mirrored;
    const own = priceTicks(price);
    return { root, change: sizeMicros(buys ? size : 0 - size), price: mirrored ? mirrorPrice(own) : own };
  }

  private move(root: number, change: number, price: PriceTicks, cash: number): void {
    const costBefore = this.cost(root);
    const before = this.size[root];
    const closed = before * change < 0 ? Math.min(Math.abs(before), Math.abs(change)) : 0;
    const opened = change - Math.sign(change) * closed;
    // The part that opens is priced alone and the part that closes gets the rest, so the two add up to the fill's cash.
    const openCash = closed === 0 ? cash : cashOf(opened, price);
    if (closed > 0) {
      const out = shareOf(this.basis[root], closed, Math.abs(before));
      this.realized[root] += cash - openCash - out;
      this.basis[root] -= out;
    }
    this.basis[root] -= openCash;
    const heldBefore = this.heldFor(root);
    this.size[root] = before + change;
    this.held[this.venueOf(root)] += this.heldFor(root) - heldBefore;
    this.traded[root] = 1;
    this.invested[this.venueOf(root)] += this.cost(root) - costBefore;
  }

  /** The dollar a contract that a netting venue keeps while NO is held, in CashMicros: as many as micro-contracts. */
  private heldFor(root: number): number {
    return this.nets(root) ? Math.max(0, 0 - this.size[root]) : 0;
  }

  private nets(root: number): boolean {
    return NETS_OUTCOMES[this.table.list[root].venue];
  }

  private venueOf(root: number): VenueCode {
    return VenueCode[this.table.list[root].venue];
  }
}

/** Cash that a change of position moves: what a sale brings, rounded down, or minus what a purchase costs, rounded up. */
function cashOf(change: number, price: PriceTicks): number {
  return change >= 0 ? 0 - notionalUp(price, sizeMicros(change)) : notional(price, sizeMicros(-change));
}

/** The part of a (signed) cost basis that `closed` of `held` contracts take with them, its magnitude rounded down. */
function shareOf(basis: number, closed: number, held: number): number {
  const share = mulDivFloor(Math.abs(basis), closed, held);
  return basis < 0 ? 0 - share : share;
}
