import type { FrameReading, RawMessage, StreamProtocol } from "@augury/net";
import { z } from "zod";
import {
  WireBestBidAsk,
  WireBook,
  WireLastTrade,
  WireMarketResolved,
  WireNewMarket,
  WirePriceChange,
  WireTickSizeChange,
} from "../schema.ts";

/** Fields that the engine does not use and people may want to see. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  book: WireBook,
  price_change: WirePriceChange,
  last_trade_price: WireLastTrade.extend({
    fee_rate_bps: z.string().nullish(),
    transaction_hash: z.string().nullish(),
  }),
  tick_size_change: WireTickSizeChange.extend({ side: z.string().nullish() }),
  best_bid_ask: WireBestBidAsk.extend({ spread: z.string().nullish() }),
  new_market: WireNewMarket.extend({
    description: z.string().nullish(),
    condition_id: z.string().nullish(),
    clob_token_ids: z.array(z.string()).nullish(),
    tags: z.array(z.string()).nullish(),
    sports_market_type: z.string().nullish(),
    line: z.string().nullish(),
    game_start_time: z.string().nullish(),
    group_item_title: z.string().nullish(),
    taker_base_fee: z.string().nullish(),
    fees_enabled: z.boolean().nullish(),
    fee_schedule: z.record(z.string(), z.unknown()).nullish(),
    event_message: z.record(z.string(), z.unknown()).nullish(),
  }),
  market_resolved: WireMarketResolved.extend({
    tags: z.array(z.string()).nullish(),
    event_message: z.record(z.string(), z.unknown()).nullish(),
  }),
};

const Head = z.object({ event_type: z.string() });

/** The market channel for people and tools (polymarket.md section 9). The engine reads it with its own feed, byte by byte. */
export class MarketProtocol implements StreamProtocol {
  constructor(
    private readonly assets: readonly string[],
    /** With best_bid_ask, and with new and resolved markets of the whole venue. */
    private readonly isCustom: boolean,
  ) {}

  hello(): readonly string[] {
    return [JSON.stringify({ type: "market", assets_ids: this.assets, custom_feature_enabled: this.isCustom })];
  }

  read(text: string, json: unknown): FrameReading {
    if (text.trim() === "PONG" || text.trim() === "") return { kind: "control" };
    if (typeof json !== "object" || json === null) return { kind: "malformed" };
    const messages: RawMessage[] = [];
    for (const value of Array.isArray(json) ? json : [json]) {
      const topic = Head.safeParse(value).data?.event_type;
      if (topic === undefined) return { kind: "malformed" };
      const schema = SCHEMAS[topic];
      if (schema === undefined) return { kind: "unknown", what: `event ${topic.slice(0, 60)}` };
      messages.push({ topic, schema, value });
    }
    return { kind: "data", messages };
  }
}
