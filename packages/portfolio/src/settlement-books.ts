import { assert, type CashMicros, cashMicros, type SizeMicros, sizeMicros } from "@augury/core";
import { type InstrumentTable, VENUE_NAMES, VenueCode, type VenueName } from "@augury/model";
import { type Account, type Commodity, DoubleEntry, type Transfer } from "./double-entry.ts";
import { type Exchange, type Holding, instrumentsOf, type Operation } from "./operation.ts";

/** What the books say of one commodity: cash at a venue in CashMicros, or an instrument's contracts in SizeMicros. */
export interface BookedBalance {
  readonly own: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly redeemable: number;
  readonly fees: number;
}

/** The double entry of an account in terms of operations: which transfers a promise, its end and a payout are. */
export class SettlementBooks {
  private readonly books: DoubleEntry;
  private readonly venueOf: Uint8Array;

  constructor(private readonly table: InstrumentTable) {
    this.venueOf = Uint8Array.from(table.list, ({ venue }) => VenueCode[venue]);
    // The second half is for the NO of netting markets, which need not be in the table.
    this.books = new DoubleEntry({ venues: VENUE_NAMES.length, instruments: 2 * table.size });
  }

  /** Puts cash in, or takes it out when negative. */
  deposit(cash: number, venue: VenueName | "none"): void {
    this.move(this.books.cash(VenueCode[venue]), cash);
  }

  /**
   * Puts contracts in that were ours before, or takes them out when negative. Where outcomes net a negative size is that of the other one:
   * what it meets of this one goes, and no cash moves.
   */
  open(instrument: number, size: number): void {
    const { nets, other, own } = this.holding(instrument);
    const target = this.ownOf(own) + size - (nets ? this.ownOf(other) : 0);
    assert(nets || target >= 0, "contracts that are taken out are there");
    this.move(this.books.contracts(own), (nets ? Math.max(0, target) : target) - this.ownOf(own));
    if (nets) this.move(this.books.contracts(other), Math.max(0, -target) - this.ownOf(other));
  }

  /** What is given goes out at once, what is got comes in. */
  promise(exchange: Exchange, operation: Operation): void {
    this.books.post(this.promised(exchange, operation));
  }

  /** Takes a promise back. */
  release(exchange: Exchange, operation: Operation): void {
    this.books.reverse(this.promised(exchange, operation));
  }

  /** Carries a promise out; where outcomes net, a YES and a NO become a dollar. */
  carryOut({ gives, gets, cashOut, cashIn, fee }: Exchange, operation: Operation): void {
    const cash = this.cashOf(operation);
    const { books } = this;
    books.post([
      ...gives.map(({ instrument, size }) => transfer("outgoing", "world", books.contracts(instrument), size)),
      ...gets.map(({ instrument, size }) => transfer("incoming", "own", books.contracts(instrument), size)),
      transfer("incoming", "own", cash, cashIn),
      // A purchase pays its fee on top, a sale's is withheld from what it brings.
      ...(cashOut > 0
        ? [transfer("outgoing", "world", cash, cashOut - fee), transfer("outgoing", "fees", cash, fee)]
        : [transfer("world", "fees", cash, fee)]),
    ]);
    if (operation.kind === "trade") this.net(operation.instrument);
  }

  /** Moves a fee that was charged above (or, negative, below) the one expected. */
  adjustFee(instrument: number, more: number): void {
    const [from, to] = more > 0 ? (["own", "fees"] as const) : (["fees", "own"] as const);
    this.books.post([transfer(from, to, this.cashAt(instrument), Math.abs(more))]);
  }

  /** Gives up the settled contracts of an instrument (both outcomes where they net) for `cash`, negative when we owe it. */
  payOut(instrument: number, cash: number): void {
    const { nets, other, own } = this.holding(instrument);
    for (const at of nets ? [own, other] : [own]) {
      const commodity = this.books.contracts(at);
      this.move(commodity, -this.books.balance("own", commodity));
    }
    this.move(this.cashAt(instrument), cash);
  }

  /** Makes the settled contracts of an instrument a claim on `cash`, negative when we owe it: still held, and worth that. */
  claim(instrument: number, cash: number): void {
    const contracts = this.books.contracts(this.holding(instrument).own);
    this.shift("own", "redeemable", contracts, this.books.balance("own", contracts));
    this.restateClaim(instrument, cash);
  }

  /** A claim brings so much more (or, negative, less). */
  restateClaim(instrument: number, cash: number): void {
    this.shift("world", "redeemable", this.cashAt(instrument), cash);
  }

