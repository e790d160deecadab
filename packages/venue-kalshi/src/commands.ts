import type { KalshiChannel } from "./feed-config.ts";

/** Command frames (kalshi.md section 12.1). `id` is unique per connection and at least 1. */
export interface SubscribeCommand {
  readonly id: number;
  readonly channel: KalshiChannel;
  /** Empty only for a channel that cannot be filtered: absent tickers mean every market of the exchange. */
  readonly tickers: readonly string[];
  readonly useYesPrice: boolean;
}

export function subscribeText({ id, channel, tickers, useYesPrice }: SubscribeCommand): string {
  return JSON.stringify({
    id,
    cmd: "subscribe",
    params: {
      channels: [channel],
      ...(tickers.length > 0 ? { market_tickers: tickers } : {}),
      ...(channel === "orderbook_delta" ? { use_yes_price: useYesPrice } : {}),
      ...(channel === "ticker" ? { send_initial_snapshot: true } : {}),
    },
  });
}

export interface UpdateCommand {
  readonly id: number;
  readonly sid: number;
  readonly action: "add_markets" | "delete_markets" | "get_snapshot";
  readonly tickers: readonly string[];
}

export function updateText({ id, sid, action, tickers }: UpdateCommand): string {
  return JSON.stringify({ id, cmd: "update_subscription", params: { sids: [sid], action, market_tickers: tickers } });
}

export function unsubscribeText(id: number, sid: number): string {
  return JSON.stringify({ id, cmd: "unsubscribe", params: { sids: [sid] } });
}

export function listText(id: number): string {
  return JSON.stringify({ id, cmd: "list_subscriptions" });
}
