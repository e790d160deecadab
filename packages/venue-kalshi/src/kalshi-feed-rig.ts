import { ASK, BID, createBookArena, OrderBooks } from "@augury/book";
import { type Instrument, InstrumentTable, VenueCode } from "@augury/model";
import type { FeedLink, FrameOutcome } from "@augury/net";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
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
import { KALSHI_COUNTERS, type KalshiCounter } from "./counters.ts";
import type { KalshiFeedConfig } from "./feed-config.ts";
import { KalshiFeedCore } from "./kalshi-feed-core.ts";
import type { Notice } from "./notices.ts";

/** Test support: a core between a link that only remembers and a ring whose slots go into books. Time stands still until told. */
export interface RigOptions {
  readonly tickers: readonly string[];
  readonly config?: Partial<KalshiFeedConfig>;
  readonly slots?: number;
  readonly decoder?: "scanner" | "json";
  /** NO instruments too, numbered after their YES. */
  readonly withNo?: boolean;
  readonly step?: number;
}

export class KalshiFeedRig {
  readonly core: KalshiFeedCore;
  readonly counters = new Counters<KalshiCounter>(createCounters(KALSHI_COUNTERS));
  readonly epochs: EpochTable;
  readonly books: OrderBooks;
  readonly sent: { id: number; cmd: string; params: Record<string, unknown> }[] = [];
  readonly reconnects: string[] = [];
  readonly notices: Notice[] = [];
  /** Everything that was published and consumed. */
  readonly events: DecodedSlot[] = [];
  keepsEvents = true;
  /** Where commands and requests to reconnect go besides being remembered. */
  onSend: (text: string) => void = () => {};
  onReconnect: () => void = () => {};
  nowUs = 1_000_000_000;
  readonly table: InstrumentTable;
  private readonly consumer: RingConsumer;

  constructor(options: RigOptions) {
    this.table = kalshiTable(options.tickers, options.withNo ?? false, options.step ?? 100);
    const handle = createRing({ capacity: options.slots ?? 4096, slotBytes: SLOT_BYTES }, createDoorbell());
    const ring = new RingProducer(handle);
    this.consumer = new RingConsumer(handle);
    this.epochs = EpochTable.create(this.table.size);
    this.books = new OrderBooks(createBookArena({ books: this.table.size, bytesMax: 64 * 1024 * 1024 }));
    this.core = new KalshiFeedCore({
      instruments: this.table,
      publisher: new MarketPublisher(ring, this.epochs, VenueCode.kalshi, () => ring.flush()),
      link: this.link(),
      counters: this.counters,
      onNotice: (notice) => this.notices.push(notice),
      ...(options.config ? { config: options.config } : {}),
      ...(options.decoder ? { decoder: options.decoder } : {}),
    });
  }

  open(): this {
    this.core.open(0, this.nowUs);
    return this;
  }

  /** Feeds one frame, as text or as an object, and consumes what it published. */
  feed(frame: string | object | Uint8Array): FrameOutcome {
    const outcome = this.offer(frame);
    this.drain();
    return outcome;
  }

  /** Feeds one frame and leaves its slots in the ring. */
  offer(frame: string | object | Uint8Array): FrameOutcome {
    const bytes =
      frame instanceof Uint8Array
        ? frame
        : new TextEncoder().encode(typeof frame === "string" ? frame : JSON.stringify(frame));
    return this.core.frame(0, bytes, this.nowUs);
  }

  /** Moves time on and ticks, in steps of 100 ms. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 100) {
      this.nowUs += Math.min(100, left) * 1000;
      this.core.tick(this.nowUs);
      this.drain();
    }
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

  count(name: KalshiCounter): number {
    return this.counters.get(name);
  }

  /** Events of one kind, newest last. */
  eventsOf(kind: DecodedSlot["kind"]): DecodedSlot[] {
    return this.events.filter((event) => event.kind === kind);
  }

  /** Commands of one kind, by `cmd` or by their action. */
  commands(name: string): { id: number; cmd: string; params: Record<string, unknown> }[] {
    return this.sent.filter(({ cmd, params }) => cmd === name || params?.action === name);
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

  private link(): FeedLink {
    return {
      send: (_connection, text) => {
        this.sent.push(JSON.parse(text));
        this.onSend(text);
      },
      reconnect: (_connection, why) => {
        this.reconnects.push(why);
        this.onReconnect();
      },
    };
  }
}

function must(done: boolean): void {
  if (!done) throw new Error("the book refused what the feed published");
}

/** Instruments of these tickers: YES ones, each followed by its NO when `withNo`. */
export function kalshiTable(tickers: readonly string[], withNo = false, step = 100): InstrumentTable {
  const list: Instrument[] = [];
  for (const ticker of tickers) {
    const bookIndex = list.length;
    for (const outcome of withNo ? (["yes", "no"] as const) : (["yes"] as const)) {
      list.push({
        index: list.length,
        venue: "kalshi",
        venueId: ticker,
        marketId: ticker,
        outcome,
        bookIndex,
        title: ticker,
        outcomeName: outcome,
        ticks: [{ start: 0, end: 10_000, step }],
        orderSizeMin: 10_000,
        sizeStep: 10_000,
        fees: { rounding: "kalshi", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
        negRisk: false,
        groupId: "",
        groupAugmented: false,
      });
    }
  }
  return new InstrumentTable(list);
}
