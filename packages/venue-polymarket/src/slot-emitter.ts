import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import { MARKET_UPDATES, VenueCode } from "@augury/model";
import {
  codeOf,
  Flag,
  LEVELS_PER_SLOT,
  type MarketPublisher,
  NO_PRICE,
  RESERVED_SLOTS,
  SlotKind,
  snapshotSlots,
} from "@augury/wire";
import { ABSENT, EventKind, type EventStage, type LevelList } from "./event-stage.ts";
import type { WireMarketResolved } from "./schema.ts";
import type { TokenTable } from "./token-table.ts";

const NEW_MARKET = codeOf(MARKET_UPDATES, "new_market");
const RESOLVED = codeOf(MARKET_UPDATES, "resolved");
const DELTA = SlotKind.bookDelta | Flag.absolute;
/** "The winner was not told." */
const VALUE_UNKNOWN = -1;
/** A market has two tokens; a notice with more of ours would be no market. */
const TOKENS_TOLD_MAX = 8;

/** What the emitter asks of its feed. */
export interface EmitterRules {
  /** Whether snapshots of this instrument may begin or renew a book. */
  isWanted(instrument: number): boolean;
  /** A whole snapshot has been published. */
  snapshotDone(instrument: number): void;
}

/** What became of a staged event's slots, over all pieces. */
export interface EmitTally {
  slots: number;
  unknownTokens: number;
  withoutEpoch: number;
  unwanted: number;
  epochsBegun: number;
}

/**
 * Turns a staged event into slots, in pieces when the ring has not room for all of it (a snapshot may be larger than the ring). An event
 * that fits is committed at once. `start` takes the stage's event; `advance` publishes and tells whether it is through.
 */
export class SlotEmitter {
  readonly tally: EmitTally = { slots: 0, unknownTokens: 0, withoutEpoch: 0, unwanted: 0, epochsBegun: 0 };
  /** The instrument's tick size as last told, in PriceTicks. */
  readonly steps: Int32Array;
  private readonly pieceMax: number;
  private sequence = 0;
  private receivedTimeUs = 0;
  /** Slots of the event that are out. */
  private done = 0;
  private total = 0;
  private epoch = 0;
  private bookStep = 0;
  private told: readonly string[] = [];

  constructor(
    private readonly publisher: MarketPublisher,
    private readonly stage: EventStage,
    private readonly tokens: TokenTable,
    private readonly rules: EmitterRules,
    steps: Int32Array,
  ) {
    this.steps = steps;
    this.pieceMax = Math.max(1, (publisher.ring.capacity - RESERVED_SLOTS) >> 1);
  }

  /** Takes the staged event. `sequence` is the connection's own frame number. */
  start(sequence: number, receivedTimeUs: number): void {
    this.sequence = sequence | 0;
    this.receivedTimeUs = receivedTimeUs;
    this.done = 0;
    this.epoch = 0;
    this.total = this.slotCount();
  }

  /** Publishes what fits. Returns whether the whole event is out. */
  advance(): boolean {
    if (this.isTorn()) this.total = this.done;
    while (this.done < this.total) {
      const left = this.total - this.done;
      // Whole if the ring could ever hold it; in pieces otherwise.
      const count = Math.min(left, this.pieceMax);
      if (!this.publisher.hasRoom(count)) return false;
      this.publisher.writer.frame(VenueCode.polymarket, this.receivedTimeUs);
      this.emit(count);
      this.done += count;
    }
    return true;
  }

  /** The epoch of a half-published book has ended while the rest waited: the reader drops the run, so the rest is not sent. */
  private isTorn(): boolean {
    const { instrument, kind } = this.stage;
    return kind === EventKind.book && this.done > 0 && this.publisher.epochs.read(instrument) !== this.epoch;
  }

  private slotCount(): number {
    const { stage } = this;
    switch (stage.kind) {
      case EventKind.book:
        return this.startBook();
      case EventKind.priceChange:
        return stage.changes.count;
      case EventKind.newMarket:
      case EventKind.resolved:
        this.told = this.tokensTold();
        return this.told.length;
      default:
        if (stage.instrument >= 0) return 1;
        this.tally.unknownTokens++;
        return 0;
    }
  }