  /** So many contracts of a claim are given up for `cash`, which was due for them. */
  redeem(instrument: number, size: number, cash: number): void {
    this.shift("redeemable", "world", this.books.contracts(this.holding(instrument).own), size);
    this.shift("redeemable", "own", this.cashAt(instrument), cash);
  }

  /** Cash that a market's end brought beyond (or, negative, below) what was paid out. */
  restatePaid(instrument: number, cash: number): void {
    this.move(this.cashAt(instrument), cash);
  }

  /** Contracts that are settled and not promised away. */
  sellable(instrument: number): SizeMicros {
    return sizeMicros(this.contractsOf("own", instrument));
  }

  /** Contracts that are matched for us and not settled yet. */
  incoming(instrument: number): SizeMicros {
    return sizeMicros(this.contractsOf("incoming", instrument));
  }

  /** Cash that is settled and not promised away. */
  spendable(venue: VenueName | "none"): CashMicros {
    return cashMicros(this.cashIn("own", venue));
  }

  cashIn(account: Account, venue: VenueName | "none"): number {
    return this.books.balance(account, this.books.cash(VenueCode[venue]));
  }

  cashBalance(venue: VenueName | "none"): BookedBalance {
    return this.balanceOf(this.books.cash(VenueCode[venue]));
  }

  contractBalance(instrument: number): BookedBalance {
    return this.balanceOf(this.books.contracts(this.holding(instrument).own));
  }

  /** Returns what is wrong in one line, `undefined` while everything adds up. */
  problem(): string | undefined {
    const off = this.books.imbalance();
    return off && `commodity ${off.commodity} must add up to nothing, is off by ${off.by}`;
  }

  readonly holding = (instrument: number): Holding => {
    const own = this.table.list[instrument];
    assert(own !== undefined, "an operation is about instruments of the table");
    const nets = own.venue === "kalshi";
    const root = this.rootOf(instrument);
    const no = root + this.table.size;
    const isYes = root === instrument;
    return { nets, own: isYes ? root : no, other: isYes ? no : root };
  };

  /** The instrument that stands for both outcomes where they net, else itself. */
  rootOf(instrument: number): number {
    const { bookIndex, venue } = this.table.list[instrument];
    return venue === "kalshi" ? bookIndex : instrument;
  }

  private promised({ gives, gets, cashOut, cashIn }: Exchange, operation: Operation): Transfer[] {
    const cash = this.cashOf(operation);
    const { books } = this;
    return [
      ...gives.map(({ instrument, size }) => transfer("own", "outgoing", books.contracts(instrument), size)),
      ...gets.map(({ instrument, size }) => transfer("world", "incoming", books.contracts(instrument), size)),
      transfer("own", "outgoing", cash, cashOut),
      transfer("world", "incoming", cash, cashIn),
    ];
  }

  private ownOf(outcome: number): number {
    return this.books.balance("own", this.books.contracts(outcome));
  }

  /** One YES and one NO are a dollar, where the venue nets them. */
  private net(instrument: number): void {
    const { nets, other, own } = this.holding(instrument);
    if (!nets) return;
    const { books } = this;
    const [one, two] = [books.contracts(own), books.contracts(other)];
    const amount = Math.min(books.balance("own", one), books.balance("own", two));
    if (amount <= 0) return;
    books.post([
      transfer("own", "world", one, amount),
      transfer("own", "world", two, amount),
      transfer("world", "own", this.cashAt(instrument), amount),
    ]);
  }

  /** Between the world and us. */
  private move(commodity: Commodity, amount: number): void {
    this.shift("world", "own", commodity, amount);
  }

  /** Between two accounts; negative = the other way round. */
  private shift(from: Account, to: Account, commodity: Commodity, amount: number): void {
    this.books.post([amount >= 0 ? transfer(from, to, commodity, amount) : transfer(to, from, commodity, -amount)]);
  }

  private balanceOf(commodity: Commodity): BookedBalance {
    const { books } = this;
    return {
      own: books.balance("own", commodity),
      incoming: books.balance("incoming", commodity),
      outgoing: books.balance("outgoing", commodity),
      redeemable: books.balance("redeemable", commodity),
      fees: books.balance("fees", commodity),
    };
  }

  private contractsOf(account: Account, instrument: number): number {
    return this.books.balance(account, this.books.contracts(this.holding(instrument).own));
  }

  private cashOf(operation: Operation): Commodity {
    return this.cashAt(instrumentsOf(operation)[0] as number);
  }

  private cashAt(instrument: number): Commodity {
    return this.books.cash(this.venueOf[instrument] as number);
  }
}

function transfer(from: Account, to: Account, commodity: Commodity, amount: number): Transfer {
  return { from, to, commodity, amount };
}
