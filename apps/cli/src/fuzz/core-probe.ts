import type { InstrumentTable, VenueName } from "@augury/model";
import { VenueCode } from "@augury/model";
import type { FeedCore, FeedLink } from "@augury/net";
import { createDoorbell, createRing, RingProducer } from "@augury/ring";
import { EpochTable, MarketPublisher, SLOT_BYTES } from "@augury/wire";
import { RecordedBooks } from "../replay-recordings/recorded-books.ts";

const RING_SLOTS = 16_384;
/** Frames arrive this far apart. */
const STEP_US = 1_000;
const TICK_EVERY = 64;
const RESUMES_MAX = 1_000;

/** A whole feed behind the parsers: core, ring and decision's books take each frame too, however damaged, and must stay upright. */
export class CoreProbe {
  private readonly core: FeedCore;
  private readonly books: RecordedBooks;
  private nowUs = 1_000_000;
  private frames = 0;

  constructor(
    venue: VenueName,
    instruments: InstrumentTable,
    coreOf: (publisher: MarketPublisher, link: FeedLink) => FeedCore,
  ) {
    const ring = createRing({ capacity: RING_SLOTS, slotBytes: SLOT_BYTES }, createDoorbell());
    const producer = new RingProducer(ring);
    const epochs = EpochTable.create(instruments.size);
    const publisher = new MarketPublisher(producer, epochs, VenueCode[venue], () => producer.flush());
    this.core = coreOf(publisher, { send: () => {}, reconnect: () => {} });
    this.books = new RecordedBooks(ring, instruments, () => {});
    this.core.open(0, this.nowUs);
  }

  /** Hands a frame to the feed. Returns what is wrong, if anything is. */
  take(frame: Uint8Array): string | undefined {
    this.nowUs += STEP_US;
    if (++this.frames % TICK_EVERY === 0) this.core.tick(this.nowUs);
    const outcome = this.core.frame(0, frame, this.nowUs);
    this.books.drain(this.nowUs);
    if (outcome !== "waiting") return undefined;
    for (let tries = 0; tries < RESUMES_MAX; tries++) {
      const isThrough = this.core.resume(this.nowUs);
      this.books.drain(this.nowUs);
      if (isThrough) return undefined;
    }
    return `the feed still waits for room after ${RESUMES_MAX} drained rings`;
  }
}
