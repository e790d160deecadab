import type { ChannelName } from "./channel.ts";

/** What happens to a stream's subscriptions, for an owner that keeps state from it. */
export type KalshiStreamEvent =
  /**
   * Messages come from here on, for the first time or again after a lost connection. Nothing is replayed: read orders, fills since the
   * last one seen, positions and balance over REST and merge (kalshi.md section 14.3).
   */
  | { readonly kind: "live"; readonly channel: ChannelName; readonly sid: number }
  /** So many messages of this subscription never came, about whatever market: reconcile. Books ask for snapshots by themselves. */
  | { readonly kind: "gap"; readonly channel: ChannelName; readonly sid: number; readonly missed: number }
  /** The venue ended the subscription; it is asked for anew and a `live` follows. */
  | { readonly kind: "lost"; readonly channel: ChannelName; readonly code: number; readonly meaning: string }
  /** The venue does not want to give it to us: it will not come on this stream. `names`: of which markets; empty = the whole channel. */
  | {
      readonly kind: "refused";
      readonly channel: ChannelName;
      readonly names: readonly string[];
      readonly code: number;
      readonly meaning: string;
    };

/** Returns the event in one line for people. */
export function describeStreamEvent(event: KalshiStreamEvent): string {
  switch (event.kind) {
    case "live":
      return `live: ${event.channel} (sid ${event.sid})`;
    case "gap":
      return `gap: ${event.missed} messages of ${event.channel} never came: read its state over REST`;
    case "lost":
      return `lost: ${event.channel}: ${event.meaning} (code ${event.code}); subscribing again`;
    case "refused":
      return `refused: ${event.channel}${namesText(event.names)}: ${event.meaning} (code ${event.code})`;
  }
}

function namesText(names: readonly string[]): string {
  return names.length === 0 ? "" : ` for ${names.length} names from ${names[0]} on`;
}
