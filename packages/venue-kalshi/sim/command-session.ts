import type { Prng } from "@augury/core";
import type { FrameKind, SimSession } from "@augury/sim-kit";
import {
  COMMAND_ERRORS,
  type Command,
  type CommandErrorCode,
  type CommandParams,
  namesOf,
  parseCommand,
  shardError,
} from "./command.ts";
import type { DataChannel, KalshiExchange, MessageListener, OutgoingMessage } from "./kalshi-exchange.ts";
import { encodeSnapshot, encodeTicker, encodeUnknownSnapshot } from "./market-frames.ts";
import { type ChannelFilter, filterOf, Subscription } from "./subscription.ts";

/** What a session writes to. */
export interface SessionLink {
  send(text: string, kind: FrameKind): void;
  /** How many sequence numbers the chaos dial wants lost before the next delta, usually 0. */
  takeGap(): number;
}

export interface SessionOptions {
  readonly exchange: KalshiExchange;
  readonly link: SessionLink;
  readonly random: Prng;
  /** Whose key opened the connection: private messages of other accounts do not reach it. */
  readonly account?: string;
  /** Commands that wait together are worked off in any order, as the venue does. */
  readonly reorderAcks: boolean;
}

/** Commands that may wait for the next turn; more are answered with code 27. */
const COMMANDS_WAITING_MAX = 10_000;

/** One client of the WebSocket (kalshi.md sections 12 to 14). Commands are worked off in {@link onTime}, not on arrival. */
export class CommandSession implements SimSession, MessageListener {
  private readonly byChannel = new Map<string, Subscription>();
  private waiting: string[] = [];
  private lastSid = 0;

  constructor(private readonly options: SessionOptions) {
    options.exchange.join(this);
  }

  receive(text: string): void {
    if (this.waiting.length < COMMANDS_WAITING_MAX) this.waiting.push(text);
    else this.replyError(0, 27);
  }

  onTime(nowMs: number): void {
    if (this.waiting.length === 0) return;
    const batch = this.waiting;
    this.waiting = [];
    if (this.options.reorderAcks) shuffle(batch, this.options.random);
    for (const text of batch) this.execute(text, nowMs);
  }

  closed(): void {
    this.options.exchange.leave(this);
    this.byChannel.clear();
  }

  onMessage(message: OutgoingMessage): void {
    const subscription = this.byChannel.get(message.channel);
    if (!subscription || !this.isAudience(message)) return;
    const name = message.market?.spec.ticker ?? message.name;
    if (name !== undefined && !subscription.has(name)) return;
    if (!isWithinShare(subscription, message)) return;
    const skipped = message.kind === "delta" ? this.options.link.takeGap() : 0;
    this.sendData(subscription, message.type, message.body(subscription.leg), message.kind, { skipped });
  }

  wants(channel: DataChannel, ticker: string): boolean {
    return this.byChannel.get(channel)?.has(ticker) ?? false;
  }

  private isAudience({ account, owner, channel }: OutgoingMessage): boolean {
    if (account !== undefined && account !== this.options.account) return false;
    const ownOnly = this.byChannel.get(channel)?.communications?.ownOnly ?? false;
    return owner === undefined || !ownOnly || owner === this.options.account;
  }

  private execute(text: string, nowMs: number): void {
    const command = parseCommand(text);
    if ("error" in command) this.replyError(command.id, command.error);
    else if (command.cmd === "list_subscriptions") this.listSubscriptions(command.id);
    else if (!COMMANDS.has(command.cmd)) this.replyError(command.id, 5);
    else if (!command.params) this.replyError(command.id, 2);
    else this.executeWith(command, command.params, nowMs);
  }

  private executeWith(command: Command, params: CommandParams, nowMs: number): void {
    if (command.cmd === "subscribe") this.subscribe(command.id, params, nowMs);
    else if (command.cmd === "unsubscribe") this.unsubscribe(command.id, params);
    else this.update(command.id, params, nowMs);
  }

  private subscribe(id: number, params: CommandParams, nowMs: number): void {
    if (!params.channels || params.channels.length === 0) {
      this.replyError(id, 3);
      return;
    }
    for (const channel of params.channels) {
      const error = refuseSubscribe(channel, params);
      if (error === undefined) this.subscribeChannel(id, channel, params, nowMs);
      else this.replyError(id, error);
    }
  }

