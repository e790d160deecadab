import type { PriceLeg } from "./market-frames.ts";

/** What the messages of a channel can be narrowed down by. */
export type ChannelFilter = "tickers" | "indices" | "underlyings" | "none";

interface ChannelTraits {
  readonly filter: ChannelFilter;
  /** False where messages carry no sequence number. */
  readonly isNumbered: boolean;
}

/** Every channel that can be subscribed (kalshi.md section 13). */
const CHANNELS: Readonly<Record<string, ChannelTraits>> = {
  orderbook_delta: { filter: "tickers", isNumbered: true },
  ticker: { filter: "tickers", isNumbered: false },
  trade: { filter: "tickers", isNumbered: true },
  market_lifecycle_v2: { filter: "none", isNumbered: true },
  multivariate_market_lifecycle: { filter: "none", isNumbered: true },
  fill: { filter: "tickers", isNumbered: false },
  user_orders: { filter: "tickers", isNumbered: false },
  market_positions: { filter: "tickers", isNumbered: false },
  order_group_updates: { filter: "none", isNumbered: true },
  communications: { filter: "none", isNumbered: true },
  cfbenchmarks_value: { filter: "indices", isNumbered: true },
  cfbenchmarks_value_5hz: { filter: "indices", isNumbered: true },
  pyth_value: { filter: "underlyings", isNumbered: true },
};

/** Which share of the communications a session wants. */
export interface CommunicationsFilter {
  readonly ownOnly: boolean;
  readonly shardFactor: number;
  readonly shardKey: number;
}

export interface SubscriptionTerms {
  /** Tickers, index ids or underlyings; absent = everything. */
  readonly names?: readonly string[] | undefined;
  readonly leg?: PriceLeg;
  readonly communications?: CommunicationsFilter;
}

/** One channel of one connection. Its counter runs over all its markets (kalshi.md section 14.1). */
export class Subscription {
  /** Absent = everything. */
  readonly names: Set<string> | undefined;
  readonly leg: PriceLeg;
  readonly communications: CommunicationsFilter | undefined;
  private readonly traits: ChannelTraits;
  private lastSeq = 0;

  constructor(
    readonly sid: number,
    readonly channel: string,
    { names, leg = "own", communications }: SubscriptionTerms,
  ) {
    this.names = names && new Set(names);
    this.leg = leg;
    this.communications = communications;
    this.traits = CHANNELS[channel] ?? { filter: "none", isNumbered: true };
  }

  get filter(): ChannelFilter {
    return this.traits.filter;
  }

  has(name: string): boolean {
    return this.names === undefined || this.names.has(name);
  }

  /** Returns `,"seq":n` with the next number, or nothing on a channel without numbers. `skipped` numbers are lost before it. */
  nextSeqField(skipped = 0): string {
    if (!this.traits.isNumbered) return "";
    this.lastSeq += 1 + skipped;
    return `,"seq":${this.lastSeq}`;
  }
}

/** Returns how a channel is filtered, `undefined` for one that the venue does not have. */
export function filterOf(channel: string): ChannelFilter | undefined {
  return Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel]?.filter : undefined;
}