  private startBook(): number {
    const { stage, tally } = this;
    if (stage.instrument < 0) {
      tally.unknownTokens++;
      return 0;
    }
    if (!this.rules.isWanted(stage.instrument)) {
      tally.unwanted++;
      return 0;
    }
    if (stage.step !== ABSENT) this.steps[stage.instrument] = stage.step;
    this.bookStep = commonStep(this.steps[stage.instrument], stage.bids, stage.asks);
    return snapshotSlots(stage.bids.count, stage.asks.count);
  }

  private emit(count: number): void {
    switch (this.stage.kind) {
      case EventKind.book:
        this.emitBook(count);
        break;
      case EventKind.priceChange:
        this.emitChanges(count);
        break;
      case EventKind.newMarket:
        this.emitNewMarket();
        break;
      case EventKind.resolved:
        this.emitResolved();
        break;
      default:
        this.emitSingle();
    }
  }

  private emitChanges(count: number): void {
    const { publisher, stage, tally } = this;
    const { changes } = stage;
    const { ring, writer, epochs } = publisher;
    let filled = 0;
    let last = -1;
    for (let at = this.done; at < this.done + count; at++) {
      const instrument = changes.instrument[at];
      if (instrument < 0) {
        tally.unknownTokens++;
        continue;
      }
      const epoch = epochs.read(instrument);
      if ((epoch & 1) === 0) {
        tally.withoutEpoch++;
        continue;
      }
      const hasBest = changes.bestBid[at] !== ABSENT && changes.bestAsk[at] !== ABSENT;
      last = ring.base(filled++);
      const kind = DELTA | (changes.isAsk[at] === 1 ? Flag.ask : 0) | (hasBest ? Flag.hasBest : 0);
      writer.header(last, kind, instrument, epoch, this.sequence, stage.exchangeTimeMs);
      if (hasBest) {
        writer.bookDelta(last, changes.price[at], changes.size[at], changes.bestBid[at], changes.bestAsk[at]);
      } else writer.bookDelta(last, changes.price[at], changes.size[at]);
    }
    if (last >= 0 && this.done + count === this.total) ring.i32[last] |= Flag.frameEnd;
    this.commit(filled);
  }

  private emitBook(count: number): void {
    const { publisher, stage } = this;
    const { instrument } = stage;
    if (this.done === 0) this.beginBook();
    for (let offset = 0; offset < count; offset++) this.emitBookSlot(publisher.ring.base(offset), this.done + offset);
    this.commit(count);
    if (this.done + count === this.total) this.rules.snapshotDone(instrument);
  }

  private beginBook(): void {
    const { publisher, receivedTimeUs, stage, tally } = this;
    const live = publisher.epochs.read(stage.instrument);
    // A book inside a live epoch replaces the levels in place: the stream has not broken.
    if ((live & 1) === 1) this.epoch = live;
    else {
      this.epoch = publisher.beginEpoch(stage.instrument, receivedTimeUs);
      tally.epochsBegun++;
    }
  }

  private emitBookSlot(base: number, at: number): void {
    const { bids, asks } = this.stage;
    const bidSlots = Math.ceil(bids.count / LEVELS_PER_SLOT);
    const { writer } = this.publisher;
    if (at === 0) {
      this.header(base, SlotKind.snapshotBegin, this.epoch);
      writer.snapshotBegin(base, bids.count, asks.count, this.bookStep, this.stage.lastPrice);
    } else if (at === this.total - 1) {
      this.header(base, SlotKind.snapshotEnd | Flag.frameEnd, this.epoch);
      writer.snapshotEnd(base, bids.count, asks.count);
    } else if (at <= bidSlots) this.emitLevels(base, bids, (at - 1) * LEVELS_PER_SLOT, 0);
    else this.emitLevels(base, asks, (at - 1 - bidSlots) * LEVELS_PER_SLOT, Flag.ask);
  }

