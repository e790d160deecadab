import type { VenueError } from "@augury/model";
import type { FrameReading, StreamProtocol } from "@augury/net";
import { z } from "zod";
import { errorRule } from "../error-codes.ts";
import { ABSENT } from "../frame.ts";
import { ErrorMessage, SubscribedMessage, SubscriptionList } from "../schema.ts";
import { Order, SequenceTracker } from "../sequence-tracker.ts";
import { type ChannelName, channelOf, channelsWith } from "./channel.ts";
import { type PendingCommand, PendingCommands } from "./pending-commands.ts";
import type { KalshiStreamEvent } from "./stream-event.ts";
import {
  addFrame,
  listFrame,
  namesFrame,
  portionsOf,
  type StreamSubscription,
  snapshotFrame,
  subscribeFrame,
} from "./stream-subscription.ts";
import { toStreamError } from "./ws-error.ts";

/** Times and bounds of a stream's commands. */
export interface StreamCommandLimits {
  /** Time for an answer before the subscriptions are listed. */
  readonly ackTimeoutMs: number;
  /** Times that a command is sent before the connection is renewed. */
  readonly triesMax: number;
  /** Pause before a command is repeated; doubles up to the bound. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  /** Old numbers in a row before the connection is renewed: its counter must have been set back. */
  readonly duplicateRunMax: number;
}

export const STREAM_COMMAND_LIMITS: StreamCommandLimits = {
  ackTimeoutMs: 5_000,
  triesMax: 5,
  retryMs: 500,
  retryMsMax: 15_000,
  duplicateRunMax: 64,
};

/** Whom the protocol of one connection works for. */
export interface StreamHost {
  event(event: KalshiStreamEvent): void;
  /** Gives the connection up for a fresh one. */
  reconnect(why: string): void;
}

interface Wanted {
  readonly subscription: StreamSubscription;
  sid: number;
  tries: number;
  isRefused: boolean;
}

/** A frame as far as every type has it. */
const Frame = z.object({
  type: z.string(),
  id: z.int().nullish(),
  sid: z.int().nullish(),
  seq: z.int().nullish(),
  msg: z.unknown().optional(),
});
type Frame = z.infer<typeof Frame>;

const CONTROL: FrameReading = { kind: "control" };

/**
 * One connection of Kalshi's WebSocket for everything but the hot feed (kalshi.md sections 12 to 14):
 *
 * 1. One subscribe per channel, names in portions: the first subscribes, the others are added when the sid is known.
 * 2. Acks are matched by id, sids learned from acks and, where data is quicker, from data.
 * 3. Numbers are judged per sid before anything else, on every frame that carries one. A gap is an event; books then ask for snapshots.
 * 4. No answer in time: the subscriptions are listed. What is in the list lives, what is missing is asked for again, up to `triesMax`.
 *    No list either: a new connection.
 * 5. Errors: 1, 18 and 27 are repeated after a pause; 10 and 25 end a subscription, which is asked for again; 6 and 7 mean that we are
 *    mistaken about our subscriptions, so they are listed; 9 ends the stream; any other refuses what was asked, and the stream ends when
 *    nothing is left of it.
 */
export class KalshiStreamProtocol implements StreamProtocol {
  readonly counts = { duplicates: 0, foreign: 0, ackTimeouts: 0, resubscribes: 0 };
  private readonly commands = new PendingCommands();
  private readonly sequence = new SequenceTracker<ChannelName>();
  private readonly wanted = new Map<ChannelName, Wanted>();

  constructor(
    subscriptions: readonly StreamSubscription[],
    private readonly host: StreamHost,
    private readonly limits: StreamCommandLimits = STREAM_COMMAND_LIMITS,
  ) {
    for (const subscription of subscriptions)
      this.wanted.set(subscription.channel, { subscription, sid: ABSENT, tries: 0, isRefused: false });
  }

  hello(): readonly string[] {
    return [...this.wanted.values()].map((wanted) => this.subscribe(wanted));
  }

  tick(nowUs: number): readonly string[] {
    const late = this.commands.takeLate(nowUs, this.limits.ackTimeoutMs);
    this.counts.ackTimeouts += late.length;
    const repeated = late.flatMap((command) => this.onLate(command));
    return [...repeated, ...this.commands.takeDue(nowUs)];
  }

  read(_text: string, json: unknown): FrameReading {
    const parsed = Frame.safeParse(json);
    if (!parsed.success) return { kind: "malformed" };
    const frame = parsed.data;
    switch (frame.type) {
      case "subscribed":
        return this.onSubscribed(json);
      case "ok":
      case "unsubscribed":
        return this.onOk(frame);
      case "error":
        return this.onError(json, frame);
      default:
        return this.onData(frame);
    }
  }

