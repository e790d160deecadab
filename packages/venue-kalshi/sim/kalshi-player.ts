import { parsePrice, parseSize } from "@augury/core";
import { ASK, BID, type FrameKind } from "@augury/sim-kit";
import { z } from "zod";
import type { DataChannel, KalshiExchange } from "./kalshi-exchange.ts";
import { encodeDelta, encodeSnapshot, type SimDelta } from "./market-frames.ts";
import type { EventSpec, MarketSpec } from "./market-spec.ts";
import { timeText } from "./number-text.ts";
import type { SimMarket } from "./sim-market.ts";

const Pairs = z.array(z.tuple([z.string(), z.string()])).optional();
const Message = z.object({
  type: z.string(),
  msg: z.looseObject({
    market_ticker: z.string().optional(),
    market_id: z.string().optional(),
    yes_dollars_fp: Pairs,
    no_dollars_fp: Pairs,
    price_dollars: z.string().optional(),
    delta_fp: z.string().optional(),
    side: z.string().optional(),
    ts_ms: z.number().optional(),
  }),
});
type Body = z.infer<typeof Message>["msg"];

/** Recorded message types that can be played, with the channel that carries them. Replies belong to the recorded session alone. */
const PLAYED: Readonly<Record<string, { readonly channel: DataChannel; readonly kind: FrameKind }>> = {
  orderbook_snapshot: { channel: "orderbook_delta", kind: "snapshot" },
  orderbook_delta: { channel: "orderbook_delta", kind: "delta" },
  ticker: { channel: "ticker", kind: "quote" },
  trade: { channel: "trade", kind: "trade" },
  market_lifecycle_v2: { channel: "market_lifecycle_v2", kind: "lifecycle" },
};

/**
 * Plays recorded messages into an exchange: books follow, so that a client can resync in the middle, and `msg` goes out byte by byte as it
 * was recorded. Sids and sequence numbers are the session's own: contiguous per sid, whatever holes the recording has.
 */
export class KalshiPlayer {
  /** Recorded frames that are not market data. */
  skipped = 0;

  constructor(private readonly exchange: KalshiExchange) {}

  /** Lists the market that a message is about, so that clients find it before it is played. Only looks, so that a long recording is quick. */
  prepare(text: string): void {
    const ticker = /"market_ticker":\s*"([^"]+)"/.exec(text)?.[1];
    if (ticker === undefined || !/"type":\s*"(orderbook_|ticker"|trade")/.test(text)) return;
    const marketId = /"market_id":\s*"([^"]+)"/.exec(text)?.[1];
    const market = this.marketOf(ticker, marketId ?? "", Number(/"ts_ms":\s*(\d+)/.exec(text)?.[1] ?? 0));
    if (marketId !== undefined) market.spec.marketId = marketId;
  }

  /** Plays one recorded message. Returns false when it is no market data. */
  play(text: string): boolean {
    const message = parseMessage(text);
    const played = message && PLAYED[message.type];
    if (!played) {
      this.skipped++;
      return false;
    }
    const { type, msg } = message;
    const { market_ticker: ticker, market_id: marketId = "", ts_ms: timeMs = 0 } = msg;
    const market = ticker === undefined ? undefined : this.marketOf(ticker, marketId, timeMs);
    const raw = bodyText(onOneLine(text));
    const delta = market && type === "orderbook_delta" ? applyDelta(market, msg) : undefined;
    if (market && type === "orderbook_snapshot") applySnapshot(market, msg);
    this.exchange.broadcast({
      channel: played.channel,
      type,
      market: played.kind === "lifecycle" ? undefined : market,
      kind: played.kind,
      body: (leg) => {
        if (leg === "own" || !market) return raw;
        if (type === "orderbook_snapshot") return encodeSnapshot(market, leg);
        return delta ? encodeDelta(market, delta, leg) : raw;
      },
    });
    return true;
  }

  private marketOf(ticker: string, marketId: string, timeMs: number): SimMarket {
    const known = this.exchange.findTicker(ticker);
    if (known) return known;
    const timeUs = timeMs * 1000;
    const index = this.exchange.addMarket(recordedSpec(ticker, marketId, timeUs), timeUs);
    const market = this.exchange.markets[index] as SimMarket;
    market.hasBook = false;
    return market;
  }
}

function parseMessage(text: string): z.infer<typeof Message> | undefined {
  try {
    return Message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A frame that its recorder laid out for reading goes out as the venue had sent it: compact. */
function onOneLine(text: string): string {
  return text.trim().includes("\n") ? JSON.stringify(JSON.parse(text)) : text;
}

/** Returns the text of `msg`, which is the last field of every recorded message. */
function bodyText(text: string): string {
  const start = text.indexOf('"msg":') + '"msg":'.length;
  return text.slice(start, text.lastIndexOf("}")).trim();
}

function applySnapshot(market: SimMarket, msg: Body): void {
  market.hasBook = true;
  market.bids.clear();
  market.asks.clear();
  for (const [price, size] of msg.yes_dollars_fp ?? []) market.bids.set(toTicks(price), toMicros(size));
  for (const [price, size] of msg.no_dollars_fp ?? []) market.asks.set(10_000 - toTicks(price), toMicros(size));
}

function applyDelta(market: SimMarket, msg: Body): SimDelta {
  const isYes = msg.side === "yes";
  const own = toTicks(msg.price_dollars ?? "0");
  const side = isYes ? BID : ASK;
  const price = isYes ? own : 10_000 - own;
  const change = toMicros(msg.delta_fp ?? "0");
  const ladder = market.ladder(side);
  ladder.set(price, Math.max(0, ladder.sizeAt(price) + change));
  return { side, price, change, timeUs: (msg.ts_ms ?? 0) * 1000 };
}

function toTicks(text: string): number {
  return parsePrice(text) ?? 0;
}

function toMicros(text: string): number {
  return parseSize(text) ?? 0;
}

/** What REST says of a market that is known from a recording only. The grid is the finest, on which every price stands. */
function recordedSpec(ticker: string, marketId: string, timeUs: number): MarketSpec {
  const eventTicker = ticker.slice(0, ticker.lastIndexOf("-"));
  const seriesTicker = ticker.split("-")[0] as string;
  const series = {
    ticker: seriesTicker,
    title: seriesTicker,
    category: "",
    feeType: "quadratic",
    feeMultiplier: 1,
  } as const;
  const event: EventSpec = { ticker: eventTicker, series, title: eventTicker, subTitle: "", mutuallyExclusive: false };
  return {
    ticker,
    marketId,
    event,
    title: ticker,
    yesSubTitle: "Yes",
    noSubTitle: "No",
    rules: `Recorded market, first seen at ${timeText(timeUs)}.`,
    structure: "linear_cent",
    bands: [{ start: 0, end: 10_000, step: 100 }],
    openTimeMs: timeUs / 1000,
    closeTimeMs: timeUs / 1000 + 86_400_000,
  };
}
