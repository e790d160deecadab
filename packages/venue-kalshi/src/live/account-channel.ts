import type { VenueError } from "@augury/model";
import {
  type DriftLog,
  MessageStream,
  type MintHeaders,
  type OpenSocket,
  type OpenStream,
  type Scheduler,
  SessionConfig,
  type StreamMessage,
} from "@augury/net";
import {
  type AccountFill,
  type AccountOrder,
  type AccountPosition,
  toAccountFill,
  toAccountOrder,
  toAccountPosition,
} from "../channels/account-events.ts";
import type {
  FillBody,
  MarketPositionBody,
  OrderGroupUpdateBody,
  UserOrderBody,
} from "../channels/account-messages.ts";
import type { ChannelName } from "../channels/channel.ts";
import type { MarketLifecycleBody } from "../channels/market-messages.ts";
import type { KalshiStreamEvent } from "../channels/stream-event.ts";
import type { StreamSubscription } from "../channels/stream-subscription.ts";
import { KalshiStreamProtocol, type StreamHost } from "../channels/ws-protocol.ts";
import { KALSHI_STREAM_URL } from "../channels/ws-stream.ts";

/** What the account's channels tell the trading side. */
export interface AccountChannelEvents {
  /** True once all of the account's channels are subscribed: from then on nothing is missed until one of them is lost. */
  stream(isUp: boolean): void;
  order(order: AccountOrder): void;
  fill(fill: AccountFill): void;
  position(position: AccountPosition): void;
  group(update: OrderGroupUpdateBody): void;
  /** Messages about order groups never came: their state has to be asked for. */
  groupGap(): void;
  market(news: MarketLifecycleBody): void;
  /** A message about this order could not be understood: the venue has to be asked about it. */
  unreadable(what: string, orderId: string): void;
  /** It will not come back: the key was refused. */
  ended(error: VenueError | undefined): void;
}

/** Opens the account's channels; a test may put anything in its place. */
export type OpenAccountChannel = (events: AccountChannelEvents) => OpenStream;

export interface AccountChannelOptions {
  /** Signs the handshake. */
  readonly mintHeaders: MintHeaders;
  /** Default: production. */
  readonly url?: string;
  readonly scheduler?: Scheduler | undefined;
  readonly openSocket?: OpenSocket | undefined;
  readonly random?: (() => number) | undefined;
  readonly drift?: DriftLog | undefined;
}

/** What has to be there before orders are. Private channels are told whole, without a filter. */
const ACCOUNT_CHANNELS: readonly ChannelName[] = ["fill", "user_orders", "market_positions", "order_group_updates"];
const SUBSCRIPTIONS: readonly StreamSubscription[] = [...ACCOUNT_CHANNELS, "market_lifecycle_v2" as const].map(
  (channel) => ({ channel, names: [] }),
);

/** Returns what opens the account's channels and the markets' lifecycle on one connection (kalshi.md sections 12 and 13). */
export function accountChannel({ mintHeaders, url, ...seams }: AccountChannelOptions): OpenAccountChannel {
  return (events) => {
    const stream: MessageStream = new MessageStream({
      ...seams,
      source: "kalshi-account",
      session: SessionConfig.parse({ url: url ?? KALSHI_STREAM_URL, heartbeat: { kind: "protocol" } }),
      protocol: () => new AccountProtocol(events, (why) => stream.reconnect(why)),
      freezeMs: 0,
      mintHeaders,
      sink: {
        message: (message) => tell(events, message),
        status: () => {},
        ended: (error) => {
          events.stream(false);
          events.ended(error);
        },
      },
    });
    return stream;
  };
}

function tell(events: AccountChannelEvents, { topic, value }: StreamMessage): void {
  switch (topic) {
    case "fill": {
      const fill = toAccountFill(value as FillBody);
      if (fill.ok) events.fill(fill.value);
      else events.unreadable(fill.error.message, (value as FillBody).order_id);
      return;
    }
    case "user_order": {
      const order = toAccountOrder(value as UserOrderBody);
      if (order.ok) events.order(order.value);
      else events.unreadable(order.error.message, (value as UserOrderBody).order_id);
      return;
    }
    case "market_position": {
      const position = toAccountPosition(value as MarketPositionBody);
      if (position.ok) events.position(position.value);
      return;
    }
    case "order_group_updates":
      events.group(value as OrderGroupUpdateBody);
      return;
    case "market_lifecycle_v2":
      events.market(value as MarketLifecycleBody);
  }
}

/** The channels of one connection, and whether all of the account's are there. */
class AccountProtocol extends KalshiStreamProtocol {
  private readonly watch: ChannelWatch;

  constructor(events: AccountChannelEvents, reconnect: (why: string) => void) {
    const watch = new ChannelWatch(events);
    const host: StreamHost = { event: (what) => watch.note(what), reconnect };
    super(SUBSCRIPTIONS, host);
    this.watch = watch;
  }

  closed(): undefined {
    this.watch.fall();
    return undefined;
  }
}

class ChannelWatch {
  private readonly live = new Set<ChannelName>();
  private isUp = false;

  constructor(private readonly events: AccountChannelEvents) {}

  note(event: KalshiStreamEvent): void {
    switch (event.kind) {
      case "live":
        this.live.add(event.channel);
        if (ACCOUNT_CHANNELS.every((channel) => this.live.has(channel))) this.rise();
        return;
      case "lost":
      case "refused":
        this.live.delete(event.channel);
        if (ACCOUNT_CHANNELS.includes(event.channel)) this.fall();
        return;
      case "gap":
        if (event.channel === "order_group_updates") this.events.groupGap();
    }
  }

  fall(): void {
    if (this.isUp) this.events.stream(false);
    this.isUp = false;
  }

  private rise(): void {
    if (this.isUp) return;
    this.isUp = true;
    this.events.stream(true);
  }
}
