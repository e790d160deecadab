import { type CommandKind, CommandLedger, type PendingCommand } from "./command-ledger.ts";
import { listText, subscribeText, unsubscribeText, updateText } from "./commands.ts";
import { errorRule } from "./error-codes.ts";
import type { KalshiChannel, KalshiFeedConfig } from "./feed-config.ts";
import { ABSENT } from "./frame.ts";
import type { MarketStates } from "./market-states.ts";
import { type ErrorMessage, SubscriptionList } from "./schema.ts";
import type { SequenceTracker } from "./sequence-tracker.ts";

const BOOKS: KalshiChannel = "orderbook_delta";
/** The one channel that the venue cannot filter by market. */
const UNFILTERED: KalshiChannel = "market_lifecycle_v2";

/** What the subscriptions may do to the feed around them. */
export interface SubscriptionHost {
  send(text: string): void;
  reconnect(why: string, nowUs: number): void;
  /** Snapshots of these markets are on their way. */
  snapshotsExpected(markets: readonly number[], nowUs: number): void;
  /** The order book subscription is gone: no book of it holds any more. */
  booksLost(nowUs: number): void;
  /** The venue will not give us these markets. */
  booksRefused(markets: readonly number[]): void;
  counted(what: "commands" | "retries" | "ack_timeouts" | "resubscribes"): void;
  notice(text: string, nowUs: number): void;
}

type Phase = "idle" | "subscribing" | "live" | "unsubscribing" | "refused";

interface ChannelState {
  readonly channel: KalshiChannel;
  phase: Phase;
  sid: number;
  /** Markets to add, or to take away again, once the sid is known. */
  toAdd: number[];
  toDelete: number[];
  /** Failures in a row. */
  attempts: number;
  /** When to subscribe again, 0 = not planned. */
  restartUs: number;
}

/**
 * The subscriptions of one connection, a command of its own for each channel, so that the answers are about one channel each:
 *
 * 1. Subscribe with the first batch of markets; its ack (or data) names the sid.
 * 2. Further batches are added to the sid by update_subscription. Markets that come and go later, likewise.
 * 3. A command that stays unanswered is looked up by list_subscriptions; what is not there is subscribed again; no list either → reconnect.
 * 4. Errors: retry, subscribe again, look up, or refuse, as the table says. Too many failures in a row → reconnect.
 */
export class Subscriptions {
  readonly ledger = new CommandLedger();
  private readonly channels: readonly ChannelState[];
  private retries: { readonly command: PendingCommand; readonly dueUs: number }[] = [];

  constructor(
    private readonly markets: MarketStates,
    private readonly sequence: SequenceTracker,
    private readonly config: KalshiFeedConfig,
    private readonly host: SubscriptionHost,
  ) {
    this.channels = config.channels.map((channel) => ({ channel, ...freshState() }));
  }

  /** The socket is open: everything starts anew. */
  open(nowUs: number): void {
    this.close();
    for (const state of this.channels) this.start(state, nowUs);
  }

  /** The socket is gone. */
  close(): void {
    this.ledger.reset();
    this.retries = [];
    for (const state of this.channels) Object.assign(state, freshState());
  }

  /** Markets that are wanted from now on. */
  add(markets: readonly number[], nowUs: number): void {
    for (const state of this.channels) {
      // A planned restart takes up whatever is wanted then.
      if (state.channel === UNFILTERED || state.restartUs !== 0) continue;
      if (state.phase === "idle" || state.phase === "refused") {
        this.start(state, nowUs);
        continue;
      }
      state.toDelete = state.toDelete.filter((market) => !markets.includes(market));
      state.toAdd.push(...markets);
      if (state.phase === "live") this.update(state, nowUs);
    }
  }

  /** Markets that are wanted no longer. A subscription without markets ends, because without a filter it would mean all markets. */
  remove(markets: readonly number[], nowUs: number): void {
    for (const state of this.channels) {
      if (state.channel === UNFILTERED || state.phase === "idle" || state.phase === "refused") continue;
      state.toAdd = state.toAdd.filter((market) => !markets.includes(market));
      state.toDelete.push(...markets);
      if (state.phase === "live") this.update(state, nowUs);
    }
  }

