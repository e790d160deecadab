import {
  type ApiGroupOptions,
  MessageStream,
  type OpenStream,
  SessionConfig,
  type StreamSink,
  systemScheduler,
} from "@augury/net";
import { KALSHI_ENVIRONMENTS } from "../environments.ts";
import { channelOf } from "./channel.ts";
import { describeStreamEvent, type KalshiStreamEvent } from "./stream-event.ts";
import type { StreamSubscription } from "./stream-subscription.ts";
import { KalshiStreamProtocol, type StreamCommandLimits } from "./ws-protocol.ts";

export const KALSHI_STREAM_URL = KALSHI_ENVIRONMENTS.production.ws;

const INDEX_FREEZE_MS = 15_000;

export interface KalshiStreamOptions
  extends Pick<ApiGroupOptions, "streamUrl" | "mintStreamHeaders" | "openSocket" | "drift" | "scheduler" | "random"> {
  readonly subscriptions: readonly StreamSubscription[];
  readonly sink: StreamSink;
  /** Told of what happens to the subscriptions, besides the sink: for owners that keep state. */
  readonly onEvent?: (event: KalshiStreamEvent) => void;
  readonly limits?: StreamCommandLimits;
}

/**
 * Opens channels of Kalshi's WebSocket on one connection that is kept open; every handshake is signed, even for public channels. Each
 * message goes to the sink under its type ("user_order"), its `msg` checked. Lost messages are a message "gap" and a line of status.
 *
 * @example
 * openKalshiStream({ mintStreamHeaders, sink, subscriptions: [{ channel: "fill", names: [] }, { channel: "user_orders", names: [] }] });
 */
export function openKalshiStream(options: KalshiStreamOptions): OpenStream {
  const { sink, onEvent, scheduler = systemScheduler, subscriptions } = options;
  const event = (what: KalshiStreamEvent) => {
    sink.status(describeStreamEvent(what));
    onEvent?.(what);
    if (what.kind === "gap") sink.message({ topic: "gap", value: what, receivedTimeUs: scheduler.nowUs() });
  };
  const stream: MessageStream = new MessageStream({
    source: "kalshi-ws",
    session: SessionConfig.parse({
      url: options.streamUrl ?? KALSHI_STREAM_URL,
      heartbeat: { kind: "protocol" },
    }),
    protocol: () =>
      new KalshiStreamProtocol(subscriptions, { event, reconnect: (why) => stream.reconnect(why) }, options.limits),
    sink,
    freezeMs: freezeMsOf(subscriptions),
    mintHeaders: options.mintStreamHeaders,
    drift: options.drift,
    scheduler,
    random: options.random,
    openSocket: options.openSocket,
  });
  return stream;
}

/** Indices come every second: their silence is no market's. Other channels are silent for hours, and only the venue's pings show life. */
function freezeMsOf(subscriptions: readonly StreamSubscription[]): number {
  return subscriptions.every(({ channel }) => channelOf(channel).filter === "indices") ? INDEX_FREEZE_MS : 0;
}
