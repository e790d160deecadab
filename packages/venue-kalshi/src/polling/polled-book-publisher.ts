import type { Counters } from "@augury/telemetry";
import { type EpochEndReason, Flag, type MarketPublisher } from "@augury/wire";
import type { KalshiCounter } from "../counters.ts";
import { ABSENT, Frame, FrameKind } from "../frame.ts";
import { FrameSlots } from "../frame-slots.ts";
import { LEVELS_PER_SIDE_MAX, NO, YES } from "../level-buffer.ts";
import type { MarketStates } from "../market-states.ts";
import type { KalshiBookLevels } from "../rest/book-levels.ts";

/** Slots of a snapshot that are committed at once. */
const PIECE_SLOTS = 32;

/** One book as REST gave it. */
export interface PolledBook {
  /** The instrument that owns it. */
  readonly market: number;
  readonly levels: KalshiBookLevels;
  /** When the request left: a book is as old as its question. */
  readonly sentTimeUs: number;
  readonly receivedTimeUs: number;
}

/** Why a book that was read is not one: no book can look like this. */
export type BookFlaw = "crossed" | "repeated_level" | "too_many_levels";

/**
 * Writes polled books into the market ring as snapshots that say so. A book that is read again and again stays within its epoch: what it was stays
 * true as far as we know, and every reader of snapshots replaces the whole book. Its epoch ends when nobody confirmed it for too long
 * ({@link endEpoch} with `stale`), or with a finer grid.
 */
export class PolledBookPublisher {
  private readonly frame = new Frame();
  private readonly slots: FrameSlots;
  /** The snapshot under way. */
  private current: PolledBook | undefined;
  private next = 0;
  private total = 0;
  private epoch = 0;
  /** The grid that each live epoch began with. */
  private readonly liveStep: Int32Array;

  constructor(
    private readonly publisher: MarketPublisher,
    private readonly markets: MarketStates,
    private readonly counters: Counters<KalshiCounter>,
  ) {
    this.slots = new FrameSlots(publisher.writer, false, Flag.polled);
    this.liveStep = new Int32Array(markets.wanted.length);
    this.frame.kind = FrameKind.snapshot;
    this.frame.seq = ABSENT;
  }

  /** Whether a book waits for room in the ring. */
  get isWaiting(): boolean {
    return this.current !== undefined;
  }

  isLive(market: number): boolean {
    return (this.publisher.epochs.read(market) & 1) === 1;
  }

  /** Takes a book up and publishes it as far as there is room; {@link advance} goes on. Returns what is wrong with it, if anything is. */
  begin(book: PolledBook): BookFlaw | undefined {
    const flaw = this.load(book);
    if (flaw !== undefined) return flaw;
    this.current = book;
    this.next = 0;
    this.advance();
    return undefined;
  }

  /** Goes on with the book that waits. Returns whether none does any more. */
  advance(): boolean {
    const { current, publisher } = this;
    if (current === undefined) return true;
    if (this.next === 0 && !this.beginSnapshot(current)) return false;
    while (this.next < this.total) {
      const piece = Math.min(PIECE_SLOTS, this.total - this.next);
      if (!publisher.hasRoom(piece)) return false;
      publisher.writer.frame(publisher.venue, current.receivedTimeUs);
      for (let at = 0; at < piece; at++)
        this.slots.snapshot(publisher.ring.base(at), this.next + at, this.frame, this.epoch, this.frame.step);
      this.next += piece;
      this.counters.add("slots", piece);
      publisher.commit(piece);
    }
    this.counters.add("snapshots");
    this.current = undefined;
    return true;
  }

  /** Ends a market's live epoch, if any; a snapshot of it under way is a torn run then, which the end explains. */
  endEpoch(market: number, reason: EpochEndReason, nowUs: number): boolean {
    if (this.current?.market === market) this.current = undefined;
    const ended = this.publisher.endEpoch(market, reason, nowUs);
    if (ended) this.counters.add("epoch_ends");
    return ended;
  }

  private beginSnapshot({ market, receivedTimeUs }: PolledBook): boolean {
    const { frame, publisher, markets } = this;
    frame.market = market;
    this.total = this.slots.openSnapshot(frame);
    if (!publisher.hasRoom(Math.min(PIECE_SLOTS, this.total))) return false;
    // Levels off the grid that we know mean a finer one: the book must hold what the venue says.
    frame.step = frame.levels.commonStep(markets.step[market]);
    if (
      this.isLive(market) &&
      this.liveStep[market] !== frame.step &&
      publisher.endEpoch(market, "tick_size", receivedTimeUs)
    )
      this.counters.add("epoch_ends");
    // Its end must be said before the next one begins.
    if (!publisher.hasRoom(Math.min(PIECE_SLOTS, this.total))) return false;
    markets.step[market] = frame.step;
    this.liveStep[market] = frame.step;
    this.epoch = this.isLive(market) ? publisher.epochs.read(market) : publisher.beginEpoch(market, receivedTimeUs);
    return true;
  }

  private load({ levels: { yes, no } }: PolledBook): BookFlaw | undefined {
    const { levels } = this.frame;
    if (yes.length > LEVELS_PER_SIDE_MAX || no.length > LEVELS_PER_SIDE_MAX) return "too_many_levels";
    levels.clear(YES);
    levels.clear(NO);
    let bestYes = 0;
    let bestNo = 0;
    for (const { price, size } of yes) {
      if (!levels.add(YES, price, size)) return "repeated_level";
      if (size > 0) bestYes = Math.max(bestYes, price);
    }
    for (const { price, size } of no) {
      if (!levels.add(NO, price, size)) return "repeated_level";
      if (size > 0) bestNo = Math.max(bestNo, price);
    }
    return bestYes + bestNo > 10_000 ? "crossed" : undefined;
  }
}