  /** Requests snapshots of these markets. Unanswered requests are the caller's to watch. Returns the number of commands. */
  requestSnapshots(markets: readonly number[]): number {
    const sid = this.sequence.sidOf(BOOKS);
    if (sid === ABSENT) return 0;
    const batches = this.batches(markets);
    for (const batch of batches) {
      const tickers = this.markets.tickers(batch);
      this.sendText(updateText({ id: this.ledger.takeId(), sid, action: "get_snapshot", tickers }));
    }
    return batches.length;
  }

  /** Ends the order book subscription and takes a new one. */
  resubscribeBooks(nowUs: number): void {
    const state = this.stateOf(BOOKS);
    if (state?.phase !== "live") return;
    this.host.counted("resubscribes");
    this.unsubscribe(state, nowUs);
  }

  /** An ack, a list or data said which sid a channel has. */
  live(channel: KalshiChannel, sid: number, nowUs: number): void {
    const state = this.stateOf(channel);
    if (!state || (state.phase === "live" && state.sid === sid)) return;
    state.phase = "live";
    state.sid = sid;
    state.attempts = 0;
    state.restartUs = 0;
    this.update(state, nowUs);
  }

  /** `subscribed`: settles the command that asked for this channel, whatever else has the same id. */
  subscribed(id: number, channel: string, sid: number, nowUs: number): void {
    const known = this.channels.find((state) => state.channel === channel);
    if (!known) return;
    this.sequence.learn(sid, known.channel);
    if (this.ledger.find(id)?.channel === known.channel) this.ledger.settle(id);
    this.live(known.channel, sid, nowUs);
  }

  /** `ok`: to an update, to a subscribe that merged into a subscription we had, or the list of subscriptions. */
  ok(id: number, sid: number, msg: unknown, nowUs: number): void {
    const command = this.ledger.find(id);
    const list = SubscriptionList.safeParse(msg);
    if (command?.kind === "list" && list.success) {
      this.ledger.settle(id);
      this.listed(list.data, command.sentUs, nowUs);
      return;
    }
    if (!command?.channel || sid === ABSENT) return;
    const channel = this.sequence.channelOf(sid) ?? command.channel;
    // In a recording the ids are those of another client's commands: an answer about another channel is not ours.
    if (channel !== command.channel) return;
    this.ledger.settle(id);
    if (command.kind === "subscribe") {
      this.sequence.learn(sid, channel);
      this.live(channel, sid, nowUs);
    }
  }

  /** `unsubscribed`. */
  unsubscribed(id: number, sid: number, nowUs: number): void {
    this.ledger.settle(id);
    this.sequence.retire(sid);
    const state = this.channels.find((candidate) => candidate.sid === sid);
    if (!state) return;
    state.sid = ABSENT;
    if (state.phase === "unsubscribing") this.start(state, nowUs);
    else if (state.phase === "live") this.lost(state, nowUs);
  }

  /** `error`: what the table says. */
  error(id: number, sid: number, msg: ErrorMessage["msg"], nowUs: number): void {
    const rule = errorRule(msg.code);
    const command = this.ledger.find(id);
    const about = command?.kind ?? "no pending command";
    this.host.notice(`error ${msg.code} (${rule.meaning}) to ${about}: ${msg.msg ?? ""}`, nowUs);
    if (rule.reaction === "list") this.list(nowUs);
    else if (rule.reaction === "resubscribe") this.ended(sid, command, nowUs);
    else if (rule.reaction === "retry" && command) this.retryLater(command, nowUs);
    else if (rule.reaction === "refuse" && command) this.refused(command, msg);
  }

