import { type ChannelName, channelOf } from "./channel.ts";

/** Names in one command: what the venue was seen to take at once (kalshi.md section 12). */
export const NAMES_PER_COMMAND_MAX = 500;

/** What a stream wants of one channel. */
export interface StreamSubscription {
  readonly channel: ChannelName;
  /** Tickers, index ids or underlyings, by the channel's filter; empty = everything, where the channel allows that. */
  readonly names: readonly string[];
  /** Book prices of the no side on the YES scale. Sent explicitly, because the venue's default will flip (kalshi.md section 15.4). */
  readonly useYesPrice?: boolean;
  /** Tickers at once instead of with the next change. */
  readonly sendInitialSnapshot?: boolean;
  /** Reference prices: all names that the venue offers, once, as a message of the channel. */
  readonly listNames?: boolean;
  /** Communications: requests for quotes of the own account only. */
  readonly ownOnly?: boolean;
  /** Communications: one of `shardFactor` shares, numbered from 0. */
  readonly shard?: { readonly factor: number; readonly key: number };
}

const NAME_FIELDS = { tickers: "market_tickers", indices: "index_ids", underlyings: "underlying_tickers" } as const;
const ADD_ACTIONS = {
  tickers: "add_markets",
  indices: "subscribe_indices",
  underlyings: "subscribe_underlyings",
} as const;

/** Returns the names in portions, each for one command; one empty portion when there are none. */
export function portionsOf(names: readonly string[]): string[][] {
  const portions: string[][] = [];
  for (let at = 0; at < names.length; at += NAMES_PER_COMMAND_MAX)
    portions.push(names.slice(at, at + NAMES_PER_COMMAND_MAX));
  return portions.length === 0 ? [[]] : portions;
}

/** Command frames (kalshi.md section 12.1). */
export function subscribeFrame(id: number, subscription: StreamSubscription, names: readonly string[]): string {
  const { channel, useYesPrice, sendInitialSnapshot, ownOnly, shard } = subscription;
  return JSON.stringify({
    id,
    cmd: "subscribe",
    params: {
      channels: [channel],
      ...namesField(channel, names),
      ...(channel === "orderbook_delta" ? { use_yes_price: useYesPrice ?? false } : {}),
      ...(sendInitialSnapshot ? { send_initial_snapshot: true } : {}),
      ...(ownOnly ? { user_filter: "self" } : {}),
      ...(shard ? { shard_factor: shard.factor, shard_key: shard.key } : {}),
    },
  });
}

export function addFrame(id: number, sid: number, subscription: StreamSubscription, names: readonly string[]): string {
  const { channel, sendInitialSnapshot } = subscription;
  const { filter } = channelOf(channel);
  const params = {
    sids: [sid],
    action: filter === "none" ? undefined : ADD_ACTIONS[filter],
    ...namesField(channel, names),
    ...(sendInitialSnapshot ? { send_initial_snapshot: true } : {}),
  };
  return JSON.stringify({ id, cmd: "update_subscription", params });
}

export function snapshotFrame(id: number, sid: number, tickers: readonly string[]): string {
  const params = { sids: [sid], action: "get_snapshot", market_tickers: tickers };
  return JSON.stringify({ id, cmd: "update_subscription", params });
}

/** Asks which indices or underlyings there are. */
export function namesFrame(id: number, sid: number, channel: ChannelName): string {
  const action = channelOf(channel).filter === "underlyings" ? "underlying_list" : "indexlist";
  return JSON.stringify({ id, cmd: "update_subscription", params: { sids: [sid], action } });
}

export function listFrame(id: number): string {
  return JSON.stringify({ id, cmd: "list_subscriptions" });
}

function namesField(channel: ChannelName, names: readonly string[]): Record<string, readonly string[]> {
  const { filter } = channelOf(channel);
  return filter === "none" || names.length === 0 ? {} : { [NAME_FIELDS[filter]]: names };
}
