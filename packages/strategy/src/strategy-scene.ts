import { ASK, BID, createBookArena, InstrumentBooks, OrderBooks } from "@augury/book";
import { type CashMicros, cashMicros, type SizeMicros, sizeMicros } from "@augury/core";
import {
  finestStep,
  type Instrument,
  type InstrumentTable,
  type Intent,
  NO_FEES,
  type OpenOrder,
  type ReferencePrice,
  uniformTicks,
} from "@augury/model";
import { SlotKind } from "@augury/wire";
import type { Strategy, StrategyContext } from "./strategy.ts";

/** Prices in ticks and sizes in contracts. */
export type Levels = readonly (readonly [price: number, contracts: number])[];

/** A Polymarket YES token "t<index>" with a book of its own, a cent tick and no fees, unless told otherwise. */
export function instrumentOf(wanted: Partial<Instrument> & { readonly index: number }): Instrument {
  return {
    venue: "polymarket",
    venueId: `t${wanted.index}`,
    marketId: `m${wanted.index}`,
    outcome: "yes",
    bookIndex: wanted.index,
    title: "",
    outcomeName: "",
    ticks: uniformTicks(100),
    orderSizeMin: 5_000_000,
    sizeStep: 10_000,
    fees: NO_FEES,
    negRisk: false,
    groupId: "",
    groupAugmented: false,
    ...wanted,
  };
}

/** A world for one strategy: real books, settable trust, positions and orders, and a clock that moves when told. */
export class StrategyScene implements StrategyContext {
  readonly books: InstrumentBooks;
  readonly positions = new Map<number, number>();
  readonly untrusted = new Set<number>();
  readonly references = new Map<number, ReferencePrice>();
  orders: OpenOrder[] = [];
  nowUs = 1_000_000;
  instrument = -1;
  kind: number = SlotKind.timer;
  private readonly writer: OrderBooks;

  constructor(readonly instruments: InstrumentTable) {
    this.writer = new OrderBooks(createBookArena({ books: instruments.size, bytesMax: 8_000_000 }));
    this.books = new InstrumentBooks(this.writer, instruments);
  }

  isTrusted(instrument: number): boolean {
    const { bookIndex } = this.instruments.list[instrument];
    return this.writer.hasBook(bookIndex) && !this.untrusted.has(bookIndex);
  }

  epoch(instrument: number): number {
    return this.writer.epoch(this.instruments.list[instrument].bookIndex);
  }

  position(instrument: number): SizeMicros {
    return sizeMicros(this.positions.get(instrument) ?? 0);
  }

  sellable(instrument: number): SizeMicros {
    return this.position(instrument);
  }

  spendable(): CashMicros {
    return cashMicros(0);
  }

  reference(number: number): ReferencePrice | undefined {
    return this.references.get(number);
  }

  openOrders(): readonly OpenOrder[] {
    return this.orders;
  }

  /** Replaces a book; its step is the market's own unless told otherwise. */
  book(
    book: number,
    bids: Levels,
    asks: Levels,
    epoch = 1,
    step = finestStep(this.instruments.list[book].ticks),
  ): void {
    this.writer.beginSnapshot(book, epoch, step);
    for (const [price, contracts] of bids) this.writer.snapshotLevel(book, BID, price, Math.round(contracts * 1e6));
    for (const [price, contracts] of asks) this.writer.snapshotLevel(book, ASK, price, Math.round(contracts * 1e6));
    this.writer.endSnapshot(book, bids.length, asks.length, 0, 0);
  }

  /** Drops a book. */
  clear(book: number): void {
    this.writer.clear(book);
  }

  /** Shows a strategy an event about an instrument's book. */
  tell(strategy: Strategy, instrument: number, kind: number = SlotKind.bookDelta): readonly Intent[] {
    this.instrument = instrument;
    this.kind = kind;
    return strategy.onEvent(this);
  }

  /** Lets `us` pass and shows a strategy a timer. */
  pass(strategy: Strategy, us: number): readonly Intent[] {
    this.nowUs += us;
    return this.tell(strategy, -1, SlotKind.timer);
  }
}
