import { z } from "zod";
import { SizeText, TradablePriceText } from "./decimal-schema.ts";
import { PriceRanges } from "./schema.ts";

/** What the engine reads of Kalshi's REST answers (kalshi.md sections 6 and 8); everything else passes unread. */
export const KalshiMarket = z.object({
  ticker: z.string().min(1).max(128),
  event_ticker: z.string().min(1).max(128),
  market_type: z.string().optional(),
  title: z.string().nullish(),
  yes_sub_title: z.string().nullish(),
  no_sub_title: z.string().nullish(),
  status: z.string(),
  open_time: z.string().nullish(),
  close_time: z.string().nullish(),
  result: z.string().nullish(),
  price_level_structure: z.string().nullish(),
  price_ranges: PriceRanges.nullish(),
});
export type KalshiMarket = z.infer<typeof KalshiMarket>;

export const KalshiEvent = z.object({
  event_ticker: z.string(),
  series_ticker: z.string(),
  title: z.string().nullish(),
  mutually_exclusive: z.boolean(),
  collateral_return_type: z.string().nullish(),
  fee_type_override: z.string().nullish(),
  fee_multiplier_override: z.number().nonnegative().nullish(),
});
export type KalshiEvent = z.infer<typeof KalshiEvent>;

export const KalshiSeries = z.object({
  ticker: z.string(),
  fee_type: z.string(),
  fee_multiplier: z.number().nonnegative(),
});
export type KalshiSeries = z.infer<typeof KalshiSeries>;

export const MarketsAnswer = z.object({ markets: z.array(z.unknown()), cursor: z.string().nullish() });
export const EventAnswer = z.object({ event: KalshiEvent });
export const SeriesAnswer = z.object({ series: KalshiSeries });

const RestLevels = z.array(z.tuple([TradablePriceText, SizeText])).nullish();

/** An order book over REST: bids only, ascending, each leg in its own price; the old key `orderbook` holds integers and is not read. */
export const OrderbookAnswer = z.object({
  orderbook_fp: z.object({ yes_dollars: RestLevels, no_dollars: RestLevels }),
});
export type OrderbookAnswer = z.infer<typeof OrderbookAnswer>;
