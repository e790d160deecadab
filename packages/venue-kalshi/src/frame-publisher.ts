import { MARKET_UPDATES } from "@augury/model";
import type { Counters } from "@augury/telemetry";
import type { EpochEndReason, MarketPublisher } from "@augury/wire";
import type { KalshiCounter } from "./counters.ts";
import { type Frame, FrameKind } from "./frame.ts";
import { FrameSlots } from "./frame-slots.ts";
import type { MarketStates } from "./market-states.ts";
import type { SnapshotWatch } from "./snapshot-watch.ts";

/** Slots of a snapshot that are committed at once: a frame either finds room for so many or waits. */
const PIECE_SLOTS = 32;
const DETERMINED = MARKET_UPDATES.indexOf("determined");
const SETTLED = MARKET_UPDATES.indexOf("settled");
const REOPENS = [MARKET_UPDATES.indexOf("activated"), MARKET_UPDATES.indexOf("close_date_updated")];
const REGRIDDED = MARKET_UPDATES.indexOf("price_structure_updated");

/**
 * Turns a decoded frame whose place in the sequence was accepted into slots and epochs. `begin` takes a frame up, `advance` goes on until
 * it is through or the ring has no room; a frame that waits changes nothing before there is room for it (a snapshot: for its next piece).
 */
export class FramePublisher {
  private readonly slots: FrameSlots;
  private readonly count: Float64Array;
  private readonly at: Readonly<
    Record<"slots" | "deltas" | "trades" | "quotes" | "snapshots" | "updates" | "stale", number>
  >;
  /** The snapshot under way: its next slot, 0 = not begun; its slots, epoch and step. */
  private next = 0;
  private total = 0;
  private epoch = 0;
  private step = 0;

  constructor(
    private readonly frame: Frame,
    private readonly publisher: MarketPublisher,
    private readonly markets: MarketStates,
    private readonly watch: SnapshotWatch,
    private readonly counters: Counters<KalshiCounter>,
    useYesPrice: boolean,
  ) {
    this.slots = new FrameSlots(publisher.writer, useYesPrice);
    this.count = counters.values;
    this.at = {
      slots: counters.slot("slots"),
      deltas: counters.slot("deltas"),
      trades: counters.slot("trades"),
      quotes: counters.slot("quotes"),
      snapshots: counters.slot("snapshots"),
      updates: counters.slot("market_updates"),
      stale: counters.slot("stale_deltas"),
    };
  }

  /** Publishes the frame as far as there is room. Returns whether it is through. */
  begin(receivedTimeUs: number): boolean {
    this.next = 0;
    return this.advance(receivedTimeUs);
  }

  /** Goes on with a frame that waited; `receivedTimeUs` is still the frame's. */
  advance(receivedTimeUs: number): boolean {
    switch (this.frame.kind) {
      case FrameKind.delta:
        return this.delta(receivedTimeUs);
      case FrameKind.trade:
        return this.trade(receivedTimeUs);
      case FrameKind.ticker:
        return this.ticker(receivedTimeUs);
      case FrameKind.snapshot:
        return this.snapshot(receivedTimeUs);
      case FrameKind.lifecycle:
        return this.lifecycle(receivedTimeUs);
      default:
        return true;
    }
  }

  /** Ends the live epoch of a market, if any. */
  endEpoch(market: number, reason: EpochEndReason, nowUs: number): void {
    if (this.publisher.endEpoch(market, reason, nowUs)) this.counters.add("epoch_ends");
  }

  isLive(market: number): boolean {
    return (this.publisher.epochs.read(market) & 1) === 1;
  }

  private delta(receivedTimeUs: number): boolean {
    const { frame, publisher, count, at } = this;
    const epoch = publisher.epochs.read(frame.market);
    if ((epoch & 1) === 0) {
      // A change to a book we do not have: the snapshot to come has it already.
      count[at.stale]++;
      return true;
    }
    if (!publisher.hasRoom(1)) return false;
    publisher.writer.frame(publisher.venue, receivedTimeUs);
    this.slots.delta(publisher.ring.base(0), frame, epoch);
    count[at.deltas]++;
    this.commit(1);
    return true;
  }

  private trade(receivedTimeUs: number): boolean {
    const { frame, publisher } = this;
    if (!publisher.hasRoom(1)) return false;
    publisher.writer.frame(publisher.venue, receivedTimeUs);
    this.slots.trade(publisher.ring.base(0), frame, publisher.epochs.read(frame.market));
    this.count[this.at.trades]++;
    this.commit(1);
    return true;
  }