  private emitLevels(base: number, list: LevelList, from: number, side: number): void {
    this.header(base, SlotKind.snapshotLevels | side, this.epoch);
    const count = Math.min(LEVELS_PER_SLOT, list.count - from);
    for (let at = 0; at < count; at++) {
      this.publisher.writer.snapshotLevel(base, at, list.price[from + at], list.size[from + at]);
    }
  }

  private emitSingle(): void {
    const { publisher, stage } = this;
    const { writer } = publisher;
    const base = publisher.ring.base(0);
    const epoch = publisher.epochs.read(stage.instrument);
    if (stage.kind === EventKind.lastTrade) {
      this.header(base, SlotKind.trade | (stage.isSell ? Flag.sell : 0) | Flag.frameEnd, epoch);
      // The venue sends no trade id, and one transaction settles many fills (polymarket.md section 9).
      writer.trade(base, stage.price, stage.size, 0);
    } else if (stage.kind === EventKind.bestBidAsk) {
      this.header(base, SlotKind.quote | Flag.frameEnd, epoch);
      writer.quote(base, stage.bestBid, stage.bestAsk, NO_PRICE, -1, -1);
    } else {
      this.header(base, SlotKind.tickSize | Flag.frameEnd, epoch);
      writer.tickSize(base, stage.oldStep, stage.step);
    }
    this.commit(1);
  }

  /** One slot per token that is ours; one without an instrument when none is. */
  private emitNewMarket(): void {
    this.emitUpdates(NEW_MARKET, () => 0);
  }

  private emitResolved(): void {
    const winner = (this.stage.notice as WireMarketResolved).winning_asset_id;
    this.emitUpdates(RESOLVED, (token) => (winner ? (token === winner ? PRICE_TICKS_PER_DOLLAR : 0) : VALUE_UNKNOWN));
  }

  private emitUpdates(update: number, valueFor: (token: string) => number): void {
    const { publisher, stage } = this;
    const marketHash = hashOfCondition(stage.notice?.market ?? "");
    for (const [offset, token] of this.told.entries()) {
      const base = publisher.ring.base(offset);
      const instrument = this.tokens.find(token);
      const epoch = instrument < 0 ? 0 : publisher.epochs.read(instrument);
      const end = offset === this.told.length - 1 ? Flag.frameEnd : 0;
      this.header(base, SlotKind.marketUpdate | end, epoch, instrument);
      publisher.writer.marketUpdate(base, update, instrument < 0 ? VALUE_UNKNOWN : valueFor(token), marketHash);
    }
    this.commit(this.told.length);
  }

  /** A notice's tokens that are ours; one empty text when none is. */
  private tokensTold(): string[] {
    const ours = this.stage.notice?.assets_ids.filter((token) => this.tokens.find(token) >= 0) ?? [];
    return ours.length > 0 ? ours.slice(0, TOKENS_TOLD_MAX) : [""];
  }

  private header(base: number, kindAndFlags: number, epoch: number, instrument = this.stage.instrument): void {
    this.publisher.writer.header(base, kindAndFlags, instrument, epoch, this.sequence, this.stage.exchangeTimeMs);
  }

  private commit(count: number): void {
    this.publisher.commit(count);
    this.tally.slots += count;
  }
}

/** The first 13 hex digits (52 bits) of a condition id, 0 when it is none: a name that fits a slot and that a person can look up. */
export function hashOfCondition(condition: string): number {
  const match = /^0x([0-9a-fA-F]{13})/.exec(condition);
  return match ? Number.parseInt(match[1], 16) : 0;
}

/** The greatest step that divides the tick size and every level: after a tick change, orders off the new grid may go on resting. */
function commonStep(tick: number, bids: LevelList, asks: LevelList): number {
  let step = tick;
  for (let i = 0; i < bids.count; i++) if (bids.price[i] % step !== 0) step = gcd(step, bids.price[i]);
  for (let i = 0; i < asks.count; i++) if (asks.price[i] % step !== 0) step = gcd(step, asks.price[i]);
  return step;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
