import { type ApiGroupOptions, defineApiStream, flag, wholeNumber, wordList } from "@augury/net";
import { z } from "zod";
import type { ChannelName } from "./channel.ts";
import type { StreamSubscription } from "./stream-subscription.ts";
import { openKalshiStream } from "./ws-stream.ts";

/** Name of the credentials that sign the handshake, even for public channels (kalshi.md section 12). */
const KEY = "key";
const TICKERS_MAX = 10_000;
const TICKER = "KXBTCD-26NOV2117-T95000";

const tickers = () => wordList(TICKERS_MAX).describe("Tickers of the markets, separated by commas.");
const optionalTickers = () => tickers().optional();
const usesYesPrice = () => flag().optional().describe("Prices of both sides on the YES scale.");
const indices = () => wordList(50).describe("Ids of the indices, separated by commas: BRTI, ETHUSD_RTI …");

const listsNames = () => flag().optional().describe("First the list of everything that the channel offers.");

/** How Kalshi spells an underlying is not documented, so anything without commas and blanks may pass. */
const underlyings = () =>
  z
    .string()
    .transform((text) => text.split(",").map((word) => word.trim()))
    .pipe(
      z
        .array(z.string().regex(/^\S{1,64}$/, "must be names without blanks, separated by commas"))
        .min(1)
        .max(50),
    )
    .describe("The underlyings, separated by commas.");

interface StreamWords<Params extends z.ZodObject> {
  readonly name: string;
  readonly channel: string;
  readonly section: string;
  readonly description: string;
  readonly params: Params;
  readonly example: z.input<Params>;
  subscriptions(params: z.output<Params>): readonly StreamSubscription[];
}

function defineStream<Params extends z.ZodObject>(words: StreamWords<Params>) {
  const { section, subscriptions, ...rest } = words;
  return defineApiStream<Params, unknown, ApiGroupOptions>({
    ...rest,
    reference: `kalshi.md section ${section}`,
    auth: KEY,
    open: (params, sink, parts) => openKalshiStream({ ...parts, sink, subscriptions: subscriptions(params) }),
  });
}

/** A channel that may be narrowed down to some markets. */
function defineMarketStream(words: { name: string; channel: ChannelName; section: string; description: string }) {
  return defineStream({
    ...words,
    params: z.strictObject({ tickers: optionalTickers() }),
    example: { tickers: TICKER },
    subscriptions: ({ tickers }) => [{ channel: words.channel, names: tickers ?? [] }],
  });
}

/** A channel that knows no filter. */
function definePlainStream(words: { name: string; channel: ChannelName; section: string; description: string }) {
  return defineStream({
    ...words,
    params: z.strictObject({}),
    example: {},
    subscriptions: () => [{ channel: words.channel, names: [] }],
  });
}

const ACCOUNT_CHANNELS = ["fill", "user_orders", "market_positions", "order_group_updates"] as const;

