import type { RingProducer } from "@augury/ring";
import type { EpochEndReason } from "./codes.ts";
import { codeOf, EPOCH_END_REASONS } from "./codes.ts";
import type { EpochTable } from "./epoch-table.ts";
import { SlotKind } from "./slot-layout.ts";
import { SlotWriter } from "./slot-writer.ts";

/** Slots that only `endEpoch` and connection events may use, so that bad news finds room when data does not. */
export const RESERVED_SLOTS = 64;

/**
 * A feed's way into the market ring: room for data, commits, and the ending and beginning of epochs. The epoch word changes at once;
 * the epochEnd slot follows in order, as soon as there is room.
 */
export class MarketPublisher {
  readonly writer: SlotWriter;
  private readonly unsaid = new Map<number, { epoch: number; reason: EpochEndReason; nowUs: number }>();

  constructor(
    readonly ring: RingProducer,
    readonly epochs: EpochTable,
    readonly venue: number,
    /** Called after each commit: a TurnPublisher's `committed`, or a plain flush. */
    private readonly committed: () => void,
  ) {
    this.writer = new SlotWriter(ring.i32, ring.f64);
  }

  /** Returns whether `slots` data slots fit now. */
  hasRoom(slots: number): boolean {
    if (this.unsaid.size > 0) this.sayUnsaid();
    return this.unsaid.size === 0 && this.ring.claim(slots + RESERVED_SLOTS);
  }

  /** Commits `slots` filled slots. */
  commit(slots: number): void {
    if (slots === 0) return;
    this.ring.commit(slots);
    this.committed();
  }

  /** Begins the next epoch of an instrument and returns its number. A live one is ended first, for `reason`. */
  beginEpoch(instrument: number, nowUs: number, reason: EpochEndReason = "requested"): number {
    this.endEpoch(instrument, reason, nowUs);
    return this.epochs.begin(instrument);
  }

  /** Ends the live epoch of an instrument, if any: the word now, the slot in order. Returns whether one was live. */
  endEpoch(instrument: number, reason: EpochEndReason, nowUs: number): boolean {
    const epoch = this.epochs.end(instrument);
    if (epoch === 0) return false;
    this.unsaid.set(instrument, { epoch, reason, nowUs });
    this.sayUnsaid();
    return true;
  }

  /** Publishes epochEnd slots that found no room. Call from `tick` too. */
  sayUnsaid(): void {
    for (const [instrument, end] of this.unsaid) {
      if (!this.ring.claim(1)) return;
      const base = this.ring.base(0);
      this.writer.frame(this.venue, end.nowUs);
      this.writer.header(base, SlotKind.epochEnd, instrument, end.epoch, 0, 0);
      this.writer.epochEnd(base, codeOf(EPOCH_END_REASONS, end.reason));
      this.unsaid.delete(instrument);
      this.commit(1);
    }
  }

  /** Publishes a connection event. Returns false when not even the reserve has room. */
  connection(event: { state: number; connection: number; attempt: number; code: number; nowUs: number }): boolean {
    if (!this.ring.claim(1)) return false;
    const base = this.ring.base(0);
    this.writer.frame(this.venue, event.nowUs);
    this.writer.header(base, SlotKind.connection, -1, 0, 0, 0);
    this.writer.connection(base, event.state, event.connection, event.attempt, event.code);
    this.commit(1);
    return true;
  }
}