  /** Time-outs, retries and planned restarts. */
  tick(nowUs: number): void {
    this.sendRetries(nowUs);
    for (const state of this.channels) {
      if (state.restartUs !== 0 && state.restartUs <= nowUs) this.start(state, nowUs);
    }
    if (this.config.ackTimeoutMs === 0) return;
    const late = this.ledger.sentUntil(nowUs - this.config.ackTimeoutMs * 1000);
    if (late.length === 0) return;
    if (late.some((command) => command.kind === "list")) {
      this.host.counted("ack_timeouts");
      this.host.reconnect("list_subscriptions was not answered", nowUs);
    } else if (!this.ledger.has("list")) {
      this.host.counted("ack_timeouts");
      this.list(nowUs);
    }
  }

  private start(state: ChannelState, nowUs: number): void {
    const markets = state.channel === UNFILTERED ? [] : this.markets.expected();
    Object.assign(state, { ...freshState(), attempts: state.attempts });
    if (markets.length === 0 && state.channel !== UNFILTERED) return;
    const [first = [], ...rest] = this.batches(markets);
    state.phase = "subscribing";
    state.toAdd = rest.flat();
    this.send({ kind: "subscribe", channel: state.channel, markets: first, tries: state.attempts, sentUs: nowUs });
    if (state.channel === BOOKS) this.host.snapshotsExpected(first, nowUs);
  }

  /** Brings a live subscription to the markets that are wanted. */
  private update(state: ChannelState, nowUs: number): void {
    const { channel, toAdd, toDelete } = state;
    if (channel === UNFILTERED) return;
    const missing = [...new Set(toAdd)].filter((market) => this.markets.isExpected(market));
    state.toAdd = [];
    state.toDelete = [];
    if (toDelete.length > 0 && this.markets.expected().length === 0) {
      this.unsubscribe(state, nowUs);
      return;
    }
    this.sendUpdates(state, "add_markets", missing, nowUs);
    this.sendUpdates(state, "delete_markets", [...new Set(toDelete)], nowUs);
    if (channel === BOOKS) this.host.snapshotsExpected(missing, nowUs);
  }

  private sendUpdates(
    { channel, sid }: ChannelState,
    kind: "add_markets" | "delete_markets",
    markets: readonly number[],
    sentUs: number,
  ): void {
    for (const batch of this.batches(markets)) this.send({ kind, channel, sid, markets: batch, tries: 0, sentUs });
  }

  private unsubscribe(state: ChannelState, nowUs: number): void {
    const { sid, channel } = state;
    state.phase = "unsubscribing";
    this.ledger.settleChannel(channel);
    this.sequence.retire(sid);
    if (channel === BOOKS) this.host.booksLost(nowUs);
    this.send({ kind: "unsubscribe", channel, sid, markets: [], tries: 0, sentUs: nowUs });
  }

  private send(command: Omit<PendingCommand, "id" | "sid"> & { sid?: number }): void {
    const { id, kind, channel, sid, markets } = this.ledger.add(command);
    this.sendText(this.textOf(kind, { id, channel, sid, tickers: this.markets.tickers(markets) }));
  }

  private textOf(
    kind: CommandKind,
    command: { id: number; channel: KalshiChannel | undefined; sid: number; tickers: readonly string[] },
  ): string {
    const { id, channel, sid, tickers } = command;
    if (kind === "list" || channel === undefined) return listText(id);
    if (kind === "unsubscribe") return unsubscribeText(id, sid);
    if (kind === "subscribe") return subscribeText({ id, channel, tickers, useYesPrice: this.config.useYesPrice });
    return updateText({ id, sid, action: kind, tickers });
  }

  private sendText(text: string): void {
    this.host.counted("commands");
    this.host.send(text);
  }

  private list(nowUs: number): void {
    if (this.ledger.has("list")) return;
    this.send({ kind: "list", channel: undefined, markets: [], tries: 0, sentUs: nowUs });
  }

  /** Holds what we believed when the list was asked for against what it says. */
  private listed(list: readonly { channel: string; sid: number }[], askedUs: number, nowUs: number): void {
    for (const command of this.ledger.sentUntil(askedUs)) this.ledger.settle(command.id);
    for (const state of this.channels) {
      const sid = list.find((entry) => entry.channel === state.channel)?.sid;
      if (state.phase === "unsubscribing") this.settleUnsubscribe(state, sid, nowUs);
      else if (sid !== undefined) {
        this.sequence.learn(sid, state.channel);
        this.live(state.channel, sid, nowUs);
      } else if (state.phase === "live" || state.phase === "subscribing") this.lost(state, nowUs);
    }
  }