  private subscribe(wanted: Wanted): string {
    const { subscription } = wanted;
    const { channel } = subscription;
    const names = portionsOf(subscription.names)[0] ?? [];
    const id = this.commands.takeId();
    wanted.tries++;
    wanted.sid = ABSENT;
    this.commands.await({ id, kind: "subscribe", channel, names, tries: wanted.tries });
    return subscribeFrame(id, subscription, names);
  }

  private add(channel: ChannelName, names: readonly string[], tries: number): string[] {
    const wanted = this.wanted.get(channel);
    if (wanted === undefined || wanted.sid === ABSENT) return [];
    const { sid } = wanted;
    const id = this.commands.takeId();
    this.commands.await({ id, kind: "add", channel, names, tries });
    return [addFrame(id, sid, wanted.subscription, names)];
  }

  private list(tries: number): string[] {
    if (this.commands.has("list")) return [];
    const id = this.commands.takeId();
    this.commands.await({ id, kind: "list", channel: undefined, names: [], tries });
    return [listFrame(id)];
  }

  /** Step 4. A repeated add of known names may stay unanswered for good: it is told again once and then believed. */
  private onLate(command: PendingCommand): string[] {
    if (command.kind === "list") {
      this.host.reconnect("no command is answered");
      return [];
    }
    if (command.kind === "subscribe") return this.list(1);
    const { channel, names, tries } = command;
    return channel === undefined || tries > 1 ? [] : this.add(channel, names, tries + 1);
  }

  private onSubscribed(json: unknown): FrameReading {
    const parsed = SubscribedMessage.safeParse(json);
    if (!parsed.success) return { kind: "malformed" };
    const { id, msg } = parsed.data;
    if (id !== null && id !== undefined) this.commands.settle(id);
    const wanted = this.wanted.get(msg.channel as ChannelName);
    if (wanted) this.live(wanted, msg.sid);
    return CONTROL;
  }

  /** A channel's sid is known: the other names follow. */
  private live(wanted: Wanted, sid: number): void {
    const { subscription } = wanted;
    const { channel } = subscription;
    this.sequence.learn(sid, channel);
    if (wanted.sid === sid) return;
    wanted.sid = sid;
    wanted.tries = 0;
    for (const names of portionsOf(subscription.names).slice(1))
      this.commands.later(0, () => this.add(channel, names, 1));
    if (subscription.listNames) this.commands.later(0, () => [namesFrame(this.commands.takeId(), sid, channel)]);
    this.host.event({ kind: "live", channel, sid });
  }

  private onOk(frame: Frame): FrameReading {
    const { id, sid, msg } = frame;
    const command = this.commands.find(id);
    if (command) this.commands.settle(command.id);
    const list = SubscriptionList.safeParse(msg);
    if ((sid === null || sid === undefined) && list.success) {
      this.onList(list.data);
      return CONTROL;
    }
    // A second subscribe joins the first and is answered by its sid instead of `subscribed`.
    const joined = command?.kind === "subscribe" && command.channel ? this.wanted.get(command.channel) : undefined;
    if (joined && sid !== null && sid !== undefined) this.live(joined, sid);
    return this.judged(frame, undefined).reading ?? CONTROL;
  }

  /** Step 4: what the venue believes we have subscribed. */
  private onList(list: readonly { readonly channel: string; readonly sid: number }[]): void {
    for (const wanted of this.wanted.values()) {
      if (wanted.isRefused) continue;
      const found = list.find(({ channel }) => channel === wanted.subscription.channel);
      if (found) {
        this.commands.settleChannel(wanted.subscription.channel);
        this.live(wanted, found.sid);
      } else this.resubscribe(wanted);
    }
  }

  private resubscribe(wanted: Wanted): void {
    if (wanted.tries >= this.limits.triesMax) {
      this.host.reconnect(`${wanted.subscription.channel} cannot be subscribed`);
      return;
    }
    this.counts.resubscribes++;
    if (wanted.sid !== ABSENT) this.sequence.retire(wanted.sid);
    wanted.sid = ABSENT;
    this.commands.settleChannel(wanted.subscription.channel);
    this.commands.later(this.pauseMs(wanted.tries), () => [this.subscribe(wanted)]);
  }

  private onError(json: unknown, frame: Frame): FrameReading {
    const parsed = ErrorMessage.safeParse(json);
    if (!parsed.success) return { kind: "malformed" };
    this.judged(frame, undefined);
    const { id, sid, msg } = parsed.data;
    const command = this.commands.find(id);
    if (command) this.commands.settle(command.id);
    const channel = command?.channel ?? this.sequence.channelOf(sid ?? ABSENT);
    const error = toStreamError(msg.code, msg.msg, channel);
    if (error.code === "auth") return { kind: "refused", error };
    return this.react(msg.code, error, command, channel);
  }

