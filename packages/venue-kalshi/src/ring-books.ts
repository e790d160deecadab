import { ASK, BID, createBookArena, OrderBooks } from "@augury/book";
import { type InstrumentTable, VenueCode } from "@augury/model";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import {
  type DecodedSlot,
  decodeSlot,
  EpochTable,
  Flag,
  levelCount,
  levelPrice,
  levelSize,
  MarketPublisher,
  NO_PRICE,
  SLOT_BYTES,
  SlotKind,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_KIND,
} from "@augury/wire";
import type { YesBook } from "./canonical-book.ts";

const SLOTS = 4096;

/** Test support: a market ring whose slots go into books. */
export class RingBooks {
  readonly publisher: MarketPublisher;
  readonly epochs: EpochTable;
  readonly books: OrderBooks;
  /** Everything that was published and consumed. */
  readonly events: DecodedSlot[] = [];
  keepsEvents = true;
  private readonly consumer: RingConsumer;

  constructor(
    readonly table: InstrumentTable,
    slots = SLOTS,
  ) {
    const handle = createRing({ capacity: slots, slotBytes: SLOT_BYTES }, createDoorbell());
    const ring = new RingProducer(handle);
    this.consumer = new RingConsumer(handle);
    this.epochs = EpochTable.create(table.size);
    this.books = new OrderBooks(createBookArena({ books: table.size, bytesMax: 64 * 1024 * 1024 }));
    this.publisher = new MarketPublisher(ring, this.epochs, VenueCode.kalshi, () => ring.flush());
  }

  /** Consumes what waits in the ring, at most `max` slots, and returns how many that were. */
  drain(max = Number.MAX_SAFE_INTEGER): number {
    let drained = 0;
    for (;;) {
      const waiting = this.consumer.poll(Math.min(this.consumer.capacity, max - drained));
      if (waiting === 0) return drained;
      for (let at = 0; at < waiting; at++) this.consume(this.consumer.base(at));
      this.consumer.release(waiting);
      drained += waiting;
    }
  }

  isLive(instrument: number): boolean {
    return (this.epochs.read(instrument) & 1) === 1;
  }

  /** Events of one kind, newest last. */
  eventsOf(kind: DecodedSlot["kind"]): DecodedSlot[] {
    return this.events.filter((event) => event.kind === kind);
  }

  /** The book of an instrument as levels on the YES scale. */
  book(instrument: number): YesBook {
    return { bids: this.side(instrument, BID), asks: this.side(instrument, ASK) };
  }

  private side(instrument: number, side: typeof BID | typeof ASK): { price: number; size: number }[] {
    const levels: { price: number; size: number }[] = [];
    for (
      let price = this.books.nextLevel(instrument, side, NO_PRICE);
      price !== NO_PRICE;
      price = this.books.nextLevel(instrument, side, price)
    ) {
      levels.push({ price, size: this.books.sizeAt(instrument, side, price) });
    }
    return levels;
  }

  private consume(base: number): void {
    const { i32, f64 } = this.consumer;
    if (this.keepsEvents) this.events.push(decodeSlot(i32, f64, base));
    this.apply(i32, f64, base);
  }

  private apply(i32: Int32Array, f64: Float64Array, base: number): void {
    const word = i32[base + W_KIND];
    const book = i32[base + W_INSTRUMENT];
    const side = word & Flag.ask ? ASK : BID;
    switch (word & 0xff) {
      case SlotKind.snapshotBegin:
        must(this.books.beginSnapshot(book, i32[base + W_EPOCH], i32[base + W_BODY + 2]));
        break;
      case SlotKind.snapshotLevels:
        for (let at = 0; at < levelCount(i32, base); at++)
          must(this.books.snapshotLevel(book, side, levelPrice(i32, base, at), levelSize(f64, base, at)));
        break;
      case SlotKind.snapshotEnd:
        must(this.books.endSnapshot(book, i32[base + W_BODY], i32[base + W_BODY + 1], 0, 0));
        break;
      case SlotKind.bookDelta:
        must(this.books.applyDelta(book, side, i32[base + W_BODY], f64[(base >>> 1) + 6], false) === 0);
        break;
      case SlotKind.epochEnd:
        this.books.clear(book);
        break;
    }
  }
}

function must(done: boolean): void {
  if (!done) throw new Error("the book refused what the feed published");
}
