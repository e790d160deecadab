import { assert, type CashMicros, cashMicros, type SizeMicros, sizeMicros } from "@augury/core";
import {
  type InstrumentTable,
  isSettled,
  type TradeObservation,
  VENUE_NAMES,
  VenueCode,
  VenueName,
} from "@augury/model";
import { applyOperation } from "./apply-operation.ts";
import { DoubleEntry, type Transfer } from "./double-entry.ts";
import { Ledger } from "./ledger.ts";
import { type Exchange, exchangeOf, type Holding, type Operation } from "./operation.ts";
import type { Booked } from "./settlement.ts";

/** One telling of one operation, a trade or another. */
export interface Observation extends Omit<TradeObservation, "operation"> {
  readonly operation: Operation;
}

/** A fee that was not what the market's schedule says. */
export interface FeeDifference {
  readonly id: string;
  readonly expected: number;
  readonly charged: number;
}

export interface SettlementBounds {
  /** Operations that wait for their end. More of them is a bug of the venue or ours: trading has to stop. */
  readonly pendingMax: number;
  /** Ended operations remembered, so that a repetition is known as one. */
  readonly endedMax: number;
}

export const SETTLEMENT_BOUNDS: SettlementBounds = { pendingMax: 10_000, endedMax: 100_000 };

interface Pending {
  readonly operation: Operation;
  readonly exchange: Exchange;
  readonly happenedMs: number;
  isRetrying: boolean;
}

interface Ended {
  readonly state: "confirmed" | "failed";
  readonly happenedMs: number;
  readonly operation: Operation;
}

/**
 * What is ours, and what is only promised (polymarket.md section 11: MATCHED is provisional, CONFIRMED settles, FAILED voids):
 *
 * 1. A match moves what we give from `own` to `outgoing` and what we get from the world to `incoming`: given is given at once, got is not
 *    ours before it settles. So only what is settled can be sold, and only cash that is settled can be spent.
 * 2. Its end carries the promise out or takes it back. A fee charged otherwise than expected is booked as charged, and told.
 * 3. Profit has two sides as well: {@link confirmed} knows what has settled, {@link provisional} also what is promised. A failure restates
 *    the provisional side: it becomes the confirmed one plus what is still pending, in the order of the matches.
 * 4. Every telling counts once, in whatever order they come: an end that is told first ends it, and the match told later is a repetition.
 *
 * Where outcomes net, a YES and a NO that are both settled become a dollar.
 */
export class SettlementLedger {
  readonly confirmed: Ledger;
  readonly provisional: Ledger;
  private readonly books: DoubleEntry;
  private readonly pending = new Map<string, Pending>();
  private readonly ended = new Map<string, Ended>();
  private readonly venueOf: Uint8Array;
  /** Nothing that happened up to then can be told from what was forgotten. */
  private horizonMs = Number.NEGATIVE_INFINITY;
  private readonly differences: FeeDifference[] = [];

  constructor(
    private readonly table: InstrumentTable,
    private readonly bounds: SettlementBounds = SETTLEMENT_BOUNDS,
  ) {
    this.confirmed = new Ledger(table);
    this.provisional = new Ledger(table);
    this.venueOf = Uint8Array.from(table.list, ({ venue }) => VenueCode[venue]);
    // The second half is for the NO of netting markets, which need not be in the table.
    this.books = new DoubleEntry({ venues: VENUE_NAMES.length, instruments: 2 * table.size });
  }

  /** Puts cash in, or takes it out when negative. */
  deposit(cash: number, venue: VenueName): void {
    const commodity = this.books.cash(VenueCode[venue]);
    const amount = Math.abs(cash);
    const [from, to] = cash >= 0 ? (["world", "own"] as const) : (["own", "world"] as const);
    this.books.post([{ from, to, commodity, amount }]);
    this.confirmed.deposit(cash, venue);
    this.provisional.deposit(cash, venue);
  }

  /** Takes in one telling. */
  observe(told: Observation): Booked {
    const known = this.pending.get(told.id);
    if (known) return this.goOn(known, told);
    const end = this.ended.get(told.id);
    if (end) return isSame(end.operation, told.operation) ? this.repeat(end, told) : "contradiction";
    if (told.happenedMs <= this.horizonMs) return "too_old";
    return this.begin(told);
  }

  /** Contracts that are settled and not promised away: what may be sold. */
  sellable(instrument: number): SizeMicros {
    return sizeMicros(this.books.balance("own", this.books.contracts(this.holding(instrument).own)));
  }