  private subscribeChannel(id: number, channel: string, params: CommandParams, nowMs: number): void {
    const filter = filterOf(channel) ?? "none";
    const names = filter === "none" ? [] : namesOf(params, filter);
    const known = this.byChannel.get(channel);
    if (known) {
      this.merge(id, known, names, params, nowMs);
      return;
    }
    const subscription = new Subscription(++this.lastSid, channel, {
      names: names.length > 0 ? names : undefined,
      leg: channel === "orderbook_delta" && params.use_yes_price === true ? "yes" : "own",
      communications: {
        ownOnly: params.user_filter === "self",
        shardFactor: params.shard_factor ?? 1,
        shardKey: params.shard_key ?? 0,
      },
    });
    this.byChannel.set(channel, subscription);
    this.reply(`{"type":"subscribed",${idField(id)}"msg":{"channel":"${channel}","sid":${subscription.sid}}}`);
    this.sendInitial(subscription, names, params, nowMs);
  }

  /** A second subscribe joins the first. When it names nothing new the venue says nothing at all (kalshi.md section 14.1). */
  private merge(
    id: number,
    into: Subscription,
    tickers: readonly string[],
    params: CommandParams,
    nowMs: number,
  ): void {
    const fresh = tickers.filter((ticker) => !into.has(ticker));
    if (fresh.length === 0) return;
    this.addTickers(id, into, fresh, params, nowMs);
  }

  private addTickers(
    id: number,
    subscription: Subscription,
    fresh: readonly string[],
    params: CommandParams,
    nowMs: number,
  ): void {
    for (const ticker of fresh) subscription.names?.add(ticker);
    this.acknowledge(id, subscription, params.skip_ticker_ack === true);
    this.sendInitial(subscription, fresh, params, nowMs);
  }

  private unsubscribe(id: number, params: CommandParams): void {
    if (!params.sids || params.sids.length === 0) {
      this.replyError(id, 4);
      return;
    }
    for (const sid of params.sids) {
      const subscription = this.findSid(sid);
      if (!subscription) {
        this.replyError(id, 7);
        continue;
      }
      this.byChannel.delete(subscription.channel);
      this.reply(`{"type":"unsubscribed",${idField(id)}"sid":${sid}${subscription.nextSeqField()}}`);
    }
  }

  private update(id: number, params: CommandParams, nowMs: number): void {
    const sids = params.sid === undefined ? (params.sids ?? []) : [params.sid];
    const subscription = sids.length === 1 ? this.findSid(sids[0] as number) : undefined;
    const tickers = namesOf(params, subscription?.filter ?? "tickers");
    const error = refuseUpdate(params, sids.length, subscription, tickers);
    if (error !== undefined || !subscription) {
      this.replyError(id, error ?? 7);
      return;
    }
    if (LISTS.has(params.action ?? "")) {
      this.sendNameList(id, subscription);
      return;
    }
    if (params.action === "get_snapshot") {
      for (const ticker of this.shuffled(tickers)) this.sendSnapshot(subscription, ticker, idField(id));
      return;
    }
    if (ADDS.has(params.action ?? "")) {
      const fresh = tickers.filter((ticker) => !subscription.has(ticker));
      this.addTickers(id, subscription, fresh, params, nowMs);
      return;
    }
    for (const ticker of tickers) subscription.names?.delete(ticker);
    this.acknowledge(id, subscription, params.skip_ticker_ack === true);
  }

  /** `ok` carries the whole list after the update and uses up a number. */
  private acknowledge(id: number, subscription: Subscription, skipTickers: boolean): void {
    const list = skipTickers ? {} : { [NAME_FIELDS[subscription.filter]]: [...(subscription.names ?? [])].sort() };
    const { sid } = subscription;
    this.reply(`{"type":"ok",${idField(id)}"sid":${sid}${subscription.nextSeqField()},"msg":${JSON.stringify(list)}}`);
  }

  /** Every index or underlying that there is, as a numbered message of the channel's own list type. */
  private sendNameList(id: number, subscription: Subscription): void {
    const isPyth = subscription.channel === "pyth_value";
    const type = isPyth ? "pyth_value_underlying_list" : `${subscription.channel}_indexlist`;
    const { reference } = this.options.exchange;
    const body = JSON.stringify({ [NAME_FIELDS[subscription.filter]]: reference.namesOf(subscription.channel) });
    this.sendData(subscription, type, body, "reply", { id: idField(id) });
  }

  private listSubscriptions(id: number): void {
    const list = [...this.byChannel.values()].map(({ channel, sid }) => ({ channel, sid }));
    this.reply(`{"type":"ok",${idField(id)}"msg":${JSON.stringify(list)}}`);
  }