  private ticker(receivedTimeUs: number): boolean {
    const { frame, publisher } = this;
    const slots = this.slots.tickerSlots(frame);
    if (!publisher.hasRoom(slots)) return false;
    const epoch = publisher.epochs.read(frame.market);
    publisher.writer.frame(publisher.venue, receivedTimeUs);
    this.slots.quote(publisher.ring.base(0), frame, epoch);
    if (slots === 2) this.slots.marketStats(publisher.ring.base(1), frame, epoch);
    this.count[this.at.quotes]++;
    this.commit(slots);
    return true;
  }

  /** The whole frame proved valid when it was decoded: from here on only room can be lacking. */
  private snapshot(receivedTimeUs: number): boolean {
    const { frame, publisher } = this;
    if (this.next === 0 && !this.beginSnapshot(receivedTimeUs)) return this.frame.marketIdEmpty;
    while (this.next < this.total) {
      const piece = Math.min(PIECE_SLOTS, this.total - this.next);
      if (!publisher.hasRoom(piece)) return false;
      publisher.writer.frame(publisher.venue, receivedTimeUs);
      for (let i = 0; i < piece; i++) {
        this.slots.snapshot(publisher.ring.base(i), this.next + i, frame, this.epoch, this.step);
      }
      this.next += piece;
      this.commit(piece);
    }
    this.count[this.at.snapshots]++;
    this.watch.settle(frame.market, true);
    this.markets.filled[frame.market] = this.total > 2 ? 1 : 0;
    return true;
  }

  /** Ends the old epoch and begins the new one. Returns false without room, or without a book to come. */
  private beginSnapshot(receivedTimeUs: number): boolean {
    const { frame, publisher } = this;
    const { market } = frame;
    const slots = this.slots.openSnapshot(frame);
    if (frame.marketIdEmpty) {
      // The venue does not know this market (any more): an empty book would be a claim about one that exists.
      this.endEpoch(market, "market_closed", receivedTimeUs);
      this.watch.settle(market, true);
      this.markets.refused[market] = 1;
      return false;
    }
    if (!publisher.hasRoom(Math.min(PIECE_SLOTS, slots))) return false;
    this.endEpoch(market, "requested", receivedTimeUs);
    this.total = slots;
    this.epoch = publisher.beginEpoch(market, receivedTimeUs);
    // Levels off the grid that we know mean a finer one: the book must hold what the venue says.
    this.step = frame.levels.commonStep(this.markets.step[market]);
    this.markets.step[market] = this.step;
    return true;
  }

  private lifecycle(receivedTimeUs: number): boolean {
    const { frame, publisher, markets } = this;
    const { market, update } = frame;
    const regridded = update === REGRIDDED;
    const slots = regridded ? 2 : 1;
    if (!publisher.hasRoom(slots)) return false;
    const epoch = publisher.epochs.read(market);
    if (regridded) this.endEpoch(market, "tick_size", receivedTimeUs);
    if (update === DETERMINED || update === SETTLED) this.endEpoch(market, "market_closed", receivedTimeUs);
    publisher.writer.frame(publisher.venue, receivedTimeUs);
    if (regridded) this.slots.tickSize(publisher.ring.base(0), frame, epoch, markets.step[market]);
    this.slots.marketUpdate(publisher.ring.base(slots - 1), frame, epoch);
    this.count[this.at.updates]++;
    this.commit(slots);
    this.follow(receivedTimeUs);
    return true;
  }

  /** What a lifecycle event means for the market's book from now on. */
  private follow(nowUs: number): void {
    const { market, update, step } = this.frame;
    const { markets, watch } = this;
    if (update === DETERMINED || update === SETTLED) {
      markets.closed[market] = 1;
      markets.filled[market] = 0;
      watch.settle(market, false);
    } else if (update === REGRIDDED) {
      if (step > 0) markets.step[market] = step;
      if (markets.isExpected(market)) watch.want(market, nowUs);
    } else if (REOPENS.includes(update) && markets.closed[market] === 1) {
      markets.closed[market] = 0;
      if (markets.isExpected(market)) watch.want(market, nowUs);
    }
  }

  private commit(slots: number): void {
    this.count[this.at.slots] += slots;
    this.publisher.commit(slots);
  }
}
