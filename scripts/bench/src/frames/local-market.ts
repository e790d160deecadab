import { type InstrumentTable, VenueCode, type VenueName } from "@augury/model";
import type { FeedCore, FeedLink } from "@augury/net";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import { KALSHI_COUNTERS, KALSHI_REPLAY_CONFIG, KalshiFeedCore } from "@augury/venue-kalshi";
import { POLYMARKET_COUNTERS, PolymarketFeedCore } from "@augury/venue-polymarket";
import { EpochTable, MarketPublisher, SLOT_BYTES } from "@augury/wire";
import type { Tape } from "./tape.ts";

const RING_SLOTS = 65_536;
const SILENT: FeedLink = { send: () => {}, reconnect: () => {} };
export const NOW_US = 1_790_000_000_000_000;

/** A market ring in this thread: a publisher on one end, the bench on the other. */
export class LocalMarket {
  readonly publisher: MarketPublisher;
  readonly consumer: RingConsumer;

  /** `drained`: every commit is taken out at once, as a consumer that is never behind would. */
  constructor(instruments: InstrumentTable, venue: VenueName, drained = false) {
    const handle = createRing({ capacity: RING_SLOTS, slotBytes: SLOT_BYTES }, createDoorbell());
    const ring = new RingProducer(handle);
    this.consumer = new RingConsumer(handle);
    const committed = () => {
      ring.flush();
      if (drained) this.consumer.skipAll();
    };
    this.publisher = new MarketPublisher(ring, EpochTable.create(instruments.size), VenueCode[venue], committed);
  }

  /** Begins every book's epoch, for parsers that know of none. */
  beginEpochs(instruments: InstrumentTable): void {
    for (const { index } of instruments.list) this.publisher.beginEpoch(index, NOW_US);
    this.consumer.skipAll();
  }
}

/**
 * Our Polymarket core as it runs behind a socket, its books live. Book hashes are not checked: the bench plays frames out of their
 * order, and live the check is bounded to 500 a second. The ladder that they are checked on is kept all the same.
 */
export function openPolymarketCore({ instruments, snapshots }: Tape, { publisher }: LocalMarket): FeedCore {
  const counters = new Counters(createCounters(POLYMARKET_COUNTERS));
  const config = { hashBudgetPerSecond: 0 };
  const core = new PolymarketFeedCore({ instruments, publisher, link: SILENT, counters, config });
  core.open(0, NOW_US);
  for (const snapshot of snapshots) core.frame(0, Buffer.from(snapshot), NOW_US);
  return core;
}

/** Our Kalshi core as it runs behind a socket, before its first snapshot. */
export function openKalshiCore({ instruments }: Tape, { publisher }: LocalMarket): FeedCore {
  const counters = new Counters(createCounters(KALSHI_COUNTERS));
  const core = new KalshiFeedCore({ instruments, publisher, link: SILENT, counters, config: KALSHI_REPLAY_CONFIG });
  core.open(0, NOW_US);
  return core;
}
