import { type Instrument, InstrumentTable, NO_FEES, uniformTicks, VenueCode } from "@augury/model";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import { type DecodedSlot, decodeSlot, EpochTable, MarketPublisher, SLOT_BYTES } from "@augury/wire";
import type { PolymarketFeedConfig } from "./feed-config.ts";
import { type MarketNotice, PolymarketFeedCore } from "./feed-core.ts";
import { POLYMARKET_COUNTERS } from "./feed-counters.ts";

/** Token ids of this package's own test markets: 77 digits, the two of market m end in "1" and "2". */
export function tokenId(market: number, side: 0 | 1): string {
  return `${String(10_000_000 + market * 7_919)}${"4".repeat(64)}${String(market).padStart(4, "0")}${side + 1}`;
}

export function conditionId(market: number): string {
  return `0x${market.toString(16).padStart(64, "a")}`;
}

/** A table of binary markets with the given step; instruments 2m and 2m + 1 are market m's tokens. */
export function testTable(markets: number, step = 100, fields: Partial<Instrument> = {}): InstrumentTable {
  return new InstrumentTable(
    Array.from({ length: markets * 2 }, (_, index) => {
      const side = (index % 2) as 0 | 1;
      const market = index >> 1;
      return {
        index,
        venue: "polymarket",
        venueId: tokenId(market, side),
        marketId: conditionId(market),
        outcome: side === 0 ? "yes" : "no",
        mirrorIndex: index ^ 1,
        bookIndex: index,
        title: `Market ${market}`,
        outcomeName: side === 0 ? "Yes" : "No",
        ticks: uniformTicks(step),
        orderSizeMin: 5_000_000,
        sizeStep: 10_000,
        fees: NO_FEES,
        negRisk: false,
        groupId: "",
        groupAugmented: false,
        ...fields,
      };
    }),
  );
}

export interface RigOptions {
  readonly instruments: InstrumentTable;
  readonly config?: Partial<PolymarketFeedConfig>;
  readonly ringSlots?: number;
  readonly subscribed?: readonly number[];
}

/** A feed core on a ring that the test drains, with a link that only writes down what it was asked. */
export class FeedRig {
  readonly sent: { connection: number; message: Record<string, unknown> }[] = [];
  readonly reconnects: { connection: number; why: string }[] = [];
  readonly notices: MarketNotice[] = [];
  readonly counters = new Counters(createCounters(POLYMARKET_COUNTERS));
  readonly epochs: EpochTable;
  readonly core: PolymarketFeedCore;
  nowUs = 1_700_000_000_000_000;
  private readonly consumer: RingConsumer;

  constructor({ config = {}, instruments, ringSlots = 4096, subscribed }: RigOptions) {
    const ring = createRing({ capacity: ringSlots, slotBytes: SLOT_BYTES }, createDoorbell());
    const producer = new RingProducer(ring);
    this.consumer = new RingConsumer(ring);
    this.epochs = EpochTable.create(instruments.size);
    this.core = new PolymarketFeedCore({
      instruments,
      publisher: new MarketPublisher(producer, this.epochs, VenueCode.polymarket, () => producer.flush()),
      link: {
        send: (connection, text) => this.sent.push({ connection, message: JSON.parse(text) }),
        reconnect: (connection, why) => this.reconnects.push({ connection, why }),
      },
      counters: this.counters,
      config,
      ...(subscribed ? { subscribed } : {}),
      onNotice: (notice) => this.notices.push(notice),
    });
  }

  /** Opens every connection and forgets what was sent. */
  open(): this {
    for (let connection = 0; connection < this.core.connections; connection++) this.core.open(connection, this.nowUs);
    this.sent.length = 0;
    return this;
  }

  /** Hands a value as a frame to a connection. */
  frame(value: unknown, connection = 0) {
    return this.text(typeof value === "string" ? value : JSON.stringify(value), connection);
  }

  text(text: string, connection = 0) {
    return this.core.frame(connection, new Uint8Array(Buffer.from(text)), this.nowUs);
  }

  /** Moves time in steps of 100 ms, ticking. */
  pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 100) {
      this.nowUs += 100_000;
      this.core.tick(this.nowUs);
    }
  }

  /** Takes at most `max` waiting slots out of the ring. */
  slots(max = Number.MAX_SAFE_INTEGER): DecodedSlot[] {
    const { consumer } = this;
    const count = consumer.poll(Math.min(max, consumer.capacity));
    const slots = Array.from({ length: count }, (_, at) => decodeSlot(consumer.i32, consumer.f64, consumer.base(at)));
    consumer.release(count);
    return slots;
  }

  /** Names of the waiting slots' kinds. */
  kinds(): string[] {
    return this.slots().map(({ kind }) => kind);
  }
}
