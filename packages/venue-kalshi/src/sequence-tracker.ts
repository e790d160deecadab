import type { KalshiChannel } from "./feed-config.ts";
import { ABSENT } from "./frame.ts";

/** What a sequence number says about its frame. */
export const Order = {
  /** The next one: take the frame. */
  next: 0,
  /** Some frames of this sid are missing; this one may be taken. */
  gap: 1,
  /** Seen before, or reordered: ignore the frame. */
  duplicate: 2,
  /** Of a subscription that is not ours, or no longer: ignore the frame. */
  foreign: 3,
} as const;
export type Order = (typeof Order)[keyof typeof Order];

const SIDS_MAX = 256;

interface SidState<Channel> {
  readonly sid: number;
  channel: Channel | undefined;
  /** The number that must come next; 0 = none seen yet and none promised. */
  expected: number;
  retired: boolean;
}

/**
 * Sequence numbers of one connection (kalshi.md section 14.1):
 *
 * 1. They count per sid, from 1, over all markets of the sid; whatever frame carries a number uses it up (`ok`, `unsubscribed`, `error` too).
 * 2. A sid is learned from its ack, which promises that 1 comes first, or, if data outruns the ack, from the data.
 * 3. One sid per channel: frames of a second one are foreign, as are those of a sid that we gave up.
 */
export class SequenceTracker<Channel extends string = KalshiChannel> {
  private readonly sids = new Map<number, SidState<Channel>>();
  private last: SidState<Channel> | undefined;
  /** Old numbers in a row. */
  duplicateRun = 0;
  /** Numbers that the last gap skipped. */
  missed = 0;
  /** The last check learned from data which channel a sid belongs to. */
  adopted = false;

  /** A new connection: sids and counters start anew. */
  reset(): void {
    this.sids.clear();
    this.last = undefined;
    this.duplicateRun = 0;
  }

  /** Judges `seq` on `sid` and moves on. `channel`: what the frame's type says, `undefined` for answers to commands. */
  check(sid: number, seq: number, channel: Channel | undefined): Order {
    this.adopted = false;
    const state = this.last?.sid === sid ? this.last : this.find(sid);
    if (state === undefined || state.retired) return Order.foreign;
    if (state.channel !== channel && channel !== undefined && !this.adopt(state, channel)) return Order.foreign;
    this.last = state;
    if (seq === ABSENT) return Order.next;
    const { expected } = state;
    if (seq < expected) {
      this.duplicateRun++;
      return Order.duplicate;
    }
    this.duplicateRun = 0;
    state.expected = seq + 1;
    if (expected === 0 || seq === expected) return Order.next;
    this.missed = seq - expected;
    return Order.gap;
  }

  /** An ack named the sid of a channel. A sid that we had given up starts anew. */
  learn(sid: number, channel: Channel): void {
    const state = this.sids.get(sid);
    if (state?.channel === channel && !state.retired) return;
    for (const other of this.sids.values()) if (other.channel === channel) other.retired = true;
    if (state && !state.retired) state.channel = channel;
    else this.remember({ sid, channel, expected: 1, retired: false });
  }

  /** The subscription ended: whatever still arrives under its sid is ignored. */
  retire(sid: number): void {
    const state = this.sids.get(sid);
    if (state) state.retired = true;
  }

  channelOf(sid: number): Channel | undefined {
    return this.sids.get(sid)?.channel;
  }

  /** Returns the live sid of a channel, or −1. */
  sidOf(channel: Channel): number {
    for (const state of this.sids.values()) if (state.channel === channel && !state.retired) return state.sid;
    return ABSENT;
  }

  private find(sid: number): SidState<Channel> | undefined {
    return this.sids.get(sid) ?? this.remember({ sid, channel: undefined, expected: 0, retired: false });
  }

  private remember(state: SidState<Channel>): SidState<Channel> | undefined {
    // A venue that numbers its subscriptions like this is broken, or the frames are: both end in a gap or a stall, which are watched.
    if (this.sids.size >= SIDS_MAX && !this.sids.has(state.sid)) return undefined;
    this.sids.set(state.sid, state);
    this.last = undefined;
    return state;
  }

  private adopt(state: SidState<Channel>, channel: Channel): boolean {
    if (state.channel !== undefined || this.sidOf(channel) !== ABSENT) return false;
    state.channel = channel;
    this.adopted = true;
    return true;
  }
}