  private settleUnsubscribe(state: ChannelState, sid: number | undefined, nowUs: number): void {
    if (sid !== undefined && sid === state.sid) this.host.reconnect("unsubscribe had no effect", nowUs);
    else this.start(state, nowUs);
  }

  /** A terminal error: the subscription is gone, the connection is not. */
  private ended(sid: number, command: PendingCommand | undefined, nowUs: number): void {
    const channel = this.sequence.channelOf(sid) ?? command?.channel;
    const state = channel === undefined ? undefined : this.stateOf(channel);
    if (command) this.ledger.settle(command.id);
    if (state) this.lost(state, nowUs);
    else this.list(nowUs);
  }

  private lost(state: ChannelState, nowUs: number): void {
    if (state.sid !== ABSENT) this.sequence.retire(state.sid);
    this.ledger.settleChannel(state.channel);
    this.host.counted("resubscribes");
    if (state.channel === BOOKS) this.host.booksLost(nowUs);
    const attempts = state.attempts + 1;
    Object.assign(state, { ...freshState(), attempts, restartUs: nowUs + this.backoffUs(attempts) });
    if (attempts > this.config.commandTriesMax) this.host.reconnect(`${state.channel} could not be subscribed`, nowUs);
  }

  private retryLater(command: PendingCommand, nowUs: number): void {
    this.ledger.settle(command.id);
    const tries = command.tries + 1;
    if (tries > this.config.commandTriesMax) {
      this.host.reconnect(`${command.kind} was refused ${tries} times`, nowUs);
      return;
    }
    this.retries.push({ command: { ...command, tries }, dueUs: nowUs + this.backoffUs(tries) });
  }

  private sendRetries(nowUs: number): void {
    const due = this.retries.filter((retry) => retry.dueUs <= nowUs);
    if (due.length === 0) return;
    this.retries = this.retries.filter((retry) => retry.dueUs > nowUs);
    for (const { command } of due) {
      const state = command.channel && this.stateOf(command.channel);
      // The subscription may have ended or begun anew meanwhile; then this command has been overtaken.
      const isCurrent = command.kind === "subscribe" ? state?.phase === "subscribing" : state?.sid === command.sid;
      if (!isCurrent && command.kind !== "list") continue;
      this.host.counted("retries");
      this.send({ ...command, sentUs: nowUs });
    }
  }

  private refused(command: PendingCommand, msg: ErrorMessage["msg"]): void {
    const named = [...(msg.market_tickers ?? []), ...(msg.market_ticker ? [msg.market_ticker] : [])];
    const tickers = this.markets.tickers(command.markets);
    const markets =
      named.length === 0 ? command.markets : command.markets.filter((_, at) => named.includes(tickers[at]));
    // With names the rest of the command may stand: its own ack, or the time-out, will tell.
    if (named.length === 0) this.ledger.settle(command.id);
    if (command.channel === BOOKS) this.host.booksRefused(markets);
    const state = command.channel && this.stateOf(command.channel);
    if (state?.phase === "subscribing" && named.length === 0) state.phase = "refused";
  }

  private batches(markets: readonly number[]): number[][] {
    const size = this.config.marketsPerCommandMax;
    return Array.from({ length: Math.ceil(markets.length / size) }, (_, at) =>
      markets.slice(at * size, (at + 1) * size),
    );
  }

  private backoffUs(tries: number): number {
    return Math.min(this.config.retryMsMax, this.config.retryMs * 2 ** (tries - 1)) * 1000;
  }

  private stateOf(channel: KalshiChannel): ChannelState | undefined {
    return this.channels.find((state) => state.channel === channel);
  }
}

function freshState(): Omit<ChannelState, "channel"> {
  return { phase: "idle", sid: ABSENT, toAdd: [], toDelete: [], attempts: 0, restartUs: 0 };
}