  /** Step 5. */
  private react(
    code: number,
    error: VenueError,
    command: PendingCommand | undefined,
    channel: ChannelName | undefined,
  ): FrameReading {
    const { meaning, reaction } = errorRule(code);
    const wanted = channel === undefined ? undefined : this.wanted.get(channel);
    if (reaction === "list") this.commands.later(0, () => this.list(1));
    else if (reaction === "retry" && command) this.repeat(command);
    else if (reaction === "resubscribe" && wanted && channel !== undefined) {
      this.host.event({ kind: "lost", channel, code, meaning });
      this.resubscribe(wanted);
    } else if (reaction === "refuse" && wanted && command) {
      this.refuse(wanted, command, code, meaning);
      if ([...this.wanted.values()].every(({ isRefused }) => isRefused)) return { kind: "refused", error };
    }
    return { kind: "problem", error };
  }

  /** What was asked for will not come: the channel, or some names of it. */
  private refuse(wanted: Wanted, { kind, names }: PendingCommand, code: number, meaning: string): void {
    wanted.isRefused ||= kind === "subscribe";
    const { channel } = wanted.subscription;
    this.host.event({ kind: "refused", channel, names: kind === "add" ? names : [], code, meaning });
  }

  private repeat({ kind, channel, names, tries }: PendingCommand): void {
    const wanted = channel === undefined ? undefined : this.wanted.get(channel);
    if (tries >= this.limits.triesMax)
      this.host.reconnect(`${channel ?? "list_subscriptions"} is refused again and again`);
    else if (kind === "list") this.commands.later(this.pauseMs(tries), () => this.list(tries + 1));
    else if (kind === "add" && channel)
      this.commands.later(this.pauseMs(tries), () => this.add(channel, names, tries + 1));
    else if (wanted) this.commands.later(this.pauseMs(tries), () => [this.subscribe(wanted)]);
  }

  private onData(frame: Frame): FrameReading {
    const { type, msg, sid } = frame;
    const channel = this.channelFor(type, sid ?? ABSENT);
    const judged = this.judged(frame, channel);
    if (!judged.isUsable) return CONTROL;
    const schema = channel === undefined ? undefined : channelOf(channel).messages[type];
    if (schema === undefined) return judged.reading ?? { kind: "unknown", what: type };
    return { kind: "data", messages: [{ topic: type, schema, value: msg }], missed: judged.missed };
  }

  /** The channel that a message belongs to: its sid's, else the wanted one of those that carry its type. */
  private channelFor(type: string, sid: number): ChannelName | undefined {
    const known = this.sequence.channelOf(sid);
    return known ?? channelsWith(type).find((name) => this.wanted.has(name));
  }

  /** Step 3. `reading` is what a frame without data amounts to when a gap comes before it. */
  private judged(
    { sid, seq }: Frame,
    channel: ChannelName | undefined,
  ): { readonly isUsable: boolean; readonly missed: number; readonly reading?: FrameReading } {
    if (sid === null || sid === undefined) return { isUsable: true, missed: 0 };
    const order = this.sequence.check(sid, seq ?? ABSENT, channel);
    this.adopt(sid);
    if (order === Order.gap) {
      const { missed } = this.sequence;
      this.onGap(sid, missed);
      return { isUsable: true, missed, reading: { kind: "data", messages: [], missed } };
    }
    if (order === Order.next) return { isUsable: true, missed: 0 };
    if (order === Order.foreign) this.counts.foreign++;
    else this.onDuplicate();
    return { isUsable: false, missed: 0 };
  }

  /** Step 2: data was quicker than its ack. */
  private adopt(sid: number): void {
    if (!this.sequence.adopted) return;
    const channel = this.sequence.channelOf(sid);
    const wanted = channel === undefined ? undefined : this.wanted.get(channel);
    if (wanted) this.live(wanted, sid);
  }

  private onGap(sid: number, missed: number): void {
    const channel = this.sequence.channelOf(sid);
    if (channel === undefined) return;
    this.host.event({ kind: "gap", channel, sid, missed });
    if (channel !== "orderbook_delta") return;
    // The lost frame may have been about any market: all of them need their book anew (kalshi.md section 14.2).
    const { names } = this.wanted.get(channel)?.subscription ?? { names: [] };
    for (const portion of portionsOf(names))
      this.commands.later(0, () => [snapshotFrame(this.commands.takeId(), sid, portion)]);
  }

  private onDuplicate(): void {
    this.counts.duplicates++;
    if (this.sequence.duplicateRun < this.limits.duplicateRunMax) return;
    this.sequence.duplicateRun = 0;
    this.host.reconnect("the sequence was set back");
  }

  private pauseMs(tries: number): number {
    const { retryMs, retryMsMax } = this.limits;
    return tries === 0 ? 0 : Math.min(retryMsMax, retryMs * 2 ** (tries - 1));
  }
}