  /** Contracts that are matched for us and not settled yet. */
  incoming(instrument: number): SizeMicros {
    return sizeMicros(this.books.balance("incoming", this.books.contracts(this.holding(instrument).own)));
  }

  /** Cash that is settled and not promised away: what may be spent. */
  spendable(venue: VenueName): CashMicros {
    return cashMicros(this.books.balance("own", this.books.cash(VenueCode[venue])));
  }

  /** Fees that venues kept, settled ones alone. */
  feesPaid(venue: VenueName): CashMicros {
    return cashMicros(this.books.balance("fees", this.books.cash(VenueCode[venue])));
  }

  get pendingCount(): number {
    return this.pending.size;
  }

  /** Returns the ids of what has waited for its end since before `happenedMs`, oldest first: somebody should ask the venue. */
  overdue(happenedMs: number): string[] {
    return [...this.pending].filter(([, one]) => one.happenedMs < happenedMs).map(([id]) => id);
  }

  /** Returns the fee differences since the last call. */
  takeFeeDifferences(): FeeDifference[] {
    return this.differences.splice(0);
  }

  /** Returns what is wrong with the books in one line, `undefined` while they are right. Walks over everything. */
  problem(): string | undefined {
    const off = this.books.imbalance();
    if (off) return `commodity ${off.commodity} must add up to nothing, is off by ${off.by}`;
    for (const ledger of [this.confirmed, this.provisional])
      if (ledger.discrepancy() !== 0)
        return `cash, cost, fees and profit must add up, are off by ${ledger.discrepancy()}`;
    return this.cashProblem();
  }

  private begin(told: Observation): Booked {
    const exchange = exchangeOf(told.operation, this.holding);
    if (told.state === "failed") {
      this.remember(told, "failed");
      return "voided";
    }
    this.books.post(this.promise(exchange, told.operation));
    applyOperation(this.provisional, told.operation);
    const one: Pending = {
      operation: told.operation,
      exchange,
      happenedMs: told.happenedMs,
      isRetrying: told.state === "retrying",
    };
    if (told.state === "confirmed") return this.settle(one, told);
    assert(this.pending.size < this.bounds.pendingMax, "unsettled operations stay within their bound");
    this.pending.set(told.id, one);
    return "booked";
  }

  private goOn(known: Pending, told: Observation): Booked {
    if (!isSame(known.operation, told.operation)) return "contradiction";
    if (told.state === "confirmed") return this.settle(known, told);
    if (told.state === "failed") return this.void(known, told);
    if (known.isRetrying === (told.state === "retrying") || told.state === "matched") return "repeated";
    known.isRetrying = true;
    return "noted";
  }

  private repeat(end: Ended, { state }: Observation): Booked {
    return isSettled(state) && state !== end.state ? "contradiction" : "repeated";
  }

  private settle(one: Pending, told: Observation): Booked {
    const { exchange, operation } = one;
    this.books.post(this.carryOut(exchange, operation));
    applyOperation(this.confirmed, operation);
    this.bookFee(operation, told);
    this.net(operation);
    this.pending.delete(told.id);
    this.remember(told, "confirmed");
    return "settled";
  }

  private void(one: Pending, told: Observation): Booked {
    this.books.reverse(this.promise(one.exchange, one.operation));
    this.pending.delete(told.id);
    this.remember(told, "failed");
    this.provisional.copyFrom(this.confirmed);
    for (const { operation } of this.pending.values()) applyOperation(this.provisional, operation);
    return "voided";
  }

  private bookFee(operation: Operation, { id, feeCharged }: Observation): void {
    if (operation.kind !== "trade" || feeCharged === undefined || feeCharged === operation.fee) return;
    const more = feeCharged - operation.fee;
    const commodity = this.cashAt(operation.instrument);
    const [from, to] = more > 0 ? (["own", "fees"] as const) : (["fees", "own"] as const);
    this.books.post([{ from, to, commodity, amount: Math.abs(more) }]);
    this.confirmed.adjustFee(operation.instrument, more);
    this.provisional.adjustFee(operation.instrument, more);
    // A list that nobody takes keeps its latest thousand.
    if (this.differences.length >= 1_000) this.differences.shift();
    this.differences.push({ id, expected: operation.fee, charged: feeCharged });
  }

