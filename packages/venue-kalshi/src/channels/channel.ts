import type { z } from "zod";
import { FillBody, MarketPositionBody, OrderGroupUpdateBody, UserOrderBody } from "./account-messages.ts";
import {
  QuoteAcceptedBody,
  QuoteCreatedBody,
  QuoteExecutedBody,
  RfqCreatedBody,
  RfqDeletedBody,
} from "./communication-messages.ts";
import {
  EventFeeUpdateBody,
  EventLifecycleBody,
  MarketLifecycleBody,
  OrderbookDeltaBody,
  OrderbookSnapshotBody,
  TickerBody,
  TradeBody,
} from "./market-messages.ts";
import {
  FastIndexValueBody,
  IndexListBody,
  IndexValueBody,
  PythValueBody,
  UnderlyingListBody,
} from "./reference-messages.ts";

/** What a subscription of a channel names. */
export type ChannelFilter = "tickers" | "indices" | "underlyings" | "none";

/** One channel of the WebSocket (kalshi.md section 13). */
export interface Channel {
  readonly filter: ChannelFilter;
  /** Nothing comes without a filter. */
  readonly filterRequired: boolean;
  /** Its messages are numbered per sid, so that a lost one shows. */
  readonly isNumbered: boolean;
  readonly scope: "public" | "private";
  /** Schema of `msg` by message type. */
  readonly messages: Readonly<Record<string, z.ZodType>>;
}

const LIFECYCLE = { filter: "none", filterRequired: false, isNumbered: true, scope: "public" } as const;
const ACCOUNT = { filter: "tickers", filterRequired: false, isNumbered: false, scope: "private" } as const;

export const CHANNELS = {
  orderbook_delta: {
    filter: "tickers",
    filterRequired: true,
    isNumbered: true,
    scope: "public",
    messages: { orderbook_snapshot: OrderbookSnapshotBody, orderbook_delta: OrderbookDeltaBody },
  },
  ticker: {
    filter: "tickers",
    filterRequired: false,
    isNumbered: false,
    scope: "public",
    messages: { ticker: TickerBody },
  },
  trade: {
    filter: "tickers",
    filterRequired: false,
    isNumbered: true,
    scope: "public",
    messages: { trade: TradeBody },
  },
  market_lifecycle_v2: {
    ...LIFECYCLE,
    messages: {
      market_lifecycle_v2: MarketLifecycleBody,
      event_lifecycle: EventLifecycleBody,
      event_fee_update: EventFeeUpdateBody,
    },
  },
  multivariate_market_lifecycle: {
    ...LIFECYCLE,
    messages: { multivariate_market_lifecycle: MarketLifecycleBody, event_lifecycle: EventLifecycleBody },
  },
  fill: { ...ACCOUNT, messages: { fill: FillBody } },
  user_orders: { ...ACCOUNT, messages: { user_order: UserOrderBody } },
  market_positions: { ...ACCOUNT, messages: { market_position: MarketPositionBody } },
  order_group_updates: {
    filter: "none",
    filterRequired: false,
    isNumbered: true,
    scope: "private",
    messages: { order_group_updates: OrderGroupUpdateBody },
  },
  communications: {
    filter: "none",
    filterRequired: false,
    isNumbered: true,
    scope: "private",
    messages: {
      rfq_created: RfqCreatedBody,
      rfq_deleted: RfqDeletedBody,
      quote_created: QuoteCreatedBody,
      quote_accepted: QuoteAcceptedBody,
      quote_executed: QuoteExecutedBody,
    },
  },
  cfbenchmarks_value: {
    filter: "indices",
    filterRequired: true,
    isNumbered: true,
    scope: "private",
    messages: { cfbenchmarks_value: IndexValueBody, cfbenchmarks_value_indexlist: IndexListBody },
  },
  cfbenchmarks_value_5hz: {
    filter: "indices",
    filterRequired: true,
    isNumbered: true,
    scope: "private",
    messages: { cfbenchmarks_value_5hz: FastIndexValueBody, cfbenchmarks_value_5hz_indexlist: IndexListBody },
  },
  pyth_value: {
    filter: "underlyings",
    filterRequired: true,
    isNumbered: true,
    scope: "private",
    messages: { pyth_value: PythValueBody, pyth_value_underlying_list: UnderlyingListBody },
  },
} as const satisfies Record<string, Channel>;
export type ChannelName = keyof typeof CHANNELS;

/** Returns a channel's description; the venue's own word decides. */
export function channelOf(name: ChannelName): Channel {
  return CHANNELS[name];
}

/** Returns the channels that carry messages of this type: `event_lifecycle` comes on two. */
export function channelsWith(type: string): readonly ChannelName[] {
  return BY_TYPE.get(type) ?? [];
}

const BY_TYPE = new Map<string, ChannelName[]>();
for (const name of Object.keys(CHANNELS) as ChannelName[])
  for (const type of Object.keys(CHANNELS[name].messages)) BY_TYPE.set(type, [...(BY_TYPE.get(type) ?? []), name]);