  private sendInitial(
    subscription: Subscription,
    tickers: readonly string[],
    params: CommandParams,
    nowMs: number,
  ): void {
    if (subscription.channel === "orderbook_delta")
      for (const ticker of this.shuffled(tickers)) this.sendSnapshot(subscription, ticker, "");
    if (subscription.channel !== "ticker" || params.send_initial_snapshot !== true) return;
    for (const ticker of tickers) {
      const market = this.options.exchange.findTicker(ticker);
      if (market) this.sendData(subscription, "ticker", encodeTicker(market, nowMs * 1000), "quote", {});
    }
  }

  private sendSnapshot(subscription: Subscription, ticker: string, id: string): void {
    const market = this.options.exchange.findTicker(ticker);
    // A market of a recording has no book before its first recorded snapshot; that one is for everybody.
    if (market && !market.hasBook) return;
    const body = market ? encodeSnapshot(market, subscription.leg) : encodeUnknownSnapshot(ticker);
    this.sendData(subscription, "orderbook_snapshot", body, "snapshot", { id });
  }

  private sendData(
    subscription: Subscription,
    type: string,
    body: string,
    kind: FrameKind,
    { id = "", skipped = 0 }: { readonly id?: string; readonly skipped?: number },
  ): void {
    const seq = subscription.nextSeqField(skipped);
    this.options.link.send(`{"type":"${type}",${id}"sid":${subscription.sid}${seq},"msg":${body}}\n`, kind);
  }

  private replyError(id: number, code: CommandErrorCode): void {
    this.reply(`{"type":"error",${idField(id)}"msg":{"code":${code},"msg":"${COMMAND_ERRORS[code]}"}}`);
  }

  private reply(text: string): void {
    this.options.link.send(`${text}\n`, "reply");
  }

  private findSid(sid: number): Subscription | undefined {
    for (const subscription of this.byChannel.values()) if (subscription.sid === sid) return subscription;
    return undefined;
  }

  private shuffled(tickers: readonly string[]): string[] {
    const list = [...tickers];
    shuffle(list, this.options.random);
    return list;
  }
}

const COMMANDS = new Set(["subscribe", "unsubscribe", "update_subscription"]);
/** The actions of update_subscription by channel kind (kalshi.md section 12.1). */
const ACTIONS: Readonly<Record<ChannelFilter, readonly string[]>> = {
  tickers: ["add_markets", "delete_markets", "get_snapshot"],
  indices: ["subscribe_indices", "unsubscribe_indices", "indexlist"],
  underlyings: ["subscribe_underlyings", "unsubscribe_underlyings", "underlying_list"],
  none: [],
};
const ADDS = new Set(["add_markets", "subscribe_indices", "subscribe_underlyings"]);
const LISTS = new Set(["indexlist", "underlying_list"]);
/** What an acknowledgment calls the list, and the code of the error when it is missing. */
const NAME_FIELDS = {
  tickers: "market_tickers",
  indices: "index_ids",
  underlyings: "underlying_tickers",
  none: "market_tickers",
} as const;
const MISSING_NAMES = { tickers: 14, indices: 24, underlyings: 28, none: 13 } as const;

function refuseSubscribe(channel: string, params: CommandParams): CommandErrorCode | undefined {
  const filter = filterOf(channel);
  if (filter === undefined) return 8;
  if (channel === "communications") return shardError(params);
  const needsNames = channel === "orderbook_delta" || filter === "indices" || filter === "underlyings";
  return needsNames && namesOf(params, filter).length === 0 ? MISSING_NAMES[filter] : undefined;
}

function refuseUpdate(
  params: CommandParams,
  sids: number,
  subscription: Subscription | undefined,
  names: readonly string[],
): CommandErrorCode | undefined {
  if (sids !== 1) return 12;
  if (!subscription) return 7;
  if (params.action === undefined) return 15;
  if (!ACTIONS[subscription.filter].includes(params.action)) return 13;
  if (params.action === "get_snapshot" && subscription.channel !== "orderbook_delta") return 13;
  return names.length === 0 && !LISTS.has(params.action) ? MISSING_NAMES[subscription.filter] : undefined;
}

/** Requests for quotes are dealt out over shards by their market. */
function isWithinShare({ communications }: Subscription, { shardText }: OutgoingMessage): boolean {
  if (!communications || shardText === undefined) return true;
  return Number(Bun.hash(shardText) % BigInt(communications.shardFactor)) === communications.shardKey;
}

function idField(id: number): string {
  return id === 0 ? "" : `"id":${id},`;
}

function shuffle<T>(list: T[], random: Prng): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
}
