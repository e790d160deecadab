import { defineApiStream, type StreamSink, wholeNumber, word, wordList } from "@augury/net";
import { z } from "zod";
import { openMessageStream, type StreamParts } from "../stream-parts.ts";
import { RtdsProtocol } from "./rtds-protocol.ts";
import type { RtdsTopic } from "./rtds-schema.ts";
import { RTDS_FREEZE_MS, rtdsSession } from "./rtds-session.ts";
import { encodeRtdsFilter, type RtdsSubscription } from "./rtds-subscription.ts";

const REFERENCE = "polymarket.md section 12";
const SYMBOLS_MAX = 20;

interface Opening {
  readonly sink: StreamSink;
  readonly parts: StreamParts;
  /** Comments and a quiet market's trades may be silent for hours. */
  readonly freezeMs: number;
}

function openRtds(subscription: RtdsSubscription, { sink, parts, freezeMs }: Opening) {
  const protocol = () => new RtdsProtocol([subscription]);
  return openMessageStream(
    { source: "polymarket-rtds", session: rtdsSession(parts.url), protocol, freezeMs },
    sink,
    parts,
  );
}

/** A filter on one symbol brings a snapshot first; none is all symbols. */
function symbolSubscription(topic: RtdsTopic, type: string, symbol: string | undefined): RtdsSubscription {
  return { topic, type, ...(symbol === undefined ? {} : { filters: encodeRtdsFilter({ symbol }) }) };
}

const pairSymbol = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]{2,12}\/[a-z]{3,5}$/, { error: 'must be a pair such as "btc/usd"' })
  .optional()
  .describe('A pair such as "btc/usd"; default: all.');

export const cryptoPrices = defineApiStream({
  name: "crypto-prices",
  description:
    "Prices of a large exchange, about one a second and symbol; one symbol alone brings the last minute or two first.",
  channel: "crypto_prices",
  reference: REFERENCE,
  params: z.strictObject({
    symbols: wordList(SYMBOLS_MAX).optional().describe('Symbols such as "btcusdt", with commas between; default: all.'),
  }),
  example: { symbols: "btcusdt" },
  open: ({ symbols }, sink: StreamSink, parts: StreamParts) => {
    const filters = symbols?.length === 1 ? encodeRtdsFilter({ symbol: symbols[0] as string }) : symbols?.join(",");
    const subscription = {
      topic: "crypto_prices",
      type: "update",
      ...(filters === undefined ? {} : { filters }),
    } as const;
    return openRtds(subscription, { sink, parts, freezeMs: RTDS_FREEZE_MS });
  },
});

export const chainlinkPrices = defineApiStream({
  name: "chainlink-prices",
  description: "Chainlink's prices, about one a second; full_accuracy_value is an integer × 1e18.",
  channel: "crypto_prices_chainlink",
  reference: REFERENCE,
  params: z.strictObject({ symbol: pairSymbol }),
  example: { symbol: "btc/usd" },
  open: ({ symbol }, sink: StreamSink, parts: StreamParts) =>
    openRtds(symbolSubscription("crypto_prices_chainlink", "*", symbol), { sink, parts, freezeMs: RTDS_FREEZE_MS }),
});

export const twapPrices = defineApiStream({
  name: "twap-prices",
  description:
    "Chainlink's time-weighted averages, on which crypto up/down markets resolve; full_accuracy_value is an integer × 1e18.",
  channel: "crypto_prices_twap_thirty, crypto_prices_twap_sixty",
  reference: REFERENCE,
  params: z.strictObject({
    symbol: pairSymbol,
    window: wholeNumber(30, 60)
      .refine((seconds) => seconds === 30 || seconds === 60, { error: "must be 30 or 60" })
      .default(60)
      .describe("The average's window in seconds: 30 or 60."),
  }),
  example: { symbol: "btc/usd", window: 60 },
  open: ({ symbol, window }, sink: StreamSink, parts: StreamParts) => {
    const topic = window === 30 ? "crypto_prices_twap_thirty" : "crypto_prices_twap_sixty";
    return openRtds(symbolSubscription(topic, "*", symbol), { sink, parts, freezeMs: RTDS_FREEZE_MS });
  },
});

export const equityPrices = defineApiStream({
  name: "equity-prices",
  description: "Prices of stocks, metals and currencies; silent or carried forward while their exchange is closed.",
  channel: "equity_prices",
  reference: REFERENCE,
  params: z.strictObject({
    symbol: word().toLowerCase().optional().describe('A symbol such as "aapl"; default: all.'),
  }),
  example: { symbol: "aapl" },
  open: ({ symbol }, sink: StreamSink, parts: StreamParts) =>
    openRtds(symbolSubscription("equity_prices", "update", symbol), { sink, parts, freezeMs: 0 }),
});

export const comments = defineApiStream({
  name: "comments",
  description: "Comments and reactions as they are written or removed.",
  channel: "comments",
  reference: REFERENCE,
  params: z.strictObject({
    type: z
      .enum(["*", "comment_created", "comment_removed", "reaction_created", "reaction_removed"])
      .default("*")
      .describe("One kind only; default: all."),
    parent: wholeNumber(1, 999_999_999).optional().describe("Number of the event or series they belong to."),
    parentType: z.enum(["Event", "Series"]).default("Event").describe("What that number counts: Event or Series."),
  }),
  example: {},
  open: ({ type, parent, parentType }, sink: StreamSink, parts: StreamParts) => {
    const filters =
      parent === undefined
        ? {}
        : { filters: encodeRtdsFilter({ parentEntityID: parent, parentEntityType: parentType }) };
    return openRtds({ topic: "comments", type, ...filters }, { sink, parts, freezeMs: 0 });
  },
});

export const activity = defineApiStream({
  name: "activity",
  description: "Everyone's trades: matched orders, and trades once settled.",
  channel: "activity",
  reference: REFERENCE,
  params: z
    .strictObject({
      type: z.enum(["*", "orders_matched", "trades"]).default("*").describe("orders_matched or trades; default: both."),
      event: word().optional().describe("Slug of one event."),
      market: word().optional().describe("Slug of one market."),
    })
    .refine(({ event, market }) => event === undefined || market === undefined, "give event or market, not both"),
  example: { type: "orders_matched" },
  open: ({ type, event, market }, sink: StreamSink, parts: StreamParts) => {
    const slug = event ? { event_slug: event } : market ? { market_slug: market } : undefined;
    const freezeMs = slug ? 0 : RTDS_FREEZE_MS;
    return openRtds(
      { topic: "activity", type, ...(slug && { filters: encodeRtdsFilter(slug) }) },
      { sink, parts, freezeMs },
    );
  },
});

export const RTDS_STREAMS = [cryptoPrices, chainlinkPrices, twapPrices, equityPrices, comments, activity] as const;