  /** One YES and one NO are a dollar, where the venue nets them. */
  private net(operation: Operation): void {
    if (operation.kind !== "trade") return;
    const { nets } = this.holding(operation.instrument);
    if (!nets) return;
    const { books } = this;
    const yes = books.contracts(this.rootOf(operation.instrument));
    const no = books.contracts(this.rootOf(operation.instrument) + this.table.size);
    const amount = Math.min(books.balance("own", yes), books.balance("own", no));
    if (amount <= 0) return;
    books.post([
      { from: "own", to: "world", commodity: yes, amount },
      { from: "own", to: "world", commodity: no, amount },
      { from: "world", to: "own", commodity: this.cashAt(operation.instrument), amount },
    ]);
  }

  private promise({ gives, gets, cashOut, cashIn }: Exchange, operation: Operation): Transfer[] {
    const cash = this.cashOf(operation);
    const { books } = this;
    return [
      ...gives.map(({ instrument, size }) => transfer("own", "outgoing", books.contracts(instrument), size)),
      ...gets.map(({ instrument, size }) => transfer("world", "incoming", books.contracts(instrument), size)),
      transfer("own", "outgoing", cash, cashOut),
      transfer("world", "incoming", cash, cashIn),
    ];
  }

  private carryOut({ gives, gets, cashOut, cashIn, fee }: Exchange, operation: Operation): Transfer[] {
    const cash = this.cashOf(operation);
    const { books } = this;
    return [
      ...gives.map(({ instrument, size }) => transfer("outgoing", "world", books.contracts(instrument), size)),
      ...gets.map(({ instrument, size }) => transfer("incoming", "own", books.contracts(instrument), size)),
      transfer("incoming", "own", cash, cashIn),
      // A purchase pays its fee on top, a sale's is withheld from what it brings.
      ...(cashOut > 0
        ? [transfer("outgoing", "world", cash, cashOut - fee), transfer("outgoing", "fees", cash, fee)]
        : [transfer("world", "fees", cash, fee)]),
    ];
  }

  /** What finds no room any more is forgotten, and with it everything of its age: a late telling of that time is `too_old`. */
  private remember({ happenedMs, id, operation }: Observation, state: Ended["state"]): void {
    this.ended.set(id, { state, happenedMs, operation });
    if (this.ended.size <= this.bounds.endedMax) return;
    for (const [oldest, { happenedMs: forgottenMs }] of this.ended) {
      this.ended.delete(oldest);
      this.horizonMs = Math.max(this.horizonMs, forgottenMs);
      return;
    }
  }

  /** The cash of the books is that of the profit. Where outcomes net, only once nothing is pending: a promise nets when it is kept. */
  private cashProblem(): string | undefined {
    for (const venue of VenueName.options) {
      if (venue === "kalshi" && this.pending.size > 0) continue;
      const cash = this.books.cash(VenueCode[venue]);
      const held = this.books.balance("own", cash) + this.books.balance("incoming", cash);
      const earned = this.provisional.cash(venue);
      if (held !== earned) return `${venue}: cash of books and profit must agree, are ${held} and ${earned}`;
    }
    return undefined;
  }

  private readonly holding = (instrument: number): Holding => {
    const own = this.table.list[instrument];
    assert(own !== undefined, "an operation is about instruments of the table");
    const nets = own.venue === "kalshi";
    const root = this.rootOf(instrument);
    const no = root + this.table.size;
    const isYes = root === instrument;
    return { nets, own: isYes ? root : no, other: isYes ? no : root };
  };

  private rootOf(instrument: number): number {
    return this.table.list[instrument].venue === "kalshi" ? this.table.list[instrument].bookIndex : instrument;
  }

  private cashOf(operation: Operation) {
    return this.cashAt(instrumentOf(operation));
  }

  private cashAt(instrument: number) {
    return this.books.cash(this.venueOf[instrument] as number);
  }
}

function transfer(
  from: Transfer["from"],
  to: Transfer["to"],
  commodity: Transfer["commodity"],
  amount: number,
): Transfer {
  return { from, to, commodity, amount };
}

function instrumentOf(operation: Operation): number {
  switch (operation.kind) {
    case "trade":
    case "redeem":
      return operation.instrument;
    case "convert":
      return operation.no[0] as number;
    default:
      return operation.yes;
  }
}

/** The expected fee is ours, not told: it may be computed anew with other rates. */
function isSame(a: Operation, b: Operation): boolean {
  const plain = (one: Operation) => JSON.stringify(one.kind === "trade" ? { ...one, fee: 0 } : one);
  return plain(a) === plain(b);
}
