import type { VenueError } from "@augury/model";
import {
  type DriftLog,
  type FrameReading,
  MessageStream,
  type OpenSocket,
  type OpenStream,
  type Scheduler,
  SessionConfig,
  type StreamMessage,
} from "@augury/net";
import type { UserOrder } from "../user/user-order.ts";
import { type UserChannelKey, UserProtocol } from "../user/user-protocol.ts";
import type { UserTrade } from "../user/user-trade.ts";
import { WS_URL } from "../ws/ws-streams.ts";

/** What the user channel tells the trading side. */
export interface UserChannelEvents {
  /** True once the venue has read who we are: from then on nothing is missed until the connection is lost. */
  stream(isUp: boolean): void;
  order(order: UserOrder): void;
  trade(trade: UserTrade): void;
  /** It will not come back: the key was refused. */
  ended(error: VenueError | undefined): void;
}

/** Opens the account's channel; a test may put anything in its place. */
export type OpenUserChannel = (events: UserChannelEvents) => OpenStream;

export interface UserChannelOptions {
  readonly key: UserChannelKey;
  /** Without `/user`; default: the venue's. */
  readonly url?: string;
  readonly scheduler?: Scheduler | undefined;
  readonly openSocket?: OpenSocket | undefined;
  readonly random?: (() => number) | undefined;
  readonly drift?: DriftLog | undefined;
}

/** Returns what opens the user channel for all markets of the account (polymarket.md section 11). */
export function userChannel({ key, url = WS_URL, ...seams }: UserChannelOptions): OpenUserChannel {
  return (events) =>
    new MessageStream({
      ...seams,
      source: "polymarket-user",
      // No frame is this pong, so the venue's own come through to the protocol: its first one is the proof that our hello was read.
      session: SessionConfig.parse({ url: `${url}/user`, heartbeat: { kind: "text", pong: "no such frame" } }),
      protocol: () => new LiveUserProtocol(key, events),
      freezeMs: 0,
      sink: {
        message: ({ value }: StreamMessage) => tell(events, value as UserOrder | UserTrade),
        status: () => {},
        ended: (error) => {
          events.stream(false);
          events.ended(error);
        },
      },
    });
}

function tell(events: UserChannelEvents, news: UserOrder | UserTrade): void {
  if (news.kind === "order") events.order(news);
  else events.trade(news);
}

/** The user channel of one connection, which says when it is up. The venue confirms no subscription; a ping behind the hello is answered after it. */
class LiveUserProtocol extends UserProtocol {
  private isUp = false;

  constructor(
    key: UserChannelKey,
    private readonly events: UserChannelEvents,
  ) {
    super(key, []);
  }

  override hello(): readonly string[] {
    return [...super.hello(), "PING"];
  }

  override read(text: string, json: unknown): FrameReading {
    this.rise();
    return super.read(text, json);
  }

  override closed(reason: { readonly code: number; readonly text: string }): VenueError | undefined {
    if (this.isUp) this.events.stream(false);
    this.isUp = false;
    return super.closed(reason);
  }

  private rise(): void {
    if (this.isUp) return;
    this.isUp = true;
    this.events.stream(true);
  }
}
