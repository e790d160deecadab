import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { Flag, LEVELS_PER_SLOT, SlotKind, type SlotWriter, snapshotSlots } from "@augury/wire";
import { ABSENT, type Frame } from "./frame.ts";
import { NO, YES } from "./level-buffer.ts";

/** Writes the event slots of one decoded frame. `base` counts Int32 words; nothing is allocated. */
export class FrameSlots {
  private bids = 0;
  private asks = 0;
  private bidSlots = 0;
  private total = 0;

  /** `useYesPrice`: NO prices arrive on the YES scale, because the subscription asked for it (kalshi.md section 15.4). */
  constructor(
    private readonly writer: SlotWriter,
    private readonly useYesPrice: boolean,
    /** Goes into every slot of a snapshot. */
    private readonly snapshotFlag = 0,
  ) {}

  /** A level's change. A NO bid at q is a YES ask at 1 − q. */
  delta(base: number, frame: Frame, epoch: number): void {
    const { writer } = this;
    const flags = SlotKind.bookDelta | Flag.frameEnd | (frame.noSide ? Flag.ask : 0);
    writer.header(base, flags, frame.market, epoch, sequenceOf(frame), frame.timeMs);
    writer.bookDelta(base, frame.noSide ? this.noToYes(frame.price) : frame.price, frame.size);
  }

  trade(base: number, frame: Frame, epoch: number): void {
    const { writer } = this;
    const flags = (frame.takerSold ? Flag.sell : 0) | (frame.block ? Flag.block : 0);
    writer.header(base, SlotKind.trade | Flag.frameEnd | flags, frame.market, epoch, sequenceOf(frame), frame.timeMs);
    writer.trade(base, frame.price, frame.size, frame.tradeHash);
  }

  /** Returns the slots that a ticker frame takes: its statistics are optional. */
  tickerSlots(frame: Frame): number {
    return frame.volume === ABSENT && frame.openInterest === ABSENT ? 1 : 2;
  }

  quote(base: number, frame: Frame, epoch: number): void {
    const last = this.tickerSlots(frame) === 1 ? Flag.frameEnd : 0;
    this.writer.header(base, SlotKind.quote | last, frame.market, epoch, sequenceOf(frame), frame.timeMs);
    this.writer.quote(base, frame.bestBid, frame.bestAsk, frame.lastPrice, frame.bidSize, frame.askSize);
  }

  marketStats(base: number, frame: Frame, epoch: number): void {
    const kind = SlotKind.marketStats | Flag.frameEnd;
    this.writer.header(base, kind, frame.market, epoch, sequenceOf(frame), frame.timeMs);
    this.writer.marketStats(base, frame.volume, frame.openInterest);
  }

  tickSize(base: number, frame: Frame, epoch: number, oldStep: number): void {
    this.writer.header(base, SlotKind.tickSize, frame.market, epoch, sequenceOf(frame), frame.timeMs);
    this.writer.tickSize(base, oldStep, frame.step);
  }

  marketUpdate(base: number, frame: Frame, epoch: number): void {
    const kind = SlotKind.marketUpdate | Flag.frameEnd;
    this.writer.header(base, kind, frame.market, epoch, sequenceOf(frame), frame.timeMs);
    this.writer.marketUpdate(base, frame.update, frame.value, frame.marketHash);
  }

  /** Takes up the snapshot in `frame` and returns the number of its slots, which {@link snapshot} then writes one by one. */
  openSnapshot(frame: Frame): number {
    this.bids = frame.levels.counts[YES];
    this.asks = frame.levels.counts[NO];
    this.bidSlots = Math.ceil(this.bids / LEVELS_PER_SLOT);
    this.total = snapshotSlots(this.bids, this.asks);
    return this.total;
  }

  /** Slot `at` of the open snapshot: begin, the bids, the asks, end. Any slot can be written at any time, so a snapshot may pause. */
  snapshot(base: number, at: number, frame: Frame, epoch: number, step: number): void {
    const { writer, bids, asks, snapshotFlag } = this;
    if (at === 0) {
      writer.header(base, SlotKind.snapshotBegin | snapshotFlag, frame.market, epoch, sequenceOf(frame), frame.timeMs);
      writer.snapshotBegin(base, bids, asks, step);
    } else if (at === this.total - 1) {
      const kind = SlotKind.snapshotEnd | Flag.frameEnd | snapshotFlag;
      writer.header(base, kind, frame.market, epoch, sequenceOf(frame), frame.timeMs);
      writer.snapshotEnd(base, bids, asks);
    } else {
      const onAsks = at > this.bidSlots;
      const kind = SlotKind.snapshotLevels | (onAsks ? Flag.ask : 0) | snapshotFlag;
      writer.header(base, kind, frame.market, epoch, sequenceOf(frame), frame.timeMs);
      this.levels(base, frame, onAsks, (onAsks ? at - 1 - this.bidSlots : at - 1) * LEVELS_PER_SLOT);
    }
  }

  private levels(base: number, frame: Frame, onAsks: boolean, first: number): void {
    const side = onAsks ? NO : YES;
    const prices = frame.levels.prices[side];
    const sizes = frame.levels.sizes[side];
    const count = Math.min(LEVELS_PER_SLOT, frame.levels.counts[side] - first);
    for (let i = 0; i < count; i++) {
      const price = prices[first + i];
      this.writer.snapshotLevel(base, i, onAsks ? this.noToYes(price) : price, sizes[first + i]);
    }
  }

  private noToYes(price: number): number {
    return this.useYesPrice ? price : PRICE_TICKS_PER_DOLLAR - price;
  }
}

/** The venue's number as the header's 32 bits hold it; 0 where the frame has none. */
function sequenceOf(frame: Frame): number {
  return frame.seq === ABSENT ? 0 : frame.seq;
}