/** Every channel of the WebSocket as a stream, and the account's four together. */
export const WS_STREAMS = [
  defineStream({
    name: "orderbook-delta",
    channel: "orderbook_delta: orderbook_snapshot, orderbook_delta",
    section: "13.1, 13.2",
    description: "Order books: a snapshot per market, then changes to single levels. After a gap, snapshots again.",
    params: z.strictObject({ tickers: tickers(), use_yes_price: usesYesPrice() }),
    example: { tickers: TICKER },
    subscriptions: ({ tickers, use_yes_price }) => [
      { channel: "orderbook_delta", names: tickers, useYesPrice: use_yes_price ?? false },
    ],
  }),
  defineStream({
    name: "ticker",
    channel: "ticker",
    section: "13.3",
    description: "Best prices, last price and volume, conflated; without tickers those of every market.",
    params: z.strictObject({
      tickers: optionalTickers(),
      send_initial_snapshot: flag().optional().describe("The present state at once, not with the next change."),
    }),
    example: { tickers: TICKER, send_initial_snapshot: true },
    subscriptions: ({ tickers, send_initial_snapshot }) => [
      { channel: "ticker", names: tickers ?? [], sendInitialSnapshot: send_initial_snapshot ?? false },
    ],
  }),
  defineMarketStream({
    name: "trade",
    channel: "trade",
    section: "13.4",
    description: "Public trades; without tickers those of every market.",
  }),
  definePlainStream({
    name: "market-lifecycle",
    channel: "market_lifecycle_v2",
    section: "13.8",
    description:
      "Markets created, paused, determined and settled; events listed; fees of events changed. Every market but combos.",
  }),
  definePlainStream({
    name: "multivariate-market-lifecycle",
    channel: "multivariate_market_lifecycle",
    section: "13",
    description: "The same for combos.",
  }),
  defineMarketStream({ name: "fill", channel: "fill", section: "13.5", description: "The account's own executions." }),
  defineMarketStream({
    name: "user-orders",
    channel: "user_orders",
    section: "13.6",
    description: "The account's own orders, each message the whole state of one.",
  }),
  defineMarketStream({
    name: "market-positions",
    channel: "market_positions",
    section: "13.7",
    description: "The account's positions as they change.",
  }),
  definePlainStream({
    name: "order-group-updates",
    channel: "order_group_updates",
    section: "13.9",
    description: "Order groups created, triggered, reset, deleted, and their limits.",
  }),
  defineStream({
    name: "account",
    channel: ACCOUNT_CHANNELS.join(", "),
    section: "13.5, 13.6, 13.7, 13.9",
    description: "Fills, orders, positions and order groups of the account on one connection.",
    params: z.strictObject({ tickers: optionalTickers() }),
    example: {},
    subscriptions: ({ tickers }) =>
      ACCOUNT_CHANNELS.map((channel) => ({ channel, names: channel === "order_group_updates" ? [] : (tickers ?? []) })),
  }),
  defineStream({
    name: "communications",
    channel: "communications: rfq_created, rfq_deleted, quote_created, quote_accepted, quote_executed",
    section: "13.10",
    description: "Requests for quotes of everyone, or one's own; quotes that one is a party of.",
    params: z.strictObject({
      own_only: flag().optional().describe("Only the account's own requests."),
      shard_factor: wholeNumber(1, 100).optional().describe("Into how many shares the requests are dealt."),
      shard_key: wholeNumber(0, 99).optional().describe("Which of them to get, from 0."),
    }),
    example: { own_only: true },
    subscriptions: ({ own_only, shard_factor, shard_key }) => [
      {
        channel: "communications",
        names: [],
        ownOnly: own_only ?? false,
        ...(shard_factor === undefined ? {} : { shard: { factor: shard_factor, key: shard_key ?? 0 } }),
      },
    ],
  }),
  defineStream({
    name: "cfbenchmarks-value",
    channel: "cfbenchmarks_value",
    section: "13.11",
    description: "CF Benchmarks indices about once a second, with their averages over a minute.",
    params: z.strictObject({ indices: indices(), list: listsNames() }),
    example: { indices: "BRTI" },
    subscriptions: ({ indices, list }) => [{ channel: "cfbenchmarks_value", names: indices, listNames: list ?? false }],
  }),
  defineStream({
    name: "cfbenchmarks-value-5hz",
    channel: "cfbenchmarks_value_5hz",
    section: "13.11",
    description: "The same five times a second, for BTC (BRTI), ETH, SOL, XRP and DOGE.",
    params: z.strictObject({ indices: indices(), list: listsNames() }),
    example: { indices: "BRTI" },
    subscriptions: ({ indices, list }) => [
      { channel: "cfbenchmarks_value_5hz", names: indices, listNames: list ?? false },
    ],
  }),
  defineStream({
    name: "pyth-value",
    channel: "pyth_value",
    section: "13.11",
    description: "Metals, energy and crops by Pyth; needs a paid plan.",
    params: z.strictObject({ underlyings: underlyings(), list: listsNames() }),
    example: { underlyings: "XAU/USD" },
    subscriptions: ({ underlyings, list }) => [{ channel: "pyth_value", names: underlyings, listNames: list ?? false }],
  }),
] as const;
